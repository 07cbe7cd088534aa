import { existsSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'
import { compareTables, TABLES_SQL } from './compare-tables.ts'
import { DriverError, openSqlite } from './driver.ts'
import { MIGRATIONS, type Migration, SCHEMA_VERSION } from './migrations.ts'
import { type Prepared, prepareStatement, type Row, toRow, toStored, type Value } from './prepared.ts'
import { COPIES, SCHEMA } from './schema.ts'
import { defineSqlFunctions } from './sql-functions.ts'
import { DatabaseError, isDamage, MALFORMED, requireWritable, unusable } from './storage-error.ts'
import { MemoryLimit, MOST_IN_MEMORY_BYTES } from './temporary-file.ts'
import { Transactions } from './transactions.ts'

export type { Row } from './prepared.ts'
export { DatabaseError } from './storage-error.ts'

/** How long to wait for the lock of a file: another process may be about to close it. */
const LOCK_TIMEOUT_MS = 1_000

/** Identifies the emulator's files, in SQLite's file header: `eSIM` in ASCII. */
const APPLICATION_ID = 0x65_53_49_4d

/** Runs statements, each prepared once. */
export interface Statements {
  get<R = Row>(sql: string, ...values: Value[]): R | undefined
  all<R = Row>(sql: string, ...values: Value[]): R[]
  /** Returns the number of rows changed. */
  run(sql: string, ...values: Value[]): number
}

/**
 * One SQLite connection with its prepared statements, made once for each SQL text and kept until it is closed.
 *
 * A statement that may touch rows of more than one organisation is refused when it is prepared (TypeError). The few that
 * are about all of them are run by `acrossOrganisations`.
 */
export class Database implements Statements {
  /** Runs statements about every organisation, or about the organisations themselves. */
  readonly acrossOrganisations: Statements = {
    get: (sql, ...values) => this.getRow(this.#prepare(sql), values),
    all: (sql, ...values) => this.listRows(this.#prepare(sql), values),
    run: (sql, ...values) => this.execute(this.#prepare(sql), values),
  }
  /** Called once, when a file turns out to be damaged after it was opened: nothing that is read of it can be relied on. */
  onDamage: ((error: DatabaseError) => void) | undefined
  /** A database in memory that has more bytes goes on in a temporary file at its next transaction. */
  mostInMemory = MOST_IN_MEMORY_BYTES
  readonly transactions: Transactions
  #sqlite: Sqlite.Database
  readonly #path: string | undefined
  readonly #statements = new Map<string, Prepared>()
  #damage: DatabaseError | undefined
  #hasCopies = false
  #memoryLimit: MemoryLimit | undefined

  /** Takes over a connection; `path` is that of its file, for messages. */
  constructor(sqlite: Sqlite.Database, path?: string) {
    this.#sqlite = sqlite
    this.#path = path
    this.transactions = new Transactions({
      isInTransaction: () => this.#sqlite.inTransaction,
      begin: () => {
        this.#limitMemory()
        this.run('BEGIN IMMEDIATE')
      },
      end: (sql) => void this.run(sql),
    })
    defineSqlFunctions(sqlite)
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
      if (database.isInMemory) database.#memoryLimit = new MemoryLimit(database.#sqlite)
      return database
    } catch (cause) {
      database?.close()
      if (cause instanceof DatabaseError || cause instanceof DriverError) throw cause
      throw unusable(path, cause)
    }
  }

  /** Opens a file for reading only. */
  static openReadOnly(path: string): Database {
    const sqlite = openSqlite(path, { readonly: true, fileMustExist: true })
    // One reader keeps its shared lock instead of taking it for every statement.
    sqlite.exec('PRAGMA locking_mode = EXCLUSIVE')
    return new Database(sqlite, path)
  }

  get<R = Row>(sql: string, ...values: Value[]): R | undefined {
    return this.getRow(this.prepare(sql), values)
  }

  all<R = Row>(sql: string, ...values: Value[]): R[] {
    return this.listRows(this.prepare(sql), values)
  }

  run(sql: string, ...values: Value[]): number {
    return this.execute(this.prepare(sql), values)
  }

  /** Prepares a statement once. Throws TypeError for one that may touch rows of several organisations. */
  prepare(sql: string): Prepared {
    const prepared = this.#prepare(sql)
    const { problem } = prepared.scope
    if (problem !== undefined) throw new TypeError(`${problem} (or declare it by acrossOrganisations): ${sql}`)
    return prepared
  }

  /** As `get`, with a statement that is prepared and values that nobody else has. */
  getRow<R = Row>(prepared: Prepared, values: Value[]): R | undefined {
    this.#checkDamage()
    this.transactions.makeWayFor(prepared, values)
    try {
      const row = prepared.statement.get(...toStored(prepared, values))
      return row && (toRow(prepared, row) as R)
    } catch (cause) {
      throw this.#explain(cause)
    }
  }

  /** As `all`, with a statement that is prepared and values that nobody else has. */
  listRows<R = Row>(prepared: Prepared, values: Value[]): R[] {
    this.#checkDamage()
    this.transactions.makeWayFor(prepared, values)
    try {
      return prepared.statement.all(...toStored(prepared, values)).map((row) => toRow(prepared, row) as R)
    } catch (cause) {
      throw this.#explain(cause)
    }
  }

  /** As `run`, with a statement that is prepared and values that nobody else has. */
  execute(prepared: Prepared, values: Value[]): number {
    this.#checkDamage()
    this.transactions.makeWayFor(prepared, values)
    try {
      return prepared.statement.run(...toStored(prepared, values)).changes
    } catch (cause) {
      throw this.#explain(cause)
    }
  }

  /** Declares the file damaged: every later statement fails with the error that this returns. */
  reportDamage(cause: unknown): DatabaseError {
    if (this.#damage) return this.#damage
    this.#damage = unusable(this.#path, cause)
    this.onDamage?.(this.#damage)
    return this.#damage
  }

  /** Whether the database has no file, not even a temporary one. */
  get isInMemory(): boolean {
    return this.#sqlite.memory
  }

  /** The size of the database in bytes. */
  get size(): number {
    const { pages, bytes } = this.get<{ pages: number; bytes: number }>(
      'SELECT page_count AS pages, page_size AS bytes FROM pragma_page_count, pragma_page_size',
    ) as { pages: number; bytes: number }
    return pages * bytes
  }

  /** Checks every page of the file. Throws DatabaseError for the first damage. */
  checkPages(): void {
    const row = this.get<{ integrity_check: string }>('PRAGMA integrity_check(1)')
    if (row?.integrity_check !== 'ok') throw this.reportDamage(MALFORMED)
  }

  /** Throws DatabaseError when the tables are not those that the emulator makes. */
  checkTables(): void {
    const { missing, isSame } = compareTables(this.all(TABLES_SQL))
    if (missing) throw this.reportDamage(new Error(missing))
    if (!isSame) throw this.reportDamage(MALFORMED)
  }

  /** Makes the tables of copies, where there are none yet: see `COPIES`. */
  openCopies(): void {
    this.#hasCopies ||= this.get("SELECT 1 FROM sqlite_master WHERE name = 'copied_organisations'") !== undefined
    if (!this.#hasCopies) this.#sqlite.exec(COPIES)
    this.#hasCopies = true
  }

  /** Makes or removes triggers that end with the connection. */
  defineTriggers(sql: string): void {
    this.#checkDamage()
    this.transactions.commitOpen()
    try {
      this.#sqlite.exec(sql)
    } catch (cause) {
      throw this.#explain(cause)
    }
  }

  /** Runs `work` in a transaction; an error thrown rolls all of it back. */
  transaction<T>(work: () => T): T {
    return this.transactions.commit(work)
  }

  close(): void {
    this.transactions.commitOpen()
    this.#statements.clear()
    this.#sqlite.close()
  }

  #limitMemory(): void {
    const copy = this.#memoryLimit?.copyWhenAbove(this.mostInMemory)
    if (!copy) return
    this.close()
    this.#sqlite = copy
  }

  /** Throws DatabaseError when the file was found to be damaged earlier. */
  #checkDamage(): void {
    if (this.#damage) throw this.#damage
  }

  /** The error to throw for a failure of a statement: a DatabaseError when the file turns out to be damaged. */
  #explain(cause: unknown): unknown {
    return isDamage(cause) ? this.reportDamage(cause) : cause
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#statements.get(sql)
    if (!prepared) {
      this.#checkDamage()
      try {
        prepared = prepareStatement(this.#sqlite, sql)
      } catch (cause) {
        throw this.#explain(cause)
      }
      this.#statements.set(sql, prepared)
    }
    return prepared
  }

  #configure(path: string | undefined): void {
    if (path !== undefined) {
      // Caches are trusted, so a second process must not write the same file.
      this.#sqlite.exec('PRAGMA locking_mode = EXCLUSIVE')
      this.#claim(path)
      this.#sqlite.exec('PRAGMA journal_mode = WAL')
      // In WAL mode a commit survives the death of the process; a power cut may lose the last commits.
      this.#sqlite.exec('PRAGMA synchronous = NORMAL')
    } else {
      // Fewer and larger pages make shallower trees. A file keeps small ones, since each change writes whole pages.
      this.#sqlite.exec('PRAGMA page_size = 8192')
    }
    this.#migrate(path)
    if (path === undefined) return
    // SQLite opens a read-only file without an error; this write lock fails on it.
    this.#sqlite.exec('BEGIN IMMEDIATE; ROLLBACK')
    this.checkTables()
  }

  /** Writes the application id into a new file. Throws DatabaseError, and writes nothing, for another program's file. */
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
    if (version === 0) this.#upgrade(path === undefined ? SCHEMA : SCHEMA + COPIES, SCHEMA_VERSION)
    else {
      MIGRATIONS.slice(version - 1).forEach((step, index) => {
        this.#upgrade(step, version + index + 1)
      })
    }
  }

  #upgrade(step: Migration, version: number): void {
    this.transaction(() => {
      if (typeof step === 'string') this.#sqlite.exec(step)
      else step(this.#sqlite)
      this.#sqlite.exec(`PRAGMA user_version = ${version}`)
    })
  }
}
