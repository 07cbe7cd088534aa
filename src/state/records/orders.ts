import { DomainError } from '../../domain/errors.ts'
import { uuid } from '../../domain/identifiers.ts'
import type { Instant } from '../../domain/instant.ts'
import { LONGEST_ANSWER } from '../../domain/limits.ts'
import type { Milli } from '../../domain/money.ts'
import type { Order } from '../../domain/order.ts'
import { assert } from '../engine/assert.ts'
import { inOnePiece } from '../engine/in-pieces.ts'
import { flag, json, mapRows, plain } from '../engine/mapping.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { orderTypeSql, shownSql } from '../engine/stored-forms.ts'
import { PHRASES } from '../engine/stored-words.ts'
import { getBalance } from './organisations.ts'
import { getTallies } from './tallies.ts'

const ORDERS = mapRows<Order>('orders', {
  reference: plain('reference'),
  lines: json('lines'),
  total: plain('total_milli'),
  currency: plain('currency'),
  status: plain('status'),
  statusMessage: plain('status_message'),
  createdAt: plain('created_at_ms'),
  runningBalance: plain('running_balance_milli'),
  assigned: flag('assigned'),
  sourceIp: plain('source_ip'),
  requestId: plain('request_id'),
})

// An order's place in the list is a column that its record does not have.
const INSERT_ORDER = `INSERT INTO orders (organisation_id, sequence, ${ORDERS.columns})
  VALUES (?, ?${', ?'.repeat(ORDERS.columns.split(', ').length)})`

/** Makes a reference that no order has. */
export function createOrderReference(tx: Tx): string {
  for (;;) {
    const reference = uuid(tx.random)
    // An imported order may have it.
    if (!tx.get('SELECT 1 FROM orders WHERE organisation_id = ? AND reference = ?', tx.organisationId, reference)) {
      return reference
    }
  }
}

/** An order that is recorded now. */
interface NewOrder extends Pick<Order, 'reference' | 'lines' | 'statusMessage' | 'assigned' | 'sourceIp'> {
  readonly requestId?: number | null | undefined
  readonly status?: Order['status']
}

/** Writes an order, with the balance after it. Unless it says otherwise, it is completed. */
export function recordOrder(tx: Tx, order: NewOrder): Order {
  const { balance, currency } = getBalance(tx)
  const total = order.lines.reduce((sum, line) => sum + line.subTotal, 0)
  assert(Number.isSafeInteger(total), 'the total of an order is a whole number of thousandths')
  const recorded: Order = {
    reference: order.reference,
    lines: order.lines,
    total,
    currency,
    status: order.status ?? 'completed',
    statusMessage: order.statusMessage,
    createdAt: tx.now,
    runningBalance: balance,
    assigned: order.assigned,
    sourceIp: order.sourceIp,
    requestId: order.requestId ?? null,
  }
  insertOrder(tx, recorded)
  return recorded
}

/** Writes an order as it is given. */
export function insertOrder(tx: Tx, order: Order): void {
  tx.run(INSERT_ORDER, tx.organisationId, tx.next('sequence'), ...ORDERS.valuesOf(order))
  tx.tally('orders', 1)
}

/** Writes how an order ended that was carried out after its answer. */
export function endOrder(
  tx: Tx,
  { reference, lines, status, statusMessage }: Pick<Order, 'reference' | 'lines' | 'status' | 'statusMessage'>,
): void {
  tx.run(
    'UPDATE orders SET lines = ?, status = ?, status_message = ? WHERE organisation_id = ? AND reference = ?',
    JSON.stringify(lines),
    status,
    statusMessage,
    tx.organisationId,
    reference,
  )
}

/** Finds an order by its reference. */
export function findOrder(tx: ReadTx, reference: string): Order | undefined {
  const row = tx.get(
    `SELECT ${ORDERS.columns} FROM orders WHERE organisation_id = ? AND reference = ?`,
    tx.organisationId,
    reference.toLowerCase(),
  )
  return row && ORDERS.fromRow(row)
}

/** Gets an order by its reference. Throws order_not_found. */
export function getOrder(tx: ReadTx, reference: string): Order {
  const order = findOrder(tx, reference)
  if (!order) throw new DomainError('order_not_found', { reference })
  return order
}

/** A stored text of an order is at most so many times as long when it is read. */
const LONGEST_PHRASE = Math.max(...PHRASES.order_lines.map((phrase) => phrase.length))

