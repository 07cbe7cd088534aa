import { assert } from '../engine/assert.ts'
import { STATE_TABLES } from '../engine/copied-tables.ts'
import type { Database } from '../engine/database.ts'
import type { Tenant } from '../engine/state.ts'
import { countRows, piecesOf, rowsOfCopy, rowsOfOrganisation, tableOf } from './tables.ts'

/**
 * Columns of the organisation's row that are not in its state document: those of this organisation in this file, and the counts
 * of its rows.
 */
export const IDENTITY: ReadonlySet<string> = new Set(['id', 'api_key', 'clock_wall_ms', 'request_reserved', 'tallies'])

/** Work in pieces: each is a transaction of some milliseconds. */
export type Pieces = Generator<void, void>

/**
 * Begins a copy of an organisation's state, with its own row. Until a snapshot names it, the next start deletes it. A copy of
 * a document has a negative number. An undo log has to be carried out where the process ends before it is committed.
 */
export function beginCopy(
  database: Database,
  tenant: Tenant,
  { ofDocument = false, isUndoLog = false }: { readonly ofDocument?: boolean; readonly isUndoLog?: boolean } = {},
): number {
  database.openCopies()
  const columns = tableOf(database, 'organisations')
    .columns.filter((name) => name !== 'id' && name !== 'api_key')
    .join(', ')
  return database.transaction(() => {
    database.run('INSERT INTO copies (organisation_id, restoring) VALUES (?, ?)', tenant.id, isUndoLog ? 2 : 0)
    const { last } = database.get<{ last: number }>('SELECT last_insert_rowid() AS last') as { last: number }
    const id = ofDocument ? -last : last
    database.run('UPDATE copies SET id = ? WHERE organisation_id = ? AND id = ?', id, tenant.id, last)
    database.run(
      `INSERT INTO copied_organisations (id, ${columns}) SELECT ?, ${columns} FROM organisations WHERE id = ?`,
      id,
      tenant.id,
    )
    return id
  })
}

/** Copies the rows of an organisation. Nothing may write them before the last piece. */
export function* copyRows(database: Database, tenant: Tenant, copyId: number): Pieces {
  for (const name of STATE_TABLES) {
    const table = tableOf(database, name)
    const columns = table.columns.join(', ')
    for (const { condition, values } of piecesOf(database, table, rowsOfOrganisation(tenant.id))) {
      database.run(
        `INSERT INTO copied_${name} (copy_id, ${columns}) SELECT ?, ${columns} FROM ${name}
         WHERE organisation_id = ? AND ${condition} ORDER BY ${table.key.join(', ')}`,
        copyId,
        tenant.id,
        ...values,
      )
      yield
    }
  }
}

/**
 * Makes an organisation equal to a copy: deletes its rows that are not the same there, then inserts those that it does not
 * have. So it takes the longer the more has changed. From the first piece on it has to be finished, after a crash by the
 * next start; doing a piece twice changes nothing.
 */
export function* restoreRows(database: Database, tenant: Tenant, copyId: number): Pieces {
  database.openCopies()
  // Before anything is deleted.
  assert(
    database.get('SELECT 1 FROM copied_organisations WHERE id = ?', copyId) !== undefined,
    'a copy that is restored is complete',
  )
  database.run('UPDATE copies SET restoring = 1 WHERE organisation_id = ? AND id = ?', tenant.id, copyId)
  yield
  for (const name of [...STATE_TABLES].reverse()) {
    const table = tableOf(database, name)
    const isSame = table.columns.map((column) => `c.${column} IS ${name}.${column}`).join(' AND ')
    for (const { condition, values } of piecesOf(database, table, rowsOfOrganisation(tenant.id))) {
      database.run(
        `DELETE FROM ${name} WHERE organisation_id = ? AND ${condition}
         AND NOT EXISTS (SELECT 1 FROM copied_${name} c WHERE c.copy_id = ? AND ${isSame})`,
        tenant.id,
        ...values,
        copyId,
      )
      yield
    }
  }
  for (const name of STATE_TABLES) {
    const table = tableOf(database, name)
    // The rows that are left are the same in the copy: where there are as many, none is missing.
    const left = yield* countRows(database, table, rowsOfOrganisation(tenant.id))
    if (left === (yield* countRows(database, table, rowsOfCopy(copyId)))) continue
    const columns = table.columns.join(', ')
    const isThere = table.key.map((column) => `t.${column} = copied_${name}.${column}`).join(' AND ')
    for (const { condition, values } of piecesOf(database, table, rowsOfCopy(copyId))) {
      database.run(
        `INSERT INTO ${name} (organisation_id, ${columns}) SELECT ?, ${columns} FROM copied_${name}
         WHERE copy_id = ? AND ${condition}
         AND NOT EXISTS (SELECT 1 FROM ${name} t WHERE t.organisation_id = ? AND ${isThere})
         ORDER BY ${table.key.join(', ')}`,
        tenant.id,
        copyId,
        ...values,
        tenant.id,
      )
      yield
    }
  }
  database.transaction(() => {
    const columns = tableOf(database, 'organisations').columns.filter((column) => !IDENTITY.has(column))
    database.run(
      // The numbers of calls go on from the copy's.
      `UPDATE organisations SET (${columns.join(', ')}, tallies, request_reserved) =
         (SELECT ${columns.join(', ')}, tallies, 0 FROM copied_organisations c WHERE c.id = ?) WHERE id = ?`,
      copyId,
      tenant.id,
    )
    // Journal entries that are newer than the restored state are removed.
    database.run(
      `DELETE FROM requests WHERE organisation_id = ?
         AND id > (SELECT request_sequence FROM organisations WHERE id = organisation_id)`,
      tenant.id,
    )
    database.run('UPDATE copies SET restoring = 0 WHERE organisation_id = ? AND id = ?', tenant.id, copyId)
  })
}

/** Lists the copies that organisations were being made equal to when the process ended: the last of each. */
export const listUnfinishedRestores = (database: Database): { copyId: number; organisationId: number }[] =>
  database.acrossOrganisations.all(
    `SELECT copyId, organisationId FROM (SELECT id AS copyId, organisation_id AS organisationId, max(abs(id))
       FROM copies WHERE restoring = 1 GROUP BY organisation_id)`,
  )

/** Lists the copies that nothing names: the process ended before they were complete, or before they were deleted. */
export const listStrayCopies = (database: Database): number[] =>
  database.acrossOrganisations
    .all<{ id: number }>(
      'SELECT id FROM copies WHERE id NOT IN (SELECT copy_id FROM snapshots WHERE copy_id IS NOT NULL)',
    )
    .map(({ id }) => id)

/** Deletes a copy. */
export function* deleteCopy(database: Database, copyId: number): Pieces {
  const rows = rowsOfCopy(copyId)
  for (const name of STATE_TABLES) yield* deleteRows(database, name, rows)
  database.transaction(() => {
    database.run('DELETE FROM copied_organisations WHERE id = ?', copyId)
    database.acrossOrganisations.run('DELETE FROM copies WHERE id = ?', copyId)
  })
}

/** Deletes rows of a table. */
export function* deleteRows(database: Database, name: string, rows: ReturnType<typeof rowsOfCopy>): Pieces {
  for (const { condition, values } of piecesOf(database, tableOf(database, name), rows)) {
    const sql = `DELETE FROM ${name} WHERE organisation_id = ? AND ${condition}`
    database.run(rows.sql(sql), rows.id, ...values)
    yield
  }
}
