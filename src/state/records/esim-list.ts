import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ReadTx } from '../engine/state.ts'
import { ESIMS } from './esim-rows.ts'

interface FilterColumn {
  readonly column: string
  readonly kind: 'text' | 'moment'
}

const FILTER_COLUMNS: ReadonlyMap<string, FilterColumn> = new Map([
  ['iccid', { column: 'iccid', kind: 'text' }],
  ['customerref', { column: 'customer_ref', kind: 'text' }],
  ['lastaction', { column: 'last_action', kind: 'text' }],
  ['actiondate', { column: 'action_at_ms', kind: 'moment' }],
  ['assigneddate', { column: 'assigned_at_ms', kind: 'moment' }],
])

/** Finds the column to filter or order by, in any letter case; undefined for an unknown name. */
export const findEsimColumn = (name: string): FilterColumn | undefined => FILTER_COLUMNS.get(name.toLowerCase())

/** A condition on one column: its text equals or contains another, or its instant is in an inclusive range. */
export type EsimFilter =
  | { readonly column: string; readonly equals: string }
  | { readonly column: string; readonly contains: string }
  | { readonly column: string; readonly from: Instant; readonly to: Instant }

export interface EsimQuery {
  readonly page: number
  readonly perPage: number
  readonly descending: boolean
  readonly orderBy: FilterColumn | undefined
  readonly filter: EsimFilter | undefined
}

/** Lists one page of the eSIMs in the account, and counts all that match. The default order is by age. */
export function listEsims(tx: ReadTx, query: EsimQuery): { rows: number; esims: Esim[] } {
  const values: (string | number)[] = [tx.organisationId]
  let condition = 'organisation_id = ? AND returning_since_ms IS NULL'
  const { filter } = query
  if (filter) {
    if ('equals' in filter) {
      condition += ` AND ${filter.column} = ?`
      values.push(filter.equals)
    } else if ('contains' in filter) {
      condition += ' AND iccid IN (SELECT value FROM json_each(?))'
      values.push(JSON.stringify(findContaining(tx, filter.column, filter.contains)))
    } else {
      condition += ` AND ${filter.column} BETWEEN ? AND ?`
      values.push(filter.from, filter.to)
    }
  }
  const direction = query.descending ? 'DESC' : 'ASC'
  const order = query.orderBy ? `${query.orderBy.column} ${direction}, sequence ${direction}` : `sequence ${direction}`
  const rows = tx.all(
    `SELECT ${ESIMS.columns} FROM esims WHERE ${condition} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    query.perPage,
    (query.page - 1) * query.perPage,
  )
  const count = tx.get<{ rows: number }>(`SELECT count(*) AS rows FROM esims WHERE ${condition}`, ...values)
  return { rows: count?.rows ?? 0, esims: rows.map(ESIMS.fromRow) }
}

/** Finds the eSIMs whose column contains a text in any letter case. (SQLite folds the case of ASCII letters only.) */
function findContaining(tx: ReadTx, column: string, text: string): string[] {
  const wanted = text.toLowerCase()
  return tx
    .all<{ iccid: string; text: string }>(
      `SELECT iccid, ${column} AS text FROM esims WHERE organisation_id = ?`,
      tx.organisationId,
    )
    .filter((row) => row.text.toLowerCase().includes(wanted))
    .map(({ iccid }) => iccid)
}

/**
 * Gets the eSIM of a matching id, which its QR code contains. Throws reference_not_found when no eSIM of the account has it,
 * and install_details_gone for a deleted one.
 */
export function getEsimByMatchingId(tx: ReadTx, matchingId: string): Esim {
  const row = tx.get(
    `SELECT ${ESIMS.columns} FROM esims WHERE organisation_id = ? AND matching_id = ? AND returning_since_ms IS NULL`,
    tx.organisationId,
    matchingId,
  )
  if (!row) throw new DomainError('reference_not_found', { reference: matchingId })
  return requireInstallable(ESIMS.fromRow(row))
}

/** Returns an eSIM that can be installed. Throws install_details_gone for a deleted one. */
export function requireInstallable(esim: Esim): Esim {
  if (esim.deactivatedAt !== null) throw new DomainError('install_details_gone', { reference: esim.iccid })
  return esim
}

/** Lists eSIMs, oldest first, also returned ones; with a customer reference, those that have it. */
export const listAllEsims = (tx: ReadTx, customerRef: string | undefined, limit: number): Esim[] =>
  tx
    .all(
      `SELECT ${ESIMS.columns} FROM esims INDEXED BY esims_by_age
       WHERE organisation_id = ? AND customer_ref = coalesce(?, customer_ref) ORDER BY sequence LIMIT ?`,
      tx.organisationId,
      customerRef ?? null,
      limit,
    )
    .map(ESIMS.fromRow)
