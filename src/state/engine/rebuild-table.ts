import type Sqlite from 'better-sqlite3'
import { storedFormOf } from './stored-forms.ts'

interface Part {
  readonly type: string
  readonly name: string
  readonly sql: string
}

/**
 * Makes a table anew from its own statement, with some columns in their stored forms, so that its rows are packed again. Its
 * indexes and triggers are made again from their statements. `change` changes the statement of the table.
 */
export function rebuildTable(
  sqlite: Sqlite.Database,
  table: string,
  columns: readonly string[],
  change: (sql: string) => string = (sql) => sql,
): void {
  const parts = sqlite
    .prepare('SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL')
    .all(table) as Part[]
  const made = parts.find(({ type }) => type === 'table')?.sql ?? ''
  const typed = columns.reduce(
    (sql, column) =>
      storedFormOf(table, column)?.hasPhrases ? sql : sql.replace(new RegExp(`\\b${column} TEXT\\b`), `${column} ANY`),
    change(made).replace(/^CREATE TABLE "?\w+"?/, `CREATE TABLE ${table}_anew`),
  )
  const all = (sqlite.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
  const stored = all.map((name) =>
    columns.includes(name) ? `store_${storedFormOf(table, name)?.name}(${name})` : name,
  )
  sqlite.exec(`${typed};
    INSERT INTO ${table}_anew (${all.join(', ')}) SELECT ${stored.join(', ')} FROM ${table};
    DROP TABLE ${table};
    ALTER TABLE ${table}_anew RENAME TO ${table}`)
  for (const { type, sql } of parts) if (type !== 'table') sqlite.exec(sql)
}
