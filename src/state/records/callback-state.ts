import type { AlertType, CallbackStatus } from '../../domain/callback.ts'
import {
  CALLBACK_LIFECYCLE,
  type CallbackEvent,
  type CallbackState,
  STATUS_OF,
} from '../../domain/callback-lifecycle.ts'
import { DAY, type Instant } from '../../domain/instant.ts'
import { assert } from '../engine/assert.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { storedSql } from '../engine/stored-forms.ts'
import { schedule } from './events.ts'
import { callbacksIn } from './tallies.ts'

/** The condition on a row that is still to be sent. */
export const IS_PENDING = `status = ${storedSql('callbacks', 'status', 'pending')}`
/** The condition on a row that says `ready`. */
export const IS_READY = `${IS_PENDING} AND ready_at_ms IS NOT NULL AND held = 0`
/** The condition on a row that says `held`. */
const IS_HELD = `${IS_PENDING} AND held = 1`

interface StateColumns {
  readonly status: CallbackStatus
  readonly ready_at_ms: Instant | null
  readonly held: number
}

/** The columns of a state; a callback that is ready has been so since an instant. */
export const columnsOfState = (state: CallbackState, readyAt: Instant): StateColumns => ({
  status: STATUS_OF[state],
  ready_at_ms: state === 'ready' ? readyAt : null,
  held: state === 'held' ? 1 : 0,
})

interface StateRow extends StateColumns {
  readonly alert_type: AlertType
}

function stateOfRow({ status, ready_at_ms, held }: StateColumns): CallbackState {
  if (status !== 'pending') return status
  if (held === 1) return 'held'
  return ready_at_ms === null ? 'waiting' : 'ready'
}

/** The state of a callback, and its type; undefined when there is none of that id. */
function findState(tx: ReadTx, id: number): { state: CallbackState; row: StateRow } | undefined {
  const row = tx.get<StateRow>(
    'SELECT status, ready_at_ms, held, alert_type FROM callbacks WHERE organisation_id = ? AND id = ?',
    tx.organisationId,
    id,
  )
  return row && { state: stateOfRow(row), row }
}

/** The state of a callback; undefined when there is none of that id. */
export const findCallbackState = (tx: ReadTx, id: number): CallbackState | undefined => findState(tx, id)?.state

/**
 * Takes a callback to the state that an event leads to, and returns that state; undefined when the event changes nothing.
 * `at` is the instant of the event, of an attempt the one at which it was made.
 */
export function applyCallbackEvent(tx: Tx, id: number, event: CallbackEvent, at: Instant): CallbackState | undefined {
  const before = findState(tx, id)
  const after = before && CALLBACK_LIFECYCLE[before.state][event]
  if (!after) return undefined
  const isAttempt = event === 'succeed' || event === 'retry' || event === 'give-up'
  const { status, ready_at_ms, held } = columnsOfState(after, at)
  const changed = tx.run(
    `UPDATE callbacks SET status = ?, ready_at_ms = ?, held = ?, tried_at_ms = coalesce(?, tried_at_ms)
     WHERE organisation_id = ? AND id = ?`,
    status,
    ready_at_ms,
    held,
    isAttempt ? at : null,
    tx.organisationId,
    id,
  )
  assert(changed === 1, 'a callback that has a state has one row')
  const { alert_type: alertType } = before.row
  tx.tally(callbacksIn(before.row.status, alertType), -1)
  tx.tally(callbacksIn(status, alertType), 1)
  return after
}

/** Puts a callback off, on the organisation's clock; later callbacks of its eSIM wait for it. */
export function delayCallback(tx: Tx, id: number, at: Instant): void {
  if (applyCallbackEvent(tx, id, 'delay', tx.now)) schedule(tx, { dueAt: at, kind: 'callback.retry', subject: id }, id)
}

/** Lets the next callback of the same eSIM go first; when none comes within a day, this one goes all the same. */
export function holdCallback(tx: Tx, id: number, at: Instant): void {
  if (!applyCallbackEvent(tx, id, 'hold', tx.now)) return
  schedule(tx, { dueAt: at + DAY, kind: 'callback.retry', subject: id }, id)
}

/** Releases the callbacks of an eSIM that were held to let the one of this id go first. */
export function releaseHeld(
  tx: Tx,
  { id, iccid }: { readonly id: number; readonly iccid: string | null },
  at: Instant,
): void {
  const held = tx.all<{ id: number }>(
    `SELECT id FROM callbacks INDEXED BY callbacks_pending
     WHERE organisation_id = ? AND iccid IS ? AND id < ? AND ${IS_HELD}`,
    tx.organisationId,
    iccid,
    id,
  )
  for (const each of held) applyCallbackEvent(tx, each.id, 'release', at)
}

/** Makes a callback ready to be sent: its pause is over. */
export function retryCallback(tx: Tx, id: number): void {
  applyCallbackEvent(tx, id, 'resume', tx.now)
}

/** Whether a fault may still hit a callback: each callback gives faults one chance. */
export const canBeFaulted = (tx: ReadTx, id: number): boolean =>
  tx.get('SELECT 1 FROM callbacks WHERE organisation_id = ? AND id = ? AND struck = 0', tx.organisationId, id) !==
  undefined

/** Records that faults have had their chance with a callback, and the reason of the one that hit it. */
export function markFaulted(tx: Tx, id: number, reason: string | null): void {
  tx.run(
    'UPDATE callbacks SET struck = 1, reason = ? WHERE organisation_id = ? AND id = ?',
    reason,
    tx.organisationId,
    id,
  )
}
