import type { Instant } from '../../domain/instant.ts'
import { assert } from '../engine/assert.ts'
import { json, mapRows, plain } from '../engine/mapping.ts'
import type { ReadTx, State, Tenant, Tx } from '../engine/state.ts'

/** A vendor call: its request and its answer. */
export interface JournalEntry {
  readonly id: number
  readonly at: Instant
  readonly method: string
  /** With its version prefix. */
  readonly path: string
  /** Without a key. */
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly operationId: string | null
  readonly iccid: string | null
  /** Null when no answer was sent. */
  readonly status: number | null
  readonly durationMs: number
  readonly requestBody: string | null
  readonly responseBody: string | null
  readonly reason: string | null
  /** The names of the call's headers that are recorded. */
  readonly headers: readonly string[]
}

const REQUESTS = mapRows<JournalEntry>('requests', {
  id: plain('id'),
  at: plain('at_ms'),
  method: plain('method'),
  path: plain('path'),
  query: json('query'),
  operationId: plain('operation_id'),
  iccid: plain('iccid'),
  status: plain('status'),
  durationMs: plain('duration_ms'),
  requestBody: plain('request_body'),
  responseBody: plain('response_body'),
  reason: plain('reason'),
  headers: json('headers'),
})

/** Calls that are kept of an organisation; older ones are deleted. */
export const CALLS_KEPT = 5_000

/** Calls that keep the bodies of their answers, which take the most room. */
export const ANSWERS_KEPT = 100

/** Writes calls, oldest first, and the highest id. */
export function appendRequests(tx: Tx, entries: readonly JournalEntry[]): void {
  const [first, last] = [entries[0], entries.at(-1)]
  if (!first || !last) return
  assert(first.id > 0 && Number.isSafeInteger(last.id), 'the ids of calls count from 1')
  for (const entry of entries) tx.run(REQUESTS.insert, tx.organisationId, ...REQUESTS.valuesOf(entry))
  const before = getRequestSequence(tx)
  // Calls that overlap end in any order: one with a lower id may be written later.
  const newest = Math.max(before, last.id)
  tx.run('UPDATE organisations SET request_sequence = ? WHERE id = ?', newest, tx.organisationId)
  tx.run('DELETE FROM requests WHERE organisation_id = ? AND id <= ?', tx.organisationId, newest - CALLS_KEPT)
  tx.run(
    'UPDATE requests SET response_body = NULL WHERE organisation_id = ? AND id BETWEEN ? AND ? AND response_body IS NOT NULL',
    tx.organisationId,
    // Older calls have lost their answers already.
    Math.min(first.id, before - ANSWERS_KEPT),
    newest - ANSWERS_KEPT,
  )
}

/** The last id that may have been used for a call: none up to it is used again. */
export const getLastReservedRequestId = (tx: ReadTx): number =>
  tx.get<{ last: number }>(
    'SELECT max(request_sequence, request_reserved) AS last FROM organisations WHERE id = ?',
    tx.organisationId,
  )?.last ?? 0

/** Reserves ids before their calls are written: after a crash none of them is used again. */
export function reserveRequestIds(state: State, tenant: Tenant, last: number): void {
  state.database.run('UPDATE organisations SET request_reserved = ? WHERE id = ?', last, tenant.id)
}

/** The id of the last call that was written. */
export const getRequestSequence = (tx: ReadTx): number =>
  tx.get<{ last: number }>('SELECT request_sequence AS last FROM organisations WHERE id = ?', tx.organisationId)
    ?.last ?? 0

export interface RequestQuery {
  readonly operationId?: string | undefined
  readonly method?: string | undefined
  readonly path?: string | undefined
  readonly status?: number | undefined
  readonly since?: Instant | undefined
  readonly iccid?: string | undefined
  /** Only calls with a higher id. */
  readonly after?: number | undefined
  /** Only calls with a lower id. */
  readonly before?: number | undefined
  readonly oldestFirst?: boolean
  /** Only calls that were refused or had no answer. */
  readonly refused?: boolean
  readonly limit: number
}

/** Lists the calls that match, newest first by default; a path may be a pattern. */
export function listRequests(tx: ReadTx, query: RequestQuery): JournalEntry[] {
  const path = query.path ?? null
  return tx
    .all(
      `SELECT ${REQUESTS.columns} FROM requests
       WHERE organisation_id = ? AND operation_id IS coalesce(?, operation_id) AND method = coalesce(?, method)
         AND status IS coalesce(?, status) AND at_ms >= ? AND iccid IS coalesce(?, iccid) AND id > ? AND id < ?
         AND (? IS NULL OR path_matches(?, path)) AND (? = 0 OR status IS NULL OR status >= 400) ORDER BY id ${query.oldestFirst ? 'ASC' : 'DESC'} LIMIT ?`,
      tx.organisationId,
      query.operationId ?? null,
      query.method?.toUpperCase() ?? null,
      query.status ?? null,
      query.since ?? 0,
      query.iccid ?? null,
      query.after ?? 0,
      query.before ?? Number.MAX_SAFE_INTEGER,
      path,
      path,
      query.refused ? 1 : 0,
      query.limit,
    )
    .map(REQUESTS.fromRow)
}

/** Finds a written call by its id. */
export function findRequest(tx: ReadTx, id: number): JournalEntry | undefined {
  const row = tx.get(
    `SELECT ${REQUESTS.columns} FROM requests WHERE organisation_id = ? AND id = ?`,
    tx.organisationId,
    id,
  )
  return row && REQUESTS.fromRow(row)
}

export function clearRequests(tx: Tx): void {
  tx.run('DELETE FROM requests WHERE organisation_id = ?', tx.organisationId)
}
