import type * as z from 'zod'
import type { Bought } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import { matchingId, puk, uuid } from '../../domain/identifiers.ts'
import { countDraws } from '../../domain/random.ts'
import type { CatalogueView } from '../engine/catalogue.ts'
import { STATE_TABLES } from '../engine/copied-tables.ts'
import { catalogueOf } from '../engine/organisation-catalogue.ts'
import type { State } from '../engine/state.ts'
import { shownSql, storedFormOf, storedSql } from '../engine/stored-forms.ts'
import { EVENT_KINDS } from '../records/events.ts'
import type { ColumnRule } from './column-rule.ts'
import { columnRules } from './column-rules.ts'
import { type Piece, piecesOf, type Rows, tableOf } from './tables.ts'

/** The draws of the random sequence that a row needed, of the tables whose rows need some. */
const DRAWS: Readonly<Record<string, string>> = {
  orders: `${countDraws(uuid)}`,
  esims: `iif(platform = ${storedSql('esims', 'platform', 'idemia')}, ${countDraws((random) => matchingId('idemia', random))},
    ${countDraws((random) => matchingId('truphone', random))}) + ${countDraws(puk)}`,
}

/** The most numbers of eSIMs that no eSIM has: those that are left out are kept in memory. */
const MOST_LEFT_OUT = 1_000_000

/** Conditions of rows that no rule creates, and that the rules cannot go on with. */
const IMPOSSIBLE: readonly (readonly [table: string, condition: string])[] = [
  ['esims', 'plan_bytes_per_day IS NOT NULL AND (plan_from_ms IS NULL OR plan_accounted_ms IS NULL)'],
  [
    'assignments',
    `state = ${storedSql('assignments', 'state', 'active')} AND (start_at_ms IS NULL OR end_at_ms IS NULL)`,
  ],
  ...Object.entries(EVENT_KINDS).map(
    ([kind, { esim, subject }]) =>
      [
        'events',
        `kind = ${storedSql('events', 'kind', kind)} AND (iccid IS ${esim ? '' : 'NOT '}NULL OR subject IS ${subject ? '' : 'NOT '}NULL)`,
      ] as const,
  ),
]

/**
 * Checks a state that comes from outside, once its rows are in the tables, for rows that the schema takes and the rules
 * cannot go on with: some rows at each step of the iterator, and none of the table `except`. Throws invalid_state.
 */
export function* checkState(
  state: State,
  rows: Rows,
  { except }: { readonly except?: string } = {},
): Generator<void, void> {
  const { database } = state
  const rules = columnRules()
  new TableCheck(state, rows, 'organisations', rules).run(ONE_ROW)
  let draws = 0
  let esims = 0
  for (const name of STATE_TABLES) {
    if (name === except) continue
    const check = new TableCheck(state, rows, name, rules)
    const needed = DRAWS[name]
    for (const piece of piecesOf(database, tableOf(database, name), rows)) {
      check.run(piece)
      if (needed !== undefined) draws += check.sum(needed, piece)
      if (name === 'esims') esims += check.sum('1', piece)
      yield
    }
  }
  const position = database.get(
    rows.sql('SELECT 1 FROM organisations WHERE id = ? AND random_position < ?'),
    rows.id,
    draws,
  )
  if (position) refuse('organisation.random_position is behind orders and esims')
  const leftOut = database.get(
    rows.sql('SELECT 1 FROM organisations WHERE id = ? AND esim_sequence > ?'),
    rows.id,
    esims + MOST_LEFT_OUT,
  )
  if (leftOut) refuse('organisation.esim_sequence leaves out more numbers than eSIMs can be given')
}

/** Checks the values of an organisation's own row. Throws invalid_state. */
export const checkOrganisation = (state: State, rows: Rows): void =>
  new TableCheck(state, rows, 'organisations', columnRules()).run(ONE_ROW)

const ONE_ROW: Piece = { condition: 'TRUE', values: [] }

/** A condition that no row may meet, and what to say of the first that does. */
interface Refusal {
  readonly condition: string
  readonly explain: (find: (field: string) => string) => string
}

/** The checks of one table. */
class TableCheck {
  readonly #state: State
  readonly #rows: Rows
  readonly #table: string
  readonly #refusals: readonly Refusal[]
  readonly #columns: readonly (readonly [name: string, rule: ColumnRule])[]
  /** The catalogue that these rows bring with them. */
  #catalogue: CatalogueView | undefined
  /** The values of each column that have passed. */
  readonly #passed = new Map<string, Set<unknown>>()

  constructor(state: State, rows: Rows, table: string, rules: ReturnType<typeof columnRules>) {
    this.#state = state
    this.#rows = rows
    this.#table = table
    this.#columns = Object.entries(rules[table]?.() ?? {})
    this.#refusals = [...this.#refusalsOfValues(), ...this.#refusalsOfRelations()]
  }

