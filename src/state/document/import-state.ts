import { DomainError } from '../../domain/errors.ts'
import { inCopies, STATE_TABLES } from '../engine/copied-tables.ts'
import { hasOldColumns, isOfSchema2, upgradeColumns, upgradeRows } from '../engine/from-schema-2.ts'
import type { State } from '../engine/state.ts'
import { isStorageFailure } from '../engine/storage-error.ts'
import { storedSql } from '../engine/stored-forms.ts'
import { checkState } from './check-state.ts'
import { IDENTITY, type Pieces } from './copies.ts'
import { rowsOfCopy, tableOf } from './tables.ts'

type Row = Readonly<Record<string, string | number | null>>

/** A part of a document: one of its fields, or some rows of one that is a list. */
export type DocumentPart =
  | { readonly name: string; readonly value: unknown }
  | { readonly name: string; readonly rows: readonly unknown[] }

const STORED = {
  kind: (kind: string) => storedSql('events', 'kind', kind),
  iccid: (column: string) => `store_iccid(${column})`,
}

/** Rows that are inserted in one transaction. */
const ROWS_AT_ONCE = 500

/** Cuts a document that has been read into its parts. */
export function* partsOf(document: Readonly<Record<string, unknown>>): Generator<DocumentPart, void> {
  for (const [name, value] of Object.entries(document)) {
    if (!Array.isArray(value)) yield { name, value }
    else
      for (let at = 0; at < value.length; at += ROWS_AT_ONCE) yield { name, rows: value.slice(at, at + ROWS_AT_ONCE) }
  }
}

/** Fills a copy that has just begun with the parts of a document. Every method throws invalid_state. */
export class DocumentLoader {
  readonly #state: State
  readonly #copyId: number
  #hasVersion = false
  #organisation: Row | undefined

  constructor(state: State, copyId: number) {
    this.#state = state
    this.#copyId = copyId
  }

  add(part: DocumentPart): void {
    this.#attempt(() => {
      const isTable = (STATE_TABLES as readonly string[]).includes(part.name)
      if ('rows' in part) {
        if (isTable) this.#insert(part.name, part.rows as readonly Row[])
      } else if (isTable) refuse(`${part.name} is not a list`)
      else if (part.name === 'version') this.#hasVersion = part.value === 1
      else if (part.name === 'organisation') this.#setOrganisation(part.value as Row)
    })
  }

  /** Upgrades the rows of an older version, and checks all of them. */
  *complete(): Pieces {
    const organisation = this.#organisation
    if (!this.#hasVersion || !organisation) refuse('it is not a state document of version 1')
    this.#attempt(() => {
      if (!isOfSchema2(organisation)) return
      for (const statement of upgradeRows('organisation_id = ?', STORED)) {
        this.#state.database.run(inCopies(statement), this.#copyId)
      }
    })
    yield* checkState(this.#state, rowsOfCopy(this.#copyId))
  }

  #setOrganisation(given: Row): void {
    if (typeof given !== 'object' || given === null) return
    this.#organisation = given
    const row = upgradeColumns(given)
    const names = Object.keys(row).filter((name) => !IDENTITY.has(name))
    checkNames(names, tableOf(this.#state.database, 'organisations').columns, 'organisation')
    this.#state.database.run(
      // The rows are counted when the counts are asked for.
      `UPDATE copied_organisations SET ${names.map((name) => `${name} = ?, `).join('')}tallies = NULL WHERE id = ?`,
      ...names.map((name) => row[name] ?? null),
      this.#copyId,
    )
  }

  #insert(table: string, rows: readonly Row[]): void {
    const { columns } = tableOf(this.#state.database, table)
    let sql = ''
    let known: readonly string[] = []
    for (const given of rows) {
      const row = hasOldColumns(given) ? upgradeColumns(given) : given
      const names = Object.keys(row)
      // Nearly all rows have the columns of the one before.
      if (names.length !== known.length || names.some((name, at) => name !== known[at])) {
        checkNames(names, columns, table)
        sql = `INSERT INTO copied_${table} (copy_id, ${names.join(', ')}) VALUES (?${', ?'.repeat(names.length)})`
        known = names
      }
      this.#state.database.run(sql, this.#copyId, ...Object.values(row))
    }
  }

  /** Does work in a transaction, and explains the error of a row that the tables do not take. */
  #attempt(work: () => void): void {
    try {
      this.#state.database.transaction(work)
    } catch (error) {
      if (error instanceof DomainError || isStorageFailure(error)) throw error
      refuse(error instanceof Error ? error.message.replace(/\bcopied_/g, '') : String(error))
    }
  }
}

/** Throws invalid_state unless the table has all these columns: names become SQL. */
function checkNames(names: readonly string[], known: readonly string[], table: string): void {
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) refuse(`${table} has no column ${unknown}`)
}

function refuse(problem: string): never {
  throw new DomainError('invalid_state', { problem })
}
