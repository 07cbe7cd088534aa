// Preloaded by the emulator of the bench: its database in memory begins with what the file BENCH_WORLD holds. A large one
// begins in a temporary file, where it would have gone on.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const Sqlite = require('better-sqlite3')
const world = process.env.BENCH_WORLD
/** As src/state/engine/temporary-file.ts has them. */
const MOST_IN_MEMORY_BYTES = 48 * 1_024 * 1_024
const IN_FILE =
  'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -131072'
const isLarge = statSync(world).size > MOST_IN_MEMORY_BYTES

class FilledSqlite extends Sqlite {
  #isToFill

  constructor(path, options) {
    const isToFill = path === ':memory:'
    const folder =
      isToFill && isLarge ? mkdtempSync(join(process.env.TMPDIR ?? '/var/tmp', 'esim-go-emulator-')) : undefined
    super(folder ? join(folder, 'state.db') : path, options)
    this.#isToFill = isToFill
    if (!folder) return
    rmSync(folder, { recursive: true })
    super.exec(`PRAGMA page_size = 8192; ${IN_FILE}`)
  }

  /** Fills the database at its first statement, when the functions that its indexes and triggers call are defined. */
  exec(sql) {
    super.exec(sql)
    if (!this.#isToFill) return this
    this.#isToFill = false
    this.#fill()
    return this
  }

  #fill() {
    this.prepare('ATTACH ? AS world').run(world)
    // Its pages are not the emulator's memory: each is read once.
    super.exec('PRAGMA world.cache_size = 16')
    const parts = this.prepare(
      "SELECT type, name, sql FROM world.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    ).all()
    const ofType = (type) => parts.filter((part) => part.type === type)
    super.exec('PRAGMA foreign_keys = OFF; BEGIN')
    for (const type of ['table', 'index']) for (const { sql } of ofType(type)) super.exec(sql)
    for (const { name } of ofType('table')) super.exec(`INSERT INTO main.${name} SELECT * FROM world.${name}`)
    for (const { sql } of ofType('trigger')) super.exec(sql)
    const version = this.pragma('world.user_version', { simple: true })
    super.exec(`PRAGMA main.user_version = ${version}; COMMIT; DETACH world`)
  }
}
Object.setPrototypeOf(FilledSqlite, Sqlite)
require.cache[require.resolve('better-sqlite3')].exports = FilledSqlite
