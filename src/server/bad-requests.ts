import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What the parser of HTTP refuses, by its code; anything else is no request at all. */
const STATUSES: Readonly<Record<string, readonly [status: number, text: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}
const BAD_REQUEST = [400, 'Bad Request'] as const

/** Nobody can say which API such a request was for: it is refused in the vendor's form. */
const bodyOf = (text: string): string => JSON.stringify({ message: text })

/**
 * Lets a server refuse what never reaches a route, since it is no request or has no address, in the form of all errors.
 * Assumption (transport-no-request): what the service's own front answers is not known.
 */
export function answerBadRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // To a connection that is gone, or has got half of an answer, nothing can be said any more.
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
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // HTTP/1.0 has no Host: whoever speaks it, as some health checks do, means this server.
    if (request.httpVersion === '1.0') request.headers.host ??= 'localhost'
    if (hasAddress(request)) for (const listener of listeners) listener.call(server, request, response)
    else refuse(response)
  })
}

/** A response on its way would be torn apart. */
const hasAnswerBegun = (socket: Socket): boolean =>
  (socket as { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent === true

const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/** Whether Host and target make a URL. */
function hasAddress({ headers: { host }, url = '' }: IncomingMessage): boolean {
  if (host === undefined) return false
  const isTarget = url.startsWith('/') || /^https?:\/\//i.test(url)
  if (!isTarget || !URL.canParse(url.startsWith('/') ? `http://localhost${url}` : url)) return false
  return HOST.test(host) && URL.canParse(`http://${host}`)
}

function refuse(response: ServerResponse): void {
  const [status, text] = BAD_REQUEST
  const body = bodyOf(text)
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length, Connection: 'close' }
  response.writeHead(status, headers).end(body)
}
