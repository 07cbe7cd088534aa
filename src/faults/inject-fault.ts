import { setMaxListeners } from 'node:events'
import type { Context } from 'hono'
import type { ErrorType } from '../contract/errors.ts'
import type { CallFault } from '../domain/fault.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { Answer, errorText } from '../http/answer.ts'
import type { Strike as MatchedFault } from '../state/records/faults.ts'

/** The texts that go with a status that a fault makes; recorded for 429 and 503. */
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

/** The header that names the fault of an answer. */
export const reasonOf = ({ id }: MatchedFault<CallFault>): Record<string, string> => ({
  'Emulator-Reason': `fault:${id === 0 ? 'header' : id}`,
})

/**
 * Injects a fault into a call: returns the answer that is left, undefined for none. A delay or timeout ends when `closing`
 * is aborted. A status without a body of its own has the body of an error of the operation, of type `errorType`.
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
  const reason = reasonOf(matched)
  const over = new AbortController()
  // There is one listener for each delayed call.
  setMaxListeners(0, closing)
  switch (fault.type) {
    case 'delay':
      await new Promise<void>((resolve) => {
        const off = systemClock.after(fault.delayMs, resolve, { isAwaited: true })
        whenAborted(
          closing,
          () => {
            off()
            resolve()
          },
          over.signal,
        )
      })
      over.abort()
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
      const text = typeof answer?.body === 'string' ? answer.body : '{"message":"Service Unavailable"}'
      return new Answer(text.slice(0, Math.ceil(text.length / 2)), 'application/json', answer?.status ?? 200, reason)
    }
    case 'reset':
      breakConnection(context)
      return undefined
    case 'timeout':
      await new Promise<void>((resolve) => {
        whenAborted(context.req.raw.signal, resolve, over.signal)
        whenAborted(closing, resolve, over.signal)
      })
      over.abort()
      if (closing.aborted) breakConnection(context)
      return undefined
  }
}

type NodeBindings = { incoming?: { socket?: { destroy(): void; resetAndDestroy?(): void } } } | undefined

/** Breaks the connection of a call, where there is one. */
function breakConnection(context: Context): void {
  const socket = (context.env as NodeBindings)?.incoming?.socket
  if (socket?.resetAndDestroy) socket.resetAndDestroy()
  else socket?.destroy()
}

/** Listens until the signal comes, or it is over. */
function whenAborted(signal: AbortSignal, then: () => void, over: AbortSignal): void {
  if (signal.aborted) then()
  else signal.addEventListener('abort', then, { once: true, signal: over })
}
