import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { getQueryParam } from 'hono/utils/url'
import { versionOf } from '../domain/api-version.ts'
import { takesQueryKey } from '../domain/dialect.ts'
import { findKeyProblem, type KeyProblem } from '../domain/key-problem.ts'
import { requestPath } from '../http/request-path.ts'

/** The parts of a request that identify its caller. */
type RequestHead = Pick<Request, 'url' | 'headers'>

/** The keys that lead to organisations. */
export interface KnownKeys {
  /** The keys that are accepted; undefined where every well-formed one is. */
  readonly accepted: ReadonlySet<string> | undefined
  /** The keys that were replaced by others, and are refused. */
  readonly replaced: ReadonlySet<string>
  /** Whether a text is the key of an organisation, one that is accepted, or one that was replaced. */
  isKey(text: string): boolean
}

/** The key of a call: in its header, or in its query where the version takes it there; undefined for none. */
export function keyOf({ url, headers }: RequestHead): string | undefined {
  const header = headers.get('x-api-key')
  if (header) return header
  const parameter = takesQueryKey(versionOf(requestPath(url))) && getQueryParam(url, 'api_key')
  return typeof parameter === 'string' && parameter !== '' ? parameter : undefined
}

/** The beginning of a key's SHA-256, which may be logged: two calls with the same hash came with the same key. */
export const hashKey = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex').slice(0, 8)

/** Explains why the key of a call is refused. */
export function explainKey(
  { url, headers }: RequestHead,
  { accepted, replaced }: Pick<KnownKeys, 'accepted' | 'replaced'>,
): KeyProblem {
  const query = url.indexOf('?')
  return findKeyProblem({
    headers,
    query: new URLSearchParams(query < 0 ? '' : url.slice(query)),
    version: versionOf(requestPath(url)),
    accepted,
    replaced,
  })
}

/** The address of a call without a socket. */
const LOCAL_ADDRESS = '127.0.0.1'

/**
 * The address that a call comes from: that of its socket, or the local one for `emulator.fetch`. Behind a proxy it is the last
 * entry of X-Forwarded-For, which the proxy wrote; the entries before it are the caller's own and prove nothing.
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

/** Parses an entry as proxies write them: `203.0.113.9`, `203.0.113.9:51234`, `2001:db8::1`, `"[2001:db8::1]:51234"`. */
function readEntry(entry: string): string | undefined {
  const text = entry.trim().replace(/^"|"$/g, '')
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+)(?::\d+)?$/.exec(text)?.[1] ?? text
  return isIP(address) === 0 ? undefined : inOneForm(address)
}

/** An address in one form: IPv4 without its mapping into IPv6, and one for the two loopback addresses of this machine. */
function inOneForm(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain === '::1' ? LOCAL_ADDRESS : plain
}
