import { INSUFFICIENT_BALANCE_LIMIT, LOW_BALANCE_LEVELS } from '../../domain/callback.ts'
import { DomainError } from '../../domain/errors.ts'
import { DAY } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import type { OrderOrigin, Purchase } from '../../domain/order.ts'
import { DAILY_TOP_UP_LIMIT, MINIMUM_TOP_UP } from '../../domain/organisation.ts'
import { drawCardRefusal } from '../../domain/realism-draws.ts'
import type { Tx } from '../engine/state.ts'
import { createOrderReference, recordOrder, sumTopUps } from '../records/orders.ts'
import { getSettings } from '../records/organisations.ts'
import { enqueueCallback } from '../records/outbox.ts'
import { findPurchase, isRefundable, refundUnits } from '../records/purchases.ts'

/**
 * Adds an amount, which is negative for a payment, to the balance, and returns the new balance. A balance that falls to the
 * low-balance threshold, or to 75, 50 or 10 percent of it, enqueues LowBalance. Throws insufficient_balance.
 * Assumption (callback-low-balance-once): one callback, when one payment crosses several of these levels.
 */
export function addToBalance(tx: Tx, amount: Milli): Milli {
  const before = tx.balance
  const after = before + amount
  if (after < 0) throw new DomainError('insufficient_balance')
  setBalance(tx, after)
  const { lowBalanceThreshold } = getSettings(tx)
  const crossed = LOW_BALANCE_LEVELS.some((percent) => {
    const level = (lowBalanceThreshold * percent) / 100
    return before > level && after <= level
  })
  if (crossed) enqueueCallback(tx, { alertType: 'LowBalance', balance: after, threshold: lowBalanceThreshold })
  return after
}

/** Sets the balance. A rise starts the count of InsufficientBalance callbacks anew. */
export function setBalance(tx: Tx, balance: Milli): void {
  if (balance > tx.balance) {
    tx.run('UPDATE organisations SET insufficient_alerts = 0 WHERE id = ?', tx.organisationId)
  }
  tx.balance = balance
}

/** Sets the balance by the control API, and records the adjustment, so that the ledger adds up. */
export function adjustBalance(tx: Tx, balance: Milli): void {
  const before = tx.balance
  setBalance(tx, balance)
  tx.run(
    'INSERT INTO adjustments (organisation_id, sequence, amount_milli, balance_milli, at_ms) VALUES (?, ?, ?, ?, ?)',
    tx.organisationId,
    tx.next('sequence'),
    balance - before,
    balance,
    tx.now,
  )
}

/** Enqueues InsufficientBalance for an order that failed, at most ten times until the balance rises. */
export function enqueueInsufficientBalance(tx: Tx): void {
  const counted = tx.run(
    'UPDATE organisations SET insufficient_alerts = insufficient_alerts + 1 WHERE id = ? AND insufficient_alerts < ?',
    tx.organisationId,
    INSUFFICIENT_BALANCE_LIMIT,
  )
  if (counted === 0) return
  enqueueCallback(tx, {
    alertType: 'InsufficientBalance',
    balance: tx.balance,
    threshold: getSettings(tx).lowBalanceThreshold,
  })
}

/**
 * Refunds units in the inventory for the price that was paid (vendor docs, inventory refund). Throws usage_not_found,
 * invalid_quantity, refund_exceeds_remaining, refund_window_passed, and refunds_disabled where they are not turned on.
 */
export function refundFromInventory(tx: Tx, usageId: number, quantity: number, origin: OrderOrigin): void {
  if (!getSettings(tx).refunds) throw new DomainError('refunds_disabled')
  const purchase = findPurchase(tx, usageId)
  if (!purchase) throw new DomainError('usage_not_found', { usageId })
  if (quantity < 1) throw new DomainError('invalid_quantity')
  if (quantity > purchase.remaining)
    throw new DomainError('refund_exceeds_remaining', { remaining: purchase.remaining })
  if (!isRefundable(tx, purchase)) throw new DomainError('refund_window_passed')
  const amount = refundUnits(tx, purchase, quantity, 'stock')
  addToBalance(tx, amount)
  recordRefund(tx, { purchase, quantity, amount }, origin)
}

/** Units that were refunded: from the inventory, or taken off an eSIM. */
interface Refund {
  readonly purchase: Purchase
  readonly quantity: number
  readonly amount: Milli
  readonly takenOff?: string
}

/** Records a refund as an order. Assumption (orders-refund-sign): its sums are negative. */
export function recordRefund(tx: Tx, { purchase, quantity, amount, takenOff }: Refund, origin: OrderOrigin): void {
  recordOrder(tx, {
    reference: createOrderReference(tx),
    lines: [
      {
        type: 'bundleRefund',
        item: purchase.bundle,
        quantity,
        pricePerUnit: purchase.pricePerUnit,
        subTotal: -amount,
        allowReassign: false,
        esims: [],
        purchaseId: purchase.id,
        ...(takenOff === undefined ? {} : { takenOff }),
      },
    ],
    statusMessage: 'Refund completed',
    assigned: false,
    ...origin,
  })
}

/**
 * Charges the stored card and adds the amount to the balance; returns the balance. Throws minimum_top_up,
 * daily_top_up_limit when the top-ups of the day (UTC) would exceed the vendor's default, no_card and card_declined.
 */
export function topUpBalance(tx: Tx, amount: Milli, origin: OrderOrigin): { balance: Milli; ref: number } {
  if (amount < MINIMUM_TOP_UP) throw new DomainError('minimum_top_up', { minimum: MINIMUM_TOP_UP / 1_000 })
  const dayStart = tx.now - (tx.now % DAY)
  if (sumTopUps(tx, dayStart, dayStart + DAY - 1) + amount > DAILY_TOP_UP_LIMIT) {
    throw new DomainError('daily_top_up_limit', { limit: DAILY_TOP_UP_LIMIT / 1_000 })
  }
  const refusal = drawCardRefusal(getSettings(tx), tx.seed, origin.requestId ?? 0)
  if (refusal) throw new DomainError(refusal)
  const balance = addToBalance(tx, amount)
  recordOrder(tx, {
    reference: createOrderReference(tx),
    lines: [
      {
        type: 'apiTopup',
        item: '',
        quantity: 1,
        pricePerUnit: amount,
        subTotal: amount,
        allowReassign: false,
        esims: [],
      },
    ],
    statusMessage: 'Order completed',
    assigned: false,
    ...origin,
  })
  return { balance, ref: 100_000_000 + tx.random.below(900_000_000) }
}
