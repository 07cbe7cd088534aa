import type {
  AlertType,
  Attempt,
  Callback,
  CallbackAlert,
  CallbackStatus,
  CallbackVersion,
  SignatureEncoding,
} from '../../domain/callback.ts'
import { INTERRUPTED, isSuccess, retryPauseMs } from '../../domain/callback.ts'
import { STATUS_OF } from '../../domain/callback-lifecycle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/instant.ts'
import { assert } from '../engine/assert.ts'
import { MOST_IN_ONE_PIECE, type WriteInPieces } from '../engine/in-pieces.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { type CallbackQuery, listCallbackIds } from './callback-list.ts'
import { applyCallbackEvent, columnsOfState, IS_PENDING, IS_READY, releaseHeld } from './callback-state.ts'
import { schedule, unschedule } from './events.ts'
import { getSettings } from './organisations.ts'
import { callbacksIn, clearCallbackTallies } from './tallies.ts'

interface CallbackRow {
  id: number
  created_at_ms: Instant
  alert_type: AlertType
  iccid: string | null
  url: string
  version: CallbackVersion
  status: CallbackStatus
  body: string
  encoding: SignatureEncoding
  headers: string | null
  reason: string | null
}

interface AttemptRow {
  at_ms: Instant
  status: number | null
  duration_ms: number
  error: string | null
  response_body: string | null
}

const COLUMNS = 'id, created_at_ms, alert_type, iccid, url, version, status, body, encoding, headers, reason'

