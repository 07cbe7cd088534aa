import Sqlite from 'better-sqlite3'
import { luhnDigit } from '../../src/domain/identifiers.ts'
import { SUM_DAYS } from '../../src/state/engine/day-sums.ts'
import { defineSqlFunctions } from '../../src/state/engine/sql-functions.ts'
import { ICCID_FORM, shownSql, storedFormOf, storedSql } from '../../src/state/engine/stored-forms.ts'
import { EVENT_KINDS } from '../../src/state/records/events.ts'

/** Tables of which a larger world has no more than the template. */
const NOT_COPIED = new Set(['organisations', 'requests', 'snapshots', 'faults', 'copies', 'removals', 'day_sums'])

/** The counter of the organisation that numbers the rows of each table. */
const COUNTERS: Readonly<Record<string, string>> = {
  assignments: 'assignment_sequence',
  purchases: 'purchase_sequence',
  callbacks: 'sequence',
  trip_steps: 'sequence',
}

const shifted = (column: string, counter: string): string => `s.${column} + c.k * (SELECT ${counter} FROM counters)`

/** A UUID, with or without a unit at its end. */
function reference(table: string): string {
  const text = shownSql(table, 'reference', 's.reference')
  return `CASE c.k WHEN 0 THEN s.reference
    ELSE store_${storedFormOf(table, 'reference')?.name}(substr(${text}, 1, 24) || printf('%06x', c.k) || substr(${text}, 31)) END`
}
const MATCHING_ID = shownSql('esims', 'matching_id', 's.matching_id')

/** Copies that keep what the template has in stock: the rest has been refunded. */
const COPIES_WITH_STOCK = 10

/** How the nth copy (`c.k`) of a row (`s`) differs from it, by `table.column`. Columns that are not listed are copied. */
const CHANGES: Readonly<Record<string, string>> = {
  'esims.sequence': shifted('sequence', 'esim_sequence'),
  'esims.matching_id': `store_matching_id(substr(${MATCHING_ID}, 1, length(${MATCHING_ID}) - 5) || printf('%05X', c.k))`,
  'esims.customer_ref': `s.customer_ref || CASE c.k WHEN 0 THEN '' ELSE '-' || c.k END`,
  'esims.plan_feeding_id': shifted('plan_feeding_id', 'assignment_sequence'),
  'purchases.id': shifted('id', 'purchase_sequence'),
  'purchases.remaining': `CASE WHEN c.k < ${COPIES_WITH_STOCK} THEN s.remaining ELSE 0 END`,
  'purchases.refunded': `s.refunded + CASE WHEN c.k < ${COPIES_WITH_STOCK} THEN 0 ELSE s.remaining END`,
  'assignments.id': shifted('id', 'assignment_sequence'),
  'assignments.purchase_id': shifted('purchase_id', 'purchase_sequence'),
  'assignments.reference': reference('assignments'),
  'orders.reference': reference('orders'),
  // A call has one order.
  'orders.request_id': 'CASE c.k WHEN 0 THEN s.request_id END',
  'orders.sequence': shifted('sequence', 'sequence'),
  'deliveries.reference': reference('deliveries'),
  'history.sequence': shifted('sequence', 'sequence'),
  'messages.id': shifted('id', 'sequence'),
  'trip_steps.id': shifted('id', 'sequence'),
  'events.id': shifted('id', 'sequence'),
  'events.subject': `CASE s.kind ${Object.entries(EVENT_KINDS)
    .flatMap(([kind, { subject }]) =>
      subject
        ? [`WHEN ${storedSql('events', 'kind', kind)} THEN ${shifted('subject', COUNTERS[subject] ?? 'sequence')}`]
        : [],
    )
    .join(' ')} END`,
  'transitions.sequence': shifted('sequence', 'sequence'),
  'transitions.assignment_id': shifted('assignment_id', 'assignment_sequence'),
  'callbacks.id': shifted('id', 'sequence'),
  'callbacks.body': `store_callback_body(replace(read_callback_body(s.body), ${shownSql('callbacks', 'iccid', 's.iccid')},
    iccid_of(${shownSql('callbacks', 'iccid', 's.iccid')}, c.k)))`,
  'attempts.callback_id': shifted('callback_id', 'sequence'),
  'adjustments.sequence': shifted('sequence', 'sequence'),
  'acts.id': shifted('id', 'sequence'),
  'pending_orders.id': shifted('id', 'sequence'),
  'catalogue_changes.id': shifted('id', 'sequence'),
}

