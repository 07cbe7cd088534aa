import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import { MOST_UNITS } from '../../domain/limits.ts'
import { type Milli, subTotal } from '../../domain/money.ts'
import type { Order, OrderEsim, OrderLine, OrderOrigin, PendingUnit } from '../../domain/order.ts'
import { isCarriedOutLater } from '../../domain/realism.ts'
import { MOST_IN_ONE_PIECE, type WriteInPieces } from '../engine/in-pieces.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { createOrderReference, recordOrder } from '../records/orders.ts'
import { getBalance, getSettings } from '../records/organisations.ts'
import { createPurchase } from '../records/purchases.ts'
import { addToBalance, enqueueInsufficientBalance } from './balance.ts'
import { assignUnit, CARRIED_OUT_LATER, carryOutLater, completedMessage } from './carry-out-order.ts'
import { schedulePriceChange } from './change-prices.ts'
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
export function* quoteOrder(tx: ReadTx, request: OrderRequest): Generator<undefined, Quote> {
  const lines = yield* priceLines(tx, request)
  const total = sum(lines)
  const { balance, currency } = getBalance(tx)
  if (total <= balance) requireUnitLimit(request.lines.map(({ quantity }) => quantity))
  return { lines: lines.map((line) => orderLine(line, [])), total, currency, valid: balance >= total }
}

/**
 * Buys bundles with the balance, and assigns them to eSIMs or puts them into the inventory. Returns undefined when the
 * balance is too small: then nothing is bought, and InsufficientBalance is enqueued. A large order can be paid now and
 * carried out later. Throws what quoteOrder throws.
 */
export function* placeOrder(tx: Tx, request: OrderRequest, origin: OrderOrigin): WriteInPieces<Order | undefined> {
  const priced = yield* priceLines(tx, request)
  if (sum(priced) > tx.balance) {
    enqueueInsufficientBalance(tx)
    return undefined
  }
  requireUnitLimit(request.lines.map(({ quantity }) => quantity))
  const isLarge = isManyUnits(request)
  if (isLarge) yield
  addToBalance(tx, -sum(priced))
  const reference = createOrderReference(tx)
  const later = isCarriedOutLater(getSettings(tx), countUnits(request.lines))
  const work = { kind: 'order', purchaseIds: [] as number[], units: [] as PendingUnit[] } as const
  let units = 0
  const lines: OrderLine[] = []
  for (const line of priced) {
    const { bundle, request: asked, targets } = line
    const remaining = request.assign || later ? 0 : asked.quantity
    const purchase = createPurchase(tx, { bundle, total: asked.quantity, remaining })
    work.purchaseIds.push(purchase.id)
    const esims: OrderEsim[] = []
    if (isLarge) yield
    for (let index = 0; request.assign && index < asked.quantity; index++) {
      const unit = { unit: units++, purchaseId: purchase.id, startAt: null }
      if (later) work.units.push({ ...unit, ...pendingTarget(asked, index) })
      else {
        esims.push(assignUnit(tx, reference, { ...unit, bundle, esim: targets[index] ?? null }))
        if (isLarge) yield
      }
    }
    lines.push({ ...orderLine(line, esims), purchaseId: purchase.id })
  }
  const ended = later ? CARRIED_OUT_LATER : { statusMessage: completedMessage(units) }
  const order = recordOrder(tx, { reference, lines, assigned: request.assign, ...ended, ...origin })
  if (later) carryOutLater(tx, reference, work)
  schedulePriceChange(tx)
  return order
}

/** Whether so much is written for an order that others would wait. */
const isManyUnits = ({ assign, lines }: OrderRequest): boolean =>
  lines.length + (assign ? countUnits(lines) : 0) > MOST_IN_ONE_PIECE

const pendingTarget = ({ iccids, allowReassign }: OrderRequestLine, index: number) => ({
  iccid: iccids[index] ?? null,
  allowReassign,
})

const countUnits = (lines: readonly OrderRequestLine[]): number =>
  lines.reduce((units, { quantity }) => units + quantity, 0)

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

/** Prices and checks the lines; of a large order, in pieces. */
function* priceLines(tx: ReadTx, request: OrderRequest): Generator<undefined, PricedLine[]> {
  const targets = new Targets(tx)
  const isLarge = isManyUnits(request)
  const priced: PricedLine[] = []
  for (const line of request.lines) {
    const { iccids, quantity, allowReassign } = line
    const bundle = getOrderable(tx, line.item)
    if (iccids.length > 0 && !request.assign) throw new DomainError('iccids_without_assign')
    if (iccids.length > 0 && iccids.length !== quantity) throw new DomainError('quantity_mismatch')
    const esims: (Esim | null)[] = []
    for (const iccid of iccids) {
      esims.push(targets.plan(iccid, bundle, allowReassign))
      if (isLarge) yield
    }
    if (isLarge) yield
    priced.push({ bundle, request: line, subTotal: subTotal(bundle.price, quantity), targets: esims })
  }
  return priced
}
