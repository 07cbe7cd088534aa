import type { Act, ActDetails, ActKind, UsedBytes } from '../../domain/act.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { listAssignments } from './assignments.ts'

/** The bytes used of each bundle in use. Usage up to now must be settled. */
export const usedOfActive = (tx: ReadTx, iccid: string): UsedBytes =>
  listAssignments(tx, iccid)
    .filter(({ state }) => state === 'active')
    .map(({ id, initialBytes, remainingBytes }) => [id, initialBytes - remainingBytes])

/** Records what a traveller did, with the data used of the bundles in use. Usage up to now must be settled. */
export function recordAct(tx: Tx, iccid: string, kind: ActKind, details: ActDetails = {}): void {
  const used = usedOfActive(tx, iccid)
  tx.run(
    `INSERT INTO acts (organisation_id, id, iccid, kind, details, at_ms)
     VALUES (?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    lastActId(tx) + 1,
    iccid,
    kind,
    JSON.stringify(used.length === 0 ? details : { ...details, used }),
    tx.now,
  )
}

interface ActRow {
  id: number
  iccid: string
  kind: ActKind
  details: string
  at_ms: Instant
}

const fromRow = ({ at_ms, details, ...row }: ActRow): Act => ({ ...row, details: JSON.parse(details), at: at_ms })

/** Lists the acts of an eSIM's traveller, oldest first. */
export const listActs = (tx: ReadTx, iccid: string): Act[] =>
  tx
    .all<ActRow>(
      `SELECT id, iccid, kind, details, at_ms FROM acts INDEXED BY acts_by_esim
       WHERE organisation_id = ? AND iccid = ? ORDER BY id`,
      tx.organisationId,
      iccid,
    )
    .map(fromRow)

/** The number of the last act; 0 before the first. */
export const lastActId = (tx: ReadTx): number =>
  tx.get<{ id: number }>('SELECT id FROM acts WHERE organisation_id = ? ORDER BY id DESC LIMIT 1', tx.organisationId)
    ?.id ?? 0

/** Lists the acts after a number, oldest first. */
export const listActsAfter = (tx: ReadTx, after: number, limit: number): Act[] =>
  tx
    .all<ActRow>(
      'SELECT id, iccid, kind, details, at_ms FROM acts WHERE organisation_id = ? AND id > ? ORDER BY id LIMIT ?',
      tx.organisationId,
      after,
      limit,
    )
    .map(fromRow)
