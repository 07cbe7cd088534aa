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

/** The beginning of a body, at most so many bytes of it, and what had come of it when it broke off. The rest is not read. */
export async function readStart(body: Answered['body'], bytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= bytes) break
    }
  } catch {
    // The answer was given with its status; what its body says means nothing (vendor docs).
  }
  return Buffer.concat(chunks).subarray(0, bytes).toString()
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
    const { method, headers, signal } = posted
    const options = { method, headers, signal, agent, ...(addresses ? { lookup: leadTo(addresses) } : {}) }
    const response = await exchange(() => request(url, options), posted)
    return { status: response.statusCode ?? 0, body: response }
  }
}

/** Sends, and waits for the head of the answer. */
function exchange(open: () => ClientRequest, posted: Posted): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = open()
    request.once('response', resolve)
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (posted.signal.aborted) reject(posted.signal.reason)
      // The receiver had given the connection up just before it was used again: nothing was read from it.
      else if (request.reusedSocket && error.code === 'ECONNRESET') exchange(open, posted).then(resolve, reject)
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
