import { msisdnAt } from '../../domain/msisdn.ts'
import type { Tx } from '../engine/state.ts'
import { NO_MSISDN } from '../records/esim-rows.ts'
import { getEsim } from '../records/esims.ts'

/**
 * Gives an eSIM a telephone number, whatever the organisation's setting: the given one, else the emulator's number for
 * this eSIM. Throws what getEsim throws.
 */
export function giveMsisdn(tx: Tx, iccid: string, msisdn: string | undefined): void {
  const { sequence } = getEsim(tx, iccid, { allowReturning: true })
  writeMsisdn(tx, iccid, msisdn ?? msisdnAt(sequence))
}

/** Takes an eSIM's telephone number away, whatever the organisation's setting. Idempotent. Throws what getEsim throws. */
export function removeMsisdn(tx: Tx, iccid: string): void {
  writeMsisdn(tx, getEsim(tx, iccid, { allowReturning: true }).iccid, NO_MSISDN)
}

function writeMsisdn(tx: Tx, iccid: string, msisdn: string): void {
  tx.run('UPDATE esims SET msisdn = ? WHERE organisation_id = ? AND iccid = ?', msisdn, tx.organisationId, iccid)
}
