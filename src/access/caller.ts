import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { getQueryParam } from 'hono/utils/url'
import { versionOf } from '../domain/api-version.ts'
import { takesQueryKey } from '../domain/dialect.ts'
import { findKeyProblem, type KeyProblem } from '../domain/key-problem.ts'
import { requestPath } from '../http/request-path.ts'

/** The parts of a request that identify its caller. */
export type Asked = Pick<Request, 'url' | 'headers'>

/** The key that a call came with: in its header, or in the query of a version that knows that; undefined for none. */
export function keyOf({ url, headers }: Asked): string | undefined {
  const header = headers.get('x-api-key')
  if (header) return header
  const parameter = takesQueryKey(versionOf(requestPath(url))) && getQueryParam(url, 'api_key')
  return typeof parameter === 'string' && parameter !== '' ? parameter : undefined
}

/** A key as it may be written down: the beginning of its SHA-256, by which two calls can be told to have come with the same one. */
export const hashKey = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex').slice(0, 8)

/**
 * Says why the key of a refused call was not good. `accepted` is the keys that are accepted; undefined where every
 * well-formed one is.
 */
export function explainKey({ url, headers }: Asked, accepted: ReadonlySet<string> | undefined): KeyProblem {
  const query = url.indexOf('?')
  return findKeyProblem({
    headers,
    query: new URLSearchParams(query < 0 ? '' : url.slice(query)),
    version: versionOf(requestPath(url)),
    accepted,
  })
}

/** Where a call comes from that has no socket. */
const LOCAL_ADDRESS = '127.0.0.1'

/**
 * The address a call comes from: of its socket, without one (`emulator.fetch`) the local one. Behind a proxy it is the
 * last entry of X-Forwarded-For: the proxy in front of the emulator has written that one, and what stands before it is
 * whatever the caller liked to send.
 */
export function addressOf({ headers }: Pick<Request, 'headers'>, env: unknown, behindProxy: boolean): string {
  if (behindProxy) {
    const last = headers.get('x-forwarded-for')?.split(',').at(-1)
    const address = last === undefined ? undefined : readEntry(last)
    if (address !== undefined) return address
  }
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return inOneForm(incoming?.socket?.remoteAddress ?? LOCAL_ADDRESS)
}

/** An entry as proxies write them: `203.0.113.9`, `203.0.113.9:51234`, `2001:db8::1`, `"[2001:db8::1]:51234"`. */
function readEntry(entry: string): string | undefined {
  const text = entry.trim().replace(/^"|"$/g, '')
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+)(?::\d+)?$/.exec(text)?.[1] ?? text
  return isIP(address) === 0 ? undefined : inOneForm(address)
}

/** An address of IPv4 without its mapping into IPv6; this machine is the same at whichever of its two loopback addresses. */
function inOneForm(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain === '::1' ? LOCAL_ADDRESS : plain
}