/** A page of orders; both instants are inclusive. */
export interface OrderQuery {
  readonly page: number
  readonly limit: number
  readonly from: Instant
  readonly to: Instant
}

/** Lists one page of orders, newest first, and counts all that match. Throws answer_too_large. */
export function listOrders(tx: ReadTx, query: OrderQuery): { rows: number; orders: Order[] } {
  const { rows, places } = inOnePiece(listOrderPlaces(tx, query))
  return { rows, orders: listOrdersAt(tx, places) }
}

/** The place of an order in the list. */
export interface OrderPlace {
  readonly at: Instant
  readonly sequence: number
}

/** The orders whose texts are measured at once. */
const MEASURED_AT_ONCE = 500

/** Lists the places of one page of orders, newest first, and counts all that match. Throws answer_too_large. */
export function* listOrderPlaces(
  tx: ReadTx,
  query: OrderQuery,
): Generator<undefined, { rows: number; places: OrderPlace[] }> {
  const rows = countOrders(tx, query)
  const offset = (query.page - 1) * query.limit
  const limit = Math.min(query.limit, rows - offset)
  if (limit <= 0) return { rows, places: [] }
  // Counted from the end that is nearer, since rows in front of a page are passed over one by one.
  const isLate = offset > rows / 2
  const order = isLate ? 'ASC' : 'DESC'
  const start = isLate ? rows - offset - limit : offset
  const range = [tx.organisationId, query.from, query.to] as const
  const scope = `FROM orders INDEXED BY orders_by_age WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ?
    ORDER BY created_at_ms ${order}, sequence ${order} LIMIT ? OFFSET ?`
  const sizeOf = (text: string, count: number, from: number) =>
    tx.get<{ size: number | null }>(
      `SELECT sum(size) AS size FROM (SELECT octet_length(${text}) AS size ${scope})`,
      ...range,
      count,
      from,
    )?.size ?? 0
  const places = tx.all<OrderPlace>(`SELECT created_at_ms AS at, sequence ${scope}`, ...range, limit, start)
  // An answer names each eSIM twice. The stored text is compared first, which is quick.
  if (sizeOf('lines', limit, start) > LONGEST_ANSWER / 2 / LONGEST_PHRASE) {
    for (let size = 0, measured = 0; measured < limit; measured += MEASURED_AT_ONCE) {
      yield
      size += sizeOf(shownSql('orders', 'lines'), Math.min(MEASURED_AT_ONCE, limit - measured), start + measured)
      if (size > LONGEST_ANSWER / 2) throw new DomainError('answer_too_large')
    }
  }
  return { rows, places: isLate ? places.reverse() : places }
}

/** Lists the orders at places that follow one another, newest first. */
export function listOrdersAt(tx: ReadTx, places: readonly OrderPlace[]): Order[] {
  const [newest, oldest] = [places[0], places.at(-1)]
  if (!newest || !oldest) return []
  return tx
    .all(
      `SELECT ${ORDERS.columns} FROM orders INDEXED BY orders_by_age
       WHERE organisation_id = ? AND (created_at_ms, sequence) <= (?, ?) AND (created_at_ms, sequence) >= (?, ?)
       ORDER BY created_at_ms DESC, sequence DESC`,
      tx.organisationId,
      newest.at,
      newest.sequence,
      oldest.at,
      oldest.sequence,
    )
    .map(ORDERS.fromRow)
}

/** Counts the orders between two instants; all of them are counted already. */
function countOrders(tx: ReadTx, { from, to }: Pick<OrderQuery, 'from' | 'to'>): number {
  if (from <= 0 && to >= tx.now) return getTallies(tx).orders ?? 0
  const count = tx.get<{ rows: number }>(
    `SELECT count(*) AS rows FROM orders INDEXED BY orders_by_age
     WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ?`,
    tx.organisationId,
    from,
    to,
  )
  return count?.rows ?? 0
}

/** Sums the API top-ups between two instants, both inclusive. */
export function sumTopUps(tx: ReadTx, from: Instant, to: Instant): Milli {
  const row = tx.get<{ total: number | null }>(
    `SELECT sum(total_milli) AS total FROM orders
     WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ? AND ${orderTypeSql('lines')} = 'apiTopup'`,
    tx.organisationId,
    from,
    to,
  )
  return row?.total ?? 0
}
