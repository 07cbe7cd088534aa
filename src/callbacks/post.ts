import type { LookupAddress } from 'node:dns'
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'

/** The request that carries a callback. */
export interface CallbackRequest {
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  /** Use a new connection, none that was kept open. */
  readonly fresh?: boolean
}

/** The status of an answer, and its body as it arrives. */
export interface CallbackResponse {
  readonly status: number
  readonly body: AsyncIterable<Uint8Array> | null
}

/**
 * Sends a callback; the platform's fetch is one. `addresses` are those that the host name was resolved to: the callback goes
 * to one of them, unless a fetch of the user's resolves the name again.
 */
export type CallbackFetch = (
  url: string,
  request: CallbackRequest,
  addresses?: readonly string[],
) => Promise<CallbackResponse>

/** A connection kept open from an earlier callback broke before an answer came: the receiver may have read the callback. */
export class StaleConnection extends Error {
  override readonly name = 'StaleConnection'
  readonly code = 'ECONNRESET'
}

/**
 * Makes the default fetch of callbacks. It connects to the checked addresses only: the name may resolve to others the next
 * time.
 */
export function createCallbackFetch(): CallbackFetch {
  const connectors = new Map<string, Promise<Connector>>()
  return async (url, callback, addresses) => {
    const { protocol } = new URL(url)
    // A connection to an unchecked address must not serve a callback whose address is checked.
    const kind = `${protocol} ${addresses ? 'checked' : 'unchecked'}`
    const connector = connectors.get(kind) ?? createConnector(protocol)
    connectors.set(kind, connector)
    const { request, agent } = await connector
    const { method, headers, signal, fresh } = callback
    const options = {
      method,
      headers,
      signal,
      agent: fresh ? false : agent,
      ...(addresses ? { lookup: lookupFrom(addresses) } : {}),
    }
    return exchange(request(url, options), callback)
  }
}

/** The request function of a protocol, and its own connections that are kept open. */
interface Connector {
  readonly request: typeof import('node:http').request
  readonly agent: Agent
}

async function createConnector(protocol: string): Promise<Connector> {
  const { request, Agent } = await (protocol === 'https:' ? import('node:https') : import('node:http'))
  return { request, agent: new Agent({ keepAlive: true }) }
}

const statusOf = (response: IncomingMessage): number => response.statusCode ?? 0

/** The errors of a write to a connection that its other end has closed. */
const BROKEN: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE'])

/** Sends a request, and resolves with the head of the answer. */
function exchange(request: ClientRequest, { body, signal }: CallbackRequest): Promise<CallbackResponse> {
  return new Promise((resolve, reject) => {
    request.once('response', (response) => resolve({ status: statusOf(response), body: response }))
    // 101 is an answer too, to an offer that nobody made.
    request.once('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: statusOf(response), body: null })
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason)
      else if (request.reusedSocket && BROKEN.has(error.code)) reject(new StaleConnection(error.message))
      else reject(error)
    })
    request.end(body)
  })
}

/** Makes a DNS look-up that answers these addresses, whatever the name. */
function lookupFrom(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address): LookupAddress => ({ address, family: isIP(address) }))
  const [first] = known
  return (hostname, { all }, answer) => {
    const found = () => {
      if (all) answer(null, known)
      else if (first) answer(null, first.address, first.family)
    }
    const none = Object.assign(new Error(`no address of ${hostname} is known`), { code: 'ENOTFOUND' })
    // A look-up never calls back before it has returned.
    process.nextTick(() => (first ? found() : answer(none, '')))
  }
}
