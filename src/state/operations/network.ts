import { isLive } from '../../domain/assignment.ts'
import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Esim, isUsable, type Location } from '../../domain/esim.ts'
import { PLATFORMS } from '../../domain/identifiers.ts'
import { msisdnAt } from '../../domain/msisdn.ts'
import { isInForce, type UsagePlan, usagePlanOf } from '../../domain/usage.ts'
import type { Catalogue, Network } from '../engine/catalogue.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { listAssignments } from '../records/assignments.ts'
import { NO_MSISDN } from '../records/esim-rows.ts'
import { getKnownEsim } from '../records/esims.ts'
import { schedule, unscheduleEsim } from '../records/events.ts'
import { recordHistory } from '../records/history.ts'
import { getSettings } from '../records/organisations.ts'
import { enqueueCallback } from '../records/outbox.ts'
import { findUsagePlan, forgetThreshold, writeUsagePlan } from '../records/usage-plan.ts'
import { changeWithUsageSettled, type Usage, useData } from './usage.ts'

/** What the network and the traveller do to an eSIM: nothing of this is in the vendor's API. */

/**
 * The eSIM, while it still is the account's or can come back to it. Throws malformed_iccid, esim_not_accessible,
 * esim_deactivated and esim_returned.
 */
function getUsableEsim(tx: ReadTx, iccid: string): Esim {
  const esim = getKnownEsim(tx, iccid)
  if (esim.deactivatedAt !== null) throw new DomainError('esim_deactivated', { iccid })
  if (esim.returnedAt !== null) throw new DomainError('esim_returned', { iccid })
  return esim
}

/**
 * Installs an eSIM on a device; one that is installed already stays as it is. Its first installation is kept for good.
 * Throws what getUsableEsim throws.
 */
export function installEsim(tx: Tx, iccid: string): void {
  if (!changeWithUsageSettled(tx, iccid, () => putOnDevice(tx, iccid))) return
  followUsageProfile(tx, iccid)
  beginWaitingPlan(tx, iccid)
}

/** False when it was there already. */
function putOnDevice(tx: Tx, iccid: string): boolean {
  const esim = getUsableEsim(tx, iccid)
  if (esim.installed) return false
  tx.run(
    `UPDATE esims SET installed = 1, profile_status = ?, first_installed_at_ms = coalesce(first_installed_at_ms, ?)
     WHERE organisation_id = ? AND iccid = ?`,
    PLATFORMS[esim.platform].installedStatus,
    tx.now,
    tx.organisationId,
    iccid,
  )
  unscheduleEsim(tx, 'esim.install', iccid)
  return true
}

function followUsageProfile(tx: Tx, iccid: string): void {
  const { usageProfile } = getSettings(tx)
  if (usageProfile !== null && !findUsagePlan(tx, iccid)) {
    setUsagePlan(tx, iccid, usagePlanOf({ profile: usageProfile }, tx.now))
  }
}

/**
 * Deletes an eSIM from its device: data stops. Its status is `Released` again, beside a date of first installation, by
 * which the vendor's help centre says such an eSIM is known. Throws what getUsableEsim throws.
 */
export function uninstallEsim(tx: Tx, iccid: string): void {
  getUsableEsim(tx, iccid)
  changeWithUsageSettled(tx, iccid, () => {
    tx.run(
      `UPDATE esims SET installed = 0, profile_status = 'Released' WHERE organisation_id = ? AND iccid = ?`,
      tx.organisationId,
      iccid,
    )
  })
}

/** The networks of a country that is named by its code or by a name. Throws unknown_country. */
function getNetworks(tx: ReadTx, country: string): { readonly iso: string; readonly networks: readonly Network[] } {
  const iso = tx.catalogue.countryCodes.find(country)
  const networks = iso === undefined ? [] : tx.catalogue.networksOf(iso)
  if (iso === undefined || networks.length === 0) throw new DomainError('unknown_country', { country })
  return { iso, networks }
}

/**
 * Registers an eSIM on a network of a country, installing it first where that was not done. The first time is told.
 * `network` is a name, brand or TADIG code; by default the country's first. Throws unknown_country and unknown_network.
 */
export function attachEsim(tx: Tx, iccid: string, country: string, network?: string): Location {
  const { iso, networks } = getNetworks(tx, country)
  const wanted = network?.toLowerCase()
  const chosen = networks.find(
    ({ name, brandName, tadig }) =>
      wanted === undefined || [name, brandName, tadig].some((text) => text.toLowerCase() === wanted),
  )
  if (!chosen) throw new DomainError('unknown_network', { network: network ?? '', country })
  const installed = putOnDevice(tx, iccid)
  const esim = getUsableEsim(tx, iccid)
  const location: Location = {
    tadig: chosen.tadig,
    networkName: chosen.name,
    brandName: chosen.brandName,
    country: iso,
    seenAt: tx.now,
  }
  changeWithUsageSettled(tx, iccid, () => {
    tx.run(
      `UPDATE esims SET country = ?, network_tadig = ?, network_name = ?, network_brand = ?, seen_at_ms = ?,
        first_attached_at_ms = coalesce(first_attached_at_ms, ?) WHERE organisation_id = ? AND iccid = ?`,
      location.country,
      location.tadig,
      location.networkName,
      location.brandName,
      location.seenAt,
      tx.now,
      tx.organisationId,
      iccid,
    )
    if (esim.firstAttachedAt === null) {
      // One in the returns process is not the account's: nothing is told of it.
      if (esim.returningSince === null) enqueueCallback(tx, { alertType: 'FirstAttachment', iccid })
      recordHistory(tx, iccid, 'eSIM First Attachment')
    }
  })
  if (installed) followUsageProfile(tx, iccid)
  return location
}

