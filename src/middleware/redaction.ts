import { tryDecodeURIComponent } from 'hono/utils/url'
import { OPERATIONS } from '../contract/operations.ts'
import { DOCUMENTED_ROOT, PREFIXES } from '../domain/api-version.ts'
import { isKeyName, type Redact, redactorOf, STARS } from '../domain/redaction.ts'

/** The segments that the vendor's own paths are made of, which stand in a path whatever a key is called. */
const SEGMENTS: ReadonlySet<string> = new Set(
  [DOCUMENTED_ROOT, ...PREFIXES, ...OPERATIONS.map(({ path }) => path)].flatMap((path) => path.split('/')),
)

/** A path with stars for keys in it; the segments that every call of its kind has stay. */
export const redactPath = (path: string, redact: Redact): string =>
  path
    .split('/')
    .map((segment) => (SEGMENTS.has(segment) ? segment : redact(segment)))
    .join('/')

/** Everything that a call sends in a place for keys, by the name of the place: refused or not, well-formed or not. */
export function keysOf(url: string, headers: Headers): string[] {
  const query = url.indexOf('?')
  const named = [...headers, ...new URLSearchParams(query < 0 ? '' : url.slice(query))]
  const values = named.filter(([name]) => isKeyName(name)).map(([, value]) => value)
  // `Bearer KEY`, `KEY, KEY`: each word may be one.
  return values.flatMap((value) => [value, ...value.split(/[\s,]+/).filter((word) => !SCHEME.test(word))])
}

const SCHEME = /^(?:basic|bearer|token|apikey|key)$/i

const ORGANISATIONS = '/_emulator/organisations/'

/**
 * The path of a call for the log of the server: without its query, and with stars for the key of an organisation, that of
 * its caller or of any other. `isKey` tells the keys of the organisations there are.
 */
export function loggedPath(
  { url, headers }: Pick<Request, 'url' | 'headers'>,
  isKey: (text: string) => boolean,
): string {
  const { pathname } = new URL(url)
  if (tryDecodeURIComponent(pathname).startsWith(ORGANISATIONS)) return `${ORGANISATIONS}${STARS}`
  let redact: Redact | undefined
  return redactPath(pathname, (segment) => {
    if (isKey(tryDecodeURIComponent(segment))) return STARS
    redact ??= redactorOf(keysOf(url, headers))
    return redact(segment)
  })
}
