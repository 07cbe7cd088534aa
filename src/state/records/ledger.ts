import { groupBy } from '../../domain/group-by.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import type { ReadTx } from '../engine/state.ts'
import { amountOf, kindOf, type MoneyRow, type MovementKind, newestMoneyRows } from './money-rows.ts'
import { getOrder } from './orders.ts'
import { getBalance } from './organisations.ts'

/** One change of the balance. */
export interface Movement {
  readonly at: Instant
  readonly kind: 'opening' | MovementKind
  readonly reference: string
  readonly amount: Milli
  readonly balance: Milli
}

/** The movements to list: the newest ones, and none before an instant. */
export interface MovementQuery {
  readonly since: Instant
  readonly limit: number
}

/** The movements that are read together. */
const READ_AT_ONCE = 100

/**
 * Lists movements, oldest first, some up to each `yield`. All movements of an organisation begin with the opening balance, and
 * add up to the balance.
 */
export function* readMovements(tx: ReadTx, { since, limit }: MovementQuery): Generator<undefined, Movement[]> {
  const movements: Movement[] = []
  const { balance: present } = getBalance(tx)
  // Ends when one is left out: then there is no need to know the opening balance.
  for (const row of newestMoneyRows(tx)) {
    if (row.total === 0) continue
    if (movements.length === limit || row.at < since) return movements.reverse()
    movements.push(movementOf(row))
    if (movements.length % READ_AT_ONCE === 0) yield
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

const movementOf = (row: MoneyRow): Movement => ({
  at: row.at,
  kind: kindOf(row),
  reference: row.reference,
  amount: amountOf(row),
  balance: row.balance,
})

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
     WHERE r.organisation_id = ? AND r.operation_id = 'createOrder' AND r.request_body IS NOT NULL
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
