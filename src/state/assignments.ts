import { type Assignment, type AssignmentState, isUnused, QUEUE_LIMIT } from '../domain/assignment.ts'
import { assignmentBytes, type Bundle } from '../domain/bundle.ts'
import { DomainError } from '../domain/errors.ts'
import { type Esim, isCompatible } from '../domain/esim.ts'
import { addMonths, type Instant, type Stamp } from '../domain/instant.ts'
import { SHELF_LIFE_MONTHS } from '../domain/organisation.ts'
import { bindProfile, recordAction } from './esims.ts'
import { schedule, unscheduleAssignment } from './events.ts'
import { recordHistory } from './history.ts'
import { getSettings } from './organisations.ts'
import type { ReadTx, Tx } from './state.ts'

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
  assigned_at_us: Stamp
  start_at_ms: Instant | null
  end_at_ms: Instant | null
}

const COLUMNS = `id, iccid, purchase_id, bundle, reference, part, parts, state, unlimited, initial_bytes,
  remaining_bytes, assigned_at_us, start_at_ms, end_at_ms`

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
  assignedAt: row.assigned_at_us,
  startAt: row.start_at_ms,
  endAt: row.end_at_ms,
})

/** Assignment ids look like the vendor's: nine digits, growing. */
const FIRST_ASSIGNMENT_ID = 218_400_000

/** One unit of a bundle on its way to an eSIM. */
export interface NewAssignment {
  readonly esim: Esim
  readonly bundle: Bundle
  readonly purchaseId: number
  readonly reference: string
  /** When a bundle that does not start by itself starts; undefined is at once. */
  readonly startAt?: Instant | undefined
}

/**
 * Puts one unit of a bundle on an eSIM: one assignment, or the twelve of a one-year bundle, queued (or processing for
 * the configured delay). Throws bundle_not_compatible and bundle_queue_full.
 */
export function assignBundle(tx: Tx, { esim, bundle, purchaseId, reference, startAt }: NewAssignment): Assignment[] {
  if (!isCompatible(esim, bundle)) throw new DomainError('bundle_not_compatible', { bundle: bundle.name })
  if (countUnused(tx, esim.iccid) + bundle.assignmentCount > QUEUE_LIMIT) {
    throw new DomainError('bundle_queue_full', { limit: QUEUE_LIMIT })
  }
  bindProfile(tx, esim.iccid, bundle.profile)
  const { processingDelayMs } = getSettings(tx)
  const state: AssignmentState = processingDelayMs > 0 ? 'processing' : 'queued'
  const bytes = assignmentBytes(bundle)
  const assignments = Array.from({ length: bundle.assignmentCount }, (_, part): Assignment => {
    const assignment: Assignment = {
      id: FIRST_ASSIGNMENT_ID + tx.next('assignment_sequence'),
      iccid: esim.iccid,
      purchaseId,
      bundle: bundle.name,
      reference,
      part,
      parts: bundle.assignmentCount,
      state,
      unlimited: bundle.unlimited,
      initialBytes: bytes,
      remainingBytes: bytes,
      assignedAt: tx.stamp,
      startAt: null,
      endAt: null,
    }
    insert(tx, assignment)
    const { id: subject, iccid } = assignment
    if (processingDelayMs > 0) {
      schedule(tx, { dueAt: tx.now + processingDelayMs, kind: 'assignment.queue', iccid, subject })
    }
    schedule(tx, { dueAt: addMonths(tx.now, SHELF_LIFE_MONTHS), kind: 'assignment.lapse', iccid, subject })
    return assignment
  })
  const first = assignments[0]
  if (first && !bundle.autostart) {
    const dueAt = Math.max(startAt ?? tx.now, tx.now + processingDelayMs)
    schedule(tx, { dueAt, kind: 'assignment.start', iccid: esim.iccid, subject: first.id })
  }
  recordAction(tx, esim.iccid, 'Bundle Applied')
  recordHistory(tx, esim.iccid, 'Bundle Applied', { bundle: bundle.name, bundleState: state })
  return assignments
}

function insert(tx: Tx, assignment: Assignment): void {
  tx.run(
    `INSERT INTO assignments (organisation_id, id, iccid, purchase_id, bundle, reference, part, parts, state, unlimited,
      initial_bytes, remaining_bytes, assigned_at_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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

/** Every assignment an eSIM ever had, newest first; with a name, those of that bundle. */
export function listAssignments(tx: ReadTx, iccid: string, bundle?: string): Assignment[] {
  return tx
    .all<AssignmentRow>(
      `SELECT ${COLUMNS} FROM assignments WHERE organisation_id = ? AND iccid = ? ORDER BY id DESC`,
      tx.organisationId,
      iccid,
    )
    .map(fromRow)
    .filter((assignment) => bundle === undefined || assignment.bundle === bundle)
}

const countUnused = (tx: ReadTx, iccid: string): number =>
  tx.get<{ count: number }>(
    `SELECT count(*) AS count FROM assignments
     WHERE organisation_id = ? AND iccid = ? AND state IN ('processing', 'queued')`,
    tx.organisationId,
    iccid,
  )?.count ?? 0

/** Takes an assignment off its eSIM, whatever its state; idempotent. */
export function revokeAssignment(tx: Tx, assignment: Assignment): void {
  tx.run(
    `UPDATE assignments SET state = 'revoked' WHERE organisation_id = ? AND id = ?`,
    tx.organisationId,
    assignment.id,
  )
  unscheduleAssignment(tx, assignment.id)
}

/** Whether none of the assignments of a unit has started or ended. */
export const isUnusedUnit = (unit: readonly Assignment[]): boolean => unit.length > 0 && unit.every(isUnused)
