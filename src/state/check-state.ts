import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../domain/assignment.ts'
import { ALERT_TYPES } from '../domain/callback.ts'
import { DomainError } from '../domain/errors.ts'
import { isMsisdn } from '../domain/msisdn.ts'
import { FIRST_ASSIGNMENT_ID } from './assign.ts'
import { NO_MSISDN } from './esims.ts'
import { EVENT_KINDS } from './events.ts'
import { FIRST_USAGE_ID } from './purchases.ts'
import type { State, Tenant } from './state.ts'
import { storedForms } from './stored-forms.ts'

/** Further than this from 1970 nothing can be written as a date, in milliseconds. */
const FURTHEST_MS = 8.64e15

/** Columns that the schema lets be any text, and what they have to be. */
function formsOfColumns(): readonly (readonly [table: string, column: string, form: z.ZodType])[] {
  const { settings, profile, lines, act, rule } = storedForms()
  const state = z.enum(ASSIGNMENT_STATES)
  return [
    ['organisations', 'settings', json(settings)],
    ['organisations', 'profile', json(profile)],
    ['organisations', 'currency', z.string().regex(/^[A-Z]{3}$/)],
    [
      'esims',
      'msisdn',
      z.string().refine((text) => text === NO_MSISDN || isMsisdn(text), { error: 'no telephone number' }),
    ],
    ['orders', 'lines', json(lines)],
    ['callbacks', 'headers', json(z.record(z.string(), z.string()))],
    ['callbacks', 'alert_type', z.enum(ALERT_TYPES)],
    ['callbacks', 'encoding', z.enum(['base64', 'hex'])],
    ['transitions', 'before', state],
    ['transitions', 'after', state],
    ['trip_steps', 'act', json(act)],
    ['faults', 'rule', json(rule)],
    ['events', 'kind', z.enum(Object.keys(EVENT_KINDS))],
  ]
}

/** What is no JSON is of no form. */
const json = (form: z.ZodType): z.ZodType =>
  z
    .string()
    .transform((text): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        return undefined
      }
    })
    .pipe(form)

/** What names a row of another table, where the schema does not see to it. */
const REFERENCES: readonly (readonly [table: string, column: string, target: string, key: string, where?: string])[] = [
  ...['deliveries', 'history', 'messages', 'trip_steps', 'events'].map(
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

/** Rows that no rule could have led to, and that the rules could not go on with. */
const IMPOSSIBLE: readonly (readonly [table: string, condition: string])[] = [
  ['organisations', 'clock_rate <= 0'],
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
 * Looks at a state that came from outside, once its rows are in the tables, for what the tables take and nothing could go
 * on with. Throws invalid_state.
 */
export function checkState({ database, catalogue }: State, tenant: Tenant, tables: readonly string[]): void {
  const scopeOf = (table: string) => `${table === 'organisations' ? 'id' : 'organisation_id'} = ?`
  const valuesOf = (table: string, column: string): string[] =>
    database
      .all<{ value: string }>(
        `SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${scopeOf(table)} AND ${column} IS NOT NULL`,
        tenant.id,
      )
      .map(({ value }) => value)
  const refuseAny = (table: string, condition: string, problem: string) => {
    if (database.get(`SELECT 1 FROM ${table} WHERE ${scopeOf(table)} AND ${condition} LIMIT 1`, tenant.id)) {
      refuse(problem)
    }
  }

  for (const [table, column, form] of formsOfColumns()) {
    for (const value of valuesOf(table, column)) checkForm(`${table}.${column}`, form, value)
  }
  for (const table of ['organisations', ...tables]) {
    const columns = database.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', table)
    for (const { name } of columns.filter((column) => /_[mu]s$/.test(column.name))) {
      const furthest = name.endsWith('_us') ? FURTHEST_MS * 1_000 : FURTHEST_MS
      refuseAny(table, `abs(${name}) > ${furthest}`, `${table}.${name} is no date`)
    }
  }
  for (const [table, condition] of IMPOSSIBLE) refuseAny(table, condition, `${table} has a row where ${condition}`)
  for (const [table, column, target, key, where = 'TRUE'] of REFERENCES) {
    const found = `SELECT 1 FROM ${target} t WHERE t.organisation_id = ${table}.organisation_id AND t.${key} = ${table}.${column}`
    const lost = `${where} AND ${column} IS NOT NULL AND NOT EXISTS (${found})`
    refuseAny(table, lost, `${table}.${column} names a row of ${target} that is not there`)
  }
  for (const [counter, table, number, before = 0] of NUMBERED) {
    const reached = `(SELECT ${counter} + ${before} FROM organisations WHERE id = organisation_id)`
    refuseAny(table, `${number} > ${reached}`, `organisation.${counter} is behind ${table}.${number}`)
  }
  for (const table of ['assignments', 'purchases']) {
    const unknown = valuesOf(table, 'bundle').find((name) => !catalogue.findBundle(name))
    if (unknown !== undefined) refuse(`${table}.bundle: the catalogue has no bundle ${unknown}`)
  }
}

function refuse(problem: string): never {
  throw new DomainError('invalid_state', { problem: problem.replace(/^organisations\b/, 'organisation') })
}

function checkForm(place: string, form: z.ZodType, value: unknown): void {
  const [issue] = form.safeParse(value).error?.issues ?? []
  if (issue) refuse(`${[place, ...issue.path.map(String)].join('.')}: ${issue.message}`)
}
