import { DomainError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import { assert } from '../engine/assert.ts'
import { json, mapRows, optionalJson, plain } from '../engine/mapping.ts'
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
  /** The text of a refusal. */
  readonly message: string | null
  /** Kept as long as the body of the answer. */
  readonly requestHeaders: Headers | null
  readonly responseHeaders: Headers | null
  /** The rows that the call wrote are numbered after the first number and up to the second; null for none. */
  readonly wroteAfter: number | null
  readonly wroteUpTo: number | null
}

/** Headers by their names, without keys. */
type Headers = Readonly<Record<string, string>>

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
  message: plain('message'),
  requestHeaders: optionalJson('request_headers'),
  responseHeaders: optionalJson('response_headers'),
  wroteAfter: plain('wrote_after'),
  wroteUpTo: plain('wrote_up_to'),
})

/** Calls that are kept of an organisation; older ones are deleted. */
export const CALLS_KEPT = 5_000

/** Calls that keep the bodies of their answers and all headers, which take the most room. */
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
    `UPDATE requests SET response_body = NULL, request_headers = NULL, response_headers = NULL
     WHERE organisation_id = ? AND id BETWEEN ? AND ? AND coalesce(response_body, request_headers) IS NOT NULL`,
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
  /** A status, a class such as `4xx`, `none` for no answer, or `refused`: 400 and more, or no answer. */
  readonly status?: number | string | undefined
  readonly since?: Instant | undefined
  readonly iccid?: string | undefined
  /** The reference of an order: the call that placed it, and those that have it in their path or query. */
  readonly order?: string | undefined
  /** Only calls with a higher id. */
  readonly after?: number | undefined
  /** Only calls with a lower id. */
  readonly before?: number | undefined
  readonly oldestFirst?: boolean
  readonly limit: number
}

/** Lists the calls that match, newest first by default; a path may be a pattern. */
export function listRequests(tx: ReadTx, query: RequestQuery): JournalEntry[] {
  const path = query.path ?? null
  const order = query.order ?? null
  const { from, to, orNone } = boundsOf(query.status)
  return tx
    .all(
      `SELECT ${REQUESTS.columns} FROM requests
       WHERE organisation_id = ? AND operation_id IS coalesce(?, operation_id) AND method = coalesce(?, method)
         AND (status BETWEEN ? AND ? OR (? = 1 AND status IS NULL)) AND at_ms >= ? AND iccid IS coalesce(?, iccid) AND id > ? AND id < ?
         AND (? IS NULL OR path_matches(?, path)) AND (? IS NULL OR id = ? OR instr(path, ?) OR instr(query, ?))
       ORDER BY id ${query.oldestFirst ? 'ASC' : 'DESC'} LIMIT ?`,
      tx.organisationId,
      query.operationId ?? null,
      query.method?.toUpperCase() ?? null,
      from,
      to,
      orNone,
      query.since ?? 0,
      query.iccid ?? null,
      query.after ?? 0,
      query.before ?? Number.MAX_SAFE_INTEGER,
      path,
      path,
      order,
      order === null ? null : findRequestOfOrder(tx, order),
      order,
      order,
      query.limit,
    )
    .map(REQUESTS.fromRow)
}

/** The statuses of a filter, and whether calls without an answer are among them. */
function boundsOf(status: number | string | undefined): { from: number; to: number; orNone: 0 | 1 } {
  if (status === undefined) return { from: 0, to: 999, orNone: 1 }
  if (status === 'none') return { from: 0, to: -1, orNone: 1 }
  if (status === 'refused') return { from: 400, to: 999, orNone: 1 }
  const from = typeof status === 'number' ? status : 100 * Number(status[0])
  return { from, to: typeof status === 'number' ? status : from + 99, orNone: 0 }
}

/** The id of the call that placed an order; null where it is not known. */
const findRequestOfOrder = (tx: ReadTx, reference: string): number | null =>
  tx.get<{ request_id: number | null }>(
    'SELECT request_id FROM orders WHERE organisation_id = ? AND reference = ?',
    tx.organisationId,
    reference,
  )?.request_id ?? null

/** Lists the ids of the callbacks that a call caused, oldest first. */
export const listCallbacksOfRequest = (tx: ReadTx, { wroteAfter, wroteUpTo }: JournalEntry, limit: number): number[] =>
  wroteAfter === null || wroteUpTo === null
    ? []
    : tx
        .all<{ id: number }>(
          'SELECT id FROM callbacks WHERE organisation_id = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?',
          tx.organisationId,
          wroteAfter,
          wroteUpTo,
          limit,
        )
        .map(({ id }) => id)

/** Finds the written call that caused a callback. The journal is bounded. */
export const findRequestOfCallback = (tx: ReadTx, callbackId: number): number | undefined =>
  tx.get<{ id: number }>(
    'SELECT id FROM requests WHERE organisation_id = ? AND wrote_after < ? AND wrote_up_to >= ? ORDER BY id DESC LIMIT 1',
    tx.organisationId,
    callbackId,
    callbackId,
  )?.id

/** Gets a written call by its id. Throws request_not_found. */
export function getRequest(tx: ReadTx, id: number): JournalEntry {
  const entry = findRequest(tx, id)
  if (!entry) throw new DomainError('request_not_found', { id })
  return entry
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
