import { type Assignment, isUnused } from '../../domain/assignment.ts'
import { assert } from '../engine/assert.ts'
import { flag, mapRows, plain } from '../engine/mapping.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

const ASSIGNMENTS = mapRows<Assignment>('assignments', {
  id: plain('id'),
  iccid: plain('iccid'),
  purchaseId: plain('purchase_id'),
  bundle: plain('bundle'),
  edition: plain('edition'),
  reference: plain('reference'),
  part: plain('part'),
  parts: plain('parts'),
  state: plain('state'),
  unlimited: flag('unlimited'),
  initialBytes: plain('initial_bytes'),
  remainingBytes: plain('remaining_bytes'),
  assignedAt: plain('assigned_at_ms'),
  startAt: plain('start_at_ms'),
  endAt: plain('end_at_ms'),
  firstUseSent: flag('first_use_told'),
})

// Built once: building the text at each read would cost as much as the read.
const SELECT_OF_ESIM = `SELECT ${ASSIGNMENTS.columns} FROM assignments INDEXED BY assignments_by_esim
  WHERE organisation_id = ? AND iccid = ? ORDER BY id DESC`
const SELECT_ONE = `SELECT ${ASSIGNMENTS.columns} FROM assignments WHERE organisation_id = ? AND id = ?`

/** Writes a new assignment. */
export function insertAssignment(tx: Tx, assignment: Assignment): void {
  tx.run(ASSIGNMENTS.insert, tx.organisationId, ...ASSIGNMENTS.valuesOf(assignment))
}

/** Writes every field of an assignment that can change. It must be as it was last read: a change in between is lost. */
export function saveAssignment(tx: Tx, assignment: Assignment): void {
  const { remainingBytes, initialBytes } = assignment
  assert(remainingBytes >= 0 && remainingBytes <= initialBytes, 'a bundle has between 0 bytes and all of its data left')
  tx.run(
    `UPDATE assignments SET state = ?, remaining_bytes = ?, start_at_ms = ?, end_at_ms = ?, first_use_told = ?
     WHERE organisation_id = ? AND id = ?`,
    assignment.state,
    assignment.remainingBytes,
    assignment.startAt,
    assignment.endAt,
    assignment.firstUseSent ? 1 : 0,
    tx.organisationId,
    assignment.id,
  )
}

/** Lists every assignment of an eSIM, newest first, also those that ended; with a name, those of that bundle. */
export function listAssignments(tx: ReadTx, iccid: string, bundle?: string): Assignment[] {
  return tx
    .all(SELECT_OF_ESIM, tx.organisationId, iccid)
    .map(ASSIGNMENTS.fromRow)
    .filter((assignment) => bundle === undefined || assignment.bundle === bundle)
}

/** Finds an assignment by its id. */
export function findAssignment(tx: ReadTx, id: number): Assignment | undefined {
  const row = tx.get(SELECT_ONE, tx.organisationId, id)
  return row && ASSIGNMENTS.fromRow(row)
}

/** Whether none of the assignments of a unit has started or ended. */
export const isUnusedUnit = (unit: readonly Assignment[]): boolean => unit.length > 0 && unit.every(isUnused)
