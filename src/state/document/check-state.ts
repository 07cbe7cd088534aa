import type * as z from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { matchingId, puk, uuid } from '../../domain/identifiers.ts'
import { countDraws } from '../../domain/random.ts'
import type { Database } from '../engine/database.ts'
import type { State, Tenant } from '../engine/state.ts'
import { FIRST_ASSIGNMENT_ID } from '../operations/assign.ts'
import { EVENT_KINDS } from '../records/events.ts'
import { FIRST_USAGE_ID } from '../records/purchases.ts'
import { columnRules } from './column-rules.ts'

/** What names a row of another table, where the schema does not see to it. */
const REFERENCES: readonly (readonly [table: string, column: string, target: string, key: string, where?: string])[] = [
  ...['deliveries', 'history', 'messages', 'trip_steps', 'events', 'transitions'].map(
    (table) => [table, 'iccid', 'esims', 'iccid'] as const,
  ),
  ['esims', 'plan_feeding_id', 'assignments', 'id'],
  ['transitions', 'assignment_id', 'assignments', 'id'],
  ['attempts', 'callback_id', 'callbacks', 'id'],
  ...Object.entries(EVENT_KINDS).flatMap(([kind, { subject }]) =>
    subject ? [['events', 'subject', subject, 'id', `kind = '${kind}'`] as const] : [],
  ),
]

/** What the next number of each kind is counted by, and what is numbered by it. */
const NUMBERED: readonly (readonly [counter: string, table: string, number: string, before?: number])[] = [
  ...['callbacks', 'messages', 'trip_steps', 'events', 'faults'].map((table) => ['sequence', table, 'id'] as const),
  ...['orders', 'history', 'transitions', 'adjustments'].map((table) => ['sequence', table, 'sequence'] as const),
  ['esim_sequence', 'esims', 'sequence'],
  ['assignment_sequence', 'assignments', 'id', FIRST_ASSIGNMENT_ID],
  ['purchase_sequence', 'purchases', 'id', FIRST_USAGE_ID],
]

/** The least that the random sequence has advanced, where there are these eSIMs and orders. */
const DRAWN = `(SELECT count(*) FROM orders WHERE organisation_id = organisations.id) * ${countDraws(uuid)} +
  coalesce((SELECT sum(CASE platform
    WHEN 'idemia' THEN ${countDraws((random) => matchingId('idemia', random))}
    ELSE ${countDraws((random) => matchingId('truphone', random))} END + ${countDraws(puk)})
  FROM esims WHERE organisation_id = organisations.id), 0)`

/** Rows that no rule could have led to, and that the rules could not go on with. */
const IMPOSSIBLE: readonly (readonly [table: string, condition: string])[] = [
  ['esims', 'plan_bytes_per_day IS NOT NULL AND (plan_from_ms IS NULL OR plan_accounted_ms IS NULL)'],
  ['assignments', `state = 'active' AND (start_at_ms IS NULL OR end_at_ms IS NULL)`],
  ...Object.entries(EVENT_KINDS).map(
    ([kind, { esim, subject }]) =>
      [
        'events',
        `kind = '${kind}' AND (iccid IS ${esim ? '' : 'NOT '}NULL OR subject IS ${subject ? '' : 'NOT '}NULL)`,
      ] as const,
  ),
]

/** Columns that tell of the past: no clock has got further than what it dated. */
const PAST: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['esims', ['action_at', 'assigned_at', 'seen_at', 'first_installed_at', 'first_attached_at', 'last_used_at']],
  ['esims', ['returning_since', 'returned_at', 'suspended_at', 'deactivated_at']],
  ['purchases', ['purchased_at']],
  ['assignments', ['assigned_at', 'start_at']],
  ['orders', ['created_at']],
  ['callbacks', ['created_at', 'tried_at']],
  ['messages', ['sent_at']],
  ...['history', 'transitions', 'attempts', 'adjustments'].map((table) => [table, ['at']] as const),
]

/**
 * Looks at a state that came from outside, once its rows are in the tables, for what the tables take and nothing could go
 * on with. Throws invalid_state.
 */
