import { type Assignment, type AssignmentState, isUnused } from '../../domain/assignment.ts'
import type { Instant } from '../../domain/instant.ts'
import { assert } from '../engine/assert.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

interface AssignmentRow {
  id: number
  iccid: string
  purchase_id: number
  bundle: string
  reference: string
  part: number
  parts: number
  state: AssignmentState
  unlimited: number
  initial_bytes: number
  remaining_bytes: number
  assigned_at_ms: Instant
  start_at_ms: Instant | null
  end_at_ms: Instant | null
  first_use_told: number
}

const COLUMNS = `id, iccid, purchase_id, bundle, reference, part, parts, state, unlimited, initial_bytes,
  remaining_bytes, assigned_at_ms, start_at_ms, end_at_ms, first_use_told`

const fromRow = (row: AssignmentRow): Assignment => ({
  id: row.id,
  iccid: row.iccid,
  purchaseId: row.purchase_id,
  bundle: row.bundle,
  reference: row.reference,
  part: row.part,
  parts: row.parts,
  state: row.state,
  unlimited: row.unlimited === 1,
  initialBytes: row.initial_bytes,
  remainingBytes: row.remaining_bytes,
  assignedAt: row.assigned_at_ms,
  startAt: row.start_at_ms,
  endAt: row.end_at_ms,
  firstUseTold: row.first_use_told === 1,
})

// One text for every read: to put it together each time would cost as much as the read.
const SELECT_OF_ESIM = `SELECT ${COLUMNS} FROM assignments INDEXED BY assignments_by_esim
  WHERE organisation_id = ? AND iccid = ? ORDER BY id DESC`
const SELECT_ONE = `SELECT ${COLUMNS} FROM assignments WHERE organisation_id = ? AND id = ?`

/** Writes a new assignment. */
export function insertAssignment(tx: Tx, assignment: Assignment): void {
  tx.run(
    `INSERT INTO assignments (organisation_id, id, iccid, purchase_id, bundle, reference, part, parts, state, unlimited,
      initial_bytes, remaining_bytes, assigned_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    assignment.id,
    assignment.iccid,
    assignment.purchaseId,
    assignment.bundle,
    assignment.reference,
    assignment.part,
    assignment.parts,
    assignment.state,
    assignment.unlimited ? 1 : 0,
    assignment.initialBytes,
    assignment.remainingBytes,
    assignment.assignedAt,
  )
}

/** Writes everything of an assignment that can change, so it must have been read since anything else changed it. */
export function saveAssignment(tx: Tx, assignment: Assignment): void {
  const { remainingBytes, initialBytes, startAt, endAt } = assignment
  assert(remainingBytes >= 0 && remainingBytes <= initialBytes, 'a bundle has between 0 bytes and all of its data left')
  assert(startAt === null || endAt === null || startAt <= endAt, 'a bundle starts before it ends')
  tx.run(
    `UPDATE assignments SET state = ?, remaining_bytes = ?, start_at_ms = ?, end_at_ms = ?, first_use_told = ?
     WHERE organisation_id = ? AND id = ?`,
    assignment.state,
    assignment.remainingBytes,
    assignment.startAt,
    assignment.endAt,
    assignment.firstUseTold ? 1 : 0,
    tx.organisationId,
    assignment.id,
  )
}

/** Every assignment an eSIM ever had, newest first; with a name, those of that bundle. */
export function listAssignments(tx: ReadTx, iccid: string, bundle?: string): Assignment[] {
  return tx
    .all<AssignmentRow>(SELECT_OF_ESIM, tx.organisationId, iccid)
    .map(fromRow)
    .filter((assignment) => bundle === undefined || assignment.bundle === bundle)
}

/** One assignment, if there is one of that id. */
export function findAssignment(tx: ReadTx, id: number): Assignment | undefined {
  const row = tx.get<AssignmentRow>(SELECT_ONE, tx.organisationId, id)
  return row && fromRow(row)
}

/** Whether none of the assignments of a unit has started or ended. */
export const isUnusedUnit = (unit: readonly Assignment[]): boolean => unit.length > 0 && unit.every(isUnused)
