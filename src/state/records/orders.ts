import { DomainError } from '../../domain/errors.ts'
import { uuid } from '../../domain/identifiers.ts'
import type { Instant } from '../../domain/instant.ts'
import { LONGEST_ANSWER, MOST_UNITS } from '../../domain/limits.ts'
import type { Milli } from '../../domain/money.ts'
import type { Order, OrderEsim } from '../../domain/order.ts'
import { assert } from '../engine/assert.ts'
import { flag, json, mapRows, plain } from '../engine/mapping.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { orderTypeSql, shownSql } from '../engine/stored-forms.ts'
import { PHRASES } from '../engine/stored-words.ts'
import { getBalance } from './organisations.ts'
import { requireCarriedOut } from './pending-orders.ts'
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

/** Writes an order, with the balance after it. Unless it says otherwise, it is completed. */
export function recordOrder(
  tx: Tx,
  {
    requestId = null,
    ...order
  }: Pick<Order, 'reference' | 'lines' | 'statusMessage' | 'assigned' | 'sourceIp'> & {
    readonly requestId?: number | null | undefined
    readonly status?: Order['status']
  },
): Order {
  const { balance, currency } = getBalance(tx)
  const total = order.lines.reduce((sum, line) => sum + line.subTotal, 0)
  assert(Number.isSafeInteger(total), 'the total of an order is a whole number of thousandths')
  const recorded: Order = {
    status: 'completed',
    ...order,
    requestId,
    total,
    currency,
    createdAt: tx.now,
    runningBalance: balance,
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
  const { rows, places } = listOrderPlaces(tx, query)
  return { rows, orders: listOrdersAt(tx, places) }
}

/** The place of an order in the list. */
export interface OrderPlace {
  readonly at: Instant
  readonly sequence: number
}

/** Lists the places of one page of orders, newest first, and counts all that match. Throws answer_too_large. */
export function listOrderPlaces(tx: ReadTx, query: OrderQuery): { rows: number; places: OrderPlace[] } {
  const rows = countOrders(tx, query)
  const offset = (query.page - 1) * query.limit
  const limit = Math.min(query.limit, rows - offset)
  if (limit <= 0) return { rows, places: [] }
  // Counted from the end that is nearer, since rows in front of a page are passed over one by one.
  const isLate = offset > rows / 2
  const order = isLate ? 'ASC' : 'DESC'
  const page = [tx.organisationId, query.from, query.to, limit, isLate ? rows - offset - limit : offset] as const
  const scope = `FROM orders INDEXED BY orders_by_age WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ?
    ORDER BY created_at_ms ${order}, sequence ${order} LIMIT ? OFFSET ?`
  const sizeOf = (text: string) =>
    tx.get<{ size: number | null }>(
      `SELECT sum(size) AS size FROM (SELECT octet_length(${text}) AS size ${scope})`,
      ...page,
    )?.size ?? 0
  // An answer names each eSIM twice. The stored text is compared first, which is quick.
  const isLong = sizeOf('lines') > LONGEST_ANSWER / 2 / LONGEST_PHRASE
  if (isLong && sizeOf(shownSql('orders', 'lines')) > LONGEST_ANSWER / 2) throw new DomainError('answer_too_large')
  const places = tx.all<OrderPlace>(`SELECT created_at_ms AS at, sequence ${scope}`, ...page)
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

/** Records the eSIM that a unit of an order or apply was assigned to. */
export function recordAssignedUnit(tx: Tx, reference: string, unit: number, iccid: string, bundle: string): void {
  tx.run(
    'INSERT INTO deliveries (organisation_id, reference, unit, iccid, bundle) VALUES (?, ?, ?, ?, ?)',
    tx.organisationId,
    reference,
    unit,
    iccid,
    bundle,
  )
}

/** Lists the ICCIDs of the units of an order or apply that are assigned, in their order. */
export const listAssignedIccids = (tx: ReadTx, reference: string): string[] =>
  tx
    .all<{ iccid: string }>(
      'SELECT iccid FROM deliveries WHERE organisation_id = ? AND reference = ? ORDER BY unit',
      tx.organisationId,
      reference,
    )
    .map(({ iccid }) => iccid)

/** The data to install one eSIM of an order. */
export interface InstallDetails extends OrderEsim {
  readonly pin: string
  readonly puk: string
  readonly profileStatus: string
  readonly firstInstalledAt: Instant | null
  readonly bundle: string
  readonly reference: string
}

interface DetailsRow {
  iccid: string
  matching_id: string
  smdp_address: string
  pin: string
  puk: string
  profile_status: string
  first_installed_at_ms: Instant | null
  deactivated_at_ms: Instant | null
  bundle: string
  reference: string
}

const DELIVERED_ICCID = shownSql('deliveries', 'iccid', 'd.iccid')

const ASSIGNMENT_REFERENCE = /^([0-9a-f-]{36})-(\d+)$/

/**
 * Gets the install details of the eSIMs of orders, applies or assignments, in the order of the references and their units.
 * Throws reference_not_found for a reference that is unknown or has no eSIM in the account, install_details_gone when all
 * of the eSIMs were deleted (later edition of the vendor docs), order_processing for an order that is not carried out yet,
 * and answer_too_large.
 * Assumption (install-deactivated-some): deleted eSIMs are left out when others remain.
 */
export function getInstallDetails(tx: ReadTx, references: readonly string[]): InstallDetails[] {
  const found: DetailsRow[] = []
  for (const reference of references) {
    for (const row of deliveriesOf(tx, reference)) found.push(row)
    if (found.length > MOST_UNITS) throw new DomainError('answer_too_large')
  }
  const left = found.filter((row) => row.deactivated_at_ms === null)
  if (left.length === 0) throw new DomainError('install_details_gone', { reference: references.join() })
  return left.map((row) => ({
    iccid: row.iccid,
    matchingId: row.matching_id,
    smdpAddress: row.smdp_address,
    pin: row.pin,
    puk: row.puk,
    profileStatus: row.profile_status,
    firstInstalledAt: row.first_installed_at_ms,
    bundle: row.bundle,
    reference: row.reference,
  }))
}

function deliveriesOf(tx: ReadTx, reference: string): DetailsRow[] {
  const [, order, unit] = ASSIGNMENT_REFERENCE.exec(reference.toLowerCase()) ?? []
  const rows = tx.all<DetailsRow>(
    `SELECT d.iccid, e.matching_id, e.smdp_address, e.pin, e.puk, e.profile_status, e.first_installed_at_ms,
       e.deactivated_at_ms, d.bundle, d.reference
     FROM deliveries d JOIN esims e ON e.organisation_id = d.organisation_id AND e.iccid = ${DELIVERED_ICCID}
     WHERE d.organisation_id = ? AND d.reference = ? AND d.unit = coalesce(?, d.unit) AND e.returning_since_ms IS NULL
     ORDER BY d.unit`,
    tx.organisationId,
    order ?? reference.toLowerCase(),
    unit === undefined ? null : Number(unit),
  )
  if (rows.length === 0) {
    requireCarriedOut(tx, order ?? reference.toLowerCase())
    throw new DomainError('reference_not_found', { reference })
  }
  return rows
}

/** A unit of an order or apply, and the eSIM that it went to. */
export interface AssignedUnit {
  readonly unit: number
  readonly iccid: string
  readonly bundle: string
}

/** Lists the units of an order or apply, in their order. */
export const listAssignedUnits = (
  tx: ReadTx,
  reference: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): AssignedUnit[] =>
  tx.all<AssignedUnit>(
    'SELECT unit, iccid, bundle FROM deliveries WHERE organisation_id = ? AND reference = ? ORDER BY unit LIMIT ? OFFSET ?',
    tx.organisationId,
    reference,
    limit,
    offset,
  )

/** Counts the units of an order or apply that went to eSIMs. */
export const countAssignedUnits = (tx: ReadTx, reference: string): number =>
  tx.get<{ units: number }>(
    'SELECT count(*) AS units FROM deliveries WHERE organisation_id = ? AND reference = ?',
    tx.organisationId,
    reference,
  )?.units ?? 0
