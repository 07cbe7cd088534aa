import type { ApiVersion } from './api-version.ts'
import { QUERY_KEY_UNTIL, takesQueryKey } from './dialect.ts'
import { isApiKey } from './organisation.ts'
import { isKeyName } from './redaction.ts'

/** The reasons why the key of a call is refused. */
export const KEY_PROBLEMS = [
  'no_key',
  'empty_key',
  'authorization_header',
  'other_header',
  'query_in_this_version',
  'other_parameter',
  'malformed_key',
  'unknown_key',
  'replaced_key',
] as const

export interface KeyProblem {
  readonly problem: (typeof KEY_PROBLEMS)[number]
  /** One sentence that says what was sent and what to send. It never contains the key. */
  readonly message: string
  /** The text that was sent as a key; undefined where nothing was. */
  readonly key: string | undefined
}

export interface RefusedCall {
  readonly headers: Headers
  readonly query: URLSearchParams
  /** The version of the vendor API; undefined for a control call and a path without a version. */
  readonly version: ApiVersion | undefined
  /** The accepted keys; undefined where every well-formed key is accepted. */
  readonly accepted: ReadonlySet<string> | undefined
  /** The keys that were replaced by others. */
  readonly replaced?: ReadonlySet<string>
}

/** Words that are a scheme before a key; any other word may be a key. */
const SCHEME = /^(basic|bearer|token|apikey|key)\s+(.*)$/i

const SEND = 'send the key alone in the header X-API-Key'

/** Says why the key of a call was refused. */
export function findKeyProblem({ headers, query, version, ...keys }: RefusedCall): KeyProblem {
  const header = headers.get('x-api-key')
  if (header) return problemOf(header, 'X-API-Key', keys)
  const parameter = query.get('api_key')
  if (parameter && takesQueryKey(version)) {
    return problemOf(parameter, 'the query parameter api_key', keys)
  }
  const authorization = headers.get('authorization')
  if (authorization) {
    const [, scheme, rest] = SCHEME.exec(authorization) ?? []
    const sent = scheme ? `Authorization: ${scheme}` : 'Authorization'
    return { problem: 'authorization_header', message: `the key came as ${sent}: ${SEND}`, key: rest ?? authorization }
  }
  if (parameter) {
    const where =
      version === undefined
        ? 'calls of this path do not take'
        : `v${version} does not take (v${QUERY_KEY_UNTIL} is the last)`
    const message = `the key came as the query parameter api_key, which ${where}: ${SEND}`
    return { problem: 'query_in_this_version', message, key: parameter }
  }
  for (const [name, value] of headers) {
    if (name === 'x-api-key' || value === '' || !isKeyName(name)) continue
    return { problem: 'other_header', message: `the key came in the header ${name}: ${SEND}`, key: value }
  }
  for (const [name, value] of query) {
    if (value === '' || !isKeyName(name)) continue
    return { problem: 'other_parameter', message: `the key came as the query parameter ${name}: ${SEND}`, key: value }
  }
  if (header === '' || parameter === '') {
    return {
      problem: 'empty_key',
      message: 'the key is empty: check that the variable it comes from is set',
      key: undefined,
    }
  }
  return { problem: 'no_key', message: `there is no key: ${SEND}`, key: undefined }
}

function problemOf(
  key: string,
  place: string,
  { accepted, replaced }: Pick<RefusedCall, 'accepted' | 'replaced'>,
): KeyProblem {
  if (!isApiKey(key)) return { problem: 'malformed_key', message: `${place} ${malformation(key)}`, key }
  if (replaced?.has(key)) {
    return { problem: 'replaced_key', message: `the key in ${place} was replaced by another: send the new one`, key }
  }
  return { problem: 'unknown_key', message: `the key in ${place} is not accepted: ${likeness(key, accepted)}`, key }
}

function malformation(key: string): string {
  if (key.length > 128) return `has ${key.length} characters: a key has at most 128`
  const [, scheme] = SCHEME.exec(key) ?? []
  if (scheme) return `begins with ${scheme}: send the key alone`
  if (key.includes(', ')) return 'was sent more than once: send it once'
  if (key.includes(' ')) return 'has a space in it: a key has visible ASCII characters only'
  return 'has a character in it that is not visible ASCII'
}

/** Says how an unknown key differs from an accepted one, or where the accepted keys come from. */
function likeness(key: string, accepted: ReadonlySet<string> = new Set()): string {
  const bare = key.replace(/^["'<]+|["'>,;]+$/g, '')
  if (bare !== key && accepted.has(bare)) return 'it would be accepted without the quotes or signs around it'
  const lower = key.toLowerCase()
  if ([...accepted].some((other) => other.toLowerCase() === lower)) return 'it would be accepted in another letter case'
  return 'the server was started with other keys (--api-key)'
}
