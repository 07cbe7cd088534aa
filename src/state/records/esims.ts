import { IDLE_DAYS } from '../../domain/callback.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim, EsimAction } from '../../domain/esim.ts'
import {
  iccidAt,
  matchingId,
  PLATFORMS,
  platformOfRoutingProfile,
  puk,
  requireIccid,
} from '../../domain/identifiers.ts'
import { DAY, type Instant } from '../../domain/instant.ts'
import { msisdnOf } from '../../domain/msisdn.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { joinAccount, leaveAccount } from './account-positions.ts'
import { ESIMS } from './esim-rows.ts'
import { isScheduled, schedule } from './events.ts'
import { getSettings } from './organisations.ts'
import { USUAL_ICCID_LENGTH } from './tallies.ts'
import { rememberNoUsagePlan } from './usage-plan.ts'

// Built once: building the text at each read would cost as much as the read.
const SELECT_ESIM = `SELECT ${ESIMS.columns} FROM esims WHERE organisation_id = ? AND iccid = ?`

const DEFAULT_PIN = '0000'

export const hasEsim = (tx: ReadTx, iccid: string): boolean =>
  tx.get('SELECT 1 FROM esims WHERE organisation_id = ? AND iccid = ?', tx.organisationId, iccid) !== undefined

/** A new eSIM. A routing profile binds it to bundles of that profile. */
export interface NewEsim {
  readonly routingProfile: number | null
  /** An ICCID that the organisation does not have yet. Default: the next of its range. */
  readonly iccid?: string
  /** The telephone number; null for none. Default: by the organisation's setting. */
  readonly msisdn?: string | null
  readonly physical?: boolean
  /** Its last action, to begin with. */
  readonly action?: EsimAction
}

/** Creates an eSIM without bundles. */
export function createEsim(tx: Tx, { routingProfile, iccid, msisdn, physical = false, action }: NewEsim): Esim {
  const platform = platformOfRoutingProfile(routingProfile)
  let sequence = tx.next('esim_sequence')
  let own = iccid ?? iccidAt(platform, tx.seed, sequence)
  // An ICCID of the range may be taken: by a scenario that names it, or by an import of a state with another seed.
  while (iccid === undefined && hasEsim(tx, own)) {
    leaveAccount(tx, sequence)
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
  insertEsim(tx, esim)
  const { autoInstallAfterMs } = getSettings(tx)
  if (autoInstallAfterMs !== null) {
    schedule(tx, { dueAt: tx.now + autoInstallAfterMs, kind: 'esim.install', iccid: esim.iccid })
  }
  schedule(tx, { dueAt: idleAt(esim), kind: 'esim.idle', iccid: esim.iccid })
  rememberNoUsagePlan(tx, esim.iccid)
  return esim
}

/** Writes an eSIM as it is given. */
export function insertEsim(tx: Tx, esim: Esim): void {
  tx.run(ESIMS.insert, tx.organisationId, ...ESIMS.valuesOf(esim))
  if (esim.returningSince === null) tx.tally('esims', 1)
  if (esim.returningSince === null && esim.installed) tx.tally('installed', 1)
  if (esim.iccid.length > USUAL_ICCID_LENGTH) tx.tally('longIccids', 1)
}

/** Finds the customer reference of an eSIM; empty where it has none, or the organisation has no such eSIM. */
export const findCustomerRef = (tx: ReadTx, iccid: string): string =>
  tx.get<{ reference: string }>(
    'SELECT customer_ref AS reference FROM esims WHERE organisation_id = ? AND iccid = ?',
    tx.organisationId,
    iccid,
  )?.reference ?? ''

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
    const row = tx.get(SELECT_ESIM, tx.organisationId, iccid)
    return row && ESIMS.fromRow(row)
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
export function bindRoutingProfile(tx: Tx, esim: Esim, profile: number): void {
  if (esim.routingProfile !== null) return
  tx.run('UPDATE esims SET profile = ? WHERE organisation_id = ? AND iccid = ?', profile, tx.organisationId, esim.iccid)
}

/** The instant at which an eSIM has been idle for long enough, counted from its last use or else its creation. */
const idleAt = ({ lastUsedAt, assignedAt }: Esim): Instant => (lastUsedAt ?? assignedAt) + IDLE_DAYS * DAY

/** Schedules the idle check, unless it is scheduled (vendor docs, notifications: 180 days without use). */
export function scheduleIdleCheck(tx: Tx, iccid: string): void {
  if (isScheduled(tx, 'esim.idle', iccid)) return
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  if (esim.deactivatedAt === null) schedule(tx, { dueAt: Math.max(tx.now, idleAt(esim)), kind: 'esim.idle', iccid })
}

/** Whether an eSIM has been idle for long enough to be deleted. */
export const isIdle = (tx: ReadTx, esim: Esim): boolean => idleAt(esim) <= tx.now

/** Moves an eSIM into the returns process: every vendor call on it fails as on an unknown one. */
export function beginReturn(tx: Tx, iccid: string): void {
  const { sequence, installed, returningSince } = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  tx.run(
    'UPDATE esims SET returning_since_ms = ? WHERE organisation_id = ? AND iccid = ?',
    tx.now,
    tx.organisationId,
    iccid,
  )
  if (returningSince !== null) return
  tx.tally('esims', -1)
  if (installed) tx.tally('installed', -1)
  leaveAccount(tx, sequence)
}

/** Takes an eSIM out of the returns process, back into the account. */
export function cancelReturn(tx: Tx, iccid: string): void {
  const { sequence, installed, returningSince } = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  tx.run('UPDATE esims SET returning_since_ms = NULL WHERE organisation_id = ? AND iccid = ?', tx.organisationId, iccid)
  if (returningSince === null) return
  tx.tally('esims', 1)
  if (installed) tx.tally('installed', 1)
  joinAccount(tx, sequence)
}
