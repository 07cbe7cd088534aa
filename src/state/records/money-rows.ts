import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import type { Order, OrderLineType } from '../../domain/order.ts'
import type { ReadTx } from '../engine/state.ts'
import { orderTypeSql, shownSql } from '../engine/stored-forms.ts'

/** A change of the balance, or an apply, which costs nothing: an order, or an adjustment by the control API. */
export interface MoneyRow {
  readonly at: Instant
  /** Numbers grow with time: the later of two rows has the higher one. */
  readonly sequence: number
  /** Empty for an adjustment. */
  readonly reference: string
  /** The type of an order's first line; null for an adjustment. */
  readonly type: OrderLineType | null
  readonly status: Order['status'] | null
  /** 1 for an order of eSIMs, 0 for one into the inventory. */
  readonly assigned: 0 | 1 | null
  readonly requestId: number | null
  /** As it was recorded. See `amountOf`. */
  readonly total: Milli
  readonly balance: Milli
  /** 0 where the lines do not contain the text that is looked for. An apply's lines do not name its bundles. */
  readonly mayNameText?: 0 | 1
}

/** A kind of movement in the ledger. */
export type MovementKind = 'order' | 'refund' | 'topup' | 'adjustment'

export function kindOf({ type }: Pick<MoneyRow, 'type'>): MovementKind {
  switch (type) {
    case null:
      return 'adjustment'
    case 'bundleRefund':
      return 'refund'
    case 'topup':
    case 'apiTopup':
    case 'autoTopup':
      return 'topup'
    default:
      return 'order'
  }
}

/** Returns what a row added to the balance; negative: took from it. */
export function amountOf(row: Pick<MoneyRow, 'type' | 'total'>): Milli {
  const kind = kindOf(row)
  return row.total === 0 || kind === 'topup' || kind === 'adjustment' ? row.total : -row.total
}

/** The place of a row in the order of time. */
export interface MoneyPlace {
  readonly at: Instant
  readonly sequence: number
}

export const AFTER_ALL: MoneyPlace = { at: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER }

const TYPE = orderTypeSql('lines')
const COLUMNS = `created_at_ms AS at, sequence, reference, ${TYPE} AS type, status, assigned,
  request_id AS requestId, total_milli AS total, running_balance_milli AS balance`
const FROM_ADJUSTMENTS = `SELECT at_ms AS at, sequence, '' AS reference, NULL AS type, NULL AS status, NULL AS assigned,
  NULL AS requestId, amount_milli AS total, balance_milli AS balance FROM adjustments WHERE organisation_id = ?`
const BY_AGE = `FROM orders INDEXED BY orders_by_age
  WHERE organisation_id = ? AND (created_at_ms, sequence) < (?, ?) ORDER BY created_at_ms DESC, sequence DESC LIMIT ?`
const ORDERS = `SELECT ${COLUMNS} ${BY_AGE}`
const ORDERS_WITH = `SELECT ${COLUMNS},
  instr(lower(${shownSql('orders', 'lines')}), ?) > 0 OR ${TYPE} = 'bundleAssignment' AS mayNameText ${BY_AGE}`
const ADJUSTMENTS = `${FROM_ADJUSTMENTS} AND (sequence, at_ms) < (?, ?) ORDER BY sequence DESC LIMIT ?`

/** Reads orders and adjustments before a place, newest first, as many as are asked for. A text is looked for in lower case. */
export function* newestMoneyRows(
  tx: ReadTx,
  before: MoneyPlace = AFTER_ALL,
  text?: string,
): Generator<MoneyRow, undefined> {
  const read = (sql: string, keyOf: (place: MoneyPlace) => readonly [number, number], ...first: string[]) =>
    readBackwards(before, (place) => tx.all<MoneyRow>(sql, ...first, tx.organisationId, ...keyOf(place), AT_ONCE))
  const ofOrder = ({ at, sequence }: MoneyPlace) => [at, sequence] as const
  const orders = text === undefined ? read(ORDERS, ofOrder) : read(ORDERS_WITH, ofOrder, text.toLowerCase())
  const adjustments = read(ADJUSTMENTS, ({ at, sequence }) => [sequence, at])
  let [order, adjustment] = [orders.next().value, adjustments.next().value]
  while (order || adjustment) {
    const isOrder = order !== undefined && (!adjustment || order.sequence > adjustment.sequence)
    yield (isOrder ? order : adjustment) as MoneyRow
    if (isOrder) order = orders.next().value
    else adjustment = adjustments.next().value
  }
}

