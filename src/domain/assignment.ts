import { groupBy } from './group-by.ts'
import type { Instant } from './instant.ts'

/** The states of a bundle assignment, spelled as on the wire (vendor docs, bundle status). */
export const ASSIGNMENT_STATES = ['processing', 'queued', 'active', 'depleted', 'expired', 'revoked', 'lapsed'] as const
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number]

/** One bundle, or one month of a one-year bundle, on one eSIM. */
export interface Assignment {
  readonly id: number
  readonly iccid: string
  readonly purchaseId: number
  readonly bundle: string
  /** The order's or apply's reference and a zero-based counter. */
  readonly reference: string
  /** Which of `parts` assignments of the same bundle this is, from 0. */
  readonly part: number
  readonly parts: number
  readonly state: AssignmentState
  readonly unlimited: boolean
  readonly initialBytes: number
  readonly remainingBytes: number
  readonly assignedAt: Instant
  readonly startAt: Instant | null
  readonly endAt: Instant | null
  /** Whether its first use has been told; an unlimited one has its allowance anew each day, and one first use. */
  readonly firstUseTold: boolean
}

const LIVE: ReadonlySet<AssignmentState> = new Set(['processing', 'queued', 'active'])

/** Neither started nor gone: what can still be given back (vendor docs, revoke). */
export const isUnused = ({ state }: Pick<Assignment, 'state'>): boolean => state === 'processing' || state === 'queued'

/** In what the bundle lists show without includeUsed (vendor guide, bundle status). */
export const isLive = ({ state }: Pick<Assignment, 'state'>): boolean => LIVE.has(state)

/** Still on the eSIM, used up or not: what keeps an eSIM from the returns process. */
export const isOnEsim = ({ state }: Pick<Assignment, 'state'>): boolean => LIVE.has(state) || state === 'depleted'

/**
 * Assignments, given newest first, in the order of every list of them: the newest order or apply first, and what that put
 * on the eSIM at one time in the order of its units and months, which is that in which they start.
 * Assumption (bundles-order): the vendor says no more than that the newest come first.
 */
export const inListOrder = (newestFirst: readonly Assignment[]): Assignment[] =>
  [...groupBy(newestFirst, ({ reference }) => reference.replace(/-\d+$/, '')).values()].flatMap((together) =>
    together.toReversed(),
  )

/**
 * The first assignments of a list, no more than a limit allows; those that are active are always among them, since they
 * are what matters of an eSIM. Assumption (bundles-active-listed): whatever is newer.
 */
export function firstAssignments(list: readonly Assignment[], limit: number): Assignment[] {
  const active = list.filter(({ state }) => state === 'active')
  const others = list.filter(({ state }) => state !== 'active')
  const shown = new Set([...active, ...others].slice(0, limit))
  return list.filter((assignment) => shown.has(assignment))
}

/**
 * The unit of a bundle that its status is about, of a list: the first that is still on the eSIM, else the first (vendor
 * docs: the latest).
 * Assumption (bundles-status-revoked): one that was taken away tells nothing of the one that is there.
 */
export function unitInForce(list: readonly Assignment[]): Assignment[] {
  const chosen = list.find(isOnEsim) ?? list[0]
  return list.filter(({ reference }) => reference === chosen?.reference)
}

/** At most this many assignments may wait on one eSIM (vendor help centre, queued bundles). */
export const QUEUE_LIMIT = 30
