import type { CallbackStatus } from '../../domain/callback.ts'
import { STATUS_OF } from '../../domain/callback-lifecycle.ts'
import type { Instant } from '../../domain/instant.ts'
import { BUNDLE_OF_CALLBACK } from '../engine/list-indexes.ts'
import type { ReadTx } from '../engine/state.ts'
import { storedSql } from '../engine/stored-forms.ts'
import { IS_PENDING } from './callback-state.ts'
import { listCallbackTallies } from './tallies.ts'

export interface CallbackQuery {
  readonly iccid?: string | undefined
  readonly alertType?: string | undefined
  readonly status?: string | undefined
  /** The name of the bundle that they are about. */
  readonly bundle?: string | undefined
  readonly limit: number
  /** Only those with a higher id. */
  readonly after?: number
  /** Only those with a lower id. */
  readonly before?: number | undefined
  readonly oldestFirst?: boolean
}

/** Lists the ids of the callbacks that match, newest first by default. */
export function listCallbackIds(tx: ReadTx, query: CallbackQuery): number[] {
  const order = query.oldestFirst ? 'ASC' : 'DESC'
  const ids = (rest: string, ...values: (string | number)[]) =>
    tx
      .all<{ id: number }>(
        `SELECT id FROM callbacks ${rest} AND id > ? AND id < ? ORDER BY id ${order} LIMIT ?`,
        tx.organisationId,
        ...values,
        ...boundsOf(query),
        query.limit,
      )
      .map(({ id }) => id)
  if (query.iccid !== undefined) {
    const { condition, values } = ofEsim(query)
    return ids(`INDEXED BY callbacks_by_esim WHERE organisation_id = ? AND ${condition}`, ...values)
  }
  if (query.alertType === undefined && query.status === undefined && query.bundle === undefined) {
    return ids('WHERE organisation_id = ?')
  }
  return groupsOf(tx, query)
    .flatMap((group) => ids(...rowsOfGroup(group, query)))
    .sort((a, b) => (query.oldestFirst ? a - b : b - a))
    .slice(0, query.limit)
}

interface Group {
  readonly status: string
  readonly alertType: string
}

/** The rows of a status and type, of a bundle where one is wanted: the rest of a statement, and its values. */
const rowsOfGroup = (
  { status, alertType }: Group,
  { bundle }: Pick<CallbackQuery, 'bundle'>,
): readonly [string, ...string[]] =>
  bundle === undefined ? [OF_GROUP, status, alertType] : [OF_GROUP_AND_BUNDLE, status, alertType, bundle]

const OF_GROUP = 'INDEXED BY callbacks_by_status WHERE organisation_id = ? AND status = ? AND alert_type = ?'
const OF_BUNDLE = `${BUNDLE_OF_CALLBACK} = store_bundle_name(?)`
const OF_GROUP_AND_BUNDLE = `INDEXED BY callbacks_by_bundle
  WHERE organisation_id = ? AND status = ? AND alert_type = ? AND ${OF_BUNDLE}`

/** The statuses and types that match and have callbacks: an index has the callbacks of each in order. */
const groupsOf = (tx: ReadTx, { status, alertType }: Omit<CallbackQuery, 'limit'>) =>
  listCallbackTallies(tx).filter(
    (group) =>
      (status === undefined || group.status === status) && (alertType === undefined || group.alertType === alertType),
  )

/** The condition on the callbacks of one eSIM, which are few. */
function ofEsim({ iccid = '', alertType, status, bundle }: Omit<CallbackQuery, 'limit'>) {
  const others = [
    ...(alertType === undefined ? [] : [['alert_type = ?', alertType] as const]),
    ...(status === undefined ? [] : [['status = ?', status] as const]),
    ...(bundle === undefined ? [] : [[OF_BUNDLE, bundle] as const]),
  ]
  return {
    condition: ['iccid = ?', ...others.map(([condition]) => condition)].join(' AND '),
    values: [iccid, ...others.map(([, value]) => value)],
  }
}

const boundsOf = ({ after = 0, before = Number.MAX_SAFE_INTEGER }: Omit<CallbackQuery, 'limit'>) => [after, before]

const WAS_TRIED = `AND (NOT ${IS_PENDING} OR EXISTS (
  SELECT 1 FROM attempts a WHERE a.organisation_id = c.organisation_id AND a.callback_id = c.id))`

/** Counts the callbacks that match, up to the limit; with `tried`, those that were attempted. */
export function countCallbacks(tx: ReadTx, query: CallbackQuery, { tried = false } = {}): number {
  const count = (rest: string, isTried: boolean, limit: number, ...values: (string | number)[]) =>
    tx.get<{ count: number }>(
      `SELECT count(*) AS count FROM (
         SELECT 1 FROM callbacks c ${rest} AND id > ? AND id < ? ${isTried ? WAS_TRIED : ''} LIMIT ?)`,
      tx.organisationId,
      ...values,
      ...boundsOf(query),
      limit,
    )?.count ?? 0
  if (query.iccid !== undefined) {
    const { condition, values } = ofEsim(query)
    return count(
      `INDEXED BY callbacks_by_esim WHERE organisation_id = ? AND ${condition}`,
      tried,
      query.limit,
      ...values,
    )
  }
  return groupsOf(tx, query).reduce((sum, group) => {
    const [rows, ...values] = rowsOfGroup(group, query)
    return sum + count(rows, tried && group.status === 'pending', query.limit - sum, ...values)
  }, 0)
}

/** Counts the callbacks of each status. */
const COUNTS = [...new Set(Object.values(STATUS_OF))]
  .map((status) => `sum(status = ${storedSql('callbacks', 'status', status)}) AS ${status}`)
  .join(', ')

/** The callbacks that are counted together: some milliseconds. */
const COUNTED_AT_ONCE = 5_000

/** Counts the callbacks after an id by their status, some up to each `yield`. */
export function* countByStatus(tx: ReadTx, after: number): Generator<undefined, Record<CallbackStatus, number>> {
  const sum = { delivered: 0, failed: 0, pending: 0, unsent: 0 }
  for (let last: number | null = after; last !== null; ) {
    const row: CountedPart | undefined = tx.get(
      // In the order of ids: an index by status would be read from its beginning.
      `SELECT max(id) AS last, ${COUNTS}
       FROM (SELECT id, status FROM callbacks WHERE organisation_id = ? AND id > ? ORDER BY id LIMIT ?)`,
      tx.organisationId,
      last,
      COUNTED_AT_ONCE,
    )
    last = row?.last ?? null
    for (const status of Object.keys(sum) as CallbackStatus[]) sum[status] += row?.[status] ?? 0
    if (last !== null) yield
  }
  return sum
}

/** The callbacks of each status in a part, and its last id; all null in one that is empty. */
type CountedPart = { readonly [Column in CallbackStatus | 'last']: number | null }

interface StatusAt {
  readonly at: Instant
  readonly status: CallbackStatus
}

/** Lists when the newest callbacks that match were written, and their status. */
export const listStatuses = (tx: ReadTx, query: CallbackQuery): StatusAt[] =>
  listCallbackIds(tx, query).flatMap(
    (id) =>
      tx.get<StatusAt>(
        'SELECT created_at_ms AS at, status FROM callbacks WHERE organisation_id = ? AND id = ?',
        tx.organisationId,
        id,
      ) ?? [],
  )
