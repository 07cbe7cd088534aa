import { isLive, isOnEsim } from '../../domain/assignment.ts'
import { DELETION_GRACE_DAYS } from '../../domain/callback.ts'
import { DAY } from '../../domain/instant.ts'
import type { Tx } from '../engine/state.ts'
import { listAssignments } from '../records/assignments.ts'
import { cancelReturn, getEsim, isIdle, scheduleIdleCheck } from '../records/esims.ts'
import { isScheduled, schedule, unscheduleAssignment, unscheduleEsim } from '../records/events.ts'
import { recordHistory } from '../records/history.ts'
import { enqueueCallback } from '../records/outbox.ts'
import { transition } from './lifecycle.ts'
import { removeUsagePlan } from './usage/usage-plan.ts'

/**
 * Ends the returns process of an eSIM: one that was installed during it comes back to the account, any other has left the
 * account for good (vendor docs, revoke). No eSIM enters the process installed, so one that is installed now, or was first
 * installed after the process began, was installed during it.
 */
export function endReturn(tx: Tx, iccid: string): void {
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  recordHistory(tx, iccid, 'eSIM Returned')
  const { installed, firstInstalledAt, returningSince } = esim
  if (!installed && (firstInstalledAt ?? 0) <= (returningSince ?? tx.now)) {
    clearAgenda(tx, iccid)
    tx.run(
      'UPDATE esims SET returned_at_ms = ? WHERE organisation_id = ? AND iccid = ?',
      tx.now,
      tx.organisationId,
      iccid,
    )
    return
  }
  cancelReturn(tx, iccid)
  scheduleIdleCheck(tx, iccid)
}

/** Idle check (180 days without use): schedules the deletion of an eSIM without a live bundle, or the next check. */
export function checkIdle(tx: Tx, iccid: string): void {
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  // The end of a bundle schedules the check again.
  if (listAssignments(tx, iccid).some(isLive) || esim.returningSince !== null) return
  if (isScheduled(tx, 'esim.delete', iccid)) return
  if (!isIdle(tx, esim)) {
    scheduleIdleCheck(tx, iccid)
    return
  }
  enqueueCallback(tx, { alertType: 'esim.deletion_scheduled', iccid, at: tx.now })
  schedule(tx, { dueAt: tx.now + DELETION_GRACE_DAYS * DAY, kind: 'esim.delete', iccid })
}

/** Deletes an idle eSIM at the end of its grace period, unless it has a live bundle or was used again. */
export function deleteIdle(tx: Tx, iccid: string): void {
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  // An eSIM that comes back from the returns process is checked then.
  if (esim.returningSince !== null) return
  if (listAssignments(tx, iccid).some(isLive) || !isIdle(tx, esim)) {
    scheduleIdleCheck(tx, iccid)
    return
  }
  deactivate(tx, iccid)
}

/**
 * Deletes an eSIM at the reseller's request. Throws malformed_iccid, esim_not_accessible and esim_deactivated.
 * Assumption (delete-esim-bundles): the bundles that are left on it are revoked without a refund, since the vendor documents
 * none.
 */
export function deleteEsim(tx: Tx, iccid: string): void {
  const esim = getEsim(tx, iccid)
  removeUsagePlan(tx, esim.iccid)
  for (const assignment of listAssignments(tx, esim.iccid).filter(isOnEsim)) {
    transition(tx, assignment, 'revoke')
    unscheduleAssignment(tx, assignment.id)
    recordHistory(tx, esim.iccid, 'Bundle Revoked', { bundle: assignment.bundle, bundleState: 'revoked' })
  }
  deactivate(tx, esim.iccid)
}

/** Removes the usage plan and the scheduled events of an eSIM that can be used no more. */
function clearAgenda(tx: Tx, iccid: string): void {
  removeUsagePlan(tx, iccid)
  for (const kind of ['esim.idle', 'esim.delete', 'esim.install'] as const) unscheduleEsim(tx, kind, iccid)
}

function deactivate(tx: Tx, iccid: string): void {
  clearAgenda(tx, iccid)
  tx.run(
    `UPDATE esims SET deactivated_at_ms = ?, profile_status = ? WHERE organisation_id = ? AND iccid = ?`,
    tx.now,
    'Deactivated',
    tx.organisationId,
    iccid,
  )
  enqueueCallback(tx, { alertType: 'esim.deleted', iccid, at: tx.now })
}
