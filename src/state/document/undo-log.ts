import { assert } from '../engine/assert.ts'
import { STATE_TABLES } from '../engine/copied-tables.ts'
import type { Database } from '../engine/database.ts'
import type { Tenant } from '../engine/state.ts'
import { FIRST_ASSIGNMENT_ID } from '../operations/assign.ts'
import { FIRST_USAGE_ID } from '../records/purchases.ts'
import { beginCopy, IDENTITY, type Pieces } from './copies.ts'
import { piecesOf, rowsOfCopy, rowsOfOrganisation, type Table, tableOf } from './tables.ts'

type StateTable = (typeof STATE_TABLES)[number]

/** The counter that numbers the rows of a table, and the column that has the number. */
interface Numbering {
  readonly column: string
  readonly counter: 'sequence' | 'esim_sequence' | 'assignment_sequence' | 'purchase_sequence'
  /** The number of the first row: the counter plus this. */
  readonly first: number
}

const by = (column: string, counter: Numbering['counter'] = 'sequence', first = 0): Numbering => ({
  column,
  counter,
  first,
})

/**
 * The order in which rows are added to a table, and never changed: the copy has the first one that was added, of each value of
 * the other columns of the key, and those behind it are new too.
 */
interface Series {
  readonly addedBy: string
}

/** How new rows are told from old ones. */
const NUMBERINGS: Readonly<Record<StateTable, Numbering | Series>> = {
  esims: by('sequence', 'esim_sequence'),
  catalogue_changes: by('id'),
  purchases: by('id', 'purchase_sequence', FIRST_USAGE_ID),
  assignments: by('id', 'assignment_sequence', FIRST_ASSIGNMENT_ID),
  orders: by('sequence'),
  pending_orders: by('id'),
  deliveries: { addedBy: 'unit' },
  history: by('sequence'),
  messages: by('id'),
  trip_steps: by('id'),
  events: by('id'),
  transitions: by('sequence'),
  acts: { addedBy: 'id' },
  callbacks: by('id'),
  attempts: by('callback_id'),
  faults: by('id'),
  adjustments: by('sequence'),
}

/** Columns of the organisation's row that others write meanwhile, or nobody. */
const KEPT: ReadonlySet<string> = new Set([
  ...[...IDENTITY].filter((column) => column !== 'tallies'),
  ...['request_sequence', 'clock_mode', 'clock_rate', 'clock_base_ms'],
])

type Counters = Readonly<Record<Numbering['counter'], number>>

/**
 * Keeps the rows that a write in several transactions changes as they were before it. It is a copy of the organisation with
 * these rows only, made by triggers: what fails in the middle is undone from it, after a crash by the next start.
 */
export class UndoLog {
  readonly copyId: number
  readonly #database: Database
  readonly #organisationId: number
  /** The triggers that fill the copy. */
  #triggers: readonly string[] = []

  private constructor(database: Database, organisationId: number, copyId: number) {
    this.#database = database
    this.#organisationId = organisationId
    this.copyId = copyId
  }

  /** Begins a log, before the first row is written. Throws what the storage throws; then there is none. */
  static begin(database: Database, tenant: Tenant): UndoLog {
    database.openCopies()
    // One transaction: a log without its triggers would undo what it does not know.
    return database.transaction(() => {
      const copyId = beginCopy(database, tenant, { isUndoLog: true })
      const log = new UndoLog(database, tenant.id, copyId)
      const counters = readCounters(database, copyId)
      const triggers = STATE_TABLES.flatMap((name) => triggersOf(database, name, { copyId, tenant, counters }))
      log.#triggers = triggers.map(({ name }) => name)
      database.defineTriggers(triggers.map(({ sql }) => sql).join('\n'))
      return log
    })
  }

  /** Lists the logs of writes that a process which ended has begun. */
  static listUnfinished(database: Database): { readonly organisationId: number; readonly log: UndoLog }[] {
    return database.acrossOrganisations
      .all<{ id: number; organisationId: number }>(
        'SELECT id, organisation_id AS organisationId FROM copies WHERE restoring = 2',
      )
      .map(({ id, organisationId }) => ({ organisationId, log: new UndoLog(database, organisationId, id) }))
  }

