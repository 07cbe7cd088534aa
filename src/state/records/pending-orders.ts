import { DomainError } from '../../domain/errors.ts'
import { type Instant, SECOND } from '../../domain/instant.ts'
import type { OrderWork } from '../../domain/order.ts'
import { assert } from '../engine/assert.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { schedule } from './events.ts'

/** An order or apply that was answered and is not carried out yet. */
export interface PendingOrder {
  readonly reference: string
  readonly work: OrderWork
}

/** Leaves the work of an order to an instant on the agenda. */
export function addPendingOrder(tx: Tx, { reference, work }: PendingOrder, dueAt: Instant): void {
  const id = tx.next('sequence')
  tx.run(
    'INSERT INTO pending_orders (organisation_id, id, reference, work) VALUES (?, ?, ?, ?)',
    tx.organisationId,
    id,
    reference,
    JSON.stringify(work),
  )
  schedule(tx, { dueAt, kind: 'order.complete', subject: id })
}

/** Counts the units of a pending order that are to be assigned. */
export const countPendingUnits = (tx: ReadTx, id: number): number =>
  tx.get<{ units: number }>(
    `SELECT json_array_length(work, '$.units') AS units FROM pending_orders WHERE organisation_id = ? AND id = ?`,
    tx.organisationId,
    id,
  )?.units ?? 0

/** Removes and returns a pending order, whose instant has come. */
export function takePendingOrder(tx: Tx, id: number): PendingOrder {
  const row = tx.get<{ reference: string; work: string }>(
    'SELECT reference, work FROM pending_orders WHERE organisation_id = ? AND id = ?',
    tx.organisationId,
    id,
  )
  assert(row !== undefined, 'an event order.complete names a pending order')
  tx.run('DELETE FROM pending_orders WHERE organisation_id = ? AND id = ?', tx.organisationId, id)
  return { reference: row.reference, work: JSON.parse(row.work) as OrderWork }
}

/** Throws order_processing, with the seconds that are left, for an order that is not carried out yet. */
export function requireCarriedOut(tx: ReadTx, reference: string): void {
  const row = tx.get<{ due_at_ms: Instant }>(
    `SELECT e.due_at_ms FROM pending_orders p JOIN events e
       ON e.organisation_id = p.organisation_id AND e.subject = p.id AND e.kind = ?
     WHERE p.organisation_id = ? AND p.reference = ?`,
    'order.complete',
    tx.organisationId,
    reference,
  )
  if (!row) return
  throw new DomainError('order_processing', { retryAfter: Math.max(1, Math.ceil((row.due_at_ms - tx.now) / SECOND)) })
}
