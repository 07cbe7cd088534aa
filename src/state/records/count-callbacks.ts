import type { CallbackStatus } from '../../domain/callback.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ReadTx } from '../engine/state.ts'
import type { CallbackQuery } from './outbox.ts'

/** Counts the callbacks that match; with `tried`, those that were attempted. */
export function countCallbacks(tx: ReadTx, query: Omit<CallbackQuery, 'limit'>, { tried = false } = {}): number {
  const row = tx.get<{ count: number }>(
    `SELECT count(*) AS count FROM callbacks c
     WHERE organisation_id = ? AND iccid IS coalesce(?, iccid) AND alert_type = coalesce(?, alert_type)
       AND status = coalesce(?, status) AND id > ? AND id < ?
       AND (? OR status != 'pending' OR EXISTS (
         SELECT 1 FROM attempts a WHERE a.organisation_id = c.organisation_id AND a.callback_id = c.id))`,
    tx.organisationId,
    query.iccid ?? null,
    query.alertType ?? null,
    query.status ?? null,
    query.after ?? 0,
    query.before ?? Number.MAX_SAFE_INTEGER,
    tried ? 0 : 1,
  )
  return row?.count ?? 0
}

/** Counts the callbacks after an id by their status. */
export function countByStatus(tx: ReadTx, after: number): Record<CallbackStatus, number> {
  const rows = tx.all<{ status: CallbackStatus; count: number }>(
    'SELECT status, count(*) AS count FROM callbacks WHERE organisation_id = ? AND id > ? GROUP BY status',
    tx.organisationId,
    after,
  )
  return {
    ...{ delivered: 0, failed: 0, pending: 0, unsent: 0 },
    ...Object.fromEntries(rows.map(({ status, count }) => [status, count])),
  }
}

/** Lists when the newest callbacks were written, and their status. */
export const listStatuses = (tx: ReadTx, limit: number) =>
  tx.all<{ at: Instant; status: CallbackStatus }>(
    'SELECT created_at_ms AS at, status FROM callbacks WHERE organisation_id = ? ORDER BY id DESC LIMIT ?',
    tx.organisationId,
    limit,
  )
