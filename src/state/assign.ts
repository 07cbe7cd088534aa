import { type Assignment, type AssignmentState, QUEUE_LIMIT } from '../domain/assignment.ts'
import { assignmentBytes, type Bundle } from '../domain/bundle.ts'
import { DomainError } from '../domain/errors.ts'
import { type Esim, isCompatible } from '../domain/esim.ts'
import { addMonths, type Instant } from '../domain/instant.ts'
import { SHELF_LIFE_MONTHS } from '../domain/organisation.ts'
import { insertAssignment } from './assignments.ts'
import { bindProfile, getKnownEsim, recordAction } from './esims.ts'
import { schedule } from './events.ts'
import { recordHistory } from './history.ts'
import { getSettings } from './organisations.ts'
import type { ReadTx, Tx } from './state.ts'
import { recordTransition } from './transitions.ts'
import { withUsage } from './usage.ts'

/** Assignment ids look like the vendor's: nine digits, growing. */
export const FIRST_ASSIGNMENT_ID = 218_400_000

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
export function assignBundle(tx: Tx, given: NewAssignment): Assignment[] {
  // A new bundle may be what a running usage plan waits for.
  return withUsage(tx, given.esim.iccid, () => assign(tx, given))
}

function assign(tx: Tx, { esim: given, bundle, purchaseId, reference, startAt }: NewAssignment): Assignment[] {
  // An earlier line of the same order may have bound it meanwhile.
  const esim = given.profile === null ? getKnownEsim(tx, given.iccid) : given
  if (!isCompatible(esim, bundle)) throw new DomainError('bundle_not_compatible', { bundle: bundle.name })
  if (countUnused(tx, esim.iccid) + bundle.assignmentCount > QUEUE_LIMIT) {
    throw new DomainError('bundle_queue_full', { limit: QUEUE_LIMIT })
  }
  if (esim.deactivatedAt !== null) throw new DomainError('esim_not_accessible', { iccid: esim.iccid })
  bindProfile(tx, esim, bundle.profile)
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
      firstUseTold: false,
      notifiedPercent: 0,
    }
    insertAssignment(tx, assignment)
    recordTransition(tx, assignment, null, state)
    const { id: subject, iccid } = assignment
    if (processingDelayMs > 0) {
      schedule(tx, { dueAt: tx.now + processingDelayMs, kind: 'bundle.provision', iccid, subject })
    }
    schedule(tx, { dueAt: addMonths(tx.now, SHELF_LIFE_MONTHS), kind: 'bundle.lapse', iccid, subject })
    return assignment
  })
  const first = assignments[0]
  if (first && !bundle.autostart) {
    const dueAt = Math.max(startAt ?? tx.now, tx.now + processingDelayMs)
    schedule(tx, { dueAt, kind: 'bundle.start', iccid: esim.iccid, subject: first.id })
  }
  // One that was made for this says so already.
  if (esim.lastAction !== 'Bundle Applied' || esim.actionAt !== tx.stamp) recordAction(tx, esim.iccid, 'Bundle Applied')
  recordHistory(tx, esim.iccid, 'Bundle Applied', { bundle: bundle.name, bundleState: state })
  return assignments
}

const countUnused = (tx: ReadTx, iccid: string): number =>
  tx.get<{ count: number }>(
    `SELECT count(*) AS count FROM assignments INDEXED BY assignments_by_esim
     WHERE organisation_id = ? AND iccid = ? AND state IN ('processing', 'queued')`,
    tx.organisationId,
    iccid,
  )?.count ?? 0
