import { DomainError } from '../../domain/errors.ts'
import type { Esim } from '../../domain/esim.ts'
import type { ReadTx } from '../engine/state.ts'
import { listAbsentUpTo, sequenceAt } from './account-positions.ts'
import { ESIMS } from './esim-rows.ts'
import { type EsimColumn, type EsimFilter, entriesOf, listSequences } from './esim-search.ts'
import { listFound, searchEsims } from './found-esims.ts'
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

interface EsimPage {
  readonly rows: number
  readonly esims: Esim[]
}

/** Lists one page of the eSIMs in the account, and counts all that match. The default order is by age. A search yields. */
export function* listEsims(tx: ReadTx, query: EsimQuery): Generator<undefined, EsimPage> {
  const { filter, orderBy, descending, perPage } = query
  const offset = (query.page - 1) * perPage
  const slice = { orderBy: orderBy?.column, descending, limit: perPage, offset }
  const entries = entriesOf(tx, filter)
  if (entries) {
    const found = yield* searchEsims(tx, entries)
    for (const sequence of listAbsentUpTo(tx, found.last)) found.remove(sequence)
    return { rows: found.count, esims: readEsims(tx, yield* listFound(tx, found, slice)) }
  }
  const { esims: all = 0 } = getTallies(tx)
  if (!orderBy) return { rows: all, esims: listByAge(tx, { all, offset, perPage, descending }) }
  if (offset >= all) return { rows: all, esims: [] }
  return { rows: all, esims: readEsims(tx, listSequences(tx, { ...slice, orderBy: orderBy.column })) }
}

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
     WHERE organisation_id = ? AND substr(matching_id, -6) = substr(store_matching_id(?), -6) AND matching_id = ? AND returning_since_ms IS NULL`,
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
