import { SCHEMA } from './schema.ts'

type Tables = ReadonlyMap<string, ReadonlySet<string>>

/** The columns of each table of a schema. */
export const tablesOf = (schema: string): Tables =>
  new Map(
    [...schema.matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\) STRICT/g)].map(([, name = '', body = '']) => [
      name,
      new Set([...body.matchAll(/^\s*(\w+) (?:INTEGER|TEXT|REAL|ANY)\b/gm)].map(([, column = '']) => column)),
    ]),
  )

let known: Tables | undefined

/** The columns of a table of the state; undefined for a table that it does not have. */
export function columnsOfTable(table: string): ReadonlySet<string> | undefined {
  known ??= tablesOf(SCHEMA)
  return known.get(table)
}

/** The column that says whose a row is: `id` in the table of organisations; undefined for a table that is not theirs. */
export function scopeColumnOf(table: string): string | undefined {
  if (table === 'organisations') return 'id'
  return columnsOfTable(table)?.has('organisation_id') ? 'organisation_id' : undefined
}
