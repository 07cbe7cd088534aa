import { DomainError } from '../../domain/errors.ts'
import { uuid } from '../../domain/identifiers.ts'
import type { Instant } from '../../domain/instant.ts'
import { LONGEST_ANSWER, MOST_UNITS } from '../../domain/limits.ts'
import type { Milli } from '../../domain/money.ts'
import type { Order, OrderEsim, OrderLine } from '../../domain/order.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { getBalance } from './organisations.ts'

interface OrderRow {
  reference: string
  lines: string
  total_milli: Milli
  currency: string
  status: Order['status']
  status_message: string
  created_at_ms: Instant
  running_balance_milli: Milli
  assigned: number
  source_ip: string
}

const COLUMNS = `reference, lines, total_milli, currency, status, status_message, created_at_ms, running_balance_milli,
  assigned, source_ip`

const fromRow = (row: OrderRow): Order => ({
  reference: row.reference,
  lines: JSON.parse(row.lines) as OrderLine[],
  total: row.total_milli,
  currency: row.currency,
  status: row.status,
  statusMessage: row.status_message,
  createdAt: row.created_at_ms,
  runningBalance: row.running_balance_milli,
  assigned: row.assigned === 1,
  sourceIp: row.source_ip,
})

export function newReference(tx: Tx): string {
  for (;;) {
    const reference = uuid(tx.random)
    // One that was imported, or drawn when the sequence stood elsewhere.
    if (!tx.get('SELECT 1 FROM orders WHERE organisation_id = ? AND reference = ?', tx.organisationId, reference)) {
      return reference
    }
  }
}

/** Writes an order that has been carried out: its balance is the one after it. */
export function recordOrder(
  tx: Tx,
  {
    requestId,
    ...order
  }: Pick<Order, 'reference' | 'lines' | 'statusMessage' | 'assigned' | 'sourceIp'> & {
    /** The number of the call in the journal, where that matters. */
    readonly requestId?: number
  },
): Order {
  const { balance, currency } = getBalance(tx)
  const total = order.lines.reduce((sum, line) => sum + line.subTotal, 0)
  tx.run(
    `INSERT INTO orders (organisation_id, reference, sequence, lines, total_milli, currency, status, status_message,
      created_at_ms, running_balance_milli, assigned, source_ip, request_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    order.reference,
    tx.next('sequence'),
    JSON.stringify(order.lines),
    total,
    currency,
    'completed',
    order.statusMessage,
    tx.now,
    balance,
    order.assigned ? 1 : 0,
    order.sourceIp,
    requestId ?? null,
  )
  return { ...order, total, currency, status: 'completed', createdAt: tx.now, runningBalance: balance }
}

/** The order with this reference, if there is one. */
export function findOrder(tx: ReadTx, reference: string): Order | undefined {
  const row = tx.get<OrderRow>(
    `SELECT ${COLUMNS} FROM orders WHERE organisation_id = ? AND reference = ?`,
    tx.organisationId,
    reference.toLowerCase(),
  )
  return row && fromRow(row)
}

/** Throws order_not_found. */
export function getOrder(tx: ReadTx, reference: string): Order {
  const order = findOrder(tx, reference)
  if (!order) throw new DomainError('order_not_found', { reference })
  return order
}

/** Which orders to list; stamps are inclusive. */
export interface OrderQuery {
  readonly page: number
  readonly limit: number
  readonly from: Instant
  readonly to: Instant
}

/** One page of orders, newest first, and how many match in all. Throws answer_too_large. */
export function listOrders(tx: ReadTx, query: OrderQuery): { rows: number; orders: Order[] } {
  const scope = [tx.organisationId, query.from, query.to] as const
  const page = [...scope, query.limit, (query.page - 1) * query.limit] as const
  const size = tx.get<{ size: number | null }>(
    `SELECT sum(size) AS size FROM (
       SELECT octet_length(lines) AS size FROM orders WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ?
       ORDER BY created_at_ms DESC, sequence DESC LIMIT ? OFFSET ?)`,
    ...page,
  )
  // An answer names each eSIM twice.
  if ((size?.size ?? 0) > LONGEST_ANSWER / 2) throw new DomainError('answer_too_large')
  const rows = tx.all<OrderRow>(
    `SELECT ${COLUMNS} FROM orders WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ?
     ORDER BY created_at_ms DESC, sequence DESC LIMIT ? OFFSET ?`,
    ...page,
  )
  const count = tx.get<{ rows: number }>(
    'SELECT count(*) AS rows FROM orders WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ?',
    ...scope,
  )
  return { rows: count?.rows ?? 0, orders: rows.map(fromRow) }
}

/** What API top-ups of one span of time add up to; stamps are inclusive. */
export function sumTopUps(tx: ReadTx, from: Instant, to: Instant): Milli {
  const row = tx.get<{ total: number | null }>(
    `SELECT sum(total_milli) AS total FROM orders
     WHERE organisation_id = ? AND created_at_ms BETWEEN ? AND ? AND lines ->> '$[0].type' = 'apiTopup'`,
    tx.organisationId,
    from,
    to,
  )
  return row?.total ?? 0
}

/** Notes which eSIM a unit of an order or apply went to. */
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

/** What is needed to install one eSIM of an order. */
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

const ASSIGNMENT_REFERENCE = /^([0-9a-f-]{36})-(\d+)$/

/**
 * The eSIMs of the references of orders, applies or assignments, one after the other and in the order of their units.
 * Throws reference_not_found when one is unknown or put nothing on an eSIM that is still in the account, and
 * install_details_gone when all eSIMs have been deleted (later edition of the vendor docs). Throws answer_too_large, too.
 * Assumption (install-deactivated-some): of several, those that are left are told.
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
     FROM deliveries d JOIN esims e ON e.organisation_id = d.organisation_id AND e.iccid = d.iccid
     WHERE d.organisation_id = ? AND d.reference = ? AND d.unit = coalesce(?, d.unit) AND e.returning_since_ms IS NULL
     ORDER BY d.unit`,
    tx.organisationId,
    order ?? reference.toLowerCase(),
    unit === undefined ? null : Number(unit),
  )
  if (rows.length === 0) throw new DomainError('reference_not_found', { reference })
  return rows
}
