import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { getEsim } from '../records/esims.ts'
import { recordHistory } from '../records/history.ts'
import { changeWithUsageSettled } from './usage.ts'

/**
 * The eSIM, when it can still be used. Throws malformed_iccid, esim_not_accessible, and esim_deleted for one that has been
 * deleted.
 */
export function getUndeletedEsim(tx: ReadTx, iccid: string): Esim {
  const esim = getEsim(tx, iccid)
  if (esim.deactivatedAt !== null) throw new DomainError('esim_deleted', { iccid })
  return esim
}

/**
 * Suspends an eSIM, through which no data flows until that is lifted again; its bundles go on towards their ends (vendor
 * guide, suspend). Idempotent. Throws malformed_iccid, esim_not_accessible and esim_deleted.
 * Assumption (suspension-history): it is noted as an update of the eSIM, since the vendor's list of history names has no other.
 */
export function setSuspended(tx: Tx, iccid: string, suspended: boolean): void {
  const esim = getUndeletedEsim(tx, iccid)
  if ((esim.suspendedAt !== null) === suspended) return
  // What a running usage plan used until now did flow.
  changeWithUsageSettled(tx, esim.iccid, () => {
    tx.run(
      'UPDATE esims SET suspended_at_ms = ? WHERE organisation_id = ? AND iccid = ?',
      suspended ? tx.now : null,
      tx.organisationId,
      esim.iccid,
    )
  })
  recordHistory(tx, esim.iccid, 'eSIM Updated')
}