/**
 * Uses data: in the country given, else where the eSIM is, else where its oldest live bundle is at home. Throws
 * unknown_whereabouts when none of these says where.
 */
export function consumeData(tx: Tx, iccid: string, bytes: number, country?: string): Usage {
  attachForUse(tx, iccid, country)
  return useData(tx, iccid, bytes)
}

function attachForUse(tx: Tx, iccid: string, country: string | undefined): void {
  const esim = getUsableEsim(tx, iccid)
  const here = esim.location?.country
  const there = country === undefined ? (here ?? homeOf(tx, iccid)) : getNetworks(tx, country).iso
  if (there === undefined) throw new DomainError('unknown_whereabouts', { iccid })
  if (there !== here || !esim.installed) attachEsim(tx, iccid, there)
}

/** A country that the eSIM's oldest live bundle covers. */
function homeOf(tx: ReadTx, iccid: string): string | undefined {
  const oldest = listAssignments(tx, iccid).findLast(isLive)
  const bundle = oldest && tx.catalogue.findBundle(oldest.bundle)
  return bundle && homeOfBundle(tx.catalogue, bundle)
}

/** The first country of a bundle that has networks. */
export function homeOfBundle(catalogue: Catalogue, { base, roaming }: Bundle): string | undefined {
  return [base, ...roaming].map(({ iso }) => iso).find((iso) => catalogue.networksOf(iso).length > 0)
}

/** Makes an eSIM use data evenly over time, in place of the plan it may have. Throws unknown_country. */
export function setUsagePlan(tx: Tx, iccid: string, asked: UsagePlan): void {
  getUsableEsim(tx, iccid)
  const plan = asked.country === null ? asked : { ...asked, country: getNetworks(tx, asked.country).iso }
  removePlan(tx, iccid)
  writeUsagePlan(tx, iccid, plan)
  if (plan.until !== null) schedule(tx, { dueAt: plan.until, kind: 'usage-plan.end', iccid })
  if (plan.from > tx.now) schedule(tx, { dueAt: plan.from, kind: 'usage-plan.start', iccid })
  else beginUsagePlan(tx, iccid)
}

/** Begins to use data by a plan whose time has come; without a place to be, or a bundle that has one, nothing flows. */
export function beginUsagePlan(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan || !isInForce(plan, tx.now)) return
  const esim = getKnownEsim(tx, iccid)
  if (!isUsable(esim)) return
  const country = plan.country ?? esim.location?.country ?? homeOf(tx, iccid)
  if (country === undefined) return
  // Where it is already it stays on its network.
  if (esim.installed && country === esim.location?.country) changeWithUsageSettled(tx, iccid, () => undefined)
  else attachEsim(tx, iccid, country)
}

/** Begins a plan in force of an eSIM that was nowhere so far: something has come that may say where it is. */
export function beginWaitingPlan(tx: Tx, iccid: string): void {
  if (findUsagePlan(tx, iccid) && getKnownEsim(tx, iccid).location === null) beginUsagePlan(tx, iccid)
}

/** Stops an eSIM's usage plan. Throws usage_plan_not_found when it has none, and what getUsableEsim throws. */
export function stopUsagePlan(tx: Tx, iccid: string): void {
  getUsableEsim(tx, iccid)
  if (!findUsagePlan(tx, iccid)) throw new DomainError('usage_plan_not_found', { iccid })
  removePlan(tx, iccid)
}

/** Takes what a plan used up to now from the bundles, and forgets the plan; nothing happens without one. */
export function removePlan(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan) return
  changeWithUsageSettled(tx, iccid, () => writeUsagePlan(tx, iccid))
  forgetThreshold(tx, plan)
  for (const kind of ['usage-plan.start', 'usage-plan.end'] as const) unscheduleEsim(tx, kind, iccid)
}

/**
 * Gives an eSIM a telephone number, whatever the setting of the organisation is: this one, or else its own of the numbers
 * that the emulator makes. Throws malformed_iccid, esim_not_accessible and esim_deactivated.
 */
export function giveMsisdn(tx: Tx, iccid: string, msisdn: string | undefined): void {
  const { sequence } = getUsableEsim(tx, iccid)
  writeMsisdn(tx, iccid, msisdn ?? msisdnAt(sequence))
}

/**
 * Takes the telephone number of an eSIM away, whatever the setting of the organisation is. Idempotent. Throws
 * malformed_iccid, esim_not_accessible and esim_deactivated.
 */
export function removeMsisdn(tx: Tx, iccid: string): void {
  writeMsisdn(tx, getUsableEsim(tx, iccid).iccid, NO_MSISDN)
}

function writeMsisdn(tx: Tx, iccid: string, msisdn: string): void {
  tx.run('UPDATE esims SET msisdn = ? WHERE organisation_id = ? AND iccid = ?', msisdn, tx.organisationId, iccid)
}
