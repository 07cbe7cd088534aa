import { groupBy } from '../../domain/group-by.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import type { OrderLine } from '../../domain/order.ts'
import type { ReadTx } from '../engine/state.ts'
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
 * Lists movements, oldest first. All movements of an organisation begin with the opening balance, and add up to the balance.
 */
export function listMovements(tx: ReadTx, { since, limit }: MovementQuery): Movement[] {
  const movements: Movement[] = []
  // Ends when one is left out: then there is no need to know the opening balance.
  for (const row of newestRows(tx)) {
    if (row.amount === 0) continue
    if (movements.length === limit || row.at < since) return movements.reverse()
    movements.push(movementOf(row))
  }
  const moved = movements.reduce((sum, { amount }) => sum + amount, 0)
  const balance = getBalance(tx).balance - moved
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
const AT_ONCE = 500

/** Reads orders and adjustments, newest first. */
function* newestRows(tx: ReadTx): Generator<MovementRow> {
  let before: readonly [at: Instant, sequence: number] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  for (;;) {
    const rows = tx.all<MovementRow>(
      `SELECT created_at_ms AS at, sequence, reference, lines, total_milli AS amount, running_balance_milli AS balance
       FROM orders INDEXED BY orders_by_age WHERE organisation_id = ? AND (created_at_ms, sequence) < (?, ?)
       UNION ALL
       SELECT at_ms, sequence, '', NULL, amount_milli, balance_milli FROM adjustments
       WHERE organisation_id = ? AND (at_ms, sequence) < (?, ?)
       ORDER BY at DESC, sequence DESC LIMIT ?`,
      tx.organisationId,
      ...before,
      tx.organisationId,
      ...before,
      AT_ONCE,
    )
    yield* rows
    const last = rows.at(-1)
    if (rows.length < AT_ONCE || !last) return
    before = [last.at, last.sequence]
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
    lines: string
    status: number | null
    body: string
    at: Instant
  }>(
    `SELECT o.reference, o.total_milli AS total, o.lines, r.status, r.request_body AS body, r.at_ms AS at
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
        item: (JSON.parse(first.lines) as OrderLine[])[0]?.item ?? '',
        amount: again.total,
        lostStatus: first.status,
        at: first.at,
      },
    ]
  })
}
