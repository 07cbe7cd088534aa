import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { ReadTx } from '../engine/state.ts'
import { sequenceAt } from './account-positions.ts'
import { ESIMS } from './esim-rows.ts'
import { countMatches, type EsimColumn, type EsimFilter, EVERY, listSequences, matchOf } from './esim-search.ts'
import { getTallies } from './tallies.ts'

interface FilterColumn {
  readonly column: EsimColumn
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

export interface EsimQuery {
  readonly page: number
  readonly perPage: number
  readonly descending: boolean
  readonly orderBy: FilterColumn | undefined
  readonly filter: EsimFilter | undefined
}

/** Lists one page of the eSIMs in the account, and counts all that match. The default order is by age. */
export function listEsims(tx: ReadTx, query: EsimQuery): { rows: number; esims: Esim[] } {
  const { filter, orderBy, descending, perPage } = query
  const { esims: all = 0 } = getTallies(tx)
  const offset = (query.page - 1) * perPage
  const match = matchOf(tx, filter)
  if (match === EVERY && !orderBy) return { rows: all, esims: listByAge(tx, { all, offset, perPage, descending }) }
  const order = { orderBy: orderBy?.column, descending }
  if (match.isSearch) {
    // Most searches find little, and are done when they have listed it: no second look is needed to count.
    const found = listSequences(tx, match, { ...order, limit: MOST_FOUND + 1, offset: 0 })
    const page = found.slice(offset, offset + perPage)
    if (found.length <= MOST_FOUND) return { rows: found.length, esims: readEsims(tx, page) }
  }
  const rows = countMatches(tx, match)
  if (offset >= rows) return { rows, esims: [] }
  return { rows, esims: readEsims(tx, listSequences(tx, match, { ...order, limit: perPage, offset })) }
}

/** As many results of a search are listed before they are counted. */
const MOST_FOUND = 2_000

interface Page {
  /** The eSIMs in the account. */
  readonly all: number
  readonly offset: number
  readonly perPage: number
  readonly descending: boolean
}

/** Lists eSIMs by age, whose sequence numbers are found by arithmetic. */
function listByAge(tx: ReadTx, { all, offset, perPage, descending }: Page): Esim[] {
  if (offset >= all) return []
  const last = Math.min(offset + perPage, all) - 1
  const [first, end] = descending ? [all - 1 - last, all - 1 - offset] : [offset, last]
  return tx
    .all(
      `SELECT ${ESIMS.columns} FROM esims
       WHERE organisation_id = ? AND sequence BETWEEN ? AND ? AND returning_since_ms IS NULL
       ORDER BY sequence ${descending ? 'DESC' : 'ASC'}`,
      tx.organisationId,
      sequenceAt(tx, first),
      sequenceAt(tx, end),
    )
    .map(ESIMS.fromRow)
}

/** Reads eSIMs in the order of these sequence numbers. */
const readEsims = (tx: ReadTx, sequences: readonly number[]): Esim[] =>
  sequences.flatMap((sequence) => {
    const row = tx.get(
      `SELECT ${ESIMS.columns} FROM esims WHERE organisation_id = ? AND sequence = ?`,
      tx.organisationId,
      sequence,
    )
    return row ? [ESIMS.fromRow(row)] : []
  })

/**
 * Gets the eSIM of a matching id, which its QR code contains. Throws reference_not_found when no eSIM of the account has it,
 * and install_details_gone for a deleted one.
 */
export function getEsimByMatchingId(tx: ReadTx, matchingId: string): Esim {
  const row = tx.get(
    `SELECT ${ESIMS.columns} FROM esims INDEXED BY esims_by_matching_id
     WHERE organisation_id = ? AND substr(matching_id, -6) = substr(?, -6) AND matching_id = ? AND returning_since_ms IS NULL`,
    tx.organisationId,
    matchingId,
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

/** Counts all eSIMs, also returned ones. */
export function countAllEsims(tx: ReadTx): number {
  const returning = tx.get<{ rows: number }>(
    `SELECT count(*) AS rows FROM esims INDEXED BY esims_returning
     WHERE organisation_id = ? AND returning_since_ms IS NOT NULL`,
    tx.organisationId,
  )
  return (getTallies(tx).esims ?? 0) + (returning?.rows ?? 0)
}