/** What separates two copies in time. */
const APART_MS = 60_000

function copied(table: string, column: string): string {
  const change = CHANGES[`${table}.${column}`]
  if (change !== undefined) return change
  if (column === 'iccid') {
    const later = `iccid_of(${shownSql(table, column, 's.iccid')}, c.k)`
    return storedFormOf(table, column) ? `store_${ICCID_FORM.name}(${later})` : later
  }
  return /(?<!duration)_ms$/.test(column) ? `s.${column} + c.k * ${APART_MS}` : `s.${column}`
}

/** So many serial numbers of ICCIDs there are, and so far apart are those of two eSIMs made in turn. */
const SERIALS = 100_000_000
const SERIAL_STEP = 27_644_437

/** The ICCID that the emulator would have given to the eSIM `esims` later. */
function laterIccid(iccid: string, esims: number): string {
  const serial = (Number(iccid.slice(10, 18)) + ((esims * SERIAL_STEP) % SERIALS)) % SERIALS
  const digits = iccid.slice(0, 10) + String(serial).padStart(8, '0')
  return digits + luhnDigit(digits)
}

interface Column {
  readonly name: string
  readonly pk: number
}

/** Makes the world in a file so many times as large: each row is copied in SQL, with numbers and names of its own. */
export function multiply(file: string, times: number): void {
  const db = new Sqlite(file)
  defineSqlFunctions(db)
  db.pragma('foreign_keys = OFF')
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -1000000')
  db.pragma('temp_store = MEMORY')
  const esims = db.prepare('SELECT esim_sequence FROM organisations').pluck().get() as number
  db.function('iccid_of', { deterministic: true }, (iccid: unknown, k: unknown) =>
    iccid === null ? null : laterIccid(iccid as string, esims * (k as number)),
  )
  db.exec(`CREATE TEMP TABLE counters AS SELECT * FROM organisations;
    CREATE TEMP TABLE copies AS WITH RECURSIVE n (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k + 1 < ${times})
      SELECT k FROM n`)
  const parts = db.prepare('SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL').all() as {
    type: string
    name: string
    sql: string
  }[]
  // What triggers keep is copied as it is.
  const indexes = parts.filter(({ type }) => type === 'index' || type === 'trigger')
  db.exec('BEGIN')
  for (const { type, name } of indexes) db.exec(`DROP ${type} ${name}`)
  for (const { type, name } of parts) {
    if (type === 'table' && !NOT_COPIED.has(name) && !/^(?:sqlite|copied)_/.test(name)) copyTable(db, name)
  }
  for (const { sql } of indexes) db.exec(sql)
  db.exec(`DELETE FROM day_sums; ${SUM_DAYS}`)
  const counters = [...new Set([...Object.values(COUNTERS), 'esim_sequence', 'random_position'])]
  db.exec(`UPDATE organisations SET ${counters.map((name) => `${name} = ${name} * ${times}`).join(', ')}`)
  multiplyTallies(db, times)
  db.exec('COMMIT')
  db.close()
}

/** As kept by every write: an organisation whose rows are not counted yet counts them in its first call. */
function multiplyTallies(db: Sqlite.Database, times: number): void {
  const tallies = JSON.parse(db.prepare('SELECT tallies FROM organisations').pluck().get() as string)
  const counts = Object.entries(tallies as Record<string, number>).map(([name, count]) => [name, count * times])
  db.prepare('UPDATE organisations SET tallies = ?').run(JSON.stringify(Object.fromEntries(counts)))
}

function copyTable(db: Sqlite.Database, table: string): void {
  const columns = db.pragma(`table_info(${table})`) as Column[]
  if (!columns.some(({ name }) => name === 'organisation_id')) {
    throw new Error(`say in bench/scale/multiply.ts how the rows of ${table} are copied`)
  }
  const fields = columns.map(({ name }) => copied(table, name))
  const key = columns.flatMap(({ pk }, index) => (pk > 0 ? [{ pk, place: index + 1 }] : []))
  const order = key.sort((a, b) => a.pk - b.pk).map(({ place }) => place)
  db.exec(`CREATE TEMP TABLE template AS SELECT * FROM main.${table};
    DELETE FROM main.${table};
    INSERT INTO main.${table} (${columns.map(({ name }) => name).join(', ')})
      SELECT ${fields.join(', ')} FROM copies c CROSS JOIN template s ORDER BY ${order.join(', ')};
    DROP TABLE template`)
}
