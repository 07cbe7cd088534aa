import type * as z from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { State } from '../engine/state.ts'
import { findTenant, listApiKeys } from '../records/organisations.ts'
import { checkColumns, checkState } from './check-state.ts'
import { columnRules } from './column-rules.ts'

/** Files up to this size are looked at as a whole when they are opened: it takes some tens of milliseconds. */
const SMALL_FILE_BYTES = 1_048_576

/** What cannot happen is left out by the clock, and told: a file is good without it. */
const AGENDA = 'events'

/** Rows that are looked at in one piece of the check that goes on while the emulator answers. */
const PIECE = 500

/**
 * Looks at a file that has just been opened: at a small one, or with `whole`, at all of it; at a large one only at the rows
 * of the organisations, so that a start does not take longer the more there is. Throws DatabaseError. Returns whether all
 * of it was looked at.
 */
export function checkFile(state: State, { whole }: { readonly whole: boolean }): boolean {
  const { database } = state
  const isAll = whole || database.size <= SMALL_FILE_BYTES
  if (isAll) database.checkPages()
  const tables = Object.keys(columnRules()).filter((table) => table !== 'organisations' && table !== AGENDA)
  try {
    for (const apiKey of listApiKeys(state)) {
      const tenant = findTenant(state, apiKey)
      if (tenant && isAll) checkState(state, tenant, tables)
      else if (tenant) checkColumns(state, tenant, ['organisations'])
    }
  } catch (error) {
    if (error instanceof DomainError) throw database.reportDamage(new Error(`it is damaged: ${error.detail.problem}`))
    throw error
  }
  return isAll
}

/** Looks at all rows of a file, a piece at each call; undefined when there is nothing left. Throws DatabaseError. */
export function* walkFile({ database }: State): Generator<void> {
  for (const [table, rules] of Object.entries(columnRules())) {
    if (table === AGENDA) continue
    const columns = Object.entries(rules())
    const conditions = columns.flatMap(([name, rule]) =>
      typeof rule === 'function' ? [`(${name} IS NULL OR ${rule(name)})`] : [],
    )
    const forms = columns.filter((column): column is [string, z.ZodType] => typeof column[1] !== 'function')
    const key = database
      .all<{ name: string }>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk', table)
      .map(({ name }) => name)
    const keys = key.join(', ')
    const sql = `SELECT ${[...new Set([...key, ...forms.map(([name]) => name)])].join(', ')}, (${conditions.join(' AND ')}) AS is_sound
      FROM ${table} WHERE (${keys}) > (${key.map(() => '?').join(', ')}) ORDER BY ${keys} LIMIT ${PIECE}`
    // Texts come after all numbers, and nothing comes before this one.
    let after = key.map((): string | number => -1)
    for (;;) {
      const rows = database.acrossOrganisations.all(sql, ...after)
      for (const row of rows) {
        const wrong = forms.find(([name, form]) => row[name] !== null && !form.safeParse(row[name]).success)
        if (row.is_sound === 0 || wrong) throw database.reportDamage(new Error(`it is damaged: a row of ${table}`))
      }
      const last = rows.at(-1)
      if (!last) break
      after = key.map((name) => last[name] as string | number)
      yield
    }
  }
}
