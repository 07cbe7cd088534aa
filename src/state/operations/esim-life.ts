import { isLive, isOnEsim } from '../../domain/assignment.ts'
import { DELETION_GRACE_DAYS } from '../../domain/callback.ts'
import { DAY } from '../../domain/instant.ts'
import type { Tx } from '../engine/state.ts'
import { listAssignments } from '../records/assignments.ts'
import { armIdle, getEsim, isIdle } from '../records/esims.ts'
import { isScheduled, schedule, unscheduleAssignment, unscheduleEsim } from '../records/events.ts'
import { recordHistory } from '../records/history.ts'
import { enqueueCallback } from '../records/outbox.ts'
import { transition } from './lifecycle.ts'
import { removeUsagePlan } from './usage/usage-plan.ts'

/**
 * Ends the returns process of an eSIM: one that was installed meanwhile comes back to the account, any other is gone
 * for good (vendor docs, revoke). It was not installed when the process began, so one that is installed now was installed
 * meanwhile; of one that is not, the first installation is known.
 */
export function endReturn(tx: Tx, iccid: string): void {
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  recordHistory(tx, iccid, 'eSIM Returned')
  const { installed, firstInstalledAt, returningSince } = esim
  if (!installed && (firstInstalledAt ?? 0) <= (returningSince ?? tx.now)) {
    retire(tx, iccid)
    tx.run(
      'UPDATE esims SET returned_at_ms = ? WHERE organisation_id = ? AND iccid = ?',
      tx.now,
      tx.organisationId,
      iccid,
    )
    return
  }
  tx.run('UPDATE esims SET returning_since_ms = NULL WHERE organisation_id = ? AND iccid = ?', tx.organisationId, iccid)
  armIdle(tx, iccid)
}

/** Schedules the deletion of an eSIM that has no live bundle and was not used for long; looks again later otherwise. */
export function checkIdle(tx: Tx, iccid: string): void {
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  // A bundle that ends arms the check again.
  if (listAssignments(tx, iccid).some(isLive) || esim.returningSince !== null) return
  if (isScheduled(tx, 'esim.delete', iccid)) return
  if (!isIdle(tx, esim)) {
    armIdle(tx, iccid)
    return
  }
  enqueueCallback(tx, { alertType: 'esim.deletion_scheduled', iccid, at: tx.now })
  schedule(tx, { dueAt: tx.now + DELETION_GRACE_DAYS * DAY, kind: 'esim.delete', iccid })
}

/** Deactivates an eSIM whose grace is over, unless it has a bundle or was used again. */
export function deleteIdle(tx: Tx, iccid: string): void {
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  // One that comes back from the returns process is looked at then.
  if (esim.returningSince !== null) return
  if (listAssignments(tx, iccid).some(isLive) || !isIdle(tx, esim)) {
    armIdle(tx, iccid)
    return
  }
  deactivate(tx, iccid)
}

/**
 * Deletes an eSIM because its owner wants it gone. Throws malformed_iccid, esim_not_accessible and esim_deactivated.
 * Assumption (delete-esim-bundles): the bundles that are left on it are revoked, and nothing is given back for them, since the vendor speaks of
 * no refund here.
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

/** Takes everything that would still happen to an eSIM by itself off the agenda. */
function retire(tx: Tx, iccid: string): void {
  removeUsagePlan(tx, iccid)
  for (const kind of ['esim.idle', 'esim.delete', 'esim.install'] as const) unscheduleEsim(tx, kind, iccid)
}

function deactivate(tx: Tx, iccid: string): void {
  retire(tx, iccid)
  tx.run(
    `UPDATE esims SET deactivated_at_ms = ?, profile_status = 'Deactivated' WHERE organisation_id = ? AND iccid = ?`,
    tx.now,
    tx.organisationId,
    iccid,
  )
  enqueueCallback(tx, { alertType: 'esim.deleted', iccid, at: tx.now })
}
