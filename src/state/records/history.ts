import { type HistoryEntry, type HistoryName, LAST_ACTION_OF } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

/** The details of an entry; one that does not apply is empty. */
export interface HistoryDetails {
  readonly bundle?: string
  readonly bundleState?: string
  readonly alertType?: string
}

/** Adds an entry to an eSIM's history, and makes it the eSIM's last action where there is a word for it. */
export function recordHistory(tx: Tx, iccid: string, name: HistoryName, details: HistoryDetails = {}): void {
  addToHistory(tx, iccid, name, details)
  const action = LAST_ACTION_OF[name]
  if (action === undefined) return
  tx.run(
    'UPDATE esims SET last_action = ?, action_at_ms = ? WHERE organisation_id = ? AND iccid = ?',
    action,
    tx.now,
    tx.organisationId,
    iccid,
  )
}

/** Adds an entry to an eSIM's history, for a caller that writes the last action itself. */
export function addToHistory(tx: Tx, iccid: string, name: HistoryName, details: HistoryDetails, at = tx.now): void {
  tx.run(
    `INSERT INTO history (organisation_id, iccid, sequence, name, bundle, bundle_state, alert_type, at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    iccid,
    tx.next('sequence'),
    name,
    details.bundle ?? '',
    details.bundleState ?? '',
    details.alertType ?? '',
    at,
  )
}

interface HistoryRow {
  sequence: number
  name: HistoryName
  bundle: string
  bundle_state: string
  alert_type: string
  at_ms: Instant
}

const OF_ESIM = 'organisation_id = ? AND iccid = ?'

/** Lists one page of an eSIM's history, newest first, and counts all entries. */
export function listHistory(
  tx: ReadTx,
  iccid: string,
  paging: { readonly page: number; readonly perPage: number },
): { rows: number; entries: HistoryEntry[] } {
  const entries = tx.all<HistoryRow>(
    `SELECT sequence, name, bundle, bundle_state, alert_type, at_ms FROM history INDEXED BY history_by_esim
     WHERE ${OF_ESIM} ORDER BY sequence DESC LIMIT ? OFFSET ?`,
    tx.organisationId,
    iccid,
    paging.perPage,
    (paging.page - 1) * paging.perPage,
  )
  const count = tx.get<{ rows: number }>(
    `SELECT count(*) AS rows FROM history INDEXED BY history_by_esim WHERE ${OF_ESIM}`,
    tx.organisationId,
    iccid,
  )
  return {
    rows: count?.rows ?? 0,
    entries: entries.map((row) => ({
      sequence: row.sequence,
      name: row.name,
      bundle: row.bundle,
      bundleState: row.bundle_state,
      alertType: row.alert_type,
      at: row.at_ms,
    })),
  }
}

/** Lists the usage alerts after a number, of all eSIMs, oldest first. */
export const listAlertsAfter = (tx: ReadTx, after: number, limit: number) =>
  tx.all<{ iccid: string; sequence: number; alertType: string; at: Instant }>(
    `SELECT iccid, sequence, alert_type AS alertType, at_ms AS at FROM history
     WHERE organisation_id = ? AND sequence > ? AND alert_type != '' ORDER BY sequence LIMIT ?`,
    tx.organisationId,
    after,
    limit,
  )
