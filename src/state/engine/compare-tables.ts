import { openSqlite } from './driver.ts'
import { COPIES, SCHEMA } from './schema.ts'
import { defineSqlFunctions } from './sql-functions.ts'

/** Lists tables with their columns by name: in a migrated file they are in another order. */
export const TABLES_SQL = `SELECT m.type, m.name, (SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info(m.name) ORDER BY name)) AS columns
  FROM sqlite_master m ORDER BY m.type, m.name`

/** Compares the tables of a file with those that the emulator makes. `missing` names the first that is not there. */
export function compareTables(found: readonly Readonly<Record<string, unknown>>[]): {
  readonly missing: string | undefined
  readonly isSame: boolean
} {
  const fresh = openSqlite(':memory:')
  defineSqlFunctions(fresh)
  fresh.exec(SCHEMA + COPIES)
  const expected = fresh.prepare(TABLES_SQL).all() as Record<string, unknown>[]
  fresh.close()
  const missing = expected.find(({ name }) => !found.some((each) => each.name === name))
  return {
    missing: missing && `no such ${missing.type}: ${missing.name}`,
    isSame: JSON.stringify(found) === JSON.stringify(expected),
  }
}
