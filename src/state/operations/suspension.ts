import type { Tx } from '../engine/state.ts'
import { recordAct } from '../records/acts.ts'
import { getEsim } from '../records/esims.ts'
import { recordHistory } from '../records/history.ts'
import { changeWithUsageSettled } from './usage/settle.ts'

/**
 * Suspends an eSIM or lifts its suspension. No data flows while it is suspended; its bundles expire as usual (vendor guide,
 * suspend). Idempotent. Throws malformed_iccid, esim_not_accessible and esim_deactivated.
 * Assumption (suspension-history): history has it as `eSIM Updated`, since the vendor's list of names has no other.
 */
export function setSuspended(tx: Tx, iccid: string, suspended: boolean): void {
  const esim = getEsim(tx, iccid)
  if ((esim.suspendedAt !== null) === suspended) return
  changeWithUsageSettled(tx, esim.iccid, () => {
    recordAct(tx, esim.iccid, suspended ? 'suspend' : 'resume')
    tx.run(
      'UPDATE esims SET suspended_at_ms = ? WHERE organisation_id = ? AND iccid = ?',
      suspended ? tx.now : null,
      tx.organisationId,
      esim.iccid,
    )
  })
  recordHistory(tx, esim.iccid, 'eSIM Updated')
}
