import type { AssignmentState } from '../../domain/assignment.ts'
import type { CallbackStatus } from '../../domain/callback.ts'
import type { ReadTx } from '../engine/state.ts'

/** The counts of an organisation's eSIMs, orders, stock, assignments and callbacks. */
export interface Figures {
  readonly esims: number
  readonly installed: number
  readonly orders: number
  /** Units of bundles in the inventory. */
  readonly stock: number
  readonly assignments: Partial<Readonly<Record<AssignmentState, number>>>
  readonly callbacks: Partial<Readonly<Record<CallbackStatus, number>>>
}

/** Counts the rows of an organisation. */
export function countAccount(tx: ReadTx): Figures {
  const counts = tx.get<{ esims: number; installed: number | null; orders: number; stock: number | null }>(
    `SELECT count(*) AS esims, sum(installed) AS installed,
       (SELECT count(*) FROM orders WHERE organisation_id = ?) AS orders,
       (SELECT sum(remaining) FROM purchases WHERE organisation_id = ? AND remaining > 0) AS stock
     FROM esims WHERE organisation_id = ? AND returning_since_ms IS NULL`,
    tx.organisationId,
    tx.organisationId,
    tx.organisationId,
  )
  const assignments = tx.all<{ state: AssignmentState; count: number }>(
    'SELECT state, count(*) AS count FROM assignments WHERE organisation_id = ? GROUP BY state',
    tx.organisationId,
  )
  const callbacks = tx.all<{ status: CallbackStatus; count: number }>(
    'SELECT status, count(*) AS count FROM callbacks WHERE organisation_id = ? GROUP BY status',
    tx.organisationId,
  )
  return {
    esims: counts?.esims ?? 0,
    installed: counts?.installed ?? 0,
    orders: counts?.orders ?? 0,
    stock: counts?.stock ?? 0,
    assignments: Object.fromEntries(assignments.map(({ state, count }) => [state, count])),
    callbacks: Object.fromEntries(callbacks.map(({ status, count }) => [status, count])),
  }
}
