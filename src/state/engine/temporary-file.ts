import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { openSqlite } from './driver.ts'
import { defineSqlFunctions } from './sql-functions.ts'

const MIB = 1_024 * 1_024

/** A database in memory that is larger goes on in a temporary file. To copy so much takes some 30 ms. */
export const MOST_IN_MEMORY_BYTES = 48 * MIB

/** How much of the temporary file is kept in memory. */
const CACHE_KIB = 128 * 1_024

/** How many times its present size a database must have room to grow to: with less, it stays in memory. */
const LEAST_GROWTH = 40

/** Notices when a database in memory has become too large for it. */
export class MemoryLimit {
  readonly #sqlite: Sqlite.Database
  readonly #countPages: Sqlite.Statement<[], number>
  readonly #pageBytes: number
  #hasTried = false

  constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite
    this.#countPages = sqlite.prepare<[], number>('PRAGMA page_count').pluck()
    this.#pageBytes = sqlite.pragma('page_size', { simple: true }) as number
  }

  /**
   * Copies the database to a temporary file when it has more bytes, and opens that. The file has no name: nothing is left of
   * it when the process ends, however that happens. Returns undefined while the database stays in memory, which it does
   * where no folder can have such a file.
   */
  copyWhenAbove(mostBytes: number): Sqlite.Database | undefined {
    if (this.#hasTried) return undefined
    const bytes = (this.#countPages.get() as number) * this.#pageBytes
    if (bytes <= mostBytes) return undefined
    this.#hasTried = true
    for (const folder of listFolders()) {
      try {
        if (hasRoom(folder, bytes * LEAST_GROWTH)) return copyInto(folder, this.#sqlite)
      } catch {
        // The folder does not exist, cannot be written or is full: the next one may do.
      }
    }
    return undefined
  }
}

/** The folders to try. `/tmp` is in memory on many systems, and `/var/tmp` is not. */
function listFolders(): string[] {
  // Windows keeps the name of a file that is open.
  if (process.platform === 'win32') return []
  return process.env.TMPDIR ? [process.env.TMPDIR] : ['/var/tmp', tmpdir()]
}

function hasRoom(folder: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= bytes
}

function copyInto(parent: string, source: Sqlite.Database): Sqlite.Database {
  const { file, sqlite } = openNameless(parent)
  try {
    writeFileSync(file, source.serialize())
    // The journal is in memory, so that each change is written once. Nobody reads the file after a power cut.
    sqlite.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}`,
    )
    defineSqlFunctions(sqlite)
    copyTemporaryTriggers(source, sqlite)
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  } finally {
    closeSync(file)
  }
}

/** Opens an empty file twice, to write it and as a database, and removes its name. */
function openNameless(parent: string): { file: number; sqlite: Sqlite.Database } {
  const folder = mkdtempSync(join(parent, 'esim-go-emulator-'))
  try {
    const path = join(folder, 'state.db')
    const file = openSync(path, 'wx', 0o600)
    try {
      return { file, sqlite: openSqlite(path) }
    } catch (error) {
      closeSync(file)
      throw error
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Triggers that end with the connection are no part of the database. */
function copyTemporaryTriggers(from: Sqlite.Database, to: Sqlite.Database): void {
  const triggers = from.prepare<[], { sql: string }>("SELECT sql FROM sqlite_temp_master WHERE type = 'trigger'").all()
  for (const { sql } of triggers) to.exec(sql.replace('CREATE TRIGGER', 'CREATE TEMP TRIGGER'))
}
