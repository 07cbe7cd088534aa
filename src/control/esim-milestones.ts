import type { Act } from '../domain/act.ts'
import { BYTES_PER_MEGABYTE } from '../domain/data-amount.ts'
import type { Esim } from '../domain/esim.ts'
import { formatInstant, type Instant } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import { orderOfUnit } from '../domain/order.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { listActs } from '../state/records/acts.ts'
import { listAssignments } from '../state/records/assignments.ts'
import { findMoneyRow, type MoneyRow } from '../state/records/money-rows.ts'
import { listOrderItems } from '../state/records/order-items.ts'
import { getBalance } from '../state/records/organisations.ts'

/** One thing in the life of an eSIM that the vendor's own history does not have. */
export interface Milestone {
  readonly at: Instant
  readonly text: string
  /** The order or apply that it tells of. */
  readonly reference?: string
}

/** Lists the orders that an eSIM's bundles came by, and what its traveller did. */
export function listMilestones(tx: ReadTx, esim: Esim): Milestone[] {
  const references = new Set(listAssignments(tx, esim.iccid).map(({ reference }) => orderOfUnit(reference)))
  const orders = [...references].flatMap((reference) => findMoneyRow(tx, reference) ?? [])
  const acts = listActs(tx, esim.iccid)
  const installedEarlier =
    esim.firstInstalledAt !== null && acts.find(({ kind }) => kind === 'install')?.at !== esim.firstInstalledAt
  return [
    ...orders.map((row) => ({ at: row.at, text: describeOrder(tx, row), reference: row.reference })),
    // Acts are not in files of earlier versions.
    ...(installedEarlier && esim.firstInstalledAt !== null
      ? [{ at: esim.firstInstalledAt, text: 'Installed for the first time' }]
      : []),
    ...acts.map((act) => ({
      at: act.at,
      text:
        act.kind === 'install' && act.at === esim.firstInstalledAt ? 'Installed for the first time' : describeAct(act),
    })),
  ]
}

/** Says in words what an order bought, or what an apply took from the inventory. */
function describeOrder(tx: ReadTx, row: MoneyRow): string {
  const { items, more } = listOrderItems(tx, row)
  const bundles = items.map(({ quantity, bundle }) => `${quantity} × ${bundle}`).join(', ')
  const what = more > 0 ? `${bundles} and ${more} more` : bundles
  return row.type === 'bundleAssignment'
    ? `${what} assigned from the inventory (${row.reference})`
    : `Order of ${what} for ${toWireNumber(row.total)} ${getBalance(tx).currency} (${row.reference})`
}

const megabytes = (bytes: number): string => `${bytes / BYTES_PER_MEGABYTE} MB`

/** Says in words what a traveller did. */
export function describeAct({ kind, details }: Pick<Act, 'kind' | 'details'>): string {
  const { country = '', network = '', bytes = 0, unserved = 0, bytesPerDay = 0, until } = details
  switch (kind) {
    case 'install':
      return 'Installed'
    case 'uninstall':
      return 'Uninstalled'
    case 'attach':
      return `Attached to ${network} in ${country}`
    case 'use':
      return `Used ${megabytes(bytes)}${unserved > 0 ? `; ${megabytes(unserved)} without a bundle` : ''}`
    case 'plan-start':
      return `Usage plan: ${megabytes(bytesPerDay)} a day${until == null ? '' : ` until ${formatInstant(until)}`}`
    case 'plan-end':
      return 'Usage plan ended'
    case 'suspend':
      return 'Suspended'
    case 'resume':
      return 'Suspension lifted'
  }
}
