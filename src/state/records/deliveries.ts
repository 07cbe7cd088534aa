import { DomainError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import { MOST_UNITS } from '../../domain/limits.ts'
import type { OrderEsim } from '../../domain/order.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { shownSql } from '../engine/stored-forms.ts'
import { requireCarriedOut } from './pending-orders.ts'

/** Records the eSIM that a unit of an order or apply was assigned to. */
export function recordAssignedUnit(tx: Tx, reference: string, unit: number, iccid: string, bundle: string): void {
  tx.run(
    'INSERT INTO deliveries (organisation_id, reference, unit, iccid, bundle) VALUES (?, ?, ?, ?, ?)',
    tx.organisationId,
    reference,
    unit,
    iccid,
    bundle,
  )
}

/** The data to install one eSIM of an order. */
export interface InstallDetails extends OrderEsim {
  readonly pin: string
  readonly puk: string
  readonly profileStatus: string
  readonly firstInstalledAt: Instant | null
  readonly bundle: string
  readonly reference: string
}

interface DetailsRow {
  unit: number
  iccid: string
  matching_id: string
  smdp_address: string
  pin: string
  puk: string
  profile_status: string
  first_installed_at_ms: Instant | null
  deactivated_at_ms: Instant | null
  bundle: string
  reference: string
}

const DELIVERED_ICCID = shownSql('deliveries', 'iccid', 'd.iccid')

const ASSIGNMENT_REFERENCE = /^([0-9a-f-]{36})-(\d+)$/

/** The units of an order are numbered from 0 or 1. */
const BEFORE_ALL = -1

/** The eSIMs of an order that are read at once. */
const AT_ONCE = 250

/**
 * Gets the install details of the eSIMs of orders, applies or assignments, in the order of the references and their units.
 * Throws reference_not_found for a reference that is unknown or has no eSIM in the account, install_details_gone when all
 * of the eSIMs were deleted (later edition of the vendor docs), order_processing for an order that is not carried out yet,
 * and answer_too_large. Yields where others may have the thread.
 * Assumption (install-deactivated-some): deleted eSIMs are left out when others remain.
 */
export function* getInstallDetails(
  tx: ReadTx,
  references: readonly string[],
): Generator<undefined, readonly InstallDetails[]> {
  const found: DetailsRow[] = []
  for (const reference of references) {
    for (const row of yield* deliveriesOf(tx, reference)) found.push(row)
    if (found.length > MOST_UNITS) throw new DomainError('answer_too_large')
  }
  const left = found.filter((row) => row.deactivated_at_ms === null)
  if (left.length === 0) throw new DomainError('install_details_gone', { reference: references.join() })
  return left.map((row) => ({
    iccid: row.iccid,
    matchingId: row.matching_id,
    smdpAddress: row.smdp_address,
    pin: row.pin,
    puk: row.puk,
    profileStatus: row.profile_status,
    firstInstalledAt: row.first_installed_at_ms,
    bundle: row.bundle,
    reference: row.reference,
  }))
}

function* deliveriesOf(tx: ReadTx, reference: string): Generator<undefined, readonly DetailsRow[]> {
  const [, order, unit] = ASSIGNMENT_REFERENCE.exec(reference.toLowerCase()) ?? []
  const listAfter = (after: number) =>
    tx.all<DetailsRow>(
      `SELECT d.unit, d.iccid, e.matching_id, e.smdp_address, e.pin, e.puk, e.profile_status, e.first_installed_at_ms,
         e.deactivated_at_ms, d.bundle, d.reference
       FROM deliveries d JOIN esims e ON e.organisation_id = d.organisation_id AND e.iccid = ${DELIVERED_ICCID}
       WHERE d.organisation_id = ? AND d.reference = ? AND d.unit > ? AND d.unit = coalesce(?, d.unit)
         AND e.returning_since_ms IS NULL
       ORDER BY d.unit LIMIT ${AT_ONCE}`,
      tx.organisationId,
      order ?? reference.toLowerCase(),
      after,
      unit === undefined ? null : Number(unit),
    )
  const rows: DetailsRow[] = []
  for (let some = listAfter(BEFORE_ALL); some.length > 0; some = listAfter(some.at(-1)?.unit ?? 0)) {
    rows.push(...some)
    if (some.length < AT_ONCE) break
    yield
  }
  if (rows.length === 0) {
    requireCarriedOut(tx, order ?? reference.toLowerCase())
    throw new DomainError('reference_not_found', { reference })
  }
  return rows
}

/** A unit of an order or apply, and the eSIM that it went to. */
export interface AssignedUnit {
  readonly unit: number
  readonly iccid: string
  readonly bundle: string
}

/** Lists the units of an order or apply, in their order. */
export const listAssignedUnits = (
  tx: ReadTx,
  reference: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): AssignedUnit[] =>
  tx.all<AssignedUnit>(
    'SELECT unit, iccid, bundle FROM deliveries WHERE organisation_id = ? AND reference = ? ORDER BY unit LIMIT ? OFFSET ?',
    tx.organisationId,
    reference,
    limit,
    offset,
  )

/** Counts the units of an order or apply that went to eSIMs. */
export const countAssignedUnits = (tx: ReadTx, reference: string): number =>
  tx.get<{ units: number }>(
    'SELECT count(*) AS units FROM deliveries WHERE organisation_id = ? AND reference = ?',
    tx.organisationId,
    reference,
  )?.units ?? 0
