import { expect, test } from 'vitest'
import {
  ASSIGNMENT_STATES,
  type Assignment,
  type AssignmentState,
  currentUnit,
  inListOrder,
  isLive,
  isOnEsim,
  isUnused,
  limitAssignments,
} from '../../src/domain/assignment.ts'

const assignment = (id: number, state: AssignmentState, reference = `order-${id}`): Assignment => ({
  id,
  iccid: '8943108167000000019',
  purchaseId: 1,
  edition: 0,
  bundle: 'esim_1GB_7D_GB_V2',
  reference,
  part: 0,
  parts: 1,
  state,
  unlimited: false,
  initialBytes: 1_000_000_000,
  remainingBytes: 1_000_000_000,
  assignedAt: 0,
  startAt: null,
  endAt: null,
  firstUseSent: false,
})

test.each<[AssignmentState, string]>([
  ['processing', 'unused live on-esim'],
  ['queued', 'unused live on-esim'],
  ['active', 'live on-esim'],
  ['depleted', 'on-esim'],
  ['expired', ''],
  ['revoked', ''],
  ['lapsed', ''],
])('a bundle that is %s counts as: %s', (state, expected) => {
  const words = [isUnused({ state }) && 'unused', isLive({ state }) && 'live', isOnEsim({ state }) && 'on-esim']
  expect(words.filter(Boolean).join(' ')).toBe(expected)
  expect(ASSIGNMENT_STATES).toContain(state)
})

const idsOf = (list: readonly Assignment[]) => list.map(({ id }) => id)

test('the newest order comes first, and its units in their order', () => {
  const newestFirst = [
    assignment(5, 'queued', 'b-1'),
    assignment(4, 'queued', 'b-0'),
    assignment(3, 'queued', 'a-11'),
    assignment(2, 'queued', 'a-2'),
    assignment(1, 'queued', 'a-1'),
  ]
  expect(idsOf(inListOrder(newestFirst))).toEqual([4, 5, 1, 2, 3])
})

test.each([
  [1, [3]],
  [2, [1, 3]],
  [3, [1, 2, 3]],
  [4, [1, 2, 3, 4]],
  [9, [1, 2, 3, 4]],
])('of four bundles, of which the third is active, a list of %i has %j', (limit, ids) => {
  const list = [assignment(1, 'queued'), assignment(2, 'queued'), assignment(3, 'active'), assignment(4, 'expired')]
  expect(idsOf(limitAssignments(list, limit))).toEqual(ids)
})

test.each<[string, readonly AssignmentState[], number]>([
  ['that is there', ['revoked', 'active', 'queued'], 2],
  ['that is used up and still there', ['expired', 'depleted', 'queued'], 2],
  ['that is first, where none is there', ['revoked', 'expired'], 1],
])('the status of a bundle is that of the unit %s', (_, states, id) => {
  expect(idsOf(currentUnit(states.map((state, index) => assignment(index + 1, state))))).toEqual([id])
})

test('a unit in force has all its months, and no unit has none', () => {
  const months = [assignment(1, 'revoked', 'a-0'), assignment(2, 'active', 'b-0'), assignment(3, 'queued', 'b-0')]
  expect(idsOf(currentUnit(months))).toEqual([2, 3])
  expect(currentUnit([])).toEqual([])
})