export function checkState(state: State, tenant: Tenant, tables: readonly string[]): void {
  checkColumns(state, tenant, ['organisations', ...tables])
  const { database, catalogue } = state
  const refuseAny = (table: string, condition: string, problem: string) => {
    if (database.get(`SELECT 1 FROM ${table} WHERE ${scopeOf(table)} AND ${condition} LIMIT 1`, tenant.id)) {
      refuse(problem)
    }
  }
  refuseAny('organisations', `random_position < ${DRAWN}`, 'organisation.random_position is behind orders and esims')
  const isAsked = (table: string) => table === 'organisations' || tables.includes(table)
  for (const [table, condition] of IMPOSSIBLE) {
    if (isAsked(table)) refuseAny(table, condition, `${table} has a row where ${condition}`)
  }
  for (const [table, columns] of PAST) {
    if (!isAsked(table)) continue
    for (const column of columns) {
      const later = `${column}_ms > (SELECT last_now_ms FROM organisations WHERE id = organisation_id)`
      refuseAny(table, later, `${table}.${column}_ms is later than organisation.last_now_ms`)
    }
  }
  for (const [table, column, target, key, where = 'TRUE'] of REFERENCES) {
    if (!isAsked(table)) continue
    const found = `SELECT 1 FROM ${target} t WHERE t.organisation_id = ${table}.organisation_id AND t.${key} = ${table}.${column}`
    const lost = `${where} AND ${column} IS NOT NULL AND NOT EXISTS (${found})`
    refuseAny(table, lost, `${table}.${column} names a row of ${target} that is not there`)
  }
  for (const [counter, table, number, before = 0] of NUMBERED) {
    if (!isAsked(table)) continue
    const reached = `(SELECT ${counter} + ${before} FROM organisations WHERE id = organisation_id)`
    refuseAny(table, `${number} > ${reached}`, `organisation.${counter} is behind ${table}.${number}`)
  }
  for (const table of ['assignments', 'purchases']) {
    const unknown = listValues(database, table, 'bundle', tenant).find((name) => !catalogue.findBundle(name))
    if (unknown !== undefined) refuse(`${table}.bundle: the catalogue has no bundle ${unknown}`)
  }
}

/** Looks at each column of these tables by its rule. Throws invalid_state. */
export function checkColumns({ database }: State, tenant: Tenant, tables: readonly string[]): void {
  const rules = columnRules()
  for (const table of tables) {
    const columns = Object.entries(rules[table]?.() ?? {})
    for (const [column, rule] of columns) {
      if (typeof rule === 'function') continue
      for (const value of listValues(database, table, column, tenant)) checkForm(`${table}.${column}`, rule, value)
    }
    const conditions = columns.flatMap(([column, rule]) =>
      typeof rule === 'function' ? [{ column, broken: `(${column} IS NOT NULL AND NOT (${rule(column)}))` }] : [],
    )
    // One look at each row, and which column it is only where one is wrong.
    const find = <R>(fields: string, condition: string) =>
      database.get<R>(`SELECT ${fields} FROM ${table} WHERE ${scopeOf(table)} AND (${condition}) LIMIT 1`, tenant.id)
    if (!find('1', conditions.map(({ broken }) => broken).join(' OR '))) continue
    for (const { column, broken } of conditions) {
      // As text, since a number may be larger than can be read.
      const found = find<{ value: string }>(`CAST(${column} AS TEXT) AS value`, broken)
      if (!found) continue
      const isTime = /(?<!duration)_ms$/.test(column)
      refuse(`${table}.${column}${isTime ? ' is no date' : `: cannot be ${JSON.stringify(found.value)}`}`)
    }
  }
}

const scopeOf = (table: string): string => `${table === 'organisations' ? 'id' : 'organisation_id'} = ?`

const listValues = (database: Database, table: string, column: string, tenant: Tenant): string[] =>
  database
    .all<{ value: string }>(
      `SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${scopeOf(table)} AND ${column} IS NOT NULL`,
      tenant.id,
    )
    .map(({ value }) => value)

function refuse(problem: string): never {
  throw new DomainError('invalid_state', { problem: problem.replace(/^organisations\b/, 'organisation') })
}

function checkForm(place: string, form: z.ZodType, value: unknown): void {
  const [issue] = form.safeParse(value).error?.issues ?? []
  if (issue) refuse(`${[place, ...issue.path.map(String)].join('.')}: ${issue.message}`)
}
