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
