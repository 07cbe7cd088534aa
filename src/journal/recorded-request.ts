import { getQueryParams } from 'hono/utils/url'
import type { Instant } from '../domain/instant.ts'
import { KEPT_CHARACTERS } from '../domain/kept-body.ts'
import { isKeyName, REDACTED, type Redact } from '../domain/redaction.ts'
import type { Answer } from '../http/answer.ts'
import { namedHeaders, type ReceivedHeaders } from '../http/received-headers.ts'
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
  /** The text of a refusal. */
  readonly message: string | null
  /** Null when they are no longer kept, as the body of the answer. */
  requestHeaders: ReceivedHeaders | null
  /** Apart from the type of the content. */
  responseHeaders: Readonly<Record<string, string>> | null
  readonly contentType: string | null
  /** See JournalEntry. */
  readonly wroteAfter: number | null
  readonly wroteUpTo: number | null
}

/** The journal entry of a call: without keys, wherever they were put, and with long bodies truncated. */
export function toJournalEntry(
  {
    url,
    iccid,
    requestBody,
    responseBody,
    requestHeaders,
    responseHeaders,
    contentType,
    message,
    ...call
  }: RecordedRequest,
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
    message: message === null ? null : redact(message).slice(0, KEPT_OF_HEADER),
    requestHeaders: requestHeaders && headersWithoutKeys(namedHeaders(requestHeaders), redact),
    responseHeaders:
      responseHeaders &&
      headersWithoutKeys(Object.entries({ 'Content-Type': contentType ?? '', ...responseHeaders }), redact),
  }
}

/** Headers whose whole value is a credential, beside those named as a key: also those that gateways add. */
const CREDENTIALS = /(?:^|[-_])(?:authorization|cookie|token|secret|password|assertion|(?<!idempotency-)key)$/i

/** How many headers of a call the journal keeps, and how many characters of each. */
const KEPT_HEADERS = 64
const KEPT_OF_HEADER = 1_000

/** The headers of a request or an answer, with stars for keys and cookies. */
function headersWithoutKeys(headers: Iterable<readonly [string, string]>, redact: Redact): Record<string, string> {
  const kept = [...headers].slice(0, KEPT_HEADERS).map(([name, value]) => {
    const isSecret = isKeyName(name) || CREDENTIALS.test(name)
    return [redact(name), isSecret ? REDACTED : redact(value).slice(0, KEPT_OF_HEADER)]
  })
  return Object.fromEntries(kept)
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
export function truncateAnswer(answer: Answer): string {
  const text = answer.text(RECORDED_CHARACTERS)
  return text === undefined ? `<${answer.contentType}, ${answer.body.length} bytes>` : truncate(text)
}

/** The text of a refusal: the vendor's errors are `{"message": ...}`, or the message alone. */
export function messageOf({ status, body }: Answer): string | null {
  if (status < 400 || typeof body !== 'string' || body.length > RECORDED_CHARACTERS) return null
  if (!body.startsWith('{')) return body
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown }
    return typeof message === 'string' ? message : null
  } catch {
    return null
  }
}
