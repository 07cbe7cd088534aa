import type * as z from 'zod'
import type { Bought } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import { groupBy } from '../../domain/group-by.ts'
import { matchingId, puk, uuid } from '../../domain/identifiers.ts'
import { countDraws } from '../../domain/random.ts'
import type { Database } from '../engine/database.ts'
import type { State, Tenant } from '../engine/state.ts'
import { EVENT_KINDS } from '../records/events.ts'
import type { ColumnRule } from './column-rule.ts'
import { columnRules } from './column-rules.ts'

/** The least position of the random sequence after creating the organisation's eSIMs and orders. */
const LEAST_RANDOM_POSITION = `(SELECT count(*) FROM orders WHERE organisation_id = organisations.id) * ${countDraws(uuid)} +
  coalesce((SELECT sum(CASE platform
    WHEN 'idemia' THEN ${countDraws((random) => matchingId('idemia', random))}
    ELSE ${countDraws((random) => matchingId('truphone', random))} END + ${countDraws(puk)})
  FROM esims WHERE organisation_id = organisations.id), 0)`

/** Conditions of rows that no rule creates, and that the rules cannot go on with. */
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

/**
 * Checks a state that comes from outside, once its rows are in the tables, for rows that the schema takes and the rules
 * cannot go on with. Throws invalid_state.
 */
export function checkState(state: State, tenant: Tenant, tables: readonly string[]): void {
  const { database } = state
  const columns = listColumns(['organisations', ...tables])
  checkValues(database, tenant, columns)
  const refuseAny = (table: string, condition: string, problem: string) => {
    if (database.get(`SELECT 1 FROM ${table} WHERE ${scopeOf(table)} AND ${condition} LIMIT 1`, tenant.id)) {
      refuse(problem)
    }
  }
  refuseAny(
    'organisations',
    `random_position < ${LEAST_RANDOM_POSITION}`,
    'organisation.random_position is behind orders and esims',
  )
  for (const [table, condition] of IMPOSSIBLE) {
    if (tables.includes(table)) refuseAny(table, condition, `${table} has a row where ${condition}`)
  }
  for (const { table, column, rule } of columns) {
    if (!rule.isPast) continue
    const later = `${column} > (SELECT last_now_ms FROM organisations WHERE id = organisation_id)`
    refuseAny(table, later, `${table}.${column} is later than organisation.last_now_ms`)
  }
  for (const { table, column, rule } of columns) {
    for (const { table: target, key, where = 'TRUE' } of rule.refersTo ?? []) {
      const found = `SELECT 1 FROM ${target} t WHERE t.organisation_id = ${table}.organisation_id AND t.${key} = ${table}.${column}`
      const lost = `${where} AND ${column} IS NOT NULL AND NOT EXISTS (${found})`
      refuseAny(table, lost, `${table}.${column} refers to a row of ${target} that does not exist`)
    }
  }
  for (const { table, column, rule } of columns) {
    if (!rule.counter) continue
    const reached = `(SELECT ${rule.counter.column} + ${rule.counter.before} FROM organisations WHERE id = organisation_id)`
    refuseAny(table, `${column} > ${reached}`, `organisation.${rule.counter.column} is behind ${table}.${column}`)
  }
  for (const { table, column, rule } of columns) {
    if (!rule.isBundle) continue
    const lost = state.read(tenant, (tx) =>
      tx
        .all<Bought>(
          `SELECT DISTINCT ${column} AS bundle, edition FROM ${table} WHERE organisation_id = ?`,
          tx.organisationId,
        )
        .find((bought) => !tx.catalogue.findBought(bought)),
    )
    if (lost) {
      const problem = `${table}.${column}: the catalogue has no bundle ${lost.bundle}`
      throw new DomainError('invalid_state', { problem, bundle: lost.bundle })
    }
  }
}

/** Checks the values of each column of these tables. Throws invalid_state. */
export const checkColumns = ({ database }: State, tenant: Tenant, tables: readonly string[]): void =>
  checkValues(database, tenant, listColumns(tables))

function checkValues(database: Database, tenant: Tenant, all: readonly Column[]): void {
  for (const [table, columns] of groupBy(all, (each) => each.table)) {
    for (const { column, rule } of columns) {
      if (!rule.form) continue
      for (const value of listValues(database, table, column, tenant)) checkForm(`${table}.${column}`, rule.form, value)
    }
    const conditions = columns.flatMap(({ column, rule }) =>
      rule.condition ? [{ column, broken: `(${column} IS NOT NULL AND NOT (${rule.condition(column)}))` }] : [],
    )
    // One query for each table; a query for each column only where a row is wrong.
    const find = <R>(fields: string, condition: string) =>
      database.get<R>(`SELECT ${fields} FROM ${table} WHERE ${scopeOf(table)} AND (${condition}) LIMIT 1`, tenant.id)
    if (!find('1', conditions.map(({ broken }) => broken).join(' OR '))) continue
    for (const { column, broken } of conditions) {
      // As text, since a number may be too large to be read.
      const found = find<{ value: string }>(`CAST(${column} AS TEXT) AS value`, broken)
      if (!found) continue
      const isTime = /(?<!duration)_ms$/.test(column)
      refuse(`${table}.${column}${isTime ? ' is not a date' : `: cannot be ${JSON.stringify(found.value)}`}`)
    }
  }
}

interface Column {
  readonly table: string
  readonly column: string
  readonly rule: ColumnRule
}

function listColumns(tables: readonly string[]): Column[] {
  const rules = columnRules()
  return tables.flatMap((table) =>
    Object.entries(rules[table]?.() ?? {}).map(([column, rule]) => ({ table, column, rule })),
  )
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
