import { parseDuration } from '../../domain/duration.ts'
import type { CallMatch, FaultRule } from '../../domain/fault.ts'
import { END_OF_TIME, type Instant, parseInstant } from '../../domain/instant.ts'
import { patternsMeet } from '../../domain/path-pattern.ts'
import { parseComingInstant } from '../../domain/relative-instant.ts'
import { ALL_OPERATIONS } from '../operations.ts'
import type { CallbackRule, CallRule } from './faults.ts'

// Without the schemas, which a start does not wait for.

/** Tells whether any operation of the vendor API can match. */
export function matchesAnyOperation({ operationId, method, path }: CallMatch): boolean {
  return ALL_OPERATIONS.some(
    (operation) =>
      (operationId === undefined || operation.operationId === operationId) &&
      (method === undefined || operation.method === method.toUpperCase()) &&
      (path === undefined || patternsMeet(path, operation.path)),
  )
}

/** Reads the fault rule of a request; `until` may be a time from `now`. */
export function faultRule(request: CallRule | CallbackRule, now: Instant): FaultRule {
  const { times, after, probability, match, enabled = true } = request
  const until = request.until === undefined ? undefined : endOf(request.until, now)
  const pacing = { times, after, probability, until, ...(enabled ? {} : { disabled: true as const }) }
  if (match && 'callback' in match) {
    const { fault } = request as CallbackRule
    return {
      ...pacing,
      target: 'callback',
      match: match.callback,
      fault:
        fault.type === 'delay'
          ? { type: 'delay', delayMs: parseDuration(fault.delay) as number }
          : fault.type === 'duplicate'
            ? { type: 'duplicate', count: fault.count ?? 1 }
            : fault,
    }
  }
  const { fault, phase = 'before' } = request as CallRule
  return {
    ...pacing,
    target: 'call',
    match: match ?? {},
    phase,
    fault:
      fault.type === 'delay'
        ? { type: 'delay', delayMs: parseDuration(fault.delay) as number }
        : fault.type === 'status'
          ? {
              type: 'status',
              status: fault.status,
              ...(fault.body === undefined ? {} : { body: fault.body }),
              ...(fault.headers === undefined ? {} : { headers: fault.headers }),
            }
          : fault,
  }
}

/** The instant of an end, which may be over already. */
const endOf = (text: string, now: Instant): Instant =>
  Math.min(parseInstant(text) ?? parseComingInstant(text, now) ?? END_OF_TIME, END_OF_TIME)
