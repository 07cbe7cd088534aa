import type { Assignment } from '../../domain/assignment.ts'
import type { Instant } from '../../domain/instant.ts'
import { ASSIGNMENT_EVENTS, nextState } from '../../domain/lifecycle.ts'
import { assert } from '../engine/assert.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

/** Records a change of an assignment's state; `before` is null for a new one. */
export function recordTransition(
  tx: Tx,
  { id, iccid }: Pick<Assignment, 'id' | 'iccid'>,
  before: Assignment['state'] | null,
  after: Assignment['state'],
): void {
  const isKnown = before === null || ASSIGNMENT_EVENTS.some((event) => nextState(before, event) === after)
  assert(isKnown, `no event takes a bundle from ${before} to ${after}`)
  tx.run(
    `INSERT INTO transitions (organisation_id, sequence, iccid, assignment_id, before, after, at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    tx.next('sequence'),
    iccid,
    id,
    before,
    after,
    tx.now,
  )
}

/** A change of an assignment's state. */
export interface Transition {
  readonly sequence: number
  readonly iccid: string
  readonly assignmentId: number
  readonly before: Assignment['state'] | null
  readonly after: Assignment['state']
  readonly at: Instant
}

export interface TransitionQuery {
  /** Only those with a higher sequence number. */
  readonly after?: number
  readonly iccid?: string
  readonly limit?: number
}

/** Lists the transitions that match, oldest first. */
export const listTransitions = (tx: ReadTx, { after = 0, iccid, limit }: TransitionQuery): Transition[] =>
  tx
    .all<{
      sequence: number
      iccid: string
      assignment_id: number
      before: Assignment['state'] | null
      after: Assignment['state']
      at_ms: Instant
    }>(
      `SELECT sequence, iccid, assignment_id, before, after, at_ms FROM transitions
       WHERE organisation_id = ? AND sequence > ? AND iccid = coalesce(?, iccid) ORDER BY sequence LIMIT ?`,
      tx.organisationId,
      after,
      iccid ?? null,
      limit ?? -1,
    )
    .map(({ assignment_id, at_ms, ...row }) => ({ ...row, assignmentId: assignment_id, at: at_ms }))
