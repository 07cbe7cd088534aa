import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import { MOST_UNITS } from '../../domain/limits.ts'
import { type Milli, subTotal } from '../../domain/money.ts'
import type { Order, OrderEsim, OrderLine } from '../../domain/order.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { createEsim } from '../records/esims.ts'
import { createOrderReference, recordAssignedUnit, recordOrder } from '../records/orders.ts'
import { getBalance } from '../records/organisations.ts'
import { createPurchase } from '../records/purchases.ts'
import { assignBundle } from './assign.ts'
import { addToBalance, enqueueInsufficientBalance } from './balance.ts'
import { getOrderable } from './orderable.ts'
import { Targets } from './targets.ts'

/** A line of an order request. `iccids` has one for each unit, or none. */
export interface OrderRequestLine {
  readonly item: string
  readonly quantity: number
  readonly iccids: readonly string[]
  readonly allowReassign: boolean
}

export interface OrderRequest {
  readonly assign: boolean
  readonly lines: readonly OrderRequestLine[]
}

/** A checked line with its price. `targets` are the eSIMs named for its units, null for a new one. */
interface PricedLine {
  readonly bundle: Bundle
  readonly request: OrderRequestLine
  readonly subTotal: Milli
  readonly targets: readonly (Esim | null)[]
}

/** The price of an order, and whether the balance covers it. */
export interface Quote {
  readonly lines: readonly OrderLine[]
  readonly total: Milli
  readonly currency: string
  readonly valid: boolean
}

/**
 * Checks and prices an order without placing it, with the checks of a real one (vendor quick start). Throws too_many_units,
 * bundle_not_found, iccids_without_assign, quantity_mismatch, and what Targets.plan throws. A balance that is too small
 * makes the quote invalid instead.
 */
export function quoteOrder(tx: ReadTx, request: OrderRequest): Quote {
  const lines = priceLines(tx, request)
  const total = sum(lines)
  const { balance, currency } = getBalance(tx)
  if (total <= balance) requireUnitLimit(request.lines.map(({ quantity }) => quantity))
  return { lines: lines.map((line) => orderLine(line, [])), total, currency, valid: balance >= total }
}

/**
 * Buys bundles with the balance, and assigns them to eSIMs or puts them into the inventory. Returns undefined when the
 * balance is too small: then nothing is bought, and InsufficientBalance is enqueued. Throws what quoteOrder throws.
 */
export function placeOrder(
  tx: Tx,
  request: OrderRequest,
  origin: { readonly sourceIp: string; readonly requestId?: number },
): Order | undefined {
  const priced = priceLines(tx, request)
  if (sum(priced) > tx.balance) {
    enqueueInsufficientBalance(tx)
    return undefined
  }
  requireUnitLimit(request.lines.map(({ quantity }) => quantity))
  addToBalance(tx, -sum(priced))
  const reference = createOrderReference(tx)
  let unit = 0
  const lines = priced.map((line): OrderLine => {
    const { bundle, request: asked, targets } = line
    const remaining = request.assign ? 0 : asked.quantity
    const purchase = createPurchase(tx, { bundle, total: asked.quantity, remaining })
    const esims = Array.from({ length: request.assign ? asked.quantity : 0 }, (_, index): OrderEsim => {
      const esim = targets[index] ?? createEsim(tx, { routingProfile: bundle.routingProfile, action: 'Bundle Applied' })
      assignBundle(tx, { esim, bundle, purchaseId: purchase.id, reference: `${reference}-${unit}` })
      recordAssignedUnit(tx, reference, unit, esim.iccid, bundle.name)
      unit += 1
      return { iccid: esim.iccid, matchingId: esim.matchingId, smdpAddress: esim.smdpAddress }
    })
    return orderLine(line, esims)
  })
  // The vendor's text keeps its plural for a single eSIM (recorded).
  const statusMessage = request.assign ? `Order completed: ${unit} eSIMs assigned` : 'Order completed'
  return recordOrder(tx, { reference, lines, statusMessage, assigned: request.assign, ...origin })
}

const sum = (lines: readonly PricedLine[]): Milli => lines.reduce((total, line) => total + line.subTotal, 0)

function orderLine({ bundle, request, subTotal }: PricedLine, esims: readonly OrderEsim[]): OrderLine {
  return {
    type: 'bundle',
    item: bundle.name,
    quantity: request.quantity,
    pricePerUnit: bundle.price,
    subTotal,
    allowReassign: request.allowReassign,
    esims,
  }
}

/** Throws too_many_units. Checked last, since the limit is the emulator's and not the service's. */
export function requireUnitLimit(quantities: readonly number[]): void {
  const units = quantities.reduce((sum, quantity) => sum + quantity, 0)
  if (units > MOST_UNITS) throw new DomainError('too_many_units', { limit: MOST_UNITS })
}

function priceLines(tx: ReadTx, { assign, lines }: OrderRequest): PricedLine[] {
  const targets = new Targets(tx)
  return lines.map((request) => {
    const { iccids, quantity, allowReassign } = request
    const bundle = getOrderable(tx, request.item)
    if (iccids.length > 0 && !assign) throw new DomainError('iccids_without_assign')
    if (iccids.length > 0 && iccids.length !== quantity) throw new DomainError('quantity_mismatch')
    return {
      bundle,
      request,
      subTotal: subTotal(bundle.price, quantity),
      targets: iccids.map((iccid) => targets.plan(iccid, bundle, allowReassign)),
    }
  })
}
