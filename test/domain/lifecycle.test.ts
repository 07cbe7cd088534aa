import { expect, test } from 'vitest'
import { ASSIGNMENT_STATES, type AssignmentState } from '../../src/domain/assignment.ts'
import { ASSIGNMENT_EVENTS, type AssignmentEvent, LIFECYCLE, nextState } from '../../src/domain/lifecycle.ts'

/** What happens, by hand from the vendor's description of the states. Every pair that is not here changes nothing. */
const TRANSITIONS: readonly (readonly [AssignmentState, AssignmentEvent, AssignmentState])[] = [
  ['processing', 'provision', 'queued'],
  ['processing', 'lapse', 'lapsed'],
  ['processing', 'revoke', 'revoked'],
  ['queued', 'start', 'active'],
  ['queued', 'lapse', 'lapsed'],
  ['queued', 'revoke', 'revoked'],
  ['active', 'deplete', 'depleted'],
  ['active', 'refill', 'active'],
  ['active', 'expire', 'expired'],
  ['active', 'revoke', 'revoked'],
  ['depleted', 'refill', 'active'],
  ['depleted', 'expire', 'expired'],
  ['depleted', 'revoke', 'revoked'],
]

const expected = (state: AssignmentState, event: AssignmentEvent): AssignmentState | null =>
  TRANSITIONS.find(([from, by]) => from === state && by === event)?.[2] ?? null

const PAIRS = ASSIGNMENT_STATES.flatMap((state) => ASSIGNMENT_EVENTS.map((event) => [state, event] as const))

test.each(PAIRS)('a bundle that is %s, on %s', (state, event) => {
  expect(nextState(state, event)).toBe(expected(state, event))
})

test('the table has a cell for every state and event, and no other', () => {
  expect(Object.keys(LIFECYCLE)).toEqual([...ASSIGNMENT_STATES])
  for (const row of Object.values(LIFECYCLE)) expect(Object.keys(row)).toEqual([...ASSIGNMENT_EVENTS])
})

test('what has ended stays as it is', () => {
  for (const state of ['expired', 'revoked', 'lapsed'] as const) {
    expect(ASSIGNMENT_EVENTS.map((event) => nextState(state, event))).toEqual(ASSIGNMENT_EVENTS.map(() => null))
  }
})

test('every state but the first is reached from it', () => {
  const reached = new Set<AssignmentState>(['processing'])
  for (const state of reached) {
    for (const event of ASSIGNMENT_EVENTS) {
      const after = nextState(state, event)
      if (after) reached.add(after)
    }
  }
  expect([...reached].sort()).toEqual([...ASSIGNMENT_STATES].sort())
})
