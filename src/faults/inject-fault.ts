import { setMaxListeners } from 'node:events'
import type { Context } from 'hono'
import type { ErrorType } from '../contract/errors.ts'
import type { CallFault } from '../domain/fault.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { Answer, errorText } from '../http/answer.ts'
import type { MatchedFault } from '../state/records/faults.ts'

/** The error text of each status that a fault can set; those of 429 and 503 are recorded from the service. */
const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'access denied',
  404: 'Not Found',
  429: 'Rate limit exceeded',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** Rejects an in-process request (`emulator.fetch`) that a `reset` fault hit: there is no socket to close. */
export class ConnectionReset extends TypeError {
  readonly code = 'ECONNRESET'
  constructor() {
    super('fetch failed: the connection was reset by a fault')
  }
}

/** The header of an answer that names its fault. */
export const reasonHeader = ({ reason }: MatchedFault<CallFault>): Record<string, string> => ({
  'Emulator-Reason': reason,
})

/**
 * Injects a fault into a call, and returns its answer; undefined for none. A delay or timeout ends early when `closing` is
 * aborted. A status fault without a body has the error body of the operation, of type `errorType`.
 */
export async function injectFault(
  matched: MatchedFault<CallFault>,
  answer: Answer | undefined,
  context: Context,
  {
    systemClock,
    closing,
    errorType,
  }: { readonly systemClock: SystemClock; readonly closing: AbortSignal; readonly errorType: ErrorType },
): Promise<Answer | undefined> {
  const { fault } = matched
  const reason = reasonHeader(matched)
  const ended = new AbortController()
  // There is one listener for each delayed call.
  setMaxListeners(0, closing)
  switch (fault.type) {
    case 'delay':
      await new Promise<void>((resolve) => {
        const cancelTimer = systemClock.after(fault.delayMs, resolve, { isAwaited: true })
        whenAborted(
          closing,
          () => {
            cancelTimer()
            resolve()
          },
          ended.signal,
        )
      })
      ended.abort()
      return answer?.with(reason)
    case 'status': {
      const { body = errorText(STATUS_TEXTS[fault.status] ?? 'error', errorType) } = fault
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const headers = new Headers(fault.status === 429 ? { 'Retry-After': '1' } : {})
      for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value)
      const usualType = fault.body === undefined ? errorType : undefined
      const { 'content-type': contentType = usualType, ...others } = Object.fromEntries(headers)
      return new Answer(text, contentType, fault.status, { ...others, ...reason })
    }
    case 'malformed': {
      const text = answer?.text() ?? '{"message":"Service Unavailable"}'
      return new Answer(text.slice(0, Math.ceil(text.length / 2)), 'application/json', answer?.status ?? 200, reason)
    }
    case 'reset':
      breakConnection(context)
      return undefined
    case 'timeout':
      await new Promise<void>((resolve) => {
        whenAborted(context.req.raw.signal, resolve, ended.signal)
        whenAborted(closing, resolve, ended.signal)
      })
      ended.abort()
      if (closing.aborted) breakConnection(context)
      return undefined
  }
}

type NodeBindings = { incoming?: { socket?: { destroy(): void; resetAndDestroy?(): void } } } | undefined

/** Resets the connection of a call, if it came over a socket. */
function breakConnection(context: Context): void {
  const socket = (context.env as NodeBindings)?.incoming?.socket
  if (socket?.resetAndDestroy) socket.resetAndDestroy()
  else socket?.destroy()
}

/** Calls `listener` when the signal is aborted, or at once if it is; never after `ended` is. */
function whenAborted(signal: AbortSignal, listener: () => void, ended: AbortSignal): void {
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true, signal: ended })
}
