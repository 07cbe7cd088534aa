import { STATE_TABLES } from '../engine/copied-tables.ts'
import type { Database } from '../engine/database.ts'
import { shownSql } from '../engine/stored-forms.ts'
import { IDENTITY } from './copies.ts'
import { piecesOf, type Rows, type Table, tableOf } from './tables.ts'

/**
 * Writes a whole state as one JSON document, in a stable order, a row on a line: some rows at each step of the iterator, whose
 * bytes make the document.
 */
export function* exportRows(database: Database, rows: Rows): Generator<Uint8Array<ArrayBuffer>, void> {
  const own = fieldsOf(
    'organisations',
    tableOf(database, 'organisations').columns.filter((name) => !IDENTITY.has(name)),
  )
  const organisation = database.get<{ row: string }>(
    rows.sql(`SELECT json_object(${own}) AS row FROM organisations WHERE id = ?`),
    rows.id,
  )
  yield Buffer.from(`{\n"version": 1,\n"organisation": ${organisation?.row ?? '{}'}`)
  for (const name of STATE_TABLES) {
    let isEmpty = true
    for (const piece of textsOf(database, tableOf(database, name), rows)) {
      yield Buffer.from(isEmpty ? `,\n"${name}": [\n  ` : ',\n  ')
      yield piece
      isEmpty = false
    }
    yield Buffer.from(isEmpty ? `,\n"${name}": []` : '\n]')
  }
  yield Buffer.from('\n}\n')
}

/** Writes the rows of a table as lines of JSON, a piece of them at a time. SQLite joins them: no row is a text of its own. */
function* textsOf(database: Database, table: Table, rows: Rows): Generator<Buffer<ArrayBuffer>, void> {
  for (const { condition, values } of piecesOf(database, table, rows)) {
    const found = database.get<{ lines: Buffer<ArrayBuffer> | null }>(
      rows.sql(
        `SELECT CAST(group_concat(row, ',' || char(10) || '  ') AS BLOB) AS lines FROM (
           SELECT json_object(${fieldsOf(table.name, table.columns)}) AS row FROM ${table.name}
           WHERE organisation_id = ? AND ${condition} ORDER BY ${table.key.join(', ')})`,
      ),
      rows.id,
      ...values,
    )
    if (found?.lines) yield found.lines
  }
}

const fieldsOf = (table: string, columns: readonly string[]): string =>
  columns.map((name) => `'${name}', ${shownSql(table, name)}`).join(', ')
