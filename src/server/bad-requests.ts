import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** The answer to each error of the HTTP parser, by its code. Any other error is a bad request. */
const STATUSES: Readonly<Record<string, readonly [status: number, text: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}
const BAD_REQUEST = [400, 'Bad Request'] as const

/** The error body of the vendor API: such a request does not tell which API it was for. */
const bodyOf = (text: string): string => JSON.stringify({ message: text })

/**
 * Makes a server answer a malformed request, or one without an address, with an error body; it never reaches a route.
 * Assumption (transport-no-request): the answer of the service's own front is not known.
 */
export function answerBadRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // A connection that is gone, or has received half of an answer, can carry no other.
    if (error.code === 'ECONNRESET' || !socket.writable || hasAnswerBegun(socket)) {
      socket.destroy(error)
      return
    }
    const [status, text] = STATUSES[error.code ?? ''] ?? BAD_REQUEST
    const body = bodyOf(text)
    socket.end(
      `HTTP/1.1 ${status} ${text}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  })
  const listeners = server.listeners('request')
  server.removeAllListeners('request')
  const hasAddress = createAddressCheck()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // HTTP/1.0, which some health checks speak, has no Host.
    if (request.httpVersion === '1.0') request.headers.host ??= 'localhost'
    if (hasAddress(request)) for (const listener of listeners) listener.call(server, request, response)
    else refuse(response)
  })
}

/** Tells whether part of an answer has been sent. */
const hasAnswerBegun = (socket: Socket): boolean =>
  (socket as { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent === true

const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/** Makes the check that the Host and target of a request form a URL. */
function createAddressCheck(): (request: IncomingMessage) => boolean {
  // Nearly all requests have the same Host.
  let lastAccepted: string | undefined
  return ({ headers: { host }, url = '' }) => {
    if (host === undefined || !isTarget(url)) return false
    if (host === lastAccepted) return true
    if (!HOST.test(host) || !URL.canParse(`http://${host}`)) return false
    lastAccepted = host
    return true
  }
}

/** Tells whether a target is a path, which forms a URL behind any host, or a URL itself. */
const isTarget = (url: string): boolean => url.startsWith('/') || (/^https?:\/\//i.test(url) && URL.canParse(url))

function refuse(response: ServerResponse): void {
  const [status, text] = BAD_REQUEST
  const body = bodyOf(text)
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length, Connection: 'close' }
  response.writeHead(status, headers).end(body)
}
