import type * as z from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { isCopied } from '../engine/copied-tables.ts'
import { DatabaseError } from '../engine/database.ts'
import type { State, Tenant } from '../engine/state.ts'
import { shownSql } from '../engine/stored-forms.ts'
import { listTenants } from '../records/organisations.ts'
import { checkOrganisation, checkState } from './check-state.ts'
import { columnRules } from './column-rules.ts'
import { rowsOfOrganisation } from './tables.ts'

/** Files up to this size are checked as a whole when they are opened, which takes tens of milliseconds. */
const SMALL_FILE_BYTES = 1_048_576

/** The agenda is not checked: the clock leaves out and reports an event that cannot be applied. */
const AGENDA = 'events'

/** Rows in one piece of the check that runs while the emulator answers calls. A row of a large order is long. */
const ROWS_IN_PIECE = 50

/** The organisations whose own rows are checked before the emulator answers. Others are checked when they are opened. */
const FIRST_ORGANISATIONS = 100

/** How much of a file has been checked. */
export interface CheckedPart {
  readonly isAll: boolean
  /** The last organisation of which the own row has been checked, told by its id. */
  readonly upTo: number
}

/**
 * Checks a file that has just been opened: all of it when it is small or with `whole`, else only the own rows of some
 * organisations, so that a start does not take longer with a larger file. Throws DatabaseError.
 */
export function checkFile(state: State, { whole }: { readonly whole: boolean }): CheckedPart {
  const { database } = state
  const isAll = whole || database.size <= SMALL_FILE_BYTES
  if (isAll) database.checkPages()
  let upTo = 0
  for (const tenant of listTenants(state, isAll ? undefined : FIRST_ORGANISATIONS)) {
    const rows = rowsOfOrganisation(tenant.id)
    explainDamage(state, () => {
      if (isAll) for (const _ of checkState(state, rows, { except: AGENDA }));
      else checkOrganisation(state, rows)
    })
    upTo = tenant.id
  }
  // The journal, the snapshots and the copies are no part of a state.
  if (isAll) for (const _ of checkFileInPieces(state, { except: isCopied }));
  return { isAll, upTo }
}

/** Checks the own row of an organisation that is opened. Throws DatabaseError. */
export const checkOpened = (state: State, { id }: Tenant): void =>
  explainDamage(state, () => checkOrganisation(state, rowsOfOrganisation(id)))

/** Does a check. Throws DatabaseError where it refuses a row. */
function explainDamage({ database }: State, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof DomainError && error.detail.bundle !== undefined) throw lacksBundle(error.detail.bundle)
    if (error instanceof DomainError) throw database.reportDamage(new Error(`it is damaged: ${error.detail.problem}`))
    throw error
  }
}

/** The file is sound, but was written with another catalogue. */
const lacksBundle = (bundle: string | number): DatabaseError =>
  new DatabaseError(
    `cannot use the database: the catalogue has no bundle ${bundle}, which was bought: start with the catalogue that it was bought from`,
  )

/** Checks all rows of a file, but not of the tables that `except` names, a piece at each step of the iterator. Throws DatabaseError. */
export function* checkFileInPieces(
  { database }: State,
  { except }: { readonly except?: (table: string) => boolean } = {},
): Generator<void> {
  const ruled = Object.entries(columnRules())
  const copied = ruled.flatMap(([table, rules]): typeof ruled => (isCopied(table) ? [[`copied_${table}`, rules]] : []))
  for (const [table, rules] of [...ruled, ...copied]) {
    const columns = Object.entries(rules())
    if (table === AGENDA || columns.length === 0 || except?.(table)) continue
    const conditions = columns.flatMap(([name, rule]) =>
      rule.condition ? [`(${name} IS NULL OR ${rule.condition(shownSql(table, name))})`] : [],
    )
    const forms = columns.flatMap(([name, { form }]): [string, z.ZodType][] => (form ? [[name, form]] : []))
    const key = database
      .all<{ name: string }>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk', table)
      .map(({ name }) => name)
    const keys = key.join(', ')
    const sql = `SELECT ${[...new Set([...key, ...forms.map(([name]) => name)])].join(', ')}, (${conditions.join(' AND ')}) AS is_sound
      FROM ${table} WHERE (${keys}) > (${key.map(() => '?').join(', ')}) ORDER BY ${keys} LIMIT ${ROWS_IN_PIECE}`
    // Sorts before every key: keys are texts, which sort after numbers, or numbers.
    let after = key.map((): string | number => Number.MIN_SAFE_INTEGER)
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
