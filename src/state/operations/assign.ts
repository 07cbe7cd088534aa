import type { Assignment, AssignmentState } from '../../domain/assignment.ts'
import { assignmentBytes, type Bundle } from '../../domain/bundle.ts'
import type { Esim } from '../../domain/esim.ts'
import { addMonths, type Instant, wholeSecond } from '../../domain/instant.ts'
import { SHELF_LIFE_MONTHS } from '../../domain/organisation.ts'
import { drawProcessingMs } from '../../domain/realism-draws.ts'
import type { Tx } from '../engine/state.ts'
import { insertAssignment } from '../records/assignments.ts'
import { bindRoutingProfile } from '../records/esims.ts'
import { schedule } from '../records/events.ts'
import { addToHistory, recordHistory } from '../records/history.ts'
import { getSettings } from '../records/organisations.ts'
import { recordTransition } from '../records/transition-log.ts'
import { findUsagePlan } from '../records/usage-plan.ts'
import { changeWithUsageSettled } from './usage/settle.ts'
import { beginWaitingPlan } from './usage/usage-plan.ts'

/** The number before the first assignment id. Ids look like the vendor's: nine digits, growing. */
export const FIRST_ASSIGNMENT_ID = 218_400_000

/** One unit of a bundle to assign to an eSIM. */
export interface NewAssignment {
  readonly esim: Esim
  readonly bundle: Bundle
  readonly purchaseId: number
  readonly reference: string
  /** The start of a bundle without autostart; undefined: at once. */
  readonly startAt?: Instant | undefined
}

/**
 * Assigns one unit of a bundle to an eSIM that can take it (see Targets): one assignment, or twelve of a one-year bundle.
 * They are queued, after the configured processing delay and the one that is drawn.
 */
export function assignBundle(tx: Tx, given: NewAssignment): Assignment[] {
  const { iccid } = given.esim
  const hasPlan = findUsagePlan(tx, iccid) !== undefined
  const assignments = changeWithUsageSettled(tx, iccid, () => assign(tx, given))
  if (hasPlan) beginWaitingPlan(tx, iccid)
  return assignments
}

function assign(tx: Tx, { esim, bundle, purchaseId, reference, startAt }: NewAssignment): Assignment[] {
  bindRoutingProfile(tx, esim, bundle.routingProfile)
  const settings = getSettings(tx)
  const processingDelayMs = settings.processingDelayMs + drawProcessingMs(settings, tx.seed, reference)
  const state: AssignmentState = processingDelayMs > 0 ? 'processing' : 'queued'
  const bytes = assignmentBytes(bundle)
  const assignments = Array.from({ length: bundle.assignmentCount }, (_, part): Assignment => {
    const assignment: Assignment = {
      id: FIRST_ASSIGNMENT_ID + tx.next('assignment_sequence'),
      iccid: esim.iccid,
      purchaseId,
      bundle: bundle.name,
      edition: bundle.edition,
      reference,
      part,
      parts: bundle.assignmentCount,
      state,
      unlimited: bundle.unlimited,
      initialBytes: bytes,
      remainingBytes: bytes,
      assignedAt: tx.now,
      startAt: null,
      endAt: null,
      firstUseSent: false,
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
    const dueAt = Math.max(wholeSecond(startAt ?? tx.now), tx.now + processingDelayMs)
    schedule(tx, { dueAt, kind: 'bundle.start', iccid: esim.iccid, subject: first.id })
  }
  // An eSIM that was created for this bundle has the action already.
  const isKnown = esim.lastAction === 'Bundle Applied' && esim.actionAt === tx.now
  const record = isKnown ? addToHistory : recordHistory
  record(tx, esim.iccid, 'Bundle Applied', { bundle: bundle.name, bundleState: state })
  return assignments
}
