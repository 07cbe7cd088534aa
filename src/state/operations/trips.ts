import { isUsable } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import type { TripAction, TripStep } from '../../domain/trip.ts'
import type { Tx } from '../engine/state.ts'
import { getEsim } from '../records/esims.ts'
import { schedule } from '../records/events.ts'
import { attachEsim, consumeData, installEsim, uninstallEsim } from './traveller.ts'
import { removeUsagePlan, setUsagePlan } from './usage/usage-plan.ts'

/** Schedules the steps of a trip, each to be carried out at its own instant. */
export function planTrip(tx: Tx, iccid: string, steps: readonly TripStep[], from: Instant): void {
  for (const { after, act } of steps) {
    const id = tx.next('sequence')
    tx.run(
      'INSERT INTO trip_steps (organisation_id, id, iccid, act) VALUES (?, ?, ?, ?)',
      tx.organisationId,
      id,
      iccid,
      JSON.stringify(act),
    )
    schedule(tx, { dueAt: from + after, kind: 'trip.step', iccid, subject: id })
  }
}

/** Carries out a step of a trip that is due. Does nothing on an eSIM that has since been deleted or returned. */
export function takeTripStep(tx: Tx, id: number): void {
  const row = tx.get<{ iccid: string; act: string }>(
    'SELECT iccid, act FROM trip_steps WHERE organisation_id = ? AND id = ?',
    tx.organisationId,
    id,
  )
  if (!row) return
  tx.run('DELETE FROM trip_steps WHERE organisation_id = ? AND id = ?', tx.organisationId, id)
  if (isUsable(getEsim(tx, row.iccid, { allowReturning: true, allowDeleted: true })))
    carryOut(tx, row.iccid, JSON.parse(row.act) as TripAction)
}

function carryOut(tx: Tx, iccid: string, act: TripAction): void {
  switch (act.kind) {
    case 'install':
      installEsim(tx, iccid)
      return
    case 'uninstall':
      uninstallEsim(tx, iccid)
      return
    case 'attach':
      attachEsim(tx, iccid, act.country)
      return
    case 'use':
      consumeData(tx, iccid, act.bytes)
      return
    case 'use-daily':
      setUsagePlan(tx, iccid, { bytesPerDay: act.bytesPerDay, from: tx.now, until: null, country: null })
      return
    case 'home':
      removeUsagePlan(tx, iccid)
      return
  }
}