  run(piece: Piece): void {
    for (const [column, rule] of this.#columns) {
      if (rule.form) this.#checkEach(column, piece, (value) => checkForm(`${this.#table}.${column}`, rule.form, value))
    }
    // One query for all refusals; one for each only where a row is wrong.
    if (this.#find('1', this.#refusals.map(({ condition }) => `(${condition})`).join(' OR '), piece) !== undefined) {
      for (const { condition, explain } of this.#refusals) {
        if (this.#find('1', condition, piece) === undefined) continue
        refuse(explain((field) => String(this.#find(field, condition, piece))))
      }
    }
    for (const [column, rule] of this.#columns) {
      if (!rule.isBundle) continue
      this.#checkBundles(column, piece)
    }
  }

  /** The sum of an expression over the rows of a piece. */
  sum(expression: string, piece: Piece): number {
    return Number(this.#find(`coalesce(sum(${expression}), 0)`, 'TRUE', piece))
  }

  #refusalsOfValues(): Refusal[] {
    return this.#columns.flatMap(([column, { condition }]) => {
      if (!condition) return []
      const shown = shownSql(this.#table, column)
      const isTime = /(?<!duration)_ms$/.test(column)
      const explain: Refusal['explain'] = (find) =>
        // As text, since a number may be too large to be read.
        `${this.#table}.${column}${isTime ? ' is not a date' : `: cannot be ${JSON.stringify(find(`CAST(${shown} AS TEXT)`))}`}`
      return [{ condition: `${column} IS NOT NULL AND NOT (${condition(shown)})`, explain }]
    })
  }

  #refusalsOfRelations(): Refusal[] {
    const table = this.#table
    const ofOrganisation = (column: string) => `(SELECT ${column} FROM organisations WHERE id = organisation_id)`
    return [
      ...IMPOSSIBLE.filter(([name]) => name === table).map(([, condition]) => ({
        condition,
        explain: () => `${table} has a row where ${condition}`,
      })),
      ...this.#columns.flatMap(([column, { isPast, refersTo = [], counter }]): Refusal[] => [
        ...(isPast && table !== 'organisations'
          ? [
              {
                condition: `${column} > ${ofOrganisation('last_now_ms')}`,
                explain: () => `${table}.${column} is later than organisation.last_now_ms`,
              },
            ]
          : []),
        ...refersTo.map(({ table: target, key, where = 'TRUE' }) => {
          // The index of documents that are read has rows of negative numbers only.
          const isRead = this.#rows.id < 0 ? 't.organisation_id < 0 AND' : ''
          const own = `${table}.${column}`
          const isSameForm = storedFormOf(target, key) === storedFormOf(table, column)
          const found = `SELECT 1 FROM ${target} t WHERE ${isRead} t.organisation_id = ${table}.organisation_id AND t.${key} = ${isSameForm ? own : shownSql(table, column, own)}`
          return {
            condition: `${where} AND ${column} IS NOT NULL AND NOT EXISTS (${found})`,
            explain: () => `${table}.${column} refers to a row of ${target} that does not exist`,
          }
        }),
        ...(counter
          ? [
              {
                condition: `${column} > ${ofOrganisation(`${counter.column} + ${counter.before}`)}`,
                explain: () => `organisation.${counter.column} is behind ${table}.${column}`,
              },
            ]
          : []),
      ]),
    ]
  }

  #checkEach(column: string, { condition, values }: Piece, check: (value: unknown) => void): void {
    let passed = this.#passed.get(column)
    if (!passed || passed.size > MOST_PASSED) {
      passed = new Set()
      this.#passed.set(column, passed)
    }
    const sql = `SELECT DISTINCT ${column} AS value FROM ${this.#table} WHERE ${this.#scope} AND ${condition} AND ${column} IS NOT NULL`
    for (const { value } of this.#state.database.all(this.#rows.sql(sql), this.#rows.id, ...values)) {
      if (passed.has(value)) continue
      check(value)
      passed.add(value)
    }
  }

  /** Checks that the catalogue has each bundle, as it was when it was bought. */
  #checkBundles(column: string, { condition, values }: Piece): void {
    const { database, catalogue } = this.#state
    const rows = this.#rows
    this.#catalogue ??= catalogueOf(
      { organisationId: rows.id, all: (sql, ...bound) => database.all(rows.sql(sql), ...bound) },
      catalogue,
    )
    const sql = `SELECT DISTINCT ${column} AS bundle, edition FROM ${this.#table} WHERE ${this.#scope} AND ${condition}`
    for (const bought of database.all<Bought>(rows.sql(sql), rows.id, ...values)) {
      if (this.#catalogue.findBought(bought)) continue
      const problem = `${this.#table}.${column}: the catalogue has no bundle ${bought.bundle}`
      throw new DomainError('invalid_state', { problem, bundle: bought.bundle })
    }
  }

  /** A field of the first row of a piece that meets a condition; undefined when none does. */
  #find(field: string, condition: string, { condition: inPiece, values }: Piece): unknown {
    const sql = `SELECT ${field} AS found FROM ${this.#table} WHERE ${this.#scope} AND ${inPiece} AND (${condition || 'FALSE'}) LIMIT 1`
    return this.#state.database.get(this.#rows.sql(sql), this.#rows.id, ...values)?.found
  }

  get #scope(): string {
    return `${this.#table === 'organisations' ? 'id' : 'organisation_id'} = ?`
  }
}

/** So many values that have passed are kept, of each column. */
const MOST_PASSED = 10_000

function refuse(problem: string): never {
  throw new DomainError('invalid_state', { problem: problem.replace(/^organisations\b/, 'organisation') })
}

function checkForm(place: string, form: z.ZodType | undefined, value: unknown): void {
  const [issue] = form?.safeParse(value).error?.issues ?? []
  if (issue) refuse(`${[place, ...issue.path.map(String)].join('.')}: ${issue.message}`)
}
