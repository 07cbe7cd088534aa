import type { Assignment } from '../../domain/assignment.ts'
import type { Instant } from '../../domain/instant.ts'
import { ASSIGNMENT_EVENTS, nextState } from '../../domain/lifecycle.ts'
import { assert } from '../engine/assert.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { listAssignments } from './assignments.ts'
import { assignmentsIn } from './tallies.ts'

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
  if (before !== null) tx.tally(assignmentsIn(before), -1)
  tx.tally(assignmentsIn(after), 1)
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
  readonly limit?: number
}

interface TransitionRow {
  sequence: number
  iccid: string
  assignment_id: number
  before: Assignment['state'] | null
  after: Assignment['state']
  at_ms: Instant
}

const COLUMNS = 'sequence, iccid, assignment_id, before, after, at_ms'

const fromRow = ({ assignment_id, at_ms, ...row }: TransitionRow): Transition => ({
  ...row,
  assignmentId: assignment_id,
  at: at_ms,
})

/** Lists the transitions after one, oldest first. */
export const listTransitions = (tx: ReadTx, { after = 0, limit }: TransitionQuery): Transition[] =>
  tx
    .all<TransitionRow>(
      `SELECT ${COLUMNS} FROM transitions WHERE organisation_id = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
      tx.organisationId,
      after,
      limit ?? -1,
    )
    .map(fromRow)

/** Lists the transitions of an eSIM's assignments, oldest first. */
export const listTransitionsOf = (tx: ReadTx, iccid: string): Transition[] =>
  listAssignments(tx, iccid)
    .flatMap(({ id }) =>
      tx
        .all<TransitionRow>(
          `SELECT ${COLUMNS} FROM transitions INDEXED BY transitions_by_assignment
           WHERE organisation_id = ? AND assignment_id = ?`,
          tx.organisationId,
          id,
        )
        .map(fromRow),
    )
    .sort((a, b) => a.sequence - b.sequence)
