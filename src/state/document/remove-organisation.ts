import { STATE_TABLES } from '../engine/copied-tables.ts'
import type { Database } from '../engine/database.ts'
import type { State, Tenant } from '../engine/state.ts'
import { listHidden } from '../records/organisations.ts'
import { deleteRows, type Pieces } from './copies.ts'
import { rowsOfOrganisation } from './tables.ts'

/** Removes an organisation. From here on nobody finds its rows; `deleteRemoved` deletes them. Returns the copies of its snapshots. */
export function removeOrganisation({ database }: State, tenant: Tenant): number[] {
  return database.transaction(() => {
    const copies = database.all<{ copy_id: number }>(
      'SELECT copy_id FROM snapshots WHERE organisation_id = ? AND copy_id IS NOT NULL',
      tenant.id,
    )
    database.run('DELETE FROM snapshots WHERE organisation_id = ?', tenant.id)
    database.run('DELETE FROM organisations WHERE id = ?', tenant.id)
    database.run('INSERT INTO removals (organisation_id) VALUES (?)', tenant.id)
    return copies.map(({ copy_id }) => copy_id)
  })
}

/** Opens an organisation anew by `open`, in place of one, whose snapshots it gets. See `removeOrganisation`. */
export function replaceOrganisation(state: State, tenant: Tenant, open: () => Tenant): Tenant {
  const { database } = state
  // No organisation has a negative id.
  const aside = -tenant.id
  const moveSnapshots = (from: number, to: number) => {
    database.acrossOrganisations.run('UPDATE snapshots SET organisation_id = ? WHERE organisation_id = ?', to, from)
    // A restore that could not be finished was of the organisation that goes away.
    database.acrossOrganisations.run(
      'UPDATE copies SET organisation_id = ?, restoring = 0 WHERE organisation_id = ?',
      to,
      from,
    )
  }
  return database.transaction(() => {
    moveSnapshots(tenant.id, aside)
    removeOrganisation(state, tenant)
    const fresh = open()
    moveSnapshots(aside, fresh.id)
    return fresh
  })
}

/**
 * The key of an organisation that is being opened: no call can have one with a space. `number` tells those of a process apart.
 */
export const hiddenKeyOf = (apiKey: string, number: number): string => ` ${number} ${apiKey}`

/** Gives an organisation that was opened under a hidden key its own. */
export function adoptOrganisation({ database }: State, { id, apiKey }: Tenant): void {
  database.run('UPDATE organisations SET api_key = ? WHERE id = ?', apiKey, id)
}

/** Removes the organisations that an earlier process was opening when it ended. */
export function removeHidden(state: State): void {
  for (const tenant of listHidden(state)) removeOrganisation(state, tenant)
}

/** Lists the organisations that were removed and whose rows are still there. */
export const listRemoved = (database: Database): number[] =>
  database.acrossOrganisations
    .all<{ id: number }>('SELECT organisation_id AS id FROM removals ORDER BY organisation_id')
    .map(({ id }) => id)

/** Deletes the rows of an organisation that was removed. */
export function* deleteRemoved(database: Database, organisationId: number): Pieces {
  const rows = rowsOfOrganisation(organisationId)
  // Rows that refer to others are deleted before these.
  for (const name of ['requests', ...[...STATE_TABLES].reverse()]) yield* deleteRows(database, name, rows)
  database.run('DELETE FROM removals WHERE organisation_id = ?', organisationId)
}
