import type { BundleChange } from '../../domain/catalogue-change.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

/**
 * A change of an organisation's catalogue. One to come is `scheduled`; one in force is `current`, with every field in which
 * the bundle differs from the emulator's catalogue; one that was followed by another is `past`, and kept as long as units
 * were bought under it.
 */
export interface CatalogueChange {
  /** The number of the edition that it makes. */
  readonly id: number
  readonly bundle: string
  readonly fields: BundleChange
  /** The bundle can no longer be ordered. */
  readonly withdrawn: boolean
  readonly status: 'scheduled' | 'current' | 'past'
  /** When it is due, or came into force. */
  readonly at: Instant
}

interface ChangeRow {
  id: number
  bundle: string
  fields: string
  withdrawn: number
  status: CatalogueChange['status']
  at_ms: Instant
}

const COLUMNS = 'id, bundle, fields, withdrawn, status, at_ms'

const fromRow = (row: ChangeRow): CatalogueChange => ({
  id: row.id,
  bundle: row.bundle,
  fields: JSON.parse(row.fields) as BundleChange,
  withdrawn: row.withdrawn === 1,
  status: row.status,
  at: row.at_ms,
})

/** Records a change under a new number. */
export function insertChange(tx: Tx, change: Omit<CatalogueChange, 'id'>): CatalogueChange {
  const id = tx.next('sequence')
  tx.run(
    'INSERT INTO catalogue_changes (organisation_id, id, bundle, fields, withdrawn, status, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    tx.organisationId,
    id,
    change.bundle,
    JSON.stringify(change.fields),
    change.withdrawn ? 1 : 0,
    change.status,
    change.at,
  )
  return { ...change, id }
}

/** Lists the changes in force by bundle, then those to come by their time. */
export const listChanges = (tx: ReadTx): CatalogueChange[] =>
  tx
    .all<ChangeRow>(
      `SELECT ${COLUMNS} FROM catalogue_changes WHERE organisation_id = ? AND status <> 'past'
       ORDER BY status, CASE status WHEN 'scheduled' THEN at_ms END, bundle, id`,
      tx.organisationId,
    )
    .map(fromRow)

/** Counts the changes in force and to come. */
export const countChanges = (tx: ReadTx): number =>
  tx.cached(
    'catalogue_changes',
    'count',
    () =>
      tx.get<{ count: number }>(
        `SELECT count(*) AS count FROM catalogue_changes WHERE organisation_id = ? AND status <> 'past'`,
        tx.organisationId,
      )?.count ?? 0,
  )

/** Finds the change that is in force for a bundle. */
export function findCurrentChange(tx: ReadTx, bundle: string): CatalogueChange | undefined {
  const row = tx.get<ChangeRow>(
    `SELECT ${COLUMNS} FROM catalogue_changes WHERE organisation_id = ? AND bundle = ? AND status = 'current'`,
    tx.organisationId,
    bundle,
  )
  return row && fromRow(row)
}

/** Takes a scheduled change off the list. */
export function takeScheduledChange(tx: Tx, id: number): CatalogueChange | undefined {
  const row = tx.get<ChangeRow>(
    `SELECT ${COLUMNS} FROM catalogue_changes WHERE organisation_id = ? AND id = ? AND status = 'scheduled'`,
    tx.organisationId,
    id,
  )
  if (row) removeChange(tx, id)
  return row && fromRow(row)
}

/** Ends a change that was in force. What was bought under it stays as it was bought. */
export function endChange(tx: Tx, id: number): void {
  const bought = tx.get(
    'SELECT 1 FROM purchases INDEXED BY purchases_by_edition WHERE organisation_id = ? AND edition = ? AND edition > 0 LIMIT 1',
    tx.organisationId,
    id,
  )
  if (bought) {
    tx.run(`UPDATE catalogue_changes SET status = 'past' WHERE organisation_id = ? AND id = ?`, tx.organisationId, id)
  } else removeChange(tx, id)
}

export function removeChange(tx: Tx, id: number): void {
  tx.run('DELETE FROM catalogue_changes WHERE organisation_id = ? AND id = ?', tx.organisationId, id)
}
