import { DomainError } from '../../domain/errors.ts'
import type { Location } from '../../domain/esim.ts'
import type { Tx } from '../engine/state.ts'
import { recordAct, usedOfActive } from '../records/acts.ts'
import { getEsim } from '../records/esims.ts'
import { findHomeCountry, getNetworks, putOnDevice, registerOnNetwork } from './network.ts'
import { consumeFromAssignments, type Usage } from './usage/consume.ts'
import { changeWithUsageSettled } from './usage/settle.ts'
import { beginWaitingPlan, followUsageProfile } from './usage/usage-plan.ts'

/**
 * The traveller's levers: a device installs an eSIM, attaches to networks and uses data. The vendor API has none of them.
 * Each throws what getEsim throws.
 */

/** Installs an eSIM on a device; one that is installed already stays as it is. */
export function installEsim(tx: Tx, iccid: string): void {
  if (!changeWithUsageSettled(tx, iccid, () => putOnDevice(tx, iccid))) return
  followUsageProfile(tx, iccid)
  beginWaitingPlan(tx, iccid)
}

/**
 * Deletes an eSIM from its device: data stops. Its status is `Released` again, beside a date of first installation, by
 * which the vendor's help centre says such an eSIM is known.
 */
export function uninstallEsim(tx: Tx, iccid: string): void {
  const { installed, returningSince } = getEsim(tx, iccid, { allowReturning: true })
  if (installed && returningSince === null) tx.tally('installed', -1)
  changeWithUsageSettled(tx, iccid, () => {
    if (installed) recordAct(tx, iccid, 'uninstall')
    tx.run(
      `UPDATE esims SET installed = 0, profile_status = ? WHERE organisation_id = ? AND iccid = ?`,
      'Released',
      tx.organisationId,
      iccid,
    )
  })
}

/** Registers an eSIM on a network (see registerOnNetwork); one that this installs begins to follow the usage profile. */
export function attachEsim(tx: Tx, iccid: string, country: string, network?: string): Location {
  const { location, newlyInstalled } = registerOnNetwork(tx, iccid, country, network)
  if (newlyInstalled) followUsageProfile(tx, iccid)
  return location
}

/**
 * Uses data at once: in the country given, else where the eSIM is, else in the home country of its oldest live bundle.
 * Throws unknown_whereabouts when none of these gives a country.
 */
export function consumeData(tx: Tx, iccid: string, bytes: number, country?: string): Usage {
  attachForUse(tx, iccid, country)
  return changeWithUsageSettled(tx, iccid, () => {
    const before = usedOfActive(tx, iccid)
    const usage = consumeFromAssignments(tx, iccid, bytes)
    recordAct(tx, iccid, 'use', { bytes: usage.consumed, unserved: usage.unserved, before })
    return usage
  })
}

function attachForUse(tx: Tx, iccid: string, country: string | undefined): void {
  const esim = getEsim(tx, iccid, { allowReturning: true })
  const here = esim.location?.country
  const there = country === undefined ? (here ?? findHomeCountry(tx, iccid)) : getNetworks(tx, country).iso
  if (there === undefined) throw new DomainError('unknown_whereabouts', { iccid })
  if (there !== here || !esim.installed) attachEsim(tx, iccid, there)
}
