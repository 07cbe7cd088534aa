import type { AssignmentState } from './assignment.ts'

/** The events of a bundle assignment. */
export const ASSIGNMENT_EVENTS = ['provision', 'start', 'deplete', 'refill', 'expire', 'lapse', 'revoke'] as const
export type AssignmentEvent = (typeof ASSIGNMENT_EVENTS)[number]

/** Final states accept no event. */
const FINAL = {
  provision: null,
  start: null,
  deplete: null,
  refill: null,
  expire: null,
  lapse: null,
  revoke: null,
} as const

/**
 * The state that each event leads to, for every state; null where the event changes nothing.
 *
 * - provision: the processing time is over
 * - start: data flows for the first time, or the start time has come
 * - deplete: nothing is left (never of an unlimited bundle, whose allowance returns)
 * - refill: data is put back
 * - expire: the duration is over
 * - lapse: twelve months have passed without a start
 * - revoke: the organisation takes it away
 *
 * Source: vendor docs, bundle assignment states, with `lapsed` of the later edition.
 */
export const LIFECYCLE: Readonly<Record<AssignmentState, Readonly<Record<AssignmentEvent, AssignmentState | null>>>> = {
  processing: {
    provision: 'queued',
    start: null,
    deplete: null,
    refill: null,
    expire: null,
    lapse: 'lapsed',
    revoke: 'revoked',
  },
  queued: {
    provision: null,
    start: 'active',
    deplete: null,
    refill: null,
    expire: null,
    lapse: 'lapsed',
    revoke: 'revoked',
  },
  active: {
    provision: null,
    start: null,
    deplete: 'depleted',
    refill: 'active',
    expire: 'expired',
    lapse: null,
    revoke: 'revoked',
  },
  depleted: {
    provision: null,
    start: null,
    deplete: null,
    refill: 'active',
    expire: 'expired',
    lapse: null,
    revoke: 'revoked',
  },
  expired: FINAL,
  revoked: FINAL,
  lapsed: FINAL,
}

/** The state after an event; null when the event changes nothing in this state. */
export const nextState = (state: AssignmentState, event: AssignmentEvent): AssignmentState | null =>
  LIFECYCLE[state][event]
