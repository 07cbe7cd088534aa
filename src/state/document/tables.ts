import { inCopies } from '../engine/copied-tables.ts'
import type { Database } from '../engine/database.ts'

type Value = string | number | null

/** A table of organisations' states: its columns but that of the organisation, and those of its key, in their order. */
export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
}

const described = new WeakMap<Database, Map<string, Table>>()

/** Describes a table of the state. */
export function tableOf(database: Database, name: string): Table {
  let tables = described.get(database)
  if (!tables) {
    tables = new Map()
    described.set(database, tables)
  }
  let table = tables.get(name)
  if (!table) {
    const all = database
      .all<{ name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid', name)
      .filter((column) => column.name !== 'organisation_id')
    const key = all.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
    table = { name, columns: all.map((column) => column.name), key: key.map((column) => column.name) }
    tables.set(name, table)
  }
  return table
}

/** Rows of one organisation, or of one copy. */
export interface Rows {
  readonly id: number
  /** Turns a statement about organisations into one about these rows. */
  readonly sql: (statement: string) => string
}

export const rowsOfOrganisation = (id: number): Rows => ({ id, sql: (statement) => statement })

export const rowsOfCopy = (id: number): Rows => ({ id, sql: inCopies })

/** Rows of a piece of work: some milliseconds long. */
const ROWS_IN_PIECE = 1_000

/** The place before every key: a text sorts after a number. */
const FIRST = -Number.MAX_SAFE_INTEGER

/** The place after every number. */
const LAST = Number.MAX_SAFE_INTEGER

/** Some rows that are neighbours in the order of their key: a condition on them, and its values. */
export interface Piece {
  readonly condition: string
  readonly values: readonly Value[]
}

/**
 * Cuts the rows of a table into pieces, in the order of its key; with `from`, those behind a number that the key begins with.
 * Rows behind a piece may be written before the next.
 */
export function* piecesOf(database: Database, table: Table, rows: Rows, from?: number): Generator<Piece> {
  const key = table.key.join(', ')
  const marks = table.key.map(() => '?').join(', ')
  const lastOfPiece = rows.sql(
    `SELECT ${key} FROM ${table.name} WHERE organisation_id = ? AND (${key}) > (${marks}) ORDER BY ${key}
     LIMIT 1 OFFSET ${ROWS_IN_PIECE - 1}`,
  )
  let after: Value[] = table.key.map((_, index) => (from === undefined ? FIRST : index === 0 ? from : LAST))
  for (;;) {
    const last = database.get<Record<string, Value>>(lastOfPiece, rows.id, ...after)
    if (!last) break
    const upTo = table.key.map((name) => last[name] ?? null)
    yield { condition: `(${key}) > (${marks}) AND (${key}) <= (${marks})`, values: [...after, ...upTo] }
    after = upTo
  }
  yield { condition: `(${key}) > (${marks})`, values: after }
}

/** Counts the rows of a table, a piece at each step of the iterator. */
export function* countRows(database: Database, table: Table, rows: Rows): Generator<void, number> {
  let count = -ROWS_IN_PIECE
  let last: Piece | undefined
  for (const piece of piecesOf(database, table, rows)) {
    count += ROWS_IN_PIECE
    last = piece
    yield
  }
  if (!last) return 0
  const sql = `SELECT count(*) AS count FROM ${table.name} WHERE organisation_id = ? AND ${last.condition}`
  return count + (database.get<{ count: number }>(rows.sql(sql), rows.id, ...last.values)?.count ?? 0)
}
