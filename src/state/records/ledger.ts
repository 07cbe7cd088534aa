import { groupBy } from '../../domain/group-by.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import type { OrderLine } from '../../domain/order.ts'
import type { ReadTx } from '../engine/state.ts'
import { getOrder } from './orders.ts'
import { getBalance } from './organisations.ts'

/** One change of the balance. */
export interface Movement {
  readonly at: Instant
  readonly kind: 'opening' | 'order' | 'refund' | 'topup' | 'adjustment'
  readonly reference: string
  readonly amount: Milli
  readonly balance: Milli
}

interface MovementRow {
  at: Instant
  sequence: number
  reference: string
  lines: string | null
  amount: Milli
  balance: Milli
}

/** The movements to list: the newest ones, and none before an instant. */
export interface MovementQuery {
  readonly since: Instant
  readonly limit: number
}

/**
 * Lists movements, oldest first, some up to each `yield`. All movements of an organisation begin with the opening balance, and
 * add up to the balance.
 */
export function* readMovements(tx: ReadTx, { since, limit }: MovementQuery): Generator<undefined, Movement[]> {
  const movements: Movement[] = []
  const { balance: present } = getBalance(tx)
  // Ends when one is left out: then there is no need to know the opening balance.
  for (const row of newestRows(tx)) {
    if (row.amount === 0) continue
    if (movements.length === limit || row.at < since) return movements.reverse()
    movements.push(movementOf(row))
    if (movements.length % AT_ONCE === 0) yield
  }
  const moved = movements.reduce((sum, { amount }) => sum + amount, 0)
  const balance = present - moved
  const opening: Movement = {
    at: movements.at(-1)?.at ?? tx.now,
    kind: 'opening',
    reference: '',
    amount: balance,
    balance,
  }
  if (movements.length < limit && opening.at >= since) movements.push(opening)
  return movements.reverse()
}

/** Rows that are read by one query. */
const AT_ONCE = 100

/** Reads orders and adjustments, newest first. */
function* newestRows(tx: ReadTx): Generator<MovementRow> {
  const [orders, adjustments] = [
    readBackwards(tx, ORDERS, ({ at, sequence }) => [at, sequence]),
    readBackwards(tx, ADJUSTMENTS, ({ at, sequence }) => [sequence, at]),
  ]
  let [order, adjustment] = [orders.next().value, adjustments.next().value]
  while (order || adjustment) {
    const isOrder = order && (!adjustment || order.sequence > adjustment.sequence)
    yield (isOrder ? order : adjustment) as MovementRow
    if (isOrder) order = orders.next().value
    else adjustment = adjustments.next().value
  }
}

// Numbers grow with time: the later of two rows has the higher one.
const ORDERS = `SELECT created_at_ms AS at, sequence, reference, lines, total_milli AS amount, running_balance_milli AS balance
  FROM orders INDEXED BY orders_by_age WHERE organisation_id = ? AND (created_at_ms, sequence) < (?, ?)
  ORDER BY created_at_ms DESC, sequence DESC LIMIT ?`
const ADJUSTMENTS = `SELECT at_ms AS at, sequence, '' AS reference, NULL AS lines, amount_milli AS amount, balance_milli AS balance
  FROM adjustments WHERE organisation_id = ? AND (sequence, at_ms) < (?, ?)
  ORDER BY sequence DESC LIMIT ?`

function* readBackwards(
  tx: ReadTx,
  sql: string,
  keyOf: (row: MovementRow) => readonly [number, number],
): Generator<MovementRow, undefined> {
  let before: readonly [number, number] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  for (;;) {
    const rows = tx.all<MovementRow>(sql, tx.organisationId, ...before, AT_ONCE)
    yield* rows
    const last = rows.at(-1)
    if (rows.length < AT_ONCE || !last) return undefined
    before = keyOf(last)
  }
}

function movementOf({ at, reference, lines, amount, balance }: MovementRow): Movement {
  if (lines === null) return { at, kind: 'adjustment', reference, amount, balance }
  const type = (JSON.parse(lines) as OrderLine[])[0]?.type
  if (type === 'bundleRefund') return { at, kind: 'refund', reference, amount: -amount, balance }
  if (type === 'topup' || type === 'apiTopup' || type === 'autoTopup')
    return { at, kind: 'topup', reference, amount, balance }
  return { at, kind: 'order', reference, amount: -amount, balance }
}

/** Two orders that look like one: the same request, repeated after the answer of the first was lost. */
export interface SuspectedDuplicates {
  readonly references: readonly string[]
  readonly item: string
  readonly amount: Milli
  readonly lostStatus: number | null
  readonly at: Instant
}

/** Finds orders that look placed twice, by the journal, which must be flushed. */
export function listSuspectedDuplicates(tx: ReadTx): SuspectedDuplicates[] {
  const placed = tx.all<{
    reference: string
    total: Milli
    status: number | null
    body: string
    at: Instant
  }>(
    `SELECT o.reference, o.total_milli AS total, r.status, r.request_body AS body, r.at_ms AS at
     FROM requests r CROSS JOIN orders o INDEXED BY orders_by_request
     WHERE r.organisation_id = ? AND r.request_body IS NOT NULL
       AND o.organisation_id = r.organisation_id AND o.request_id = r.id AND o.request_id IS NOT NULL
     ORDER BY o.sequence`,
    tx.organisationId,
  )
  const byBody = groupBy(placed, ({ body }) => body)
  return placed.flatMap((first) => {
    if (first.status === 200) return []
    const same = byBody.get(first.body) ?? []
    const again = same[same.indexOf(first) + 1]
    if (!again) return []
    return [
      {
        references: [first.reference, again.reference],
        item: getOrder(tx, first.reference).lines[0]?.item ?? '',
        amount: again.total,
        lostStatus: first.status,
        at: first.at,
      },
    ]
  })
}
