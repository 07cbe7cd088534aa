import { Database, type Row } from '../../src/state/engine/database.ts'
import { loadDriver } from '../../src/state/engine/driver.ts'

/** Columns that tell how an organisation's clock is kept, how often it was read, what is counted of it, and how long things really took. */
const BOOKKEEPING = [
  'clock_mode',
  'clock_rate',
  'clock_base_ms',
  'clock_wall_ms',
  'last_now_ms',
  'request_sequence',
  'request_reserved',
  'request_id',
  'tallies',
  'duration_ms',
]

/** The journal of requests, in which reads are too. */
const JOURNAL = 'requests'

/** Keeps hold of the database that an emulator opens, to look at its tables. */
export async function watchDatabase<T>(open: () => Promise<T>): Promise<{ opened: T; database: Database }> {
  const real = Database.open
  let database: Database | undefined
  Database.open = (...given) => {
    database = real.apply(Database, given)
    return database
  }
  try {
    const opened = await open()
    if (!database) throw new Error('no database was opened')
    return { opened, database }
  } finally {
    Database.open = real
  }
}

/** Lets no row be added to a table, as when the disk is full, until it is mended. */
export function refuseRows(database: Database, table: string): { readonly mend: () => void } {
  database.run(
    `CREATE TRIGGER refuse_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
  )
  return { mend: () => void database.run(`DROP TRIGGER refuse_${table}`) }
}

/** Lets no row be written, as on a disk that is full, until it is mended. */
export function fillDisk(database: Database): { readonly mend: () => void } {
  const { SqliteError } = loadDriver()
  const execute = database.execute.bind(database)
  database.execute = (prepared, values) => {
    if (prepared.scope.writes) throw new SqliteError('database or disk is full', 'SQLITE_FULL')
    return execute(prepared, values)
  }
  return {
    mend: () => {
      database.execute = execute
    },
  }
}

/** Lets the next write of a table fail, as on a disk that is full for a moment. */
export function fillDiskOnce(database: Database, table: string): void {
  const { SqliteError } = loadDriver()
  const execute = database.execute.bind(database)
  database.execute = (prepared, values) => {
    if (prepared.scope.writes !== table) return execute(prepared, values)
    database.execute = execute
    throw new SqliteError('database or disk is full', 'SQLITE_FULL')
  }
}

/** Every row of every table, as a reader of the file finds it, without the journal and the copies that snapshots have. */
export function dumpTables(database: Database): Record<string, Row[]> {
  const tables = database.all<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'copied_%'
       AND name <> ? ORDER BY name`,
    JOURNAL,
  )
  return Object.fromEntries(
    tables.map(({ name }) => [name, database.acrossOrganisations.all(`SELECT * FROM ${name}`).map(withoutBookkeeping)]),
  )
}

const withoutBookkeeping = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !BOOKKEEPING.includes(column)))
