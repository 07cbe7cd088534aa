import type { AlertType } from './callback.ts'
import { matchesPath } from './path-pattern.ts'

/** Which vendor calls a fault strikes; what is absent matches all. A path may be a pattern. */
export interface CallMatch {
  readonly operationId?: string | undefined
  readonly method?: string | undefined
  readonly path?: string | undefined
}

/** What can go wrong with a vendor call. Durations are real ones, in milliseconds. */
export type CallFault =
  | {
      readonly type: 'status'
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly type: 'delay'; readonly delayMs: number }
  | { readonly type: 'timeout' }
  | { readonly type: 'reset' }
  | { readonly type: 'malformed' }

/** What can go wrong with the delivery of a callback. Durations are emulated ones, in milliseconds. */
export type CallbackFault =
  | { readonly type: 'drop' }
  | { readonly type: 'duplicate'; readonly count: number }
  | { readonly type: 'delay'; readonly delayMs: number }
  | { readonly type: 'reorder' }
  | { readonly type: 'bad-signature' }

/** How often a rule strikes: not the first `after` times it matches, at most `times`, and each time with a probability. */
export interface FaultPacing {
  readonly times?: number | undefined
  readonly after?: number | undefined
  readonly probability?: number | undefined
}

/** A call is struck before it takes effect, or after: then it is done, and its answer is what goes wrong. */
export type FaultPhase = 'before' | 'after'

export type FaultRule = FaultPacing &
  (
    | { readonly target: 'call'; readonly match: CallMatch; readonly phase: FaultPhase; readonly fault: CallFault }
    | { readonly target: 'callback'; readonly match: AlertType | '*'; readonly fault: CallbackFault }
  )

export interface Fault {
  readonly id: number
  readonly rule: FaultRule
  readonly seen: number
  readonly hits: number
}

/** Whether a rule that matches strikes this time. `chance` is a number from 0 up to 1. */
export const strikes = (
  { times, after = 0, probability = 1 }: FaultPacing,
  { seen, hits }: { readonly seen: number; readonly hits: number },
  chance: number,
): boolean => seen >= after && (times === undefined || hits < times) && chance < probability

export interface CallFacts {
  readonly operationId: string
  readonly method: string
  /** Below the version prefix. */
  readonly path: string
}

/** Whether a rule is about a call. Methods match in any letter case. */
export const matchesCall = (match: CallMatch, call: CallFacts): boolean =>
  (match.operationId === undefined || match.operationId === call.operationId) &&
  (match.method === undefined || match.method.toUpperCase() === call.method) &&
  (match.path === undefined || matchesPath(match.path, call.path))
