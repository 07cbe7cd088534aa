import { isLive } from '../../domain/assignment.ts'
import { type Bundle, placesOf } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Location } from '../../domain/esim.ts'
import { PLATFORMS } from '../../domain/identifiers.ts'
import type { CatalogueView, Network } from '../engine/catalogue.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { recordAct } from '../records/acts.ts'
import { listAssignments } from '../records/assignments.ts'
import { getEsim } from '../records/esims.ts'
import { unscheduleEsim } from '../records/events.ts'
import { recordHistory } from '../records/history.ts'
import { enqueueCallback } from '../records/outbox.ts'
import { changeWithUsageSettled } from './usage/settle.ts'

/**
 * Puts an eSIM on a device; returns false when it was there already. Its first installation is kept for good. Throws what
 * getEsim throws.
 */
export function putOnDevice(tx: Tx, iccid: string): boolean {
  const esim = getEsim(tx, iccid, { allowReturning: true })
  if (esim.installed) return false
  tx.run(
    `UPDATE esims SET installed = 1, profile_status = ?, first_installed_at_ms = coalesce(first_installed_at_ms, ?)
     WHERE organisation_id = ? AND iccid = ?`,
    PLATFORMS[esim.platform].installedStatus,
    tx.now,
    tx.organisationId,
    iccid,
  )
  if (esim.returningSince === null) tx.tally('installed', 1)
  unscheduleEsim(tx, 'esim.install', iccid)
  recordAct(tx, iccid, 'install')
  return true
}

/** The networks of a country, which is given by its code or name. Throws unknown_country. */
export function getNetworks(
  tx: ReadTx,
  country: string,
): { readonly iso: string; readonly networks: readonly Network[] } {
  const iso = tx.catalogue.countryCodes.find(country)
  const networks = iso === undefined ? [] : tx.catalogue.networksOf(iso)
  if (iso === undefined || networks.length === 0) throw new DomainError('unknown_country', { country })
  return { iso, networks }
}

/**
 * A network of a country by its name, brand or TADIG code; by default the country's first. Throws unknown_country and
 * unknown_network.
 */
export function getNetwork(
  tx: ReadTx,
  country: string,
  name?: string,
): { readonly iso: string; readonly network: Network } {
  const { iso, networks } = getNetworks(tx, country)
  const wanted = name?.toLowerCase()
  const network = networks.find(
    ({ name, brandName, tadig }) =>
      wanted === undefined || [name, brandName, tadig].some((text) => text.toLowerCase() === wanted),
  )
  if (!network) throw new DomainError('unknown_network', { network: name ?? '', country })
  return { iso, network }
}

/**
 * Registers an eSIM on a network of a country, and puts it on a device first where it is on none. Its first registration
 * enqueues FirstAttachment. Throws what getNetwork and getEsim throw.
 */
export function registerOnNetwork(
  tx: Tx,
  iccid: string,
  country: string,
  network?: string,
): { readonly location: Location; readonly newlyInstalled: boolean } {
  const { iso, network: chosen } = getNetwork(tx, country, network)
  const newlyInstalled = putOnDevice(tx, iccid)
  const esim = getEsim(tx, iccid, { allowReturning: true })
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
    recordAct(tx, iccid, 'attach', { country: iso, network: chosen.brandName || chosen.name })
    if (esim.firstAttachedAt === null) {
      // An eSIM in the returns process has left the account: no callback is sent about it.
      if (esim.returningSince === null) enqueueCallback(tx, { alertType: 'FirstAttachment', iccid })
      recordHistory(tx, iccid, 'eSIM First Attachment')
    }
  })
  return { location, newlyInstalled }
}

/** The first country with networks of the eSIM's oldest live bundle. */
export function findHomeCountry(tx: ReadTx, iccid: string): string | undefined {
  const oldest = listAssignments(tx, iccid).findLast(isLive)
  const bundle = oldest && tx.catalogue.findBought(oldest)
  return bundle && homeCountryOfBundle(tx.catalogue, bundle)
}

/** The first country of a bundle that has networks. */
export function homeCountryOfBundle(catalogue: CatalogueView, bundle: Bundle): string | undefined {
  return placesOf(bundle).find(({ iso }) => catalogue.networksOf(iso).length > 0)?.iso
}
