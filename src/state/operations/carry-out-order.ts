import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { Order, OrderEsim, OrderLine, OrderWork, PendingUnit } from '../../domain/order.ts'
import { drawOrderMs } from '../../domain/realism-draws.ts'
import { MOST_IN_ONE_PIECE, type WriteInPieces } from '../engine/in-pieces.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { recordAssignedUnit } from '../records/deliveries.ts'
import { createEsim } from '../records/esims.ts'
import { endOrder, getOrder } from '../records/orders.ts'
import { addPendingOrder, countPendingUnits, takePendingOrder } from '../records/pending-orders.ts'
import { findPurchase, isExpired, refundUnits, returnToStock } from '../records/purchases.ts'
import { assignBundle } from './assign.ts'
import { addToBalance, recordRefund } from './balance.ts'
import { Targets } from './targets.ts'

/** A unit whose eSIM is known: null is a new one. */
interface PlannedUnit extends Pick<PendingUnit, 'unit' | 'purchaseId' | 'startAt'> {
  readonly bundle: Bundle
  readonly esim: Esim | null
}

/** Assigns one unit of an order or apply to its eSIM, and records where it went. */
export function assignUnit(tx: Tx, reference: string, planned: PlannedUnit): OrderEsim {
  const { unit, bundle, purchaseId, startAt } = planned
  const esim = planned.esim ?? createEsim(tx, { routingProfile: bundle.routingProfile, action: 'Bundle Applied' })
  const startAtOrNow = startAt ?? undefined
  assignBundle(tx, { esim, bundle, purchaseId, reference: `${reference}-${unit}`, startAt: startAtOrNow })
  recordAssignedUnit(tx, reference, unit, esim.iccid, bundle.name)
  return { iccid: esim.iccid, matchingId: esim.matchingId, smdpAddress: esim.smdpAddress }
}

/** The status of an order that is carried out later. Assumption (orders-later-status): its texts. */
export const CARRIED_OUT_LATER = { status: 'processing', statusMessage: 'Order processing' } as const

/** Leaves the work of a recorded order to a later instant, which is drawn. */
export const carryOutLater = (tx: Tx, reference: string, work: OrderWork): void =>
  addPendingOrder(tx, { reference, work }, tx.now + drawOrderMs(tx.seed, reference))

/**
 * Carries out an order or apply whose instant has come: all of it, or nothing. One that can no longer be carried out has
 * failed (later vendor documents).
 * Assumption (orders-failed-refund): its price returns to the balance, and the units of an apply to the inventory.
 */
export function* completeOrder(tx: Tx, id: number): WriteInPieces<void> {
  if (isCompletedInPieces(tx, id)) yield
  const { reference, work } = takePendingOrder(tx, id)
  const isLarge = work.units.length > MOST_IN_ONE_PIECE
  const order = getOrder(tx, reference)
  const planned = yield* planUnits(tx, work.units, isLarge)
  if (!planned) {
    endOrder(tx, { ...order, status: 'failed', statusMessage: 'Order processing failed' })
    yield* giveBack(tx, order, work, isLarge)
    return
  }
  const esims: OrderEsim[] = []
  for (const unit of planned) {
    esims.push(assignUnit(tx, reference, unit))
    if (isLarge) yield
  }
  if (planned.length === 0) for (const purchase of purchasesOf(tx, work)) returnToStock(tx, purchase, purchase.total)
  const lines = work.kind === 'apply' ? order.lines : withEsims(order.lines, esims)
  const statusMessage = completedMessage(work.kind === 'apply' ? 0 : esims.length)
  endOrder(tx, { reference, lines, status: 'completed', statusMessage })
}

/** Whether an order or apply has so many units that others would wait while it is carried out. */
export const isCompletedInPieces = (tx: ReadTx, id: number): boolean => countPendingUnits(tx, id) > MOST_IN_ONE_PIECE

/** The status message of a completed order. The vendor's text keeps its plural for a single eSIM (recorded). */
export const completedMessage = (esims: number): string =>
  esims === 0 ? 'Order completed' : `Order completed: ${esims} eSIMs assigned`

/** Finds the eSIM of each unit; undefined when one cannot take its bundle any more. */
function* planUnits(
  tx: ReadTx,
  units: readonly PendingUnit[],
  isLarge: boolean,
): Generator<undefined, PlannedUnit[] | undefined> {
  const targets = new Targets(tx)
  const planned: PlannedUnit[] = []
  try {
    for (const { iccid, allowReassign, ...unit } of units) {
      const purchase = findPurchase(tx, unit.purchaseId)
      const bundle = purchase && tx.catalogue.findBought(purchase)
      if (!bundle) throw new DomainError('bundle_not_found')
      planned.push({ ...unit, bundle, esim: iccid === null ? null : targets.plan(iccid, bundle, allowReassign) })
      if (isLarge) yield
    }
    return planned
  } catch (error) {
    if (error instanceof DomainError) return undefined
    throw error
  }
}

/** The lines with their eSIMs, each of them as many as its quantity. */
function withEsims(lines: readonly OrderLine[], esims: readonly OrderEsim[]): OrderLine[] {
  let from = 0
  return lines.map((line) => {
    const own = esims.slice(from, from + line.quantity)
    from += line.quantity
    return { ...line, esims: own }
  })
}

const purchasesOf = (tx: ReadTx, { purchaseIds }: OrderWork) => purchaseIds.flatMap((id) => findPurchase(tx, id) ?? [])

function* giveBack(
  tx: Tx,
  { sourceIp, requestId }: Order,
  work: OrderWork,
  isLarge: boolean,
): Generator<undefined, void> {
  for (const purchase of purchasesOf(tx, work)) {
    const amount = refundUnits(tx, purchase, purchase.total, 'esim')
    addToBalance(tx, amount)
    const refund = { purchase, quantity: purchase.total, amount }
    recordRefund(tx, refund, { sourceIp, requestId: requestId ?? undefined })
  }
  if (work.kind === 'order') return
  for (const { purchaseId } of work.units) {
    const purchase = findPurchase(tx, purchaseId)
    if (purchase && !isExpired(tx, purchase)) returnToStock(tx, purchase)
    if (isLarge) yield
  }
}
