import { getQueryParams } from 'hono/utils/url'
import type { Instant } from '../domain/instant.ts'
import { isKeyName, type Redact, STARS } from '../domain/redaction.ts'
import type { JournalEntry } from '../state/journal.ts'
import type { Answer } from './answer.ts'
import { redactPath } from './redaction.ts'

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

/** What the journal keeps of a call: no key, wherever it was put, and of long bodies the beginning. */
export function entryOf({ url, iccid, requestBody, responseBody, ...call }: NotedCall, redact: Redact): JournalEntry {
  const kept = (text: string | null) => (text === null ? null : redact(text).slice(0, KEPT_CHARACTERS))
  return {
    ...call,
    path: redactPath(writtenPath(url), redact),
    query: url.includes('?') ? keptQuery(url, redact) : {},
    iccid: iccid === null ? null : redact(iccid),
    requestBody: kept(requestBody),
    responseBody: kept(responseBody),
  }
}

/** The path as it was called: with its version prefix, without its query. */
export function writtenPath(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.indexOf('?', start)
  return start < 0 ? '/' : url.slice(start, end < 0 ? undefined : end)
}

/** The query as it was called, but for keys. */
function keptQuery(url: string, redact: Redact): Record<string, string | string[]> {
  const { api_key: _, ...query } = getQueryParams(url) as Record<string, string[]>
  return Object.fromEntries(
    Object.entries(query).map(([name, values]) => {
      const kept = values.map((value) => (isKeyName(name) ? STARS : redact(value)))
      return [redact(name), kept.length > 1 ? kept : (kept[0] ?? '')]
    }),
  )
}

/** How many characters of a body the journal keeps. */
const KEPT_CHARACTERS = 8_192

/** Enough for the longest key that begins where the text ends, each of its 128 characters written as `\\u006b`. */
const NOTED_CHARACTERS = KEPT_CHARACTERS + 128 * 6

/** The part of a text that the journal keeps, copied: a slice would hold all of a long text in memory. */
export const beginningOf = (text: string): string =>
  text.length <= NOTED_CHARACTERS ? text : Buffer.from(text.slice(0, NOTED_CHARACTERS), 'utf16le').toString('utf16le')

/** The same of an answer; one that is no text is described. */
export const beginningOfAnswer = ({ body, contentType }: Answer): string =>
  typeof body === 'string' ? beginningOf(body) : `<${contentType}, ${body.byteLength} bytes>`
