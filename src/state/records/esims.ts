import { IDLE_DAYS } from '../../domain/callback.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim, EsimAction, Location } from '../../domain/esim.ts'
import {
  iccidAt,
  matchingId,
  PLATFORMS,
  type Platform,
  platformOfProfile,
  puk,
  requireIccid,
} from '../../domain/identifiers.ts'
import { DAY, type Instant } from '../../domain/instant.ts'
import { msisdnOf } from '../../domain/msisdn.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { isScheduled, schedule } from './events.ts'
import { getSettings } from './organisations.ts'

export interface EsimRow {
  iccid: string
  sequence: number
  matching_id: string
  smdp_address: string
  pin: string
  puk: string
  platform: Platform
  profile: number | null
  profile_status: string
  msisdn: string | null
  physical: number
  customer_ref: string
  last_action: string
  action_at_ms: Instant
  assigned_at_ms: Instant
  installed: number
  first_installed_at_ms: Instant | null
  country: string | null
  network_tadig: string | null
  network_name: string | null
  network_brand: string | null
  seen_at_ms: Instant | null
  first_attached_at_ms: Instant | null
  last_used_at_ms: Instant | null
  returning_since_ms: Instant | null
  returned_at_ms: Instant | null
  suspended_at_ms: Instant | null
  deactivated_at_ms: Instant | null
}

/** The columns of an eSIM, for whoever reads rows of them. */
export const ESIM_COLUMNS = `iccid, sequence, matching_id, smdp_address, pin, puk, platform, profile, profile_status,
  msisdn, physical, customer_ref, last_action, action_at_ms, assigned_at_ms, installed, first_installed_at_ms, country,
  network_tadig, network_name, network_brand, seen_at_ms,
  first_attached_at_ms, last_used_at_ms, returning_since_ms, returned_at_ms, suspended_at_ms,
  deactivated_at_ms`

// One text for every read: to put it together each time would cost as much as the read.
const SELECT_ESIM = `SELECT ${ESIM_COLUMNS} FROM esims WHERE organisation_id = ? AND iccid = ?`

const locationOf = (row: EsimRow): Location | null =>
  row.country === null
    ? null
    : {
        tadig: row.network_tadig ?? '',
        networkName: row.network_name ?? '',
        brandName: row.network_brand ?? '',
        country: row.country,
        seenAt: row.seen_at_ms ?? 0,
      }

/** The column has this for an eSIM whose number was taken away, and null where the setting of the organisation decides. */
export const NO_MSISDN = ''

export const esimFromRow = (row: EsimRow): Esim => ({
  iccid: row.iccid,
  sequence: row.sequence,
  matchingId: row.matching_id,
  smdpAddress: row.smdp_address,
  pin: row.pin,
  puk: row.puk,
  platform: row.platform,
  routingProfile: row.profile,
  profileStatus: row.profile_status,
  ownMsisdn: row.msisdn === null ? undefined : row.msisdn === NO_MSISDN ? null : row.msisdn,
  physical: row.physical === 1,
  customerRef: row.customer_ref,
  lastAction: row.last_action,
  actionAt: row.action_at_ms,
  assignedAt: row.assigned_at_ms,
  installed: row.installed === 1,
  firstInstalledAt: row.first_installed_at_ms,
  location: locationOf(row),
  firstAttachedAt: row.first_attached_at_ms,
  lastUsedAt: row.last_used_at_ms,
  returningSince: row.returning_since_ms,
  returnedAt: row.returned_at_ms,
  suspendedAt: row.suspended_at_ms,
  deactivatedAt: row.deactivated_at_ms,
})

const DEFAULT_PIN = '0000'

const hasEsim = (tx: ReadTx, iccid: string): boolean =>
  tx.get('SELECT 1 FROM esims WHERE organisation_id = ? AND iccid = ?', tx.organisationId, iccid) !== undefined

/** What a new eSIM is made with; a routing profile binds it to bundles of that profile. */
export interface NewEsim {
  readonly routingProfile: number | null
  /** One that the organisation does not have yet; by default the next. */
  readonly iccid?: string
  /** Null: none, whatever the setting of the organisation is; absent: as the setting says. */
  readonly msisdn?: string | null
  readonly physical?: boolean
  /** What is done to it at once. */
  readonly action?: EsimAction
}

