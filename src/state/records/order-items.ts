import type { OrderLineType } from '../../domain/order.ts'
import type { ReadTx } from '../engine/state.ts'
import { shownSql } from '../engine/stored-forms.ts'
import type { MoneyRow } from './money-rows.ts'

/** A bundle of an order, with the first eSIMs that its units went to, or were taken off. */
export interface OrderItem {
  readonly bundle: string
  readonly quantity: number
  readonly iccids: readonly string[]
  /** All eSIMs of the item. */
  readonly esimCount: number
}

/** Lines of an order that are read, the units of an apply, and the eSIMs that are named. */
const MOST_LINES = 20
const MOST_UNITS_READ = 200
const MOST_NAMED = 3

const LINES = shownSql('orders', 'lines', 'o.lines')

interface LineRow {
  type: OrderLineType
  item: string
  quantity: number
  esims: number
  first: string | null
  second: string | null
  third: string | null
  takenOff: string | null
}

/** Lists the bundles of an order, and counts the lines or units that are left out. Not all of a large order is read. */
export function listOrderItems(
  tx: ReadTx,
  { reference, type }: Pick<MoneyRow, 'reference' | 'type'>,
): { items: OrderItem[]; more: number } {
  if (type === 'bundleAssignment') {
    const units = listFirstUnits(tx, reference)
    const byBundle = new Map<string, string[]>()
    for (const { bundle, iccid } of units) byBundle.set(bundle, [...(byBundle.get(bundle) ?? []), iccid])
    const items = [...byBundle].map(([bundle, iccids]) => {
      const esims = [...new Set(iccids)]
      return { bundle, quantity: iccids.length, iccids: esims.slice(0, MOST_NAMED), esimCount: esims.length }
    })
    return { items, more: countLines(tx, reference) - units.length }
  }
  const lines = tx.all<LineRow>(
    `SELECT value ->> 'type' AS type, value ->> 'item' AS item, value ->> 'quantity' AS quantity,
       json_array_length(value, '$.esims') AS esims, value ->> '$.esims[0].iccid' AS first,
       value ->> '$.esims[1].iccid' AS second, value ->> '$.esims[2].iccid' AS third, value ->> 'takenOff' AS takenOff
     FROM orders o CROSS JOIN json_each(${LINES}) WHERE o.organisation_id = ? AND o.reference = ? LIMIT ?`,
    tx.organisationId,
    reference,
    MOST_LINES,
  )
  const items = lines
    .filter(({ item }) => item !== '')
    .map(({ item, quantity, esims, first, second, third, takenOff }) => ({
      bundle: item,
      quantity,
      iccids: [...new Set([first, second, third, takenOff].filter((iccid) => iccid !== null))],
      esimCount: takenOff === null ? esims : 1,
    }))
  return { items, more: lines.length < MOST_LINES ? 0 : countLines(tx, reference) - lines.length }
}

const countLines = (tx: ReadTx, reference: string): number =>
  tx.get<{ count: number }>(
    `SELECT json_array_length(${LINES}) AS count FROM orders o WHERE organisation_id = ? AND reference = ?`,
    tx.organisationId,
    reference,
  )?.count ?? 0

const listFirstUnits = (tx: ReadTx, reference: string) =>
  tx.all<{ iccid: string; bundle: string }>(
    'SELECT iccid, bundle FROM deliveries WHERE organisation_id = ? AND reference = ? ORDER BY unit LIMIT ?',
    tx.organisationId,
    reference,
    MOST_UNITS_READ,
  )

/** Whether an order has a bundle whose name contains a text, among its first lines or units. */
export function hasBundle(tx: ReadTx, { reference, type }: MoneyRow, text: string): boolean {
  if (type === null) return false
  const names =
    type === 'bundleAssignment'
      ? listFirstUnits(tx, reference).map(({ bundle }) => bundle)
      : tx
          .all<{ item: string }>(
            `SELECT value ->> 'item' AS item FROM orders o CROSS JOIN json_each(${LINES})
             WHERE o.organisation_id = ? AND o.reference = ? LIMIT ?`,
            tx.organisationId,
            reference,
            MOST_LINES,
          )
          .map(({ item }) => item)
  return names.some((name) => name.toLowerCase().includes(text.toLowerCase()))
}
