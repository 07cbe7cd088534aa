import type Sqlite from 'better-sqlite3'
import { analyseStatement, type StatementScope } from './statement-scope.ts'
import { type Stored, type StoredForm, storedFormOf } from './stored-forms.ts'
import { analyseParameters } from './stored-parameters.ts'

export type Value = string | number | null
export type Row = Record<string, unknown>

/** A column or a parameter, by its position from 0, and its stored form. */
interface InForm {
  readonly at: number
  readonly form: StoredForm
}

export interface Prepared {
  readonly statement: Sqlite.Statement<(Value | Stored)[], Value[]>
  /** The names of the columns that it returns; none when it returns nothing. */
  readonly columns: readonly string[]
  /** The columns that have a stored form, and the parameters. */
  readonly forms: readonly InForm[]
  readonly parameters: readonly InForm[]
  readonly scope: StatementScope
}

/** Prepares a statement. Throws TypeError for one that uses a column with a stored form as no statement can. */
export function prepareStatement(sqlite: Sqlite.Database, sql: string): Prepared {
  const statement = sqlite.prepare<(Value | Stored)[], Value[]>(sql)
  const columns = statement.reader ? statement.raw().columns() : []
  const { forms: parameters, problem } = analyseParameters(sql)
  if (problem !== undefined) throw new TypeError(`${problem}: ${sql}`)
  return {
    statement,
    columns: columns.map(({ name }) => name),
    forms: columns.flatMap(({ table, column }, at) => {
      const form = table && column ? storedFormOf(table, column) : undefined
      return form ? [{ at, form }] : []
    }),
    parameters: [...parameters].map(([at, form]) => ({ at, form })),
    scope: analyseStatement(sql),
  }
}

/** Makes an object of a row. The driver returns arrays in half the time that objects take. */
export function toRow({ columns, forms }: Prepared, values: readonly Value[]): Row {
  const row: Row = {}
  for (let at = 0; at < columns.length; at += 1) row[columns[at] as string] = values[at]
  for (const { at, form } of forms) {
    const value = values[at]
    if (value !== null && value !== undefined) row[columns[at] as string] = form.read(value)
  }
  return row
}

/** Puts the values of a statement's parameters into the form in which they are stored, in their list, and returns it. */
export function toStored({ parameters }: Prepared, values: (Value | Stored)[]): readonly (Value | Stored)[] {
  for (const { at, form } of parameters) {
    const value = values[at]
    // A number is in front of every text of a form that keeps their order.
    if (form.keepsOrder && typeof value === 'number') continue
    if (value !== null && value !== undefined) values[at] = form.store(String(value))
  }
  return values
}
