import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { DriverError, loadDriver, openSqlite } from './driver.ts'
import { MIGRATIONS, SCHEMA_VERSION } from './migrations.ts'
import { definePathMatches } from './path-matches.ts'
import { SCHEMA } from './schema.ts'

type Value = string | number | null
export type Row = Record<string, unknown>

/** A database that cannot be used, in a sentence for whoever starts the emulator. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

/** How long to wait for a process that has the file open and may be about to end. */
const LOCK_TIMEOUT_MS = 1_000

/** What SQLite keeps in the head of a file to say whose it is: `eSIM` in ASCII. */
const APPLICATION_ID = 0x65_53_49_4d

interface Prepared {
  readonly statement: Sqlite.Statement<Value[], Value[]>
  /** The names of what it returns; none when it returns nothing. */
  readonly columns: readonly string[]
  /** The table that it writes; undefined when it only reads, or writes none of ours. */
  readonly writes: string | undefined
}

/** The columns of a table by name, since a file that was brought here by migrations has them in another order. */
const TABLES_SQL = `SELECT m.type, m.name, (SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info(m.name) ORDER BY name)) AS columns
  FROM sqlite_master m ORDER BY m.type, m.name`

const WRITE = /^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+(\w+)/

/** The driver makes an array of a row in half the time that it takes to make an object of it. */
function toRow(columns: readonly string[], values: readonly Value[]): Row {
  const row: Row = {}
  for (let at = 0; at < columns.length; at += 1) row[columns[at] as string] = values[at]
  return row
}

/**
 * One SQLite connection with its prepared statements, made once for each SQL text and kept until it is closed.
 */
export class Database {
  /** Told once, when a file turns out to be damaged after it was opened: nothing that is read of it can be relied on. */
  onDamage: ((error: DatabaseError) => void) | undefined
  readonly #sqlite: Sqlite.Database
  readonly #path: string | undefined
  readonly #statements = new Map<string, Prepared>()
  #damage: DatabaseError | undefined

  private constructor(sqlite: Sqlite.Database, path: string | undefined) {
    this.#sqlite = sqlite
    this.#path = path
    definePathMatches(sqlite)
  }

  /**
   * Opens a file, or a database in memory when the path is undefined. Throws DatabaseError when it cannot be used, and
   * DriverError when this Node cannot load the driver.
   */
  static open(path: string | undefined): Database {
    let database: Database | undefined
    try {
      if (path !== undefined && existsSync(path)) requireWritable(path)
      database = new Database(openSqlite(path ?? ':memory:', { timeout: LOCK_TIMEOUT_MS }), path)
      database.#configure(path)
      return database
    } catch (cause) {
      database?.close()
      if (cause instanceof DatabaseError || cause instanceof DriverError) throw cause
      throw unusable(path, cause)
    }
  }

  /** Opens a file that is only read. */
  static openReadOnly(path: string): Database {
    const sqlite = openSqlite(path, { readonly: true, fileMustExist: true })
    // One reader keeps its shared lock instead of taking it for every statement.
    sqlite.exec('PRAGMA locking_mode = EXCLUSIVE')
    return new Database(sqlite, path)
  }

