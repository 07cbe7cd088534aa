import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import { addMonths, wholeSecond } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import { refundShare, subTotal } from '../../domain/money.ts'
import type { Purchase } from '../../domain/order.ts'
import { SHELF_LIFE_MONTHS } from '../../domain/organisation.ts'
import { assert } from '../engine/assert.ts'
import { mapRows, plain } from '../engine/mapping.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { schedule, unschedule } from './events.ts'
import { getSettings } from './organisations.ts'

const PURCHASES = mapRows<Purchase>('purchases', {
  id: plain('id'),
  bundle: plain('bundle'),
  edition: plain('edition'),
  total: plain('total'),
  remaining: plain('remaining'),
  refunded: plain('refunded'),
  pricePerUnit: plain('price_milli'),
  paid: plain('paid_milli'),
  purchasedAt: plain('purchased_at_ms'),
  expiresAt: plain('expires_at_ms'),
})

/** Usage ids look like the vendor's: eight digits, growing. */
export const FIRST_USAGE_ID = 12_000_000

/**
 * Records units bought at one price: `remaining` of them in the inventory, the others on eSIMs at once. Every unit belongs
 * to one purchase, which it goes back to and is refunded by.
 */
export function createPurchase(
  tx: Tx,
  bought: { readonly bundle: Bundle; readonly total: number; readonly remaining: number },
): Purchase {
  const purchase: Purchase = {
    id: nextPurchaseId(tx),
    bundle: bought.bundle.name,
    edition: bought.bundle.edition,
    total: bought.total,
    remaining: bought.remaining,
    refunded: 0,
    pricePerUnit: bought.bundle.price,
    paid: subTotal(bought.bundle.price, bought.total),
    purchasedAt: tx.now,
    expiresAt: wholeSecond(addMonths(tx.now, SHELF_LIFE_MONTHS)),
  }
  insertPurchase(tx, purchase)
  return purchase
}

/** The id of the next purchase. */
export const nextPurchaseId = (tx: Tx): number => FIRST_USAGE_ID + tx.next('purchase_sequence')

/** Writes a purchase as it is given, and schedules the expiry of what remains of it. */
export function insertPurchase(tx: Tx, purchase: Purchase): void {
  tx.run(PURCHASES.insert, tx.organisationId, ...PURCHASES.valuesOf(purchase))
  tx.tally('stock', purchase.remaining)
  if (purchase.remaining > 0) scheduleExpiry(tx, purchase)
}

export function findPurchase(tx: ReadTx, id: number): Purchase | undefined {
  const row = tx.get(
    `SELECT ${PURCHASES.columns} FROM purchases WHERE organisation_id = ? AND id = ?`,
    tx.organisationId,
    id,
  )
  return row && PURCHASES.fromRow(row)
}

/** Lists the inventory, by bundle and then by expiry; with `limit`, its beginning. */
export function listStock(tx: ReadTx, limit = -1): Purchase[] {
  return tx
    .all(
      `SELECT ${PURCHASES.columns} FROM purchases INDEXED BY purchases_in_stock WHERE organisation_id = ? AND remaining > 0
       ORDER BY bundle, expires_at_ms, id LIMIT ?`,
      tx.organisationId,
      limit,
    )
    .map(PURCHASES.fromRow)
}

/** Lists purchases in the inventory, by bundle and then by expiry, from after one of them. */
export function listStockAfter(
  tx: ReadTx,
  {
    bundle,
    after,
    limit,
  }: { readonly bundle?: string | undefined; readonly after?: number | undefined; readonly limit: number },
): Purchase[] {
  const last = after === undefined ? undefined : findPurchase(tx, after)
  const [from, expiry, id] = last ? [last.bundle, last.expiresAt, last.id] : ['', 0, 0]
  return tx
    .all(
      `SELECT ${PURCHASES.columns} FROM purchases INDEXED BY purchases_in_stock
       WHERE organisation_id = ? AND remaining > 0 AND (bundle, expires_at_ms, id) > (?, ?, ?) ${bundle === undefined ? '' : 'AND bundle = ?'}
       ORDER BY bundle, expires_at_ms, id LIMIT ?`,
      tx.organisationId,
      from,
      expiry,
      id,
      ...(bundle === undefined ? [] : [bundle]),
      limit,
    )
    .map(PURCHASES.fromRow)
}

/** Lists the names of the bundles in the inventory, by a look-up for each. */
export function listStockedBundles(tx: ReadTx): string[] {
  const bundles: string[] = []
  for (;;) {
    const row = tx.get<{ bundle: string }>(
      `SELECT bundle FROM purchases INDEXED BY purchases_in_stock
       WHERE organisation_id = ? AND bundle > ? AND remaining > 0 ORDER BY bundle LIMIT 1`,
      tx.organisationId,
      bundles.at(-1) ?? '',
    )
    if (!row) return bundles
    bundles.push(row.bundle)
  }
}

