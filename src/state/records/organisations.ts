import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import {
  DEFAULT_SETTINGS,
  type Organisation,
  type OrganisationProfile,
  type OrganisationSettings,
} from '../../domain/organisation.ts'
import type { ReadTx, State, Tenant, Tx } from '../engine/state.ts'
import { getTallies } from './tallies.ts'

/** The clock of an organisation: automatic, at `rate` emulated milliseconds for each real one, or manual. */
export interface ClockSettings {
  readonly mode: 'auto' | 'manual'
  readonly rate: number
  /** The emulated time at the real time `wallMs`. */
  readonly baseMs: Instant
  readonly wallMs: number
}

/** A new organisation. */
export interface NewOrganisation extends Omit<Organisation, 'id'> {
  readonly seed: number
  readonly clock: ClockSettings
}

interface OrganisationRow {
  id: number
  api_key: string
  profile: string
  settings: string
  currency: string
  test_credit_milli: number
  test_credit_expiry: string
}

/** Creates an organisation. */
export function createOrganisation(state: State, organisation: NewOrganisation): Tenant {
  const { clock } = organisation
  state.database.acrossOrganisations.run(
    `INSERT INTO organisations (api_key, profile, settings, currency, balance_milli, test_credit_milli,
      test_credit_expiry, seed, clock_mode, clock_rate, clock_base_ms, clock_wall_ms, last_now_ms, tallies)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}')`,
    organisation.apiKey,
    JSON.stringify(organisation.profile),
    JSON.stringify(organisation.settings),
    organisation.currency,
    organisation.balance,
    organisation.testCredit,
    organisation.testCreditExpiry,
    organisation.seed,
    clock.mode,
    clock.rate,
    clock.baseMs,
    clock.wallMs,
    clock.baseMs,
  )
  const tenant = findTenant(state, organisation.apiKey)
  if (!tenant) throw new Error('an organisation was created and is not there')
  return tenant
}

export function findTenant(state: State, apiKey: string): Tenant | undefined {
  const row = state.database.acrossOrganisations.get<{ id: number; last_now_ms: number }>(
    'SELECT id, last_now_ms FROM organisations WHERE api_key = ?',
    apiKey,
  )
  return row && { id: row.id, apiKey, now: row.last_now_ms, generation: 0 }
}

/** The condition on organisations that are not still being opened: see `hiddenKeyOf`. */
export const IS_OPEN = `api_key NOT GLOB ' *'`

/** Lists the organisations that are being opened. */
export const listHidden = (state: State): Tenant[] =>
  state.database.acrossOrganisations
    .all<{ id: number; api_key: string }>(
      `SELECT id, api_key FROM organisations WHERE api_key >= ' ' AND api_key < '!'`,
    )
    .map((row) => ({ id: row.id, apiKey: row.api_key, now: 0, generation: 0 }))

/** Lists organisations, oldest first: all, or so many. */
export const listTenants = (state: State, limit = Number.MAX_SAFE_INTEGER): Tenant[] =>
  state.database.acrossOrganisations
    .all<{ id: number; api_key: string; last_now_ms: number }>(
      `SELECT id, api_key, last_now_ms FROM organisations WHERE ${IS_OPEN} ORDER BY id LIMIT ?`,
      limit,
    )
    .map((row) => ({ id: row.id, apiKey: row.api_key, now: row.last_now_ms, generation: 0 }))

/** Counts all organisations. */
export const countOrganisations = (state: State): number =>
  state.database.acrossOrganisations.get<{ count: number }>(
    `SELECT count(*) AS count FROM organisations WHERE ${IS_OPEN}`,
  )?.count ?? 0

/** Lists the API keys of so many organisations, oldest first; those behind one, told by its id. */
export const listApiKeys = (state: State, limit: number, after = 0): string[] =>
  state.database.acrossOrganisations
    .all<{ api_key: string }>(
      `SELECT api_key FROM organisations WHERE ${IS_OPEN} AND id > ? ORDER BY id LIMIT ?`,
      after,
      limit,
    )
    .map((row) => row.api_key)

export function getClockSettings(state: State, tenant: Tenant): ClockSettings {
  const row = state.database.get<{
    clock_mode: 'auto' | 'manual'
    clock_rate: number
    clock_base_ms: number
    clock_wall_ms: number
  }>('SELECT clock_mode, clock_rate, clock_base_ms, clock_wall_ms FROM organisations WHERE id = ?', tenant.id)
  if (!row) throw new Error(`organisation ${tenant.id} is gone`)
  return { mode: row.clock_mode, rate: row.clock_rate, baseMs: row.clock_base_ms, wallMs: row.clock_wall_ms }
}

