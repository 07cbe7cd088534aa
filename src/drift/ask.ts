import { LONGEST_ANSWER } from '../domain/limits.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import type { Template } from './probes.ts'
import { isSafePath, isValidation } from './safe-calls.ts'

/** A service that is asked. */
export interface Side {
  /** With its version prefix, without a slash at the end. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** At most; default 5. */
  readonly callsPerSecond?: number
  /** Sees each response, before its body is read. */
  readonly onResponse?: (response: Response) => void
}

export interface Answer {
  readonly status: number
  readonly contentType: string
  /** Of JSON its value, of CSV its rows by column, of another text that text; undefined of anything else. */
  readonly value: unknown
}

export type Ask = (call: Template) => Promise<Answer>

/** A service that could not be asked; the message is shown to the user. */
export class CannotAsk extends Error {
  override readonly name = 'CannotAsk'
}

/** A service that asks to be left alone for longer than anybody waits. */
export class ComeBackLater extends CannotAsk {}

const CALLS_PER_SECOND = 5
const TIMEOUT_MS = 30_000
const TRIES = 3
const LONGEST_WAIT_MS = 60_000

/** The shortest text that is taken out of answers as a key; a shorter one is no secret, and may be part of any word. */
const SECRET_LENGTH = 8

const VALIDATION_KEYS = ['assign', 'order', 'type']

/** Whether a request can neither spend nor change anything. What is judged is what would go over the wire. */
function isSafe(baseUrl: string, { method, url }: Request, body: string | undefined): boolean {
  const { pathname } = new URL(url)
  const base = new URL(baseUrl).pathname
  if (!pathname.startsWith(`${base}/`)) return false
  const path = pathname.slice(base.length)
  if (method === 'GET') return body === undefined && isSafePath(path)
  return method === 'POST' && path === '/orders' && body !== undefined && isExactValidation(body)
}

/** Whether a body is a validation with exactly the keys that the comparison sends. */
const isExactValidation = (body: string): boolean =>
  isValidation(body) && Object.keys(JSON.parse(body)).sort().join() === VALIDATION_KEYS.join()

/**
 * Makes the function that asks a service, the only place that sends anything to it. It refuses what is not known to be safe,
 * sends at most five calls a second unless told otherwise, waits as long as a 429 or 503 says, and follows no redirect, so
 * that the key goes nowhere else. Throws CannotAsk when there is no answer.
 */
export function asker({ baseUrl, apiKey, fetch, now, pause, onResponse, ...limits }: Side): Ask {
  const betweenCalls = 1_000 / (limits.callsPerSecond ?? CALLS_PER_SECOND)
  let next = now()

  const send = async (request: Request): Promise<{ response: Response; text: string }> => {
    const wait = next - now()
    if (wait > 0) await pause(wait)
    next = Math.max(next, now()) + betweenCalls
    try {
      const response = await fetch(request)
      onResponse?.(response)
      return { response, text: withoutKey(await readText(response), apiKey) }
    } catch (error) {
      if (error instanceof CannotAsk) throw error
      throw new CannotAsk(`${baseUrl} cannot be reached: ${reasonOf(error as Error)}`)
    }
  }

  return async (call) => {
    for (let tries = 1; ; tries++) {
      const { response, text } = await send(requestOf(call, baseUrl, apiKey))
      const wait = waitOf(response, now())
      if (wait === undefined || tries === TRIES) return readAnswer(response, text)
      if (wait > LONGEST_WAIT_MS) {
        throw new ComeBackLater(`${baseUrl} asks to come back in ${Math.ceil(wait / 1000)} s: try again then`)
      }
      await pause(wait)
    }
  }
}

/** Throws when the request is not known to be safe. */
function requestOf({ method, path, accept, body }: Template, baseUrl: string, apiKey: string): Request {
  const request = new Request(`${baseUrl}${path}`, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'X-API-Key': apiKey,
      ...(accept === undefined ? {} : { Accept: accept }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  })
  if (!isSafe(baseUrl, request, body)) throw new Error(`${method} ${path} is not known to be safe, and was not sent`)
  return request
}

/** Reads an answer, unless it is one without an end. Throws CannotAsk. */
async function readText({ body, url }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > LONGEST_ANSWER) {
      const path = url === '' ? 'a call' : new URL(url).pathname
      throw new CannotAsk(`the answer to ${path} is longer than ${LONGEST_ANSWER / 1_048_576} million characters`)
    }
  }
  return text + decoder.decode()
}

/** Tells why a call failed by the error's code. The platform's own message may quote a header, so it is not shown. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  const hasCode = (error.cause as { code?: string } | undefined)?.code !== undefined
  return hasCode ? explainNetworkError(error) : 'the connection failed'
}

const withoutKey = (text: string, key: string): string =>
  key.length < SECRET_LENGTH ? text : text.replaceAll(key, '***')

/** Reads Retry-After, in seconds or as a date, in milliseconds; undefined without one. */
export function waitOf({ status, headers }: Response, now: number): number | undefined {
  const after = headers.get('retry-after')
  if ((status !== 429 && status !== 503) || after === null) return undefined
  const wait = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

function readAnswer({ status, headers }: Response, text: string): Answer {
  const contentType = mediaTypeOf(headers.get('content-type'))
  return { status, contentType, value: readBody(text, contentType) }
}

/** A media type without its parameters, in lower case; empty without one. */
export const mediaTypeOf = (contentType: string | null | undefined): string =>
  (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** The value of a body, by its media type. */
export const readBody = (text: string, mediaType: string): unknown =>
  mediaType === 'text/csv' ? readCsv(text) : readJson(text, mediaType)

/** Rows as objects. The service does not quote. */
function readCsv(text: string): unknown {
  const [header = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])))
}

/** JSON is read as such whatever it is called. */
function readJson(text: string, contentType: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return contentType.startsWith('text/') ? text : undefined
  }
}
