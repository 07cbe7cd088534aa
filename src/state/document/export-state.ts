import { STATE_TABLES } from '../engine/copied-tables.ts'
import type { Database } from '../engine/database.ts'
import { shownSql } from '../engine/stored-forms.ts'
import { IDENTITY } from './copies.ts'
import { type Rows, tableOf } from './tables.ts'

/** Rows that are read by one query. */
const ROWS_AT_ONCE = 1_000

/**
 * Writes a whole state as one JSON document, in a stable order, a row on a line: some rows at each step of the iterator, whose
 * texts make the document.
 */
export function* exportRows(database: Database, rows: Rows): Generator<string, void> {
  const own = fieldsOf(
    'organisations',
    tableOf(database, 'organisations').columns.filter((name) => !IDENTITY.has(name)),
  )
  const organisation = database.get<{ row: string }>(
    rows.sql(`SELECT json_object(${own}) AS row FROM organisations WHERE id = ?`),
    rows.id,
  )
  yield `{\n"version": 1,\n"organisation": ${organisation?.row ?? '{}'}`
  for (const name of STATE_TABLES) {
    const { columns, key } = tableOf(database, name)
    const sql = rows.sql(
      `SELECT json_object(${fieldsOf(name, columns)}) AS row FROM ${name} WHERE organisation_id = ?
         AND (${key.join(', ')}) > (${key.map(() => '?').join(', ')}) ORDER BY ${key.join(', ')} LIMIT ${ROWS_AT_ONCE}`,
    )
    let separator = `,\n"${name}": [`
    for (const texts of textsOf(database, sql, rows.id, key)) {
      yield `${separator}\n  ${texts.join(',\n  ')}`
      separator = ','
    }
    yield separator === ',' ? '\n]' : `${separator}]`
  }
  yield '\n}\n'
}

/** Reads rows that are JSON texts, those of one query at a time, each behind the key of the last one. */
function* textsOf(database: Database, sql: string, id: number, key: readonly string[]): Generator<string[], void> {
  let after: (string | number)[] = key.map(() => -Number.MAX_SAFE_INTEGER)
  for (;;) {
    const found = database.all<{ row: string }>(sql, id, ...after)
    const last = found.at(-1)
    if (!last) return
    yield found.map(({ row }) => row)
    if (found.length < ROWS_AT_ONCE) return
    const values = JSON.parse(last.row) as Record<string, string | number>
    after = key.map((name) => values[name] as string | number)
  }
}

const fieldsOf = (table: string, columns: readonly string[]): string =>
  columns.map((name) => `'${name}', ${shownSql(table, name)}`).join(', ')
