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

/** Lists every movement, oldest first. The first is the opening balance, and all of them add up to the balance. */
export function listMovements(tx: ReadTx): Movement[] {
  const rows = tx.all<MovementRow>(
    `SELECT created_at_ms AS at, sequence, reference, lines, total_milli AS amount, running_balance_milli AS balance
     FROM orders WHERE organisation_id = ?
     UNION ALL
     SELECT at_ms, sequence, '', NULL, amount_milli, balance_milli FROM adjustments WHERE organisation_id = ?
     ORDER BY sequence`,
    tx.organisationId,
    tx.organisationId,
  )
  const movements = rows.map(movementOf).filter(({ amount }) => amount !== 0)
  const moved = movements.reduce((sum, { amount }) => sum + amount, 0)
  const opening = getBalance(tx).balance - moved
  const start = movements[0]?.at ?? tx.now
  return [{ at: start, kind: 'opening', reference: '', amount: opening, balance: opening }, ...movements]
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
     FROM orders o JOIN requests r ON r.organisation_id = o.organisation_id AND r.id = o.request_id
     WHERE o.organisation_id = ? AND r.request_body IS NOT NULL ORDER BY o.sequence`,
    tx.organisationId,
  )
  return placed.flatMap((first, index) => {
    if (first.status === 200) return []
    const again = placed.slice(index + 1).find(({ body }) => body === first.body)
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