  /** Ends the write: belongs to its last transaction. From here on nothing is undone. */
  commit(): void {
    this.#database.run(
      'UPDATE copies SET restoring = 0 WHERE organisation_id = ? AND id = ?',
      this.#organisationId,
      this.copyId,
    )
  }

  /** Takes no further rows. */
  close(): void {
    this.#database.defineTriggers(this.#triggers.map((name) => `DROP TRIGGER IF EXISTS temp.${name};`).join('\n'))
    this.#triggers = []
  }

  /** Makes the organisation as it was before the write. To do a piece twice changes nothing. */
  *undo(): Pieces {
    const database = this.#database
    this.close()
    const counters = readCounters(database, this.copyId)
    for (const name of [...STATE_TABLES].reverse()) {
      const table = tableOf(database, name)
      const numbering = NUMBERINGS[name]
      if ('addedBy' in numbering) {
        yield* this.#deleteAdded(table, numbering)
        continue
      }
      yield* this.#deleteNew(table, numbering, counters[numbering.counter] + numbering.first)
      for (const { condition, values } of piecesOf(database, table, rowsOfCopy(this.copyId))) {
        database.transaction(() => this.#putBack(table, condition, values))
        yield
      }
    }
    database.transaction(() => {
      const columns = tableOf(database, 'organisations').columns.filter((column) => !KEPT.has(column))
      database.run(
        `UPDATE organisations SET (${columns.join(', ')}) =
           (SELECT ${columns.join(', ')} FROM copied_organisations c WHERE c.id = ?) WHERE id = ?`,
        this.copyId,
        this.#organisationId,
      )
      this.commit()
    })
  }

  /** Deletes the rows that are numbered after the last one before the write. */
  *#deleteNew(table: Table, { column }: Numbering, last: number): Pieces {
    const database = this.#database
    const from = table.key[0] === column ? last : undefined
    for (const { condition, values } of piecesOf(database, table, rowsOfOrganisation(this.#organisationId), from)) {
      database.run(
        `DELETE FROM ${table.name} WHERE organisation_id = ? AND ${condition} AND ${column} > ?`,
        this.#organisationId,
        ...values,
        last,
      )
      yield
    }
  }

  /** Deletes the rows from the first one on that was added. */
  *#deleteAdded(table: Table, { addedBy }: Series): Pieces {
    const database = this.#database
    for (const { condition, values } of piecesOf(database, table, rowsOfOrganisation(this.#organisationId))) {
      database.run(
        `DELETE FROM ${table.name} WHERE organisation_id = ? AND ${condition}
           AND EXISTS (SELECT 1 FROM copied_${table.name} c
             WHERE c.copy_id = ?${sameSeries(table, table.name, addedBy)} AND c.${addedBy} <= ${table.name}.${addedBy})`,
        this.#organisationId,
        ...values,
        this.copyId,
      )
      yield
    }
  }

  /** Puts rows back as they are in the copy. */
  #putBack(table: Table, condition: string, values: readonly (string | number | null)[]): void {
    const { name, key } = table
    const columns = table.columns.join(', ')
    const isThere = key.map((column) => `c.${column} = ${name}.${column}`).join(' AND ')
    this.#database.run(
      `DELETE FROM ${name} WHERE organisation_id = ? AND ${condition}
         AND EXISTS (SELECT 1 FROM copied_${name} c WHERE c.copy_id = ? AND ${isThere})`,
      this.#organisationId,
      ...values,
      this.copyId,
    )
    this.#database.run(
      `INSERT INTO ${name} (organisation_id, ${columns}) SELECT ?, ${columns} FROM copied_${name}
         WHERE copy_id = ? AND ${condition} ORDER BY ${key.join(', ')}`,
      this.#organisationId,
      this.copyId,
      ...values,
    )
  }
}

const readCounters = (database: Database, copyId: number): Counters => {
  const counters = database.get<Counters>(
    `SELECT sequence, esim_sequence, assignment_sequence, purchase_sequence FROM copied_organisations WHERE id = ?`,
    copyId,
  )
  assert(counters !== undefined, 'a copy has the row of its organisation')
  return counters
}

interface Logged {
  readonly copyId: number
  readonly tenant: Tenant
  readonly counters: Counters
}

/** The condition that a row is of the same series as a row `c` of its copy. */
const sameSeries = ({ key }: Table, row: string, addedBy: string): string =>
  key
    .filter((column) => column !== addedBy)
    .map((column) => ` AND c.${column} = ${row}.${column}`)
    .join('')

/** The triggers that copy the rows of a table before their first change, or the first row that is added. */
function triggersOf(database: Database, name: StateTable, { copyId, tenant, counters }: Logged) {
  const table = tableOf(database, name)
  const { columns, key } = table
  const numbering = NUMBERINGS[name]
  const trigger = (act: 'INSERT' | 'UPDATE' | 'DELETE', row: 'old' | 'new', condition: string, isLogged: string) => {
    const triggerName = `undo_${copyId}_${name}_${act.toLowerCase()}`
    return {
      name: triggerName,
      sql: `CREATE TEMP TRIGGER ${triggerName} AFTER ${act} ON main.${name}
        WHEN ${row}.organisation_id = ${tenant.id}${condition}
          AND NOT EXISTS (SELECT 1 FROM copied_${name} c WHERE c.copy_id = ${copyId}${isLogged}) BEGIN
          INSERT INTO copied_${name} (copy_id, ${columns.join(', ')})
            VALUES (${copyId}, ${columns.map((column) => `${row}.${column}`).join(', ')});
        END;`,
    }
  }
  if ('addedBy' in numbering) return [trigger('INSERT', 'new', '', sameSeries(table, 'new', numbering.addedBy))]
  const isOld = ` AND old.${numbering.column} <= ${counters[numbering.counter] + numbering.first}`
  const isSame = key.map((column) => ` AND c.${column} = old.${column}`).join('')
  return [trigger('UPDATE', 'old', isOld, isSame), trigger('DELETE', 'old', isOld, isSame)]
}
