import { getQueryParams } from 'hono/utils/url'
import type { Instant } from '../domain/instant.ts'
import { isKeyName, REDACTED, type Redact } from '../domain/redaction.ts'
import type { Answer } from '../http/answer.ts'
import { redactPath } from '../http/redaction.ts'
import { requestPath } from '../http/request-path.ts'
import type { JournalEntry } from '../state/records/journal.ts'

/** A vendor call with its answer. It becomes a journal entry only when someone may read it. */
export interface RecordedRequest {
  readonly id: number
  readonly at: Instant
  readonly method: string
  readonly url: string
  readonly operationId: string | null
  readonly iccid: string | null
  /** Null when no answer was sent. */
  readonly status: number | null
  readonly durationMs: number
  /** Truncated, as is the body of the response: see `truncate`. */
  readonly requestBody: string | null
  /** Null when none was sent, or when the answer is no longer kept. */
  responseBody: string | null
  readonly reason: string | null
  /** See `RECORDED_HEADERS`. */
  readonly headers: readonly string[]
}

/** The journal entry of a call: without keys, wherever they were put, and with long bodies truncated. */
export function toJournalEntry(
  { url, iccid, requestBody, responseBody, ...call }: RecordedRequest,
  redact: Redact,
): JournalEntry {
  const kept = (text: string | null) => (text === null ? null : redact(text).slice(0, KEPT_CHARACTERS))
  return {
    ...call,
    path: redactPath(requestPath(url), redact),
    query: url.includes('?') ? queryWithoutKeys(url, redact) : {},
    iccid: iccid === null ? null : redact(iccid),
    requestBody: kept(requestBody),
    responseBody: kept(responseBody),
  }
}

/** The query fields of a URL, with stars for keys. */
function queryWithoutKeys(url: string, redact: Redact): Record<string, string | string[]> {
  const { api_key: _, ...query } = getQueryParams(url) as Record<string, string[]>
  return Object.fromEntries(
    Object.entries(query).map(([name, values]) => {
      const kept = values.map((value) => (isKeyName(name) ? REDACTED : redact(value)))
      return [redact(name), kept.length > 1 ? kept : (kept[0] ?? '')]
    }),
  )
}

/** How many characters of a body the journal keeps. */
const KEPT_CHARACTERS = 8_192

/** Room for a whole key after the kept characters, each of its 128 characters written as `\\u006b`, so that it is redacted. */
const RECORDED_CHARACTERS = KEPT_CHARACTERS + 128 * 6

/** Up to this length a text is held as a whole: to copy its beginning, at two bytes a character, would save little. */
const HELD_CHARACTERS = 4 * RECORDED_CHARACTERS

/** Truncates a text to what the journal keeps. Of a long text the result is a copy: a slice would hold all of it in memory. */
export function truncate(text: string): string {
  if (text.length <= RECORDED_CHARACTERS) return text
  const beginning = text.slice(0, RECORDED_CHARACTERS)
  return text.length <= HELD_CHARACTERS ? beginning : Buffer.from(beginning, 'utf16le').toString('utf16le')
}

/** Truncates the body of an answer. A body that is not text is described: `<application/zip, 512 bytes>`. */
export const truncateAnswer = ({ body, contentType }: Answer): string =>
  typeof body === 'string' ? truncate(body) : `<${contentType}, ${body.byteLength} bytes>`