  get<R = Row>(sql: string, ...values: Value[]): R | undefined {
    return this.#watched(() => {
      const { statement, columns } = this.#prepare(sql)
      const row = statement.get(...values)
      return row && (toRow(columns, row) as R)
    })
  }

  all<R = Row>(sql: string, ...values: Value[]): R[] {
    return this.#watched(() => {
      const { statement, columns } = this.#prepare(sql)
      return statement.all(...values).map((row) => toRow(columns, row) as R)
    })
  }

  /** The number of rows changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#watched(() => this.#prepare(sql).statement.run(...values).changes)
  }

  /** Says that what a row holds cannot be: everything else that is asked of this database fails from then on. */
  reportDamage(cause: unknown): DatabaseError {
    if (this.#damage) return this.#damage
    this.#damage = unusable(this.#path, cause)
    this.onDamage?.(this.#damage)
    return this.#damage
  }

  /** The bytes of the file. */
  get size(): number {
    const { pages, bytes } = this.get<{ pages: number; bytes: number }>(
      'SELECT page_count AS pages, page_size AS bytes FROM pragma_page_count, pragma_page_size',
    ) as { pages: number; bytes: number }
    return pages * bytes
  }

  /** Looks at every page. Throws DatabaseError for the first thing that is wrong. */
  checkPages(): void {
    const row = this.get<{ integrity_check: string }>('PRAGMA integrity_check(1)')
    if (row?.integrity_check !== 'ok') throw this.reportDamage(MALFORMED)
  }

  /** Throws DatabaseError when the tables are not those that the emulator makes. */
  checkTables(): void {
    const fresh = openSqlite(':memory:')
    fresh.exec(SCHEMA)
    const expected = fresh.prepare(TABLES_SQL).all() as Row[]
    fresh.close()
    const found = this.all(TABLES_SQL)
    const missing = expected.find(({ name }) => !found.some((each) => each.name === name))
    if (missing) throw this.reportDamage(new Error(`no such ${missing.type}: ${missing.name}`))
    const isSame = JSON.stringify(found) === JSON.stringify(expected)
    if (!isSame) throw this.reportDamage(MALFORMED)
  }

  /** The table that a statement writes. Throws TypeError when it does not say so in the usual words. */
  tableOf(sql: string): string {
    const { writes } = this.#prepare(sql)
    if (writes === undefined) throw new TypeError(`which table does this write? ${sql}`)
    return writes
  }

  /** Runs `work` in a transaction that holds the write lock from its start; an error thrown rolls all of it back. */
  transaction<T>(work: () => T): T {
    // Inside another it is part of that one: all of it happens, or nothing.
    if (this.#sqlite.inTransaction) return work()
    this.run('BEGIN IMMEDIATE')
    try {
      const result = work()
      if (result instanceof Promise) throw new TypeError('a transaction cannot wait')
      this.run('COMMIT')
      return result
    } catch (error) {
      if (this.#sqlite.inTransaction) this.run('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#statements.clear()
    this.#sqlite.close()
  }

  /** Does something with the file. Throws DatabaseError when it is damaged, or is known to be. */
  #watched<T>(work: () => T): T {
    if (this.#damage) throw this.#damage
    try {
      return work()
    } catch (cause) {
      throw isDamage(cause) ? this.reportDamage(cause) : cause
    }
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#statements.get(sql)
    if (!prepared) {
      const statement = this.#sqlite.prepare<Value[], Value[]>(sql)
      const columns = statement.reader
        ? statement
            .raw()
            .columns()
            .map(({ name }) => name)
        : []
      prepared = { statement, columns, writes: WRITE.exec(sql)?.[1] }
      this.#statements.set(sql, prepared)
    }
    return prepared
  }

  #configure(path: string | undefined): void {
    if (path !== undefined) {
      // What is in memory is trusted, so a second process must not write the same file.
      this.#sqlite.exec('PRAGMA locking_mode = EXCLUSIVE')
      this.#claim(path)
      this.#sqlite.exec('PRAGMA journal_mode = WAL')
      // In WAL mode this survives the death of the process; only a power cut may lose the last commits.
      this.#sqlite.exec('PRAGMA synchronous = NORMAL')
    } else {
      // Fewer and larger pages make shallower trees. A file keeps small ones, since each change writes whole pages.
      this.#sqlite.exec('PRAGMA page_size = 8192')
    }
    this.#sqlite.exec('PRAGMA foreign_keys = ON')
    this.#migrate(path)
    if (path === undefined) return
    // A file that may only be read is opened without a word.
    this.#sqlite.exec('BEGIN IMMEDIATE; ROLLBACK')
    this.checkTables()
  }

  /** Marks a file as the emulator's own. Throws DatabaseError, and has written nothing, when it is somebody else's. */
  #claim(path: string): void {
    const id = this.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0
    if (id === APPLICATION_ID) return
    if (id !== 0 || this.get('SELECT 1 FROM sqlite_master LIMIT 1')) {
      throw new DatabaseError(`cannot use the database ${path}: it is not one of the emulator; name another file`)
    }
    this.#sqlite.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  }

  #migrate(path: string | undefined): void {
    const version = this.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
    if (version > SCHEMA_VERSION) {
      throw new DatabaseError(
        `the database ${path} was written by a newer version of the emulator (schema ${version}, this one knows ${SCHEMA_VERSION}): use that version, or another file`,
      )
    }
    if (version === 0) this.#upgrade(SCHEMA, SCHEMA_VERSION)
    else {
      MIGRATIONS.slice(version - 1).forEach((step, index) => {
        this.#upgrade(step, version + index + 1)
      })
    }
  }

  #upgrade(step: string, version: number): void {
    this.transaction(() => {
      this.#sqlite.exec(step)
      this.#sqlite.exec(`PRAGMA user_version = ${version}`)
    })
  }
}

/** Whether an error is that of a file that cannot be read or written now, and not of what was to be done with it. */
export const isStorageFailure = (error: unknown): boolean =>
  error instanceof loadDriver().SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT')

/** SQLite's own words for a file of which pages are not as they were. */
const MALFORMED = new Error('database disk image is malformed')

const isDamage = (error: unknown): boolean =>
  /^SQLITE_(?:CORRUPT|NOTADB)/.test(String((error as { code?: string } | undefined)?.code))

/** Whether an error is that of a disk that has no room. */
export const isStorageFull = (error: unknown): boolean =>
  (error as { code?: string } | undefined)?.code === 'SQLITE_FULL'

/** Also the folder, since what is written last is in a file beside it. SQLite would fail later, and say less. */
function requireWritable(path: string): void {
  for (const each of [path, dirname(path)]) accessSync(each, constants.W_OK)
}

const unusable = (path: string | undefined, cause: unknown): DatabaseError =>
  new DatabaseError(`cannot use the database ${path}: ${explain(cause)}`, { cause })

function explain(cause: unknown): string {
  const code = (cause as { code?: string }).code
  if (code === 'SQLITE_BUSY') return 'another process has it open'
  if (code === 'SQLITE_NOTADB') return 'it is not a SQLite database'
  if (code === 'SQLITE_CANTOPEN') return 'it cannot be opened; does its folder exist, and may it be written?'
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code?.startsWith('SQLITE_READONLY'))
    return 'it cannot be written, or its folder cannot: does this user own both?'
  if (code === 'SQLITE_FULL') return 'there is no room left on its disk'
  if (code?.startsWith('SQLITE_CORRUPT')) return MALFORMED.message
  return cause instanceof Error ? cause.message : String(cause)
}