/** Writes the settings of a clock, and the instant that it has reached. */
export function setClockSettings(state: State, tenant: Tenant, clock: ClockSettings): void {
  state.database.run(
    `UPDATE organisations SET clock_mode = ?, clock_rate = ?, clock_base_ms = ?, clock_wall_ms = ?, last_now_ms = ?
     WHERE id = ?`,
    clock.mode,
    clock.rate,
    clock.baseMs,
    clock.wallMs,
    tenant.now,
    tenant.id,
  )
}

/** So many texts of settings are remembered. */
const SETTINGS_REMEMBERED = 100
const settingsByText = new Map<string, OrganisationSettings>()

/**
 * Reads stored settings; one that an older version did not have gets its default. Most organisations have the same, and share
 * one object: V8 compiles what reads settings for it, and would do so again for another one.
 */
function settingsFromText(text: string): OrganisationSettings {
  let settings = settingsByText.get(text)
  if (!settings) {
    settings = { ...DEFAULT_SETTINGS, ...(JSON.parse(text) as OrganisationSettings) }
    if (settingsByText.size === SETTINGS_REMEMBERED) settingsByText.clear()
    settingsByText.set(text, settings)
  }
  return settings
}

export function getOrganisation(tx: ReadTx): Organisation {
  const row = tx.get<OrganisationRow>(
    `SELECT id, api_key, profile, settings, currency, test_credit_milli, test_credit_expiry
     FROM organisations WHERE id = ?`,
    tx.organisationId,
  )
  if (!row) throw new Error(`organisation ${tx.organisationId} is gone`)
  return {
    id: row.id,
    apiKey: row.api_key,
    profile: JSON.parse(row.profile) as OrganisationProfile,
    settings: settingsFromText(row.settings),
    currency: row.currency,
    balance: tx.balance,
    testCredit: row.test_credit_milli,
    testCreditExpiry: row.test_credit_expiry,
  }
}

export const getSettings = (tx: ReadTx): OrganisationSettings =>
  tx.cached('organisations', 'settings', () => {
    const row = tx.get<{ settings: string }>('SELECT settings FROM organisations WHERE id = ?', tx.organisationId)
    if (!row) throw new Error(`organisation ${tx.organisationId} is gone`)
    return settingsFromText(row.settings)
  })

/** Finds the name of an organisation; undefined when it was removed. */
export const findOrganisationName = (tx: ReadTx): string | undefined =>
  tx.cached('organisations', 'name', () => {
    const row = tx.get<{ profile: string }>('SELECT profile FROM organisations WHERE id = ?', tx.organisationId)
    return row && (JSON.parse(row.profile) as OrganisationProfile).name
  })

/** The money an organisation can spend, test credit included, and its currency. */
export const getBalance = (tx: ReadTx): { balance: Milli; currency: string } => ({
  balance: tx.balance,
  currency: tx.cached('organisations', 'currency', () => {
    const row = tx.get<{ currency: string }>('SELECT currency FROM organisations WHERE id = ?', tx.organisationId)
    if (!row) throw new Error(`organisation ${tx.organisationId} is gone`)
    return row.currency
  }),
})

/** Changes some settings of an organisation. */
export function changeSettings(tx: Tx, changes: Partial<OrganisationSettings>): void {
  const settings = { ...getSettings(tx), ...changes }
  tx.run('UPDATE organisations SET settings = ? WHERE id = ?', JSON.stringify(settings), tx.organisationId)
}

/** Changes some fields of an organisation's profile. */
export function changeProfile(tx: Tx, changes: Partial<OrganisationProfile>): void {
  const profile = { ...getOrganisation(tx).profile, ...changes }
  tx.run('UPDATE organisations SET profile = ? WHERE id = ?', JSON.stringify(profile), tx.organisationId)
}

/** Sets the test credit, which is part of the balance, and the date on which it ends. */
export function setTestCredit(tx: Tx, amount: Milli, expiry: string): void {
  tx.run(
    'UPDATE organisations SET test_credit_milli = ?, test_credit_expiry = ? WHERE id = ?',
    amount,
    expiry,
    tx.organisationId,
  )
}

/** Sets the currency; amounts are not converted. */
export function setCurrency(tx: Tx, currency: string): void {
  tx.run('UPDATE organisations SET currency = ? WHERE id = ?', currency, tx.organisationId)
}

/** The last sequence number; a later row has a higher one. */
export const getSequence = (tx: ReadTx): number =>
  tx.get<{ sequence: number }>('SELECT sequence FROM organisations WHERE id = ?', tx.organisationId)?.sequence ?? 0

/** Summarises an organisation for the list: name, balance and counts. */
export function summariseOrganisation(tx: ReadTx) {
  const { profile, balance, currency } = getOrganisation(tx)
  const { esims = 0, orders = 0 } = getTallies(tx)
  return { name: profile.name, balance, currency, esims, orders }
}
