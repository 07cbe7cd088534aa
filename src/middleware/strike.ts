import { setMaxListeners } from 'node:events'
import type { Context } from 'hono'
import type { ErrorType } from '../contract/errors.ts'
import { parseDuration } from '../domain/duration.ts'
import type { CallFault, FaultPhase } from '../domain/fault.ts'
import type { Wall } from '../domain/wall.ts'
import type { Strike } from '../state/faults.ts'
import { Answer, errorText } from './answer.ts'

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

/** What becomes of a call whose connection is to be broken, where there is no connection to break. */
export class ConnectionReset extends TypeError {
  readonly code = 'ECONNRESET'
  constructor() {
    super('fetch failed: the connection was reset by a fault')
  }
}

/** What says that a fault struck an answer. */
export const reasonOf = ({ id }: Strike<CallFault>): Record<string, string> => ({
  'Emulator-Reason': `fault:${id === 0 ? 'header' : id}`,
})

/**
 * What a fault leaves of an answer; undefined when there is to be none at all. It waits no longer than `closing` says. A
 * status that comes without a body has that of an error of the operation, which is of `errorType`.
 */
export async function strikeAnswer(
  strike: Strike<CallFault>,
  answer: Answer | undefined,
  context: Context,
  { wall, closing, errorType }: { readonly wall: Wall; readonly closing: AbortSignal; readonly errorType: ErrorType },
): Promise<Answer | undefined> {
  const { fault } = strike
  const reason = reasonOf(strike)
  const over = new AbortController()
  // As many listen as there are calls held up.
  setMaxListeners(0, closing)
  switch (fault.type) {
    case 'delay':
      await new Promise<void>((resolve) => {
        const off = wall.after(fault.delayMs, resolve, { isAwaited: true })
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

/** A fault for one request alone, as its Emulator-Fault header says it: `status=503; phase=after`. */
export interface HeaderFault {
  readonly phase: FaultPhase
  readonly fault: CallFault
}

/** Reads the header; undefined when it is not understood. */
export function parseFaultHeader(text: string): HeaderFault | undefined {
  const parts = new Map(
    text.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=', 2).map((piece) => piece.trim())
      return [name.toLowerCase(), value] as const
    }),
  )
  const phase = parts.get('phase') ?? 'before'
  if (phase !== 'before' && phase !== 'after') return undefined
  const fault = faultOf(parts)
  return fault && { phase, fault }
}

function faultOf(parts: ReadonlyMap<string, string>): CallFault | undefined {
  const status = Number(parts.get('status'))
  if (Number.isInteger(status) && status >= 200 && status <= 599) return { type: 'status', status }
  const delayMs = parts.has('delay') ? parseDuration(parts.get('delay') ?? '') : undefined
  if (delayMs !== undefined) return { type: 'delay', delayMs }
  for (const type of ['timeout', 'reset', 'malformed'] as const) if (parts.has(type)) return { type }
  return undefined
}
