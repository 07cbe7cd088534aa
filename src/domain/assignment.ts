import { groupBy } from './group-by.ts'
import type { Instant } from './instant.ts'
import { orderOfUnit } from './order.ts'

/** The states of a bundle assignment, spelled as on the wire (vendor docs, bundle status). */
export const ASSIGNMENT_STATES = ['processing', 'queued', 'active', 'depleted', 'expired', 'revoked', 'lapsed'] as const
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number]

/** One bundle, or one month of a one-year bundle, on one eSIM. */
export interface Assignment {
  readonly id: number
  readonly iccid: string
  readonly purchaseId: number
  readonly bundle: string
  /** The edition of the bundle that was bought. */
  readonly edition: number
  /** The order's or apply's reference and a zero-based counter. */
  readonly reference: string
  /** The index of this month among the `parts` of a one-year bundle, from 0. */
  readonly part: number
  readonly parts: number
  readonly state: AssignmentState
  readonly unlimited: boolean
  readonly initialBytes: number
  readonly remainingBytes: number
  readonly assignedAt: Instant
  readonly startAt: Instant | null
  readonly endAt: Instant | null
  /** Whether FirstUse has been sent: an unlimited bundle is refilled every 24 hours, and still has one first use. */
  readonly firstUseSent: boolean
}

const LIVE: ReadonlySet<AssignmentState> = new Set(['processing', 'queued', 'active'])

/** Whether an assignment is neither started nor over, so that it can be given back (vendor docs, revoke). */
export const isUnused = ({ state }: Pick<Assignment, 'state'>): boolean => state === 'processing' || state === 'queued'

/** Whether an assignment is processing, queued or active; lists show only these without includeUsed (vendor guide, bundle status). */
export const isLive = ({ state }: Pick<Assignment, 'state'>): boolean => LIVE.has(state)

/** Whether an assignment is still on its eSIM, used up or not; one keeps its eSIM out of the returns process. */
export const isOnEsim = ({ state }: Pick<Assignment, 'state'>): boolean => LIVE.has(state) || state === 'depleted'

/**
 * Sorts assignments, given newest first, into the order of every list: the newest order or apply first, and within it the
 * units and months in the order in which they start.
 * Assumption (bundles-order): the vendor documents only that the newest come first.
 */
export const inListOrder = (newestFirst: readonly Assignment[]): Assignment[] =>
  [...groupBy(newestFirst, ({ reference }) => orderOfUnit(reference)).values()].flatMap((together) =>
    together.toReversed(),
  )

/**
 * Limits a list of assignments to its first ones. Active assignments stay before others.
 * Assumption (bundles-active-listed): also before newer ones.
 */
export function limitAssignments(list: readonly Assignment[], limit: number): Assignment[] {
  const active = list.filter(({ state }) => state === 'active')
  const others = list.filter(({ state }) => state !== 'active')
  const shown = new Set([...active, ...others].slice(0, limit))
  return list.filter((assignment) => shown.has(assignment))
}

/**
 * The unit that the status of a bundle describes: the first in the list that is still on the eSIM, else the first (vendor
 * docs: the latest).
 * Assumption (bundles-status-revoked): a revoked unit does not hide one that is still on the eSIM.
 */
export function currentUnit(list: readonly Assignment[]): Assignment[] {
  const chosen = list.find(isOnEsim) ?? list[0]
  return list.filter(({ reference }) => reference === chosen?.reference)
}

/** At most this many assignments may wait on one eSIM (vendor help centre, queued bundles). */
export const QUEUE_LIMIT = 30
