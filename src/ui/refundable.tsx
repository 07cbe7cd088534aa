import type { FC } from 'hono/jsx'
import { formatInstant, type Instant } from '../domain/instant.ts'
import { refundShare, toWireNumber } from '../domain/money.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { getSettings } from '../state/records/organisations.ts'
import { isRefundable, listStock } from '../state/records/purchases.ts'
import { formatCount, formatMoney } from './format.ts'

/** Purchases that are looked at: a page reads no more, however large the inventory is. */
const MOST_PURCHASES = 200

/** The units of the inventory that can be refunded to the balance now. */
export interface Refundable {
  readonly units: number
  readonly amount: number
  /** Until when all of them can be refunded; null where there are none. */
  readonly allUntil: Instant | null
  /** Whether purchases were left out. */
  readonly isPart: boolean
}

export function readRefundable(tx: ReadTx): Refundable {
  const { refunds, refundWindowMs } = getSettings(tx)
  const stock = refunds ? listStock(tx, MOST_PURCHASES + 1) : []
  const within = stock.slice(0, MOST_PURCHASES).filter((purchase) => isRefundable(tx, purchase))
  const amount = within.reduce(
    (sum, { paid, total, refunded, remaining }) => sum + refundShare(paid, total, refunded, remaining),
    0,
  )
  return {
    units: within.reduce((sum, { remaining }) => sum + remaining, 0),
    amount: toWireNumber(amount),
    allUntil: within.length === 0 ? null : Math.min(...within.map(({ purchasedAt }) => purchasedAt)) + refundWindowMs,
    isPart: stock.length > MOST_PURCHASES,
  }
}

/** Says in a sentence what can be refunded of the inventory. */
export const RefundableUnits: FC<{ readonly refundable: Refundable }> = ({ refundable }) => {
  const { units, amount, allUntil, isPart } = refundable
  if (allUntil === null) return <>nothing in the inventory is refundable</>
  return (
    <>
      refundable: {isPart && 'at least '}
      <a href="/_emulator/ui/inventory">
        {formatCount(units)} {units === 1 ? 'unit' : 'units'}
      </a>{' '}
      of the inventory for {formatMoney(amount)}, the first until {formatInstant(allUntil).slice(0, 10)}
    </>
  )
}