/** Finds the first order or adjustment of all. */
export function findOldestMoneyRow(tx: ReadTx): MoneyRow | undefined {
  const order = tx.get<MoneyRow>(
    `SELECT ${COLUMNS} FROM orders INDEXED BY orders_by_age
     WHERE organisation_id = ? ORDER BY created_at_ms, sequence LIMIT 1`,
    tx.organisationId,
  )
  const adjustment = tx.get<MoneyRow>(`${FROM_ADJUSTMENTS} ORDER BY sequence LIMIT 1`, tx.organisationId)
  return order && adjustment ? (order.sequence < adjustment.sequence ? order : adjustment) : (order ?? adjustment)
}

/** Rows that are read by one query. */
const AT_ONCE = 50

function* readBackwards(
  from: MoneyPlace,
  read: (before: MoneyPlace) => readonly MoneyRow[],
): Generator<MoneyRow, undefined> {
  let before = from
  for (;;) {
    const rows = read(before)
    yield* rows
    const last = rows.at(-1)
    if (rows.length < AT_ONCE || !last) return undefined
    before = last
  }
}

/** Finds the row of an order. */
export const findMoneyRow = (tx: ReadTx, reference: string): MoneyRow | undefined =>
  tx.get<MoneyRow>(
    `SELECT ${COLUMNS} FROM orders WHERE organisation_id = ? AND reference = ?`,
    tx.organisationId,
    reference.toLowerCase(),
  )

/** Finds the row of the order with this place. */
export const findMoneyRowAt = (tx: ReadTx, { at, sequence }: MoneyPlace): MoneyRow | undefined =>
  tx.get<MoneyRow>(
    `SELECT ${COLUMNS} FROM orders INDEXED BY orders_by_age
     WHERE organisation_id = ? AND created_at_ms = ? AND sequence = ?`,
    tx.organisationId,
    at,
    sequence,
  )

const LEAST_REFERENCE = '00000000-0000-0000-0000-000000000000'
const MOST_REFERENCE = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Lists the orders whose references begin with a text, in no order. */
export const listMoneyRowsBeginning = (tx: ReadTx, beginning: string, limit: number): MoneyRow[] =>
  tx.all<MoneyRow>(
    `SELECT ${COLUMNS} FROM orders WHERE organisation_id = ? AND reference >= ? AND reference <= ? LIMIT ?`,
    tx.organisationId,
    beginning + LEAST_REFERENCE.slice(beginning.length),
    beginning + MOST_REFERENCE.slice(beginning.length),
    limit,
  )

/** Finds the order of a call in the journal. */
export const findReferenceOfRequest = (tx: ReadTx, requestId: number): string | undefined =>
  tx.get<{ reference: string }>(
    `SELECT reference FROM orders INDEXED BY orders_by_request
     WHERE organisation_id = ? AND request_id = ? AND request_id IS NOT NULL LIMIT 1`,
    tx.organisationId,
    requestId,
  )?.reference

/** The money of one day (UTC). */
export interface DaySum {
  /** Days since 1970. */
  readonly day: number
  readonly cameIn: Milli
  readonly wentOut: Milli
  readonly movements: number
}

/** Lists the sums of the days from one to another, both inclusive, newest first. */
export const listDaySums = (tx: ReadTx, from: number, to: number, limit: number): DaySum[] =>
  tx.all<DaySum>(
    `SELECT day, came_in_milli AS cameIn, went_out_milli AS wentOut, movements FROM day_sums
     WHERE organisation_id = ? AND day BETWEEN ? AND ? ORDER BY day DESC LIMIT ?`,
    tx.organisationId,
    from,
    to,
    limit,
  )
