import { DomainError } from '../../domain/errors.ts'
import { LONGEST_DOCUMENT } from '../../domain/limits.ts'
import { isOfSchema2, upgradeColumns, upgradeRows } from '../engine/from-schema-2.ts'
import type { ReadTx, State, Tenant, Tx } from '../engine/state.ts'
import { checkState } from './check-state.ts'

/**
 * The tables of a state document, in an order that satisfies their foreign keys. The journal is not part of it, since it
 * records calls and not their effect; only its last number is.
 */
const TABLES = [
  'esims',
  'purchases',
  'assignments',
  'orders',
  'deliveries',
  'history',
  'messages',
  'trip_steps',
  'events',
  'transitions',
  'acts',
  'callbacks',
  'attempts',
  'faults',
  'adjustments',
] as const

/** Tables of an organisation that are not part of its state document. */
const KEPT_BESIDE = ['requests', 'snapshots'] as const

/** Columns of the organisation's row that belong to this organisation in this file, and not to its state. */
const IDENTITY = new Set(['id', 'api_key', 'clock_wall_ms', 'request_reserved'])

type Row = Readonly<Record<string, string | number | null>>

interface Column {
  readonly name: string
  readonly pk: number
}

const columnsOf = (state: State, table: string): Column[] =>
  state.database.all<{ name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid', table)

/** SQL that returns each row as one JSON object, in the order of the primary key. */
function selectRows(state: State, table: string): string {
  const columns = columnsOf(state, table)
  const fields = columns.filter(({ name }) => name !== 'organisation_id').map(({ name }) => `'${name}', ${name}`)
  const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  return `SELECT json_object(${fields.join(', ')}) AS row FROM ${table} WHERE organisation_id = ?
    ORDER BY ${key.map(({ name }) => name).join(', ')}`
}

/** Rows that are read by one query. */
const ROWS_AT_ONCE = 10_000

/** Exports the whole state as one JSON document, in a stable order, a row on a line. Throws state_too_large. */
export function exportState(state: State, tenant: Tenant): string {
  const own = columnsOf(state, 'organisations').filter(({ name }) => !IDENTITY.has(name))
  const fields = own.map(({ name }) => `'${name}', ${name}`).join(', ')
  const row = state.database.get<{ row: string }>(
    `SELECT json_object(${fields}) AS row FROM organisations WHERE id = ?`,
    tenant.id,
  )
  let length = 0
  const tables = TABLES.map((table) => {
    const sql = `${selectRows(state, table)} LIMIT ${ROWS_AT_ONCE} OFFSET ?`
    const rows: string[] = []
    for (;;) {
      const read = state.database.all<{ row: string }>(sql, tenant.id, rows.length)
      for (const each of read) {
        length += each.row.length
        rows.push(each.row)
      }
      // Checked before the parts are joined: a JavaScript string has a largest length.
      if (length > LONGEST_DOCUMENT) throw new DomainError('state_too_large', { limit: LONGEST_DOCUMENT })
      if (read.length < ROWS_AT_ONCE) break
    }
    return `"${table}": [${rows.length === 0 ? '' : `\n  ${rows.join(',\n  ')}\n`}]`
  })
  return `{\n"version": 1,\n"organisation": ${row?.row ?? '{}'},\n${tables.join(',\n')}\n}\n`
}

/** Replaces the whole state by a document. Throws invalid_state when it is not valid; then nothing changes. */
export function importState(state: State, tenant: Tenant, text: string): void {
  const document = parseDocument(text)
  const { organisation } = document
  if (document.version !== 1 || typeof organisation !== 'object' || organisation === null) {
    throw new DomainError('invalid_state', { problem: 'it is not a state document of version 1' })
  }
  try {
    state.database.transaction(() => {
      clearTables(state, tenant)
      updateOrganisation(state, tenant, organisation as Row)
      for (const table of TABLES) insertRows(state, tenant, table, document[table] ?? [])
      if (isOfSchema2(organisation as Row)) {
        for (const statement of upgradeRows('organisation_id = ?')) state.database.run(statement, tenant.id)
      }
      checkState(state, tenant, TABLES)
      // Journal entries that are newer than the imported state are removed.
      state.database.run(
        `DELETE FROM requests WHERE organisation_id = ?
           AND id > (SELECT request_sequence FROM organisations WHERE id = organisation_id)`,
        tenant.id,
      )
    })
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw new DomainError('invalid_state', { problem: error instanceof Error ? error.message : String(error) })
  }
}

function parseDocument(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new DomainError('invalid_state', { problem: 'it is not JSON' })
  }
}