/** Enqueues a callback in the transaction of its cause; without a callback URL it stays unsent. */
export function enqueueCallback(tx: Tx, notice: CallbackAlert): number {
  const { callbackUrl, callbackVersion: version, callbackEncoding: encoding, dialect } = getSettings(tx)
  const body = tx.renderBody(notice, version, dialect)
  const id = tx.next('sequence')
  const nowhere = callbackUrl === ''
  const ready = nowhere ? hasReadyCallbacks(tx) : true
  const { status, ready_at_ms } = columnsOfState(nowhere ? 'unsent' : 'ready', tx.now)
  tx.run(
    `INSERT INTO callbacks (organisation_id, id, alert_type, iccid, url, version, status, body, encoding,
      created_at_ms, ready_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    id,
    notice.alertType,
    'iccid' in notice ? (notice.iccid ?? null) : null,
    callbackUrl,
    version,
    status,
    body,
    encoding,
    tx.now,
    ready_at_ms,
  )
  tx.tally(callbacksIn(status, notice.alertType), 1)
  cacheReady(tx, ready)
  return id
}

function withAttempts(tx: ReadTx, row: CallbackRow): Callback {
  const attempts = tx.all<AttemptRow>(
    `SELECT at_ms, status, duration_ms, error, response_body FROM attempts
     WHERE organisation_id = ? AND callback_id = ? ORDER BY number`,
    tx.organisationId,
    row.id,
  )
  return {
    id: row.id,
    createdAt: row.created_at_ms,
    alertType: row.alert_type,
    iccid: row.iccid,
    url: row.url,
    version: row.version,
    status: row.status,
    body: row.body,
    headers:
      row.headers === null ? tx.signBody(row.body, row) : (JSON.parse(row.headers) as Readonly<Record<string, string>>),
    reason: row.reason,
    attempts: attempts.map((attempt) => ({
      at: attempt.at_ms,
      status: attempt.status,
      durationMs: attempt.duration_ms,
      error: attempt.error,
      responseBody: attempt.response_body,
    })),
  }
}

/** Finds a callback by its id. */
export function findCallback(tx: ReadTx, id: number): Callback | undefined {
  const row = tx.get<CallbackRow>(
    `SELECT ${COLUMNS} FROM callbacks WHERE organisation_id = ? AND id = ?`,
    tx.organisationId,
    id,
  )
  return row && withAttempts(tx, row)
}

/** Gets a callback by its id. Throws callback_not_found. */
export function getCallback(tx: ReadTx, id: number): Callback {
  const callback = findCallback(tx, id)
  if (!callback) throw new DomainError('callback_not_found', { id })
  return callback
}

/** Lists the callbacks that match, newest first by default. */
export const listCallbacks = (tx: ReadTx, query: CallbackQuery): Callback[] =>
  listCallbackIds(tx, query).flatMap((id) => findCallback(tx, id) ?? [])

/** Lists the ids of pending callbacks, oldest first. */
export const listPendingIds = (tx: ReadTx): number[] =>
  tx
    .all<{ id: number }>(
      `SELECT id FROM callbacks INDEXED BY callbacks_pending WHERE organisation_id = ? AND ${IS_PENDING} ORDER BY id`,
      tx.organisationId,
    )
    .map(({ id }) => id)

/** Deletes every callback, its attempts and its retry. */
export function* clearCallbacks(tx: Tx): WriteInPieces<void> {
  const isLarge = listCallbackIds(tx, { limit: MOST_IN_ONE_PIECE + 1 }).length > MOST_IN_ONE_PIECE
  if (isLarge) yield
  for (;;) {
    const last = listCallbackIds(tx, { limit: MOST_IN_ONE_PIECE, oldestFirst: true }).at(-1)
    if (last === undefined) break
    deleteUpTo(tx, last)
    if (isLarge) yield
  }
  clearCallbackTallies(tx)
}

/** Deletes the callbacks up to an id. */
function deleteUpTo(tx: Tx, last: number): void {
  tx.run(
    `DELETE FROM events INDEXED BY events_by_subject WHERE organisation_id = ? AND kind = ?
       AND subject IN (SELECT id FROM callbacks WHERE organisation_id = ? AND id <= ?)`,
    tx.organisationId,
    'callback.retry',
    tx.organisationId,
    last,
  )
  tx.run('DELETE FROM attempts WHERE organisation_id = ? AND callback_id <= ?', tx.organisationId, last)
  tx.run('DELETE FROM callbacks WHERE organisation_id = ? AND id <= ?', tx.organisationId, last)
}

/** A callback that can be sent now, and the instant at which it became ready. */
export interface ReadyCallback {
  readonly callback: Callback
  readonly at: Instant
}

/**
 * Lists the ids of the callbacks to send now: the oldest pending one of each eSIM, unless it waits for a retry, which keeps the
 * order within an eSIM. Callbacks without an eSIM are one queue of their own.
 */
export const listReadyIds = (tx: ReadTx, limit: number): number[] =>
  tx
    .all<{ id: number }>(
      `SELECT id FROM callbacks
       WHERE organisation_id = ? AND ready_at_ms IS NOT NULL AND id IN (
         SELECT min(id) FROM callbacks INDEXED BY callbacks_pending WHERE organisation_id = ? AND ${IS_PENDING} AND held = 0 GROUP BY iccid
       ) ORDER BY id LIMIT ?`,
      tx.organisationId,
      tx.organisationId,
      limit,
    )
    .map(({ id }) => id)

/**
 * Finds a callback that is ready.
 *
 * The instant is the one of the organisation's clock at which the callback became ready, or the first of its queue. It does
 * not depend on how long sending takes, so retries are due at the same instants in every clock mode.
 */
export function findReadyCallback(tx: ReadTx, id: number): ReadyCallback | undefined {
  const row = tx.get<CallbackRow & { ready_at_ms: Instant; tried_before_ms: Instant | null }>(
    `SELECT ${COLUMNS}, ready_at_ms,
      (SELECT tried_at_ms FROM callbacks b
       WHERE b.organisation_id = a.organisation_id AND b.iccid IS a.iccid AND b.id < a.id AND tried_at_ms IS NOT NULL
       ORDER BY b.id DESC LIMIT 1) AS tried_before_ms
     FROM callbacks a WHERE organisation_id = ? AND id = ? AND ${IS_READY}`,
    tx.organisationId,
    id,
  )
  return row && { callback: withAttempts(tx, row), at: Math.max(row.ready_at_ms, row.tried_before_ms ?? 0) }
}

/** Whether any callback is ready. */
export const hasReadyCallbacks = (tx: ReadTx): boolean =>
  tx.cached(
    'callbacks',
    READY,
    () =>
      tx.get(
        `SELECT 1 FROM callbacks INDEXED BY callbacks_pending WHERE organisation_id = ? AND ${IS_READY} LIMIT 1`,
        tx.organisationId,
      ) !== undefined,
  )

const READY = 'ready'

/** Caches the answer of hasReadyCallbacks after a write, since it is asked after every event. */
const cacheReady = (tx: ReadTx, ready: boolean): boolean => tx.cached('callbacks', READY, () => ready)

interface TriesRow {
  iccid: string | null
  created_at_ms: Instant
  attempts: number
  interrupted: number
}

/** Counts the attempts of a callback; undefined when there is none of that id. */
const countAttempts = (tx: ReadTx, id: number): TriesRow | undefined =>
  tx.get<TriesRow>(
    `SELECT iccid, created_at_ms,
       (SELECT count(*) FROM attempts b WHERE b.organisation_id = a.organisation_id AND b.callback_id = a.id) AS attempts,
       (SELECT count(*) FROM attempts b
        WHERE b.organisation_id = a.organisation_id AND b.callback_id = a.id AND b.error = ?) AS interrupted
     FROM callbacks a WHERE organisation_id = ? AND id = ?`,
    INTERRUPTED,
    tx.organisationId,
    id,
  )

/**
 * Records an attempt, and schedules the next one where there is to be one; nothing when the callback was cleared meanwhile. After
 * an interrupted attempt the callback stays ready, and is sent when the state is opened next.
 */
export function recordAttempt(tx: Tx, id: number, attempt: Attempt, { final = false } = {}): void {
  const before = countAttempts(tx, id)
  if (!before) return
  assert(attempt.at >= before.created_at_ms, 'a callback is attempted after its cause')
  tx.run(
    `INSERT INTO attempts (organisation_id, callback_id, number, at_ms, status, duration_ms, error, response_body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    tx.organisationId,
    id,
    before.attempts + 1,
    attempt.at,
    attempt.status,
    attempt.durationMs,
    attempt.error,
    attempt.responseBody,
  )
  if (attempt.error === INTERRUPTED) return
  const tries = before.attempts - before.interrupted + 1
  releaseHeld(tx, { id, iccid: before.iccid }, attempt.at)
  const isLast = final || tries > getSettings(tx).callbackRetries
  const event = isSuccess(attempt) ? 'succeed' : isLast ? 'give-up' : 'retry'
  const state = applyCallbackEvent(tx, id, event, attempt.at)
  assert(state !== undefined, 'an attempt is recorded for a callback that is there')
  unschedule(tx, 'callback.retry', id)
  if (STATUS_OF[state] !== 'pending') return
  const retry = { dueAt: attempt.at + retryPauseMs(tries), kind: 'callback.retry', subject: id } as const
  // By the callback's own id: the duration of an attempt must not decide which ids come next.
  schedule(tx, retry, id)
}

/** Gives an unsent callback its address. */
export function setCallbackUrl(tx: Tx, id: number, url: string): void {
  tx.run('UPDATE callbacks SET url = ? WHERE organisation_id = ? AND id = ?', url, tx.organisationId, id)
}
