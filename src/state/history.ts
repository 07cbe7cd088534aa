import type { HistoryEntry, HistoryName } from '../domain/esim.ts'
import type { Stamp } from '../domain/instant.ts'
import type { ReadTx, Tx } from './state.ts'

/** What an entry tells beside its name; what does not apply is empty. */
export interface HistoryFacts {
  readonly bundle?: string
  readonly bundleState?: string
  readonly alertType?: string
}

/** Adds a line to an eSIM's history, at this transaction's stamp. */
export function recordHistory(tx: Tx, iccid: string, name: HistoryName, facts: HistoryFacts = {}): void {
  tx.run(
    `INSERT INTO history (organisation_id, iccid, sequence, name, bundle, bundle_state, alert_type, at_us)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    iccid,
    tx.next('sequence'),
    name,
    facts.bundle ?? '',
    facts.bundleState ?? '',
    facts.alertType ?? '',
    tx.stamp,
  )
}

const OF_ESIM =
  'organisation_id = ? AND CAST(substr(iccid, 9) AS INTEGER) = CAST(substr(?, 9) AS INTEGER) AND iccid = ?'

/** One page of an eSIM's history, newest first, and how many entries there are in all. */
export function listHistory(
  tx: ReadTx,
  iccid: string,
  paging: { readonly page: number; readonly perPage: number },
): { rows: number; entries: HistoryEntry[] } {
  const entries = tx.all<{ name: HistoryName; bundle: string; bundle_state: string; alert_type: string; at_us: Stamp }>(
    `SELECT name, bundle, bundle_state, alert_type, at_us FROM history INDEXED BY history_by_esim
     WHERE ${OF_ESIM} ORDER BY sequence DESC LIMIT ? OFFSET ?`,
    tx.organisationId,
    iccid,
    iccid,
    paging.perPage,
    (paging.page - 1) * paging.perPage,
  )
  const count = tx.get<{ rows: number }>(
    `SELECT count(*) AS rows FROM history INDEXED BY history_by_esim WHERE ${OF_ESIM}`,
    tx.organisationId,
    iccid,
    iccid,
  )
  return {
    rows: count?.rows ?? 0,
    entries: entries.map((row) => ({
      name: row.name,
      bundle: row.bundle,
      bundleState: row.bundle_state,
      alertType: row.alert_type,
      at: row.at_us,
    })),
  }
}
