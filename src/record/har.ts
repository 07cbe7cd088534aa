import { createHash } from 'node:crypto'
import * as z from 'zod'
import { DOCUMENTED_ROOT, versionOf } from '../domain/api-version.ts'
import { readBytes } from './body.ts'
import { type Exchange, headerOf, type RecordedBody } from './exchange.ts'
import { redactExchange } from './redact.ts'

const NamedValues = z.array(z.object({ name: z.string(), value: z.string() }))

/** The fields of an HTTP Archive 1.2 that are read. */
const Entry = z.object({
  startedDateTime: z.string().default(''),
  time: z.number().nullish(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: NamedValues.default([]),
    postData: z.object({ text: z.string().optional(), mimeType: z.string().optional() }).nullish(),
  }),
  response: z.object({
    status: z.int(),
    headers: NamedValues.default([]),
    content: z
      .object({ text: z.string(), encoding: z.string(), mimeType: z.string(), size: z.number() })
      .partial()
      .default({}),
  }),
})

const Archive = z.object({ log: z.object({ entries: z.array(z.unknown()) }) })

/** The exchanges of an archive, and how many of its entries are no calls of the API. */
export interface ArchiveContent {
  readonly exchanges: readonly Exchange[]
  readonly others: number
}

/** Whether a JSON value is an HTTP Archive. */
export const isArchive = (value: unknown): boolean => Archive.safeParse(value).success

/** Reads the calls of the API in an HTTP Archive of a browser or a proxy, redacted. `text` is the file's. */
export function readArchive(value: unknown, text: string): ArchiveContent {
  // Calls without a key: the file's hash seeds the replacements.
  const secret = createHash('sha256').update(text).digest('hex')
  const { log } = Archive.parse(value)
  const exchanges = log.entries.flatMap((given) => {
    const entry = Entry.safeParse(given)
    const exchange = entry.success ? exchangeOf(entry.data) : undefined
    return exchange ? [redactExchange(exchange, secret)] : []
  })
  return { exchanges, others: log.entries.length - exchanges.length }
}

/** A call of the API; undefined for any other entry, such as a page or a preflight. */
function exchangeOf({ startedDateTime, time, request, response }: z.infer<typeof Entry>): Exchange | undefined {
  const path = pathOf(request.url)
  if (path === undefined || request.method === 'OPTIONS') return undefined
  const sent = request.postData?.text
  const received = bodyOf(response)
  return {
    recording: 1,
    at: startedDateTime,
    durationMs: Math.max(0, time ?? 0),
    method: request.method,
    path,
    request: {
      headers: headersOf(request.headers),
      ...(sent ? { body: readBytes(Buffer.from(sent), request.postData?.mimeType) ?? { text: sent } } : {}),
    },
    // A browser writes 0 for a call that had no answer.
    ...(response.status < 100
      ? { failure: 'the call had no answer' }
      : {
          response: {
            status: response.status,
            headers: headersOf(response.headers),
            ...(received && { body: received }),
          },
        }),
  }
}

const headersOf = (headers: z.infer<typeof NamedValues>): [string, string][] =>
  headers.filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => [name, value])

/** The path from its version on: the service may stand below another path. */
function pathOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { pathname, search } = new URL(url)
  const start = pathname.search(/\/v2(?:\.\d)?(?:\/|$)/)
  if (start < 0) return undefined
  const path = pathname.slice(start)
  if (versionOf(path) === undefined) return undefined
  return (pathname.slice(0, start).endsWith(DOCUMENTED_ROOT) ? DOCUMENTED_ROOT : '') + path + search
}

function bodyOf({ headers, content }: z.infer<typeof Entry>['response']): RecordedBody | undefined {
  const { text, encoding, mimeType, size = 0 } = content
  if (text === undefined) return size > 0 ? { missing: 'the file has no body of it' } : undefined
  if (text === '') return undefined
  const bytes = Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')
  const contentType = headerOf(headersOf(headers), 'content-type') ?? mimeType
  return (
    readBytes(bytes, contentType) ?? { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  )
}
