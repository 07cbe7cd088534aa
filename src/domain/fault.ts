import type { AlertType } from './callback.ts'
import type { Instant } from './instant.ts'
import { matchesPath } from './path-pattern.ts'

/** The vendor calls that a fault matches; an absent field matches all. `path` may be a pattern. */
export interface CallMatch {
  readonly operationId?: string | undefined
  readonly method?: string | undefined
  readonly path?: string | undefined
}

/** The faults of a vendor call. Durations are real ones, in milliseconds. */
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

/** The faults of a callback's delivery. Durations are emulated ones, in milliseconds. */
export type CallbackFault =
  | { readonly type: 'drop' }
  | { readonly type: 'duplicate'; readonly count: number }
  | { readonly type: 'delay'; readonly delayMs: number }
  | { readonly type: 'reorder' }
  | { readonly type: 'bad-signature' }

/** Whether a fault of a callback lets it be sent later: in place of an attempt, and not by changing the attempt. */
export const putsOff = ({ type }: CallbackFault): boolean => type === 'delay' || type === 'reorder'

/**
 * Limits when a rule is injected: not the first `after` times it matches, at most `times`, each time with `probability`, before
 * the clock shows `until`, and not while it is disabled.
 */
export interface FaultPacing {
  readonly times?: number | undefined
  readonly after?: number | undefined
  readonly probability?: number | undefined
  readonly until?: Instant | undefined
  readonly disabled?: true | undefined
}

/** `before`: the call has no effect. `after`: the call has taken effect, and only its answer is faulty. */
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

/** `used up`: it was injected as often as it may be. `over`: its `until` has come. */
export type FaultState = 'in force' | 'disabled' | 'used up' | 'over'

/** Tells whether a fault can still be injected, and if not why. */
export function faultState({ rule, hits }: Pick<Fault, 'rule' | 'hits'>, now: Instant): FaultState {
  if (rule.until !== undefined && now >= rule.until) return 'over'
  if (rule.times !== undefined && hits >= rule.times) return 'used up'
  return rule.disabled ? 'disabled' : 'in force'
}

/** Whether a rule that matches is injected this time. `chance` is from 0 up to, not including, 1. */
export const strikes = (
  { times, after = 0, probability = 1 }: FaultPacing,
  { seen, hits }: { readonly seen: number; readonly hits: number },
  chance: number,
): boolean => seen >= after && (times === undefined || hits < times) && chance < probability

/** The parts of a vendor call that fault rules match. */
export interface MatchableCall {
  readonly operationId: string
  readonly method: string
  /** Without the version prefix. */
  readonly path: string
}

/** Whether a rule matches a call. Methods match in any letter case. */
export const matchesCall = (match: CallMatch, call: MatchableCall): boolean =>
  (match.operationId === undefined || match.operationId === call.operationId) &&
  (match.method === undefined || match.method.toUpperCase() === call.method) &&
  (match.path === undefined || matchesPath(match.path, call.path))
