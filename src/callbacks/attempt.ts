import { type Attempt, type Callback, INTERRUPTED } from '../domain/callback.ts'
import type { CallbackFault } from '../domain/fault.ts'
import type { Instant } from '../domain/instant.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import { withDeadline } from './deadline.ts'
import { type CallbackFetch, type CallbackResponse, StaleConnection } from './post.ts'
import { SIGNATURE_HEADER, sign } from './sign.ts'

/**
 * How long a receiver has until it answers with a status, how long the body of its answer is read, and how much of it is
 * kept. Assumption (callback-timeout): the vendor's limit is not known.
 */
const TIMEOUT_MS = 10_000
const READING_MS = 1_000
const KEPT_ANSWER_BYTES = 2_000

/** How and when a callback is sent. */
export interface SendContext {
  readonly fetch: CallbackFetch
  /** The addresses that the host name was resolved to, where it was. */
  readonly addresses: readonly string[] | undefined
  /** Aborted when the emulator is closed. */
  readonly closing: AbortSignal
  /** The instant of the organisation's clock. */
  readonly at: Instant
}

/** Sends a callback as a fault has it: several times, or with a forged signature. Returns every attempt. */
export async function sendWithFault(
  callback: Callback,
  fault: CallbackFault | undefined,
  context: SendContext,
): Promise<Attempt[]> {
  const sent = fault?.type === 'bad-signature' ? withBadSignature(callback) : callback
  const times = fault?.type === 'duplicate' ? 1 + fault.count : 1
  const attempts: Attempt[] = []
  for (let time = 0; time < times && !context.closing.aborted; time++) attempts.push(...(await sendOnce(sent, context)))
  return attempts
}

/**
 * Sends a callback once. When a connection that was kept open turns out to be closed it is sent again, and both are attempts:
 * the receiver may have read the first.
 */
async function sendOnce(callback: Callback, context: SendContext): Promise<Attempt[]> {
  const first = await post(callback, context, false)
  return first.isStale ? [first.attempt, (await post(callback, context, true)).attempt] : [first.attempt]
}

async function post(
  { url, body, headers }: Callback,
  { fetch, addresses, closing, at }: SendContext,
  fresh: boolean,
): Promise<{ readonly attempt: Attempt; readonly isStale: boolean }> {
  const begun = performance.now()
  const since = () => Math.round(performance.now() - begun)
  const exchange = new AbortController()
  try {
    const { status, body: answered } = await withDeadline(
      TIMEOUT_MS,
      closing,
      (signal) => fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal, fresh }, addresses),
      exchange,
    )
    const responseBody = await readBeginning(answered, exchange, closing)
    const error = status >= 300 && status < 400 ? 'redirects are not followed' : null
    return { attempt: { at, status, durationMs: since(), error, responseBody }, isStale: false }
  } catch (error) {
    const attempt = { at, status: null, durationMs: since(), error: explain(error, closing), responseBody: null }
    return { attempt, isStale: error instanceof StaleConnection }
  }
}

/**
 * Reads the beginning of an answer's body, until enough is read, the time is over or the body breaks off. Only the status
 * counts; the body is kept for people to read (vendor docs).
 */
async function readBeginning(
  body: CallbackResponse['body'],
  exchange: AbortController,
  closing: AbortSignal,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const read = async () => {
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= KEPT_ANSWER_BYTES) break
    }
  }
  await withDeadline(READING_MS, closing, read, exchange).catch(() => undefined)
  return Buffer.concat(chunks).subarray(0, KEPT_ANSWER_BYTES).toString()
}

/** The attempt of a callback that is not sent, with the reason. */
export const unsentAttempt = (at: Instant, error: string): Attempt => ({
  at,
  status: null,
  durationMs: 0,
  error,
  responseBody: null,
})

/** The callback, signed with another key in the same encoding. An unsigned one stays as it is. */
function withBadSignature(callback: Callback): Callback {
  const genuine = callback.headers[SIGNATURE_HEADER]
  if (genuine === undefined) return callback
  const forged = sign(callback.body, 'not the key', /^[0-9a-f]{64}$/.test(genuine) ? 'hex' : 'base64')
  return { ...callback, headers: { ...callback.headers, [SIGNATURE_HEADER]: forged } }
}

function explain(error: unknown, closing: AbortSignal): string {
  if (closing.aborted) return INTERRUPTED
  const isTimeout = error instanceof Error && error.name === 'TimeoutError'
  return isTimeout ? `no answer within ${TIMEOUT_MS} ms` : explainNetworkError(error)
}