/** Removes all state of an organisation, except its own row. */
export function clearTables(state: State, tenant: Tenant): void {
  for (const table of [...TABLES].reverse()) {
    state.database.run(`DELETE FROM ${table} WHERE organisation_id = ?`, tenant.id)
  }
}

/** Removes an organisation with its state, journal and snapshots. */
export function removeOrganisation(state: State, tenant: Tenant): void {
  state.database.transaction(() => {
    clearTables(state, tenant)
    for (const table of KEPT_BESIDE) state.database.run(`DELETE FROM ${table} WHERE organisation_id = ?`, tenant.id)
    state.database.run('DELETE FROM organisations WHERE id = ?', tenant.id)
  })
}

function updateOrganisation(state: State, tenant: Tenant, given: Row): void {
  const row = upgradeColumns(given)
  const known = new Set(columnsOf(state, 'organisations').map(({ name }) => name))
  const names = Object.keys(row).filter((name) => !IDENTITY.has(name))
  checkNames(names, known, 'organisation')
  state.database.run(
    // The numbers of calls go on from the document's.
    `UPDATE organisations SET ${names.map((name) => `${name} = ?`).join(', ')}, request_reserved = 0 WHERE id = ?`,
    ...names.map((name) => row[name] ?? null),
    tenant.id,
  )
}

function insertRows(state: State, tenant: Tenant, table: string, rows: unknown): void {
  if (!Array.isArray(rows)) throw new DomainError('invalid_state', { problem: `${table} is not a list` })
  const known = new Set(columnsOf(state, table).map(({ name }) => name))
  known.delete('organisation_id')
  for (const given of rows as Row[]) {
    const row = upgradeColumns(given)
    const names = Object.keys(row)
    checkNames(names, known, table)
    state.database.run(
      `INSERT INTO ${table} (organisation_id, ${names.join(', ')}) VALUES (?${', ?'.repeat(names.length)})`,
      tenant.id,
      ...names.map((name) => row[name] ?? null),
    )
  }
}

/** Throws invalid_state unless the table has all these columns: names become SQL. */
function checkNames(names: readonly string[], known: ReadonlySet<string>, table: string): void {
  const unknown = names.find((name) => !known.has(name))
  if (unknown !== undefined) throw new DomainError('invalid_state', { problem: `${table} has no column ${unknown}` })
}

/** A named state document that is kept in the file. */
export interface Snapshot {
  readonly name: string
  readonly takenAt: number
}

/** Lists the snapshots by name. */
export const listSnapshots = (tx: ReadTx): Snapshot[] =>
  tx
    .all<{ name: string; taken_at_ms: number }>(
      'SELECT name, taken_at_ms FROM snapshots WHERE organisation_id = ? ORDER BY name',
      tx.organisationId,
    )
    .map((row) => ({ name: row.name, takenAt: row.taken_at_ms }))

/** Saves a snapshot, in place of one with the same name. */
export function saveSnapshot(tx: Tx, name: string, document: string, takenAt = tx.now): Snapshot {
  tx.run(
    'INSERT OR REPLACE INTO snapshots (organisation_id, name, taken_at_ms, document) VALUES (?, ?, ?, ?)',
    tx.organisationId,
    name,
    takenAt,
    document,
  )
  return { name, takenAt }
}

/** Returns the document of a snapshot. Throws snapshot_not_found. */
export function getSnapshot(tx: ReadTx, name: string): string {
  const row = tx.get<{ document: string }>(
    'SELECT document FROM snapshots WHERE organisation_id = ? AND name = ?',
    tx.organisationId,
    name,
  )
  if (!row) throw new DomainError('snapshot_not_found', { name })
  return row.document
}

/** Removes a snapshot. Throws snapshot_not_found. */
export function removeSnapshot(tx: Tx, name: string): void {
  const removed = tx.run('DELETE FROM snapshots WHERE organisation_id = ? AND name = ?', tx.organisationId, name)
  if (removed === 0) throw new DomainError('snapshot_not_found', { name })
}

/** Gives an organisation's snapshots to the one that `replace` creates in its place. They are not copied, since they are large. */
export function keepSnapshots(state: State, tenant: Tenant, replace: () => Tenant): Tenant {
  const move = (from: number, to: number) =>
    state.database.acrossOrganisations.run(
      'UPDATE snapshots SET organisation_id = ? WHERE organisation_id = ?',
      to,
      from,
    )
  // No organisation has a negative id.
  move(tenant.id, -tenant.id)
  const replaced = replace()
  move(-tenant.id, replaced.id)
  return replaced
}
