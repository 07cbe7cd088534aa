import { DomainError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

/** A named copy of an organisation's state. */
export interface Snapshot {
  readonly name: string
  readonly takenAt: Instant
}

/** The place of a snapshot's state: a copy; or a document, where an older version took it. */
export type SnapshotContent = { readonly copyId: number } | { readonly document: string }

/** Lists the snapshots by name. */
export const listSnapshots = (tx: ReadTx): Snapshot[] =>
  tx
    .all<{ name: string; taken_at_ms: number }>(
      'SELECT name, taken_at_ms FROM snapshots WHERE organisation_id = ? ORDER BY name',
      tx.organisationId,
    )
    .map((row) => ({ name: row.name, takenAt: row.taken_at_ms }))

/** Saves a copy as a snapshot, in place of one with the same name. Returns the copy of that one, where it had any. */
export function saveSnapshot(tx: Tx, { name, takenAt }: Snapshot, copyId: number): number | undefined {
  const earlier = findCopy(tx, name)?.copy_id
  tx.run(
    "INSERT OR REPLACE INTO snapshots (organisation_id, name, taken_at_ms, document, copy_id) VALUES (?, ?, ?, '', ?)",
    tx.organisationId,
    name,
    takenAt,
    copyId,
  )
  return earlier ?? undefined
}

/** Returns the content of a snapshot. Throws snapshot_not_found. */
export function getSnapshot(tx: ReadTx, name: string): Snapshot & { readonly content: SnapshotContent } {
  const row = findCopy(tx, name)
  if (!row) throw new DomainError('snapshot_not_found', { name })
  const content = row.copy_id === null ? { document: row.document } : { copyId: row.copy_id }
  return { name, takenAt: row.taken_at_ms, content }
}

/** Removes a snapshot, and returns its copy, where it has any. Throws snapshot_not_found. */
export function removeSnapshot(tx: Tx, name: string): number | undefined {
  const { content } = getSnapshot(tx, name)
  tx.run('DELETE FROM snapshots WHERE organisation_id = ? AND name = ?', tx.organisationId, name)
  return 'copyId' in content ? content.copyId : undefined
}

const findCopy = (tx: ReadTx, name: string) =>
  tx.get<{ copy_id: number | null; document: string; taken_at_ms: number }>(
    'SELECT copy_id, document, taken_at_ms FROM snapshots WHERE organisation_id = ? AND name = ?',
    tx.organisationId,
    name,
  )