/** Lists the names of the bundles that were bought last, newest first, of the last thousand purchases. */
export function listRecentlyBought(tx: ReadTx, limit: number): string[] {
  const rows = tx.all<{ bundle: string }>(
    'SELECT bundle FROM purchases WHERE organisation_id = ? ORDER BY id DESC LIMIT 1000',
    tx.organisationId,
  )
  return [...new Set(rows.map(({ bundle }) => bundle))].slice(0, limit)
}

/** Counts the units of a bundle in the inventory. */
export function countStock(tx: ReadTx, bundle: string): number {
  const row = tx.get<{ units: number | null }>(
    `SELECT sum(remaining) AS units FROM purchases INDEXED BY purchases_in_stock
     WHERE organisation_id = ? AND bundle = ? AND remaining > 0`,
    tx.organisationId,
    bundle,
  )
  return row?.units ?? 0
}

/** Finds the purchase that the next unit is taken from: the first to expire. */
export function findNextStock(tx: ReadTx, bundle: string): Purchase | undefined {
  const row = tx.get(
    `SELECT ${PURCHASES.columns} FROM purchases INDEXED BY purchases_in_stock
     WHERE organisation_id = ? AND bundle = ? AND remaining > 0 ORDER BY expires_at_ms, id LIMIT 1`,
    tx.organisationId,
    bundle,
  )
  return row && PURCHASES.fromRow(row)
}

/** Gets the purchase that findNextStock finds. Throws no_available_bundles. */
export function getNextStock(tx: ReadTx, bundle: string): Purchase {
  const purchase = findNextStock(tx, bundle)
  if (!purchase) throw new DomainError('no_available_bundles', { bundle })
  return purchase
}

/** Takes one unit out of the inventory. */
export const takeFromStock = (tx: Tx, purchase: Purchase): void => setRemaining(tx, purchase, purchase.remaining - 1)

/** Puts units into the inventory: one that was revoked, or those that were bought and are delivered now. */
export const returnToStock = (tx: Tx, purchase: Purchase, units = 1): void =>
  setRemaining(tx, purchase, purchase.remaining + units)

/** Whether a purchase is within the refund window. */
export function isRefundable(tx: ReadTx, purchase: Purchase): boolean {
  return tx.now <= purchase.purchasedAt + getSettings(tx).refundWindowMs
}

/** Whether a purchase has expired, so that no unit of it can go back to the inventory. */
export const isExpired = (tx: ReadTx, { expiresAt }: Purchase): boolean => tx.now >= expiresAt

/** Refunds units from the inventory or from an eSIM, and returns their price. */
export function refundUnits(tx: Tx, purchase: Purchase, quantity: number, source: 'stock' | 'esim'): Milli {
  const taken = purchase.refunded + purchase.remaining + (source === 'stock' ? 0 : quantity)
  assert(quantity > 0 && taken <= purchase.total, 'no more units are refunded than were bought')
  if (source === 'stock') setRemaining(tx, purchase, purchase.remaining - quantity)
  tx.run(
    'UPDATE purchases SET refunded = refunded + ? WHERE organisation_id = ? AND id = ?',
    quantity,
    tx.organisationId,
    purchase.id,
  )
  return refundShare(purchase.paid, purchase.total, purchase.refunded, quantity)
}

/** Removes the remaining units of an expired purchase. Vendor help centre: twelve months. */
export function expirePurchase(tx: Tx, id: number): void {
  const purchase = findPurchase(tx, id)
  if (purchase) setRemaining(tx, purchase, 0)
}

const scheduleExpiry = (tx: Tx, { id, expiresAt }: Purchase): void =>
  schedule(tx, { dueAt: expiresAt, kind: 'inventory.expire', subject: id })

/** Sets the stock of a purchase, in the one place: its expiry is scheduled as long as there is any. */
function setRemaining(tx: Tx, purchase: Purchase, remaining: number): void {
  const { total, refunded } = purchase
  assert(
    remaining >= 0 && remaining + refunded <= total,
    'the stock of a purchase is between 0 and what was not refunded',
  )
  tx.run(
    'UPDATE purchases SET remaining = ? WHERE organisation_id = ? AND id = ?',
    remaining,
    tx.organisationId,
    purchase.id,
  )
  tx.tally('stock', remaining - purchase.remaining)
  if (purchase.remaining === 0 && remaining > 0) scheduleExpiry(tx, purchase)
  if (purchase.remaining > 0 && remaining === 0) unschedule(tx, 'inventory.expire', purchase.id)
}
