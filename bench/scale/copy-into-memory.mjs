// Preloaded by the emulator of the bench: its database in memory begins with what the file BENCH_WORLD holds.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const Sqlite = require('better-sqlite3')
const world = process.env.BENCH_WORLD

class FilledSqlite extends Sqlite {
  #isToFill

  constructor(path, options) {
    super(path, options)
    this.#isToFill = path === ':memory:'
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
