import type { Instant, Stamp } from './instant.ts'

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
  readonly assignedAt: Stamp
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

/** At most this many assignments may wait on one eSIM (vendor help centre, queued bundles). */
export const QUEUE_LIMIT = 30
