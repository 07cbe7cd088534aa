import type { Order, OrderEsim, OrderLine, OrderOrigin } from '../../domain/order.ts'
import { assert } from '../engine/assert.ts'
import { WriteInPieces } from '../engine/in-pieces.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { listAssignedIccids } from '../records/deliveries.ts'
import { getEsim } from '../records/esims.ts'
import { recordOrder } from '../records/orders.ts'
import { findUnfinishedOrder, removeUnfinishedOrder, saveUnfinishedOrder } from '../records/pending-orders.ts'
import { findPurchase } from '../records/purchases.ts'
import { assignUnit, completedMessage } from './carry-out-order.ts'
import { schedulePriceChange } from './change-prices.ts'
import { Targets } from './targets.ts'

/** A line that is paid. `iccids` has one for each unit, or none. */
interface PaidLine extends OrderLine {
  readonly iccids: readonly string[]
  readonly purchaseId: number
}

/** An order that is paid, and whose units are being assigned. */
interface BegunOrder {
  readonly reference: string
  readonly lines: readonly PaidLine[]
  readonly origin: OrderOrigin
}

/** The units of a piece: some two milliseconds. */
const UNITS_OF_A_PIECE = 50

/** An order of many units, which are assigned in several transactions. */
export class OrderInPieces extends WriteInPieces<Order> {
  readonly #order: BegunOrder
  /** The eSIMs of the units that are assigned. */
  readonly #esims: OrderEsim[]

  private constructor(order: BegunOrder, esims: OrderEsim[]) {
    super()
    this.#order = order
    this.#esims = esims
  }

  /** Notes that an order has to be finished. */
  static begin(tx: Tx, order: BegunOrder): OrderInPieces {
    saveUnfinishedOrder(tx, order.reference, order)
    return new OrderInPieces(order, [])
  }

  /** The order that is not finished. */
  static find(tx: ReadTx): OrderInPieces | undefined {
    const found = findUnfinishedOrder<BegunOrder>(tx)
    if (!found) return undefined
    const esims = listAssignedIccids(tx, found.reference).map((iccid): OrderEsim => {
      const { matchingId, smdpAddress } = getEsim(tx, iccid)
      return { iccid, matchingId, smdpAddress }
    })
    return new OrderInPieces(found, esims)
  }

  next(tx: Tx): { readonly result: Order } | undefined {
    const { reference, lines, origin } = this.#order
    const targets = new Targets(tx)
    const end = this.#esims.length + UNITS_OF_A_PIECE
    let before = 0
    for (const line of lines) {
      this.#assign(tx, targets, line, { first: before, end: Math.min(before + line.quantity, end) })
      before += line.quantity
    }
    if (this.#esims.length < before) return undefined
    removeUnfinishedOrder(tx)
    const statusMessage = completedMessage(before)
    const result = recordOrder(tx, {
      reference,
      lines: this.#linesWithEsims(),
      assigned: true,
      statusMessage,
      ...origin,
    })
    schedulePriceChange(tx)
    return { result }
  }

  reloaded(tx: Tx): OrderInPieces {
    const found = OrderInPieces.find(tx)
    assert(found !== undefined, 'an order that was begun is noted until its end')
    return found
  }

  /** Assigns the units of a line that are not assigned yet, before the unit `end`. */
  #assign(tx: Tx, targets: Targets, line: PaidLine, { first, end }: { first: number; end: number }): void {
    if (this.#esims.length >= end) return
    const { purchaseId, iccids, allowReassign } = line
    const purchase = findPurchase(tx, purchaseId)
    const bundle = purchase && tx.catalogue.findBought(purchase)
    assert(bundle !== undefined, 'a bundle that was bought is known')
    for (let unit = this.#esims.length; unit < end; unit++) {
      const iccid = iccids[unit - first]
      const esim = iccid === undefined ? null : targets.plan(iccid, bundle, allowReassign)
      this.#esims.push(assignUnit(tx, this.#order.reference, { unit, purchaseId, startAt: null, bundle, esim }))
    }
  }

  #linesWithEsims(): OrderLine[] {
    let from = 0
    return this.#order.lines.map(({ iccids: _, ...line }) => {
      const esims = this.#esims.slice(from, from + line.quantity)
      from += line.quantity
      return { ...line, esims }
    })
  }
}
