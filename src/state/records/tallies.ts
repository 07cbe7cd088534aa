import type { AssignmentState } from '../../domain/assignment.ts'
import type { AlertType, CallbackStatus } from '../../domain/callback.ts'
import type { Tallies } from '../engine/counters.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

/** The name of the count of assignments in a state. */
export const assignmentsIn = (state: AssignmentState): string => `assignments.${state}`

/** The length of the ICCIDs that the emulator makes; `longIccids` counts those that are longer. */
export const USUAL_ICCID_LENGTH = 19

const CALLBACKS = 'callbacks.'

/** The name of the count of callbacks of a type in a status. */
export const callbacksIn = (status: CallbackStatus, alertType: AlertType): string =>
  `${CALLBACKS}${status}.${alertType}`

/**
 * Returns the counts of an organisation's rows, which every write keeps: `esims` in the account, those `installed`, `orders`, the units in `stock`, assignments by state, and callbacks by status and type. They are counted once in a file of
 * an earlier version, and after a state document was imported.
 */
export const getTallies = (tx: ReadTx): Tallies => tx.tallies(() => countRows(tx))

/** The number of callbacks in each status and of each type, where there are any. */
export const listCallbackTallies = (tx: ReadTx): { status: CallbackStatus; alertType: AlertType; count: number }[] =>
  Object.entries(getTallies(tx)).flatMap(([name, count]) => {
    if (!name.startsWith(CALLBACKS) || count === 0) return []
    const at = name.indexOf('.', CALLBACKS.length)
    const status = name.slice(CALLBACKS.length, at) as CallbackStatus
    return [{ status, alertType: name.slice(at + 1) as AlertType, count }]
  })

/** Counts every row. */
export function countRows(tx: ReadTx): Tallies {
  const one = <R>(sql: string) => tx.get<R>(sql, tx.organisationId) as R
  const { esims, installed, longIccids } = one<{ esims: number; installed: number | null; longIccids: number | null }>(
    `SELECT count(*) FILTER (WHERE returning_since_ms IS NULL) AS esims,
       sum(installed) FILTER (WHERE returning_since_ms IS NULL) AS installed,
       sum(length(iccid) > ${USUAL_ICCID_LENGTH}) AS longIccids FROM esims WHERE organisation_id = ?`,
  )
  const { orders } = one<{ orders: number }>('SELECT count(*) AS orders FROM orders WHERE organisation_id = ?')
  const { stock } = one<{ stock: number | null }>(
    `SELECT sum(remaining) AS stock FROM purchases INDEXED BY purchases_in_stock
     WHERE organisation_id = ? AND remaining > 0`,
  )
  const assignments = tx.all<{ state: AssignmentState; count: number }>(
    'SELECT state, count(*) AS count FROM assignments WHERE organisation_id = ? GROUP BY state',
    tx.organisationId,
  )
  const callbacks = tx.all<{ status: CallbackStatus; type: AlertType; count: number }>(
    `SELECT status, alert_type AS type, count(*) AS count FROM callbacks INDEXED BY callbacks_by_status
     WHERE organisation_id = ? GROUP BY status, alert_type`,
    tx.organisationId,
  )
  return {
    esims,
    installed: installed ?? 0,
    longIccids: longIccids ?? 0,
    orders,
    stock: stock ?? 0,
    ...Object.fromEntries(assignments.map(({ state, count }) => [assignmentsIn(state), count])),
    ...Object.fromEntries(callbacks.map(({ status, type, count }) => [callbacksIn(status, type), count])),
  }
}

/** Sets the counts of callbacks to 0, since all of them are deleted. */
export function clearCallbackTallies(tx: Tx): void {
  for (const { status, alertType, count } of listCallbackTallies(tx)) tx.tally(callbacksIn(status, alertType), -count)
}
