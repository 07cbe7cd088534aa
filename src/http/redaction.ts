import { tryDecodeURIComponent } from 'hono/utils/url'
import { OPERATIONS } from '../contract/operations.ts'
import { DOCUMENTED_ROOT, PREFIXES } from '../domain/api-version.ts'
import { createRedactor, isKeyName, REDACTED, type Redact } from '../domain/redaction.ts'

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

type Asked = Pick<Request, 'url' | 'headers'>

/** Everything that a call sends in a place for keys, by the name of the place: refused or not, well-formed or not. */
function keysOf({ url, headers }: Asked): string[] {
  const query = url.indexOf('?')
  const named = [...headers, ...new URLSearchParams(query < 0 ? '' : url.slice(query))]
  const values = named.filter(([name]) => isKeyName(name)).map(([, value]) => value)
  // `Bearer KEY`, `KEY, KEY`: each word may be one.
  return values.flatMap((value) => [value, ...value.split(/[\s,]+/).filter((word) => !SCHEME.test(word))])
}

const SCHEME = /^(?:basic|bearer|token|apikey|key)$/i

/**
 * Makes the reader of what the log says of a call: with stars for the key of an organisation, that of its caller or of any
 * other. `isKey` tells the keys of the organisations there are.
 */
export function redactorOfCall(call: Asked, isKey: (text: string) => boolean): Redact {
  let redact: Redact | undefined
  return (text) => {
    if (isKey(tryDecodeURIComponent(text))) return REDACTED
    redact ??= createRedactor(keysOf(call))
    return redact(text)
  }
}

const ORGANISATIONS = '/_emulator/organisations/'

/** Whether the path of a call is about one organisation, whose key is in it, however that was written. */
export const holdsKey = (url: string): boolean => tryDecodeURIComponent(new URL(url).pathname).startsWith(ORGANISATIONS)

/** The path of a call for the log of the server, without its query. */
export const loggedPath = (url: string, redact: Redact): string =>
  holdsKey(url) ? `${ORGANISATIONS}${REDACTED}` : redactPath(new URL(url).pathname, redact)

/** A sentence for the log of the server: a short key is replaced where it is a word, or a segment of a path, of its own. */
export const redactWords = (sentence: string, redact: Redact): string =>
  redact(sentence)
    .split(/([ /])/)
    .map((word) => redactBare(redact(word), redact))
    .join('')

/** Redacts a word between quotes or before a stop: `"key"`, `key:`. Without a pattern, which takes the square of many stops. */
function redactBare(word: string, redact: Redact): string {
  let from = 0
  let to = word.length
  while (from < to && OPENING.includes(word.charAt(from))) from += 1
  while (from < to && CLOSING.includes(word.charAt(to - 1))) to -= 1
  return from < to ? `${word.slice(0, from)}${redact(word.slice(from, to))}${word.slice(to)}` : word
}

const OPENING = '"\'([{'
const CLOSING = '"\',;:.?!)]}'
