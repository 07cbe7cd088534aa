import type { LookupAddress } from 'node:dns'
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'

/** What is sent. */
export interface Posted {
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  /** Take no connection that was used before. */
  readonly fresh?: boolean
}

/** The head of an answer, and its body as it comes. */
export interface Answered {
  readonly status: number
  readonly body: AsyncIterable<Uint8Array> | null
}

/**
 * What carries a callback: the platform's fetch is one. With the addresses that a host name was found to have, it goes to
 * one of them; a carrier that cannot do that asks for them again.
 */
export type Carrier = (url: string, posted: Posted, addresses?: readonly string[]) => Promise<Answered>

/** A connection that was kept from an earlier callback broke before an answer came: the callback may have been read. */
export class StaleConnection extends Error {
  override readonly name = 'StaleConnection'
  readonly code = 'ECONNRESET'
}

/**
 * Makes the carrier that is used unless another is given. It goes to no other address than those that were checked, since
 * a name may lead elsewhere the next time that it is asked for.
 */
export function createPost(): Carrier {
  const agents = new Map<string, Agent>()
  return async (url, posted, addresses) => {
    const { protocol } = new URL(url)
    const { request, Agent } = await (protocol === 'https:' ? import('node:https') : import('node:http'))
    // A connection that was made without a check is not for what has to be checked.
    const kind = `${protocol} ${addresses ? 'checked' : 'unchecked'}`
    const agent = agents.get(kind) ?? new Agent({ keepAlive: true })
    agents.set(kind, agent)
    const { method, headers, signal, fresh } = posted
    const options = {
      method,
      headers,
      signal,
      agent: fresh ? false : agent,
      ...(addresses ? { lookup: leadTo(addresses) } : {}),
    }
    return exchange(request(url, options), posted)
  }
}

const statusOf = (response: IncomingMessage): number => response.statusCode ?? 0

/** How writing to a connection fails that its other end has closed. */
const BROKEN: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE'])

/** Sends, and waits for the head of the answer. */
function exchange(request: ClientRequest, posted: Posted): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request.once('response', (response) => resolve({ status: statusOf(response), body: response }))
    // 101 is an answer, though it offers another protocol, which nobody asked for.
    request.once('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: statusOf(response), body: null })
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (posted.signal.aborted) reject(posted.signal.reason)
      else if (request.reusedSocket && BROKEN.has(error.code)) reject(new StaleConnection(error.message))
      else reject(error)
    })
    request.end(posted.body)
  })
}

/** Finds for every name the addresses that it was found to have before. */
function leadTo(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address): LookupAddress => ({ address, family: isIP(address) }))
  const [first] = known
  return (hostname, { all }, answer) => {
    const found = () => {
      if (all) answer(null, known)
      else if (first) answer(null, first.address, first.family)
    }
    const none = Object.assign(new Error(`no address of ${hostname} is known`), { code: 'ENOTFOUND' })
    // As a real one: never before whoever asks is ready to hear it.
    process.nextTick(() => (first ? found() : answer(none, '')))
  }
}