/** Puts a new eSIM, with no bundle, into the organisation. */
export function createEsim(tx: Tx, { routingProfile, iccid, msisdn, physical = false, action }: NewEsim): Esim {
  const platform = platformOfProfile(routingProfile)
  let sequence = tx.next('esim_sequence')
  let own = iccid ?? iccidAt(platform, tx.seed, sequence)
  // One of the sequence may be there already: a scenario named it, or a state with another seed was imported.
  while (iccid === undefined && hasEsim(tx, own)) {
    sequence = tx.next('esim_sequence')
    own = iccidAt(platform, tx.seed, sequence)
  }
  const esim: Esim = {
    iccid: own,
    sequence,
    matchingId: matchingId(platform, tx.random),
    smdpAddress: PLATFORMS[platform].smdpAddress,
    pin: DEFAULT_PIN,
    puk: puk(tx.random),
    platform,
    routingProfile,
    profileStatus: 'Released',
    ownMsisdn: msisdn,
    physical,
    customerRef: '',
    lastAction: action ?? '',
    actionAt: tx.now,
    assignedAt: tx.now,
    installed: false,
    firstInstalledAt: null,
    location: null,
    firstAttachedAt: null,
    lastUsedAt: null,
    returningSince: null,
    returnedAt: null,
    suspendedAt: null,
    deactivatedAt: null,
  }
  tx.run(
    `INSERT INTO esims (organisation_id, iccid, sequence, matching_id, smdp_address, pin, puk, platform, profile,
      profile_status, msisdn, physical, last_action, action_at_ms, assigned_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    esim.iccid,
    sequence,
    esim.matchingId,
    esim.smdpAddress,
    esim.pin,
    esim.puk,
    platform,
    routingProfile,
    esim.profileStatus,
    msisdn === null ? NO_MSISDN : (msisdn ?? null),
    physical ? 1 : 0,
    esim.lastAction,
    esim.actionAt,
    esim.assignedAt,
  )
  const { autoInstallAfterMs } = getSettings(tx)
  if (autoInstallAfterMs !== null) {
    schedule(tx, { dueAt: tx.now + autoInstallAfterMs, kind: 'esim.install', iccid: esim.iccid })
  }
  schedule(tx, { dueAt: idleAt(esim), kind: 'esim.idle', iccid: esim.iccid })
  return esim
}

/** The eSIMs that a look-up finds beside those that are in the account and can be used. */
export interface EsimLookUp {
  /** Also an eSIM in the returns process, which has left the account. */
  readonly allowReturning?: boolean
  /** Also an eSIM that can be used no more: deleted, or (with `allowReturning`) returned for good. */
  readonly allowDeleted?: boolean
}

/**
 * Finds an eSIM of the organisation. Throws malformed_iccid; esim_not_accessible for one that does not exist, is another
 * organisation's or, unless allowed, is in the returns process, since the vendor does not tell these apart; and, unless
 * allowed, esim_deactivated for a deleted one and esim_returned for a returned one.
 */
export function getEsim(tx: ReadTx, iccid: string, { allowReturning, allowDeleted }: EsimLookUp = {}): Esim {
  const esim = tx.cached('esims', requireIccid(iccid), () => {
    const row = tx.get<EsimRow>(SELECT_ESIM, tx.organisationId, iccid)
    return row && esimFromRow(row)
  })
  if (!esim) throw new DomainError('esim_not_accessible', { iccid })
  if (esim.returningSince !== null && !allowReturning) throw new DomainError('esim_not_accessible', { iccid })
  if (allowDeleted) return esim
  if (esim.deactivatedAt !== null) throw new DomainError('esim_deactivated', { iccid })
  if (esim.returnedAt !== null) throw new DomainError('esim_returned', { iccid })
  return esim
}

/** The telephone number of an eSIM; null: it has none. */
export const findMsisdn = (tx: ReadTx, esim: Esim): string | null => msisdnOf(esim, getSettings(tx).msisdns)

export function setCustomerRef(tx: Tx, iccid: string, customerRef: string): void {
  tx.run(
    'UPDATE esims SET customer_ref = ? WHERE organisation_id = ? AND iccid = ?',
    customerRef,
    tx.organisationId,
    iccid,
  )
}

/** Binds an eSIM to a routing profile, which its first bundle decides. */
export function bindProfile(tx: Tx, esim: Esim, profile: number): void {
  if (esim.routingProfile !== null) return
  tx.run('UPDATE esims SET profile = ? WHERE organisation_id = ? AND iccid = ?', profile, tx.organisationId, esim.iccid)
}

/** When an eSIM without bundles has been idle for long enough: counted from its last use, or from when it came. */
const idleAt = ({ lastUsedAt, assignedAt }: Esim): Instant => (lastUsedAt ?? assignedAt) + IDLE_DAYS * DAY

/** Puts the check for idleness on the agenda, where it is not yet (vendor docs, notifications: 180 days without use). */
export function armIdle(tx: Tx, iccid: string): void {
  if (isScheduled(tx, 'esim.idle', iccid)) return
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  if (esim.deactivatedAt === null) schedule(tx, { dueAt: Math.max(tx.now, idleAt(esim)), kind: 'esim.idle', iccid })
}

/** Whether an eSIM has been without use for long enough. */
export const isIdle = (tx: ReadTx, esim: Esim): boolean => idleAt(esim) <= tx.now

/** Takes an eSIM out of the account: from here on every call on it fails as on an unknown one. */
export function beginReturn(tx: Tx, iccid: string): void {
  tx.run(
    'UPDATE esims SET returning_since_ms = ? WHERE organisation_id = ? AND iccid = ?',
    tx.now,
    tx.organisationId,
    iccid,
  )
}
