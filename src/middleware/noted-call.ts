import { getQueryParams } from 'hono/utils/url'
import type { Instant } from '../domain/instant.ts'
import type { JournalEntry } from '../state/journal.ts'
import type { Tenant } from '../state/state.ts'
import type { Answer } from './answer.ts'

/** A vendor call as it went by. What the journal says of it is only made when someone may read it. */
export interface NotedCall {
  readonly id: number
  readonly at: Instant
  readonly method: string
  readonly url: string
  readonly operationId: string | null
  readonly iccid: string | null
  /** Null when no answer was sent. */
  readonly status: number | null
  readonly durationMs: number
  /** Of bodies, the beginning: see `beginningOf`. */
  readonly requestBody: string | null
  /** Null when none was sent, or when it is too long ago. */
  responseBody: string | null
  readonly reason: string | null
  /** See `NOTED_HEADERS`. */
  readonly headers: readonly string[]
}

/** What the journal keeps of a call: no key, and of long bodies the beginning. */
export const entryOf = ({ url, requestBody, responseBody, ...call }: NotedCall, tenant: Tenant): JournalEntry => ({
  ...call,
  path: writtenPath(url),
  query: url.includes('?') ? writtenQuery(url) : {},
  requestBody: requestBody === null ? null : keptText(requestBody, tenant),
  responseBody: responseBody === null ? null : keptText(responseBody, tenant),
})

/** The path as it was called: with its version prefix, without its query. */
export function writtenPath(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.indexOf('?', start)
  return start < 0 ? '/' : url.slice(start, end < 0 ? undefined : end)
}

/** The query as it was called, but for the key. */
function writtenQuery(url: string): Record<string, string | string[]> {
  const { api_key: _, ...query } = getQueryParams(url) as Record<string, string[]>
  return Object.fromEntries(
    Object.entries(query).map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  )
}

/** How many characters of a body the journal keeps. */
const KEPT_CHARACTERS = 8_192

/** Enough for a key that begins where the text ends. */
const NOTED_CHARACTERS = KEPT_CHARACTERS + 300

/** The part of a text that the journal keeps, copied: a slice would hold all of a long text in memory. */
export const beginningOf = (text: string): string =>
  text.length <= NOTED_CHARACTERS ? text : Buffer.from(text.slice(0, NOTED_CHARACTERS), 'utf16le').toString('utf16le')

/** The same of an answer; one that is no text is described. */
export const beginningOfAnswer = ({ body, contentType }: Answer): string =>
  typeof body === 'string' ? beginningOf(body) : `<${contentType}, ${body.byteLength} bytes>`

/** The part of a text that is kept, with stars for the key: the answer about the organisation has it. */
function keptText(text: string, { apiKey }: Tenant): string {
  const key = JSON.stringify(apiKey)
  const stars = `"${'*'.repeat(key.length - 2)}"`
  return text
    .slice(0, KEPT_CHARACTERS + key.length)
    .replaceAll(key, stars)
    .slice(0, KEPT_CHARACTERS)
}
