import type * as z from 'zod'
import type { getOrder as contract } from '../contract/control/statement.ts'
import type { Assignment } from '../domain/assignment.ts'
import { isLive } from '../domain/assignment.ts'
import type { Callback } from '../domain/callback.ts'
import { DomainError } from '../domain/errors.ts'
import { formatNanoseconds } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { listCurrentAssignments } from '../state/operations/usage/current.ts'
import { type AssignedUnit, countAssignedUnits, listAssignedUnits } from '../state/records/deliveries.ts'
import { findCustomerRef } from '../state/records/esims.ts'
import { findMoneyRow, type MoneyRow, newestMoneyRows } from '../state/records/money-rows.ts'
import { getOrder } from '../state/records/orders.ts'
import { listCallbacks } from '../state/records/outbox.ts'
import { findPurchase } from '../state/records/purchases.ts'
import { describeRevoke } from './refunds-in-words.ts'
import { presentPurchase, presentRow } from './statement-entries.ts'

type OrderDetails = z.infer<(typeof contract)['answer']>

/** Lines that are listed, eSIMs whose callbacks are looked at, and callbacks of each. */
const MOST_LINES = 100
const MOST_ESIMS = 10
const MOST_CALLBACKS = 20

/** Describes an order with what became of it. Throws order_not_found. */
export function describeOrder(
  tx: ReadTx,
  reference: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): OrderDetails {
  const row = findMoneyRow(tx, reference)
  if (!row) throw new DomainError('order_not_found', { reference })
  const order = getOrder(tx, reference)
  const units = listAssignedUnits(tx, row.reference, { offset, limit })
  const purchaseIds = new Set(
    order.lines.flatMap(({ type, purchaseId }) => (type === 'bundle' ? (purchaseId ?? []) : [])),
  )
  return {
    ...presentRow(tx, row),
    currency: order.currency,
    statusMessage: order.statusMessage,
    sourceIP: order.sourceIp,
    lines: order.lines.slice(0, MOST_LINES).map(({ type, item, quantity, pricePerUnit, subTotal }) => ({
      type,
      item,
      quantity,
      pricePerUnit: toWireNumber(pricePerUnit),
      subTotal: toWireNumber(subTotal),
    })),
    unitCount: countAssignedUnits(tx, row.reference),
    esims: units.map((unit) => describeUnit(tx, row.reference, unit)),
    purchases: order.assigned
      ? []
      : [...purchaseIds].flatMap((id) => {
          const purchase = findPurchase(tx, id)
          return purchase ? [presentPurchase(tx, purchase)] : []
        }),
    callbacks: callbacksOf(tx, row, offset === 0 ? units : listAssignedUnits(tx, row.reference, { offset: 0, limit })),
  }
}

function describeUnit(
  tx: ReadTx,
  reference: string,
  { unit, iccid, bundle }: AssignedUnit,
): OrderDetails['esims'][number] {
  const assignments = listCurrentAssignments(tx, iccid).filter((each) => each.reference === `${reference}-${unit}`)
  const current = currentOf(assignments)
  const revoke = current
    ? describeRevoke(tx, current, findPurchase(tx, current.purchaseId))
    : { toInventory: false, toBalance: false, leavesAccount: false, revoke: 'It is not known any more.' }
  return {
    iccid,
    customerRef: findCustomerRef(tx, iccid),
    bundle,
    assignmentId: current ? String(current.id) : null,
    state: current?.state ?? null,
    months: assignments.length,
    ...revoke,
  }
}

/** The assignment that tells the state of a unit: of the months of a one-year bundle the active one, else the next. */
const currentOf = (newestFirst: readonly Assignment[]): Assignment | undefined =>
  newestFirst.find(({ state }) => state === 'active') ?? newestFirst.findLast(isLive) ?? newestFirst[0]

function callbacksOf(tx: ReadTx, row: MoneyRow, units: readonly AssignedUnit[]): OrderDetails['callbacks'] {
  const iccids = [...new Set(units.map(({ iccid }) => iccid))].slice(0, MOST_ESIMS)
  const ofEsims = iccids.flatMap((iccid) => {
    const bundles = units.filter((unit) => unit.iccid === iccid).map(({ bundle }) => bundle)
    return listCallbacks(tx, { iccid, limit: MOST_CALLBACKS }).filter((callback) => isAbout(callback, row, bundles))
  })
  // The alert of a payment is enqueued before its order is written, and after the row before that.
  const before = newestMoneyRows(tx, row).next().value?.sequence ?? 0
  const alerts = listCallbacks(tx, { after: before, before: row.sequence, alertType: 'LowBalance', limit: 1 })
  return [...ofEsims, ...alerts.filter(({ createdAt }) => createdAt === row.at)]
    .sort((a, b) => b.id - a.id)
    .map(({ id, createdAt, alertType, iccid, status }) => ({
      id,
      createdAt: formatNanoseconds(createdAt),
      alertType,
      iccid,
      status,
    }))
}

/** Tells whether a callback is about a bundle of an order: it has the reference (V3), else the name of the bundle. */
function isAbout({ body, createdAt }: Callback, { reference, at }: MoneyRow, bundles: readonly string[]): boolean {
  const { bundle } = JSON.parse(body) as { bundle?: { name?: string; reference?: string } }
  if (bundle?.reference !== undefined) return bundle.reference.startsWith(`${reference}-`)
  return createdAt >= at && bundle?.name !== undefined && bundles.includes(bundle.name)
}
