import { foldText } from '../../domain/fold-text.ts'
import { ICCID } from '../../domain/identifiers.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ReadTx } from '../engine/state.ts'
import { isWholeAccount } from './account-positions.ts'
import { getTallies, USUAL_ICCID_LENGTH } from './tallies.ts'

/** A column that lists of eSIMs are filtered or ordered by. */
export type EsimColumn = 'iccid' | 'customer_ref' | 'last_action' | 'action_at_ms' | 'assigned_at_ms'

/** A condition on one column: its text equals or contains another, or its instant is in an inclusive range. */
export type EsimFilter =
  | { readonly column: EsimColumn; readonly equals: string }
  | { readonly column: EsimColumn; readonly contains: string }
  | { readonly column: EsimColumn; readonly from: Instant; readonly to: Instant }

/**
 * A condition on eSIMs, `t`, and the index with every column that it reads. Rows of eSIMs are wide: only those of the page
 * that is shown are read.
 */
export interface Match {
  readonly table: 'esims' | 'esim_references'
  /** The index of the table; its key where it is empty. */
  readonly index: string
  readonly condition: string
  /** Whether every entry of the index has to be looked at to find those that match. */
  readonly isSearch?: true
  readonly values: readonly (string | number)[]
}

const INDEX_OF: Readonly<Record<EsimColumn, string>> = {
  iccid: 'esims_by_iccid',
  customer_ref: 'esims_by_reference',
  last_action: 'esims_by_action',
  action_at_ms: 'esims_by_action_time',
  assigned_at_ms: 'esims_by_assignment_time',
}

const onEsims = (index: string, condition: string, ...values: (string | number)[]): Match => ({
  table: 'esims',
  index,
  condition,
  values,
})

/** Matches every eSIM. */
export const EVERY = onEsims('', 'TRUE')
const NONE = onEsims('', 'FALSE')

/** The condition of a filter; without one, every eSIM. */
export function matchOf(tx: ReadTx, filter: EsimFilter | undefined): Match {
  if (!filter) return EVERY
  const { column } = filter
  if ('from' in filter) return onEsims(INDEX_OF[column], `t.${column} BETWEEN ? AND ?`, filter.from, filter.to)
  if ('equals' in filter) return matchWhole(column, filter.equals)
  const wanted = foldText(filter.contains)
  if (wanted === '') return EVERY
  if (column === 'last_action') return matchActions(tx, wanted)
  if (column === 'customer_ref') {
    return {
      table: 'esim_references',
      index: '',
      condition: 'instr(t.folded, ?) > 0',
      isSearch: true,
      values: [wanted],
    }
  }
  if (/\D/.test(wanted)) return NONE
  return isWholeIccid(tx, wanted)
    ? matchWhole(column, wanted)
    : { ...onEsims('esims_by_iccid', 'instr(t.iccid, ?) > 0', wanted), isSearch: true }
}

/** Whether digits are a whole ICCID, and no longer ICCID can contain them. */
export function isWholeIccid(tx: ReadTx, digits: string): boolean {
  return ICCID.test(digits) && digits.length >= USUAL_ICCID_LENGTH && (getTallies(tx).longIccids ?? 0) === 0
}

const matchWhole = (column: EsimColumn, text: string): Match => onEsims(INDEX_OF[column], `t.${column} = ?`, text)

/** The eSIMs whose last action contains a text: of the few actions that there are, those that do. */
function matchActions(tx: ReadTx, wanted: string): Match {
  const actions: string[] = []
  let last = findAction(tx, '>=', '')
  for (; last !== null; last = findAction(tx, '>', last)) {
    if (foldText(last).includes(wanted)) actions.push(last)
  }
  const [first, ...others] = actions
  if (first === undefined) return NONE
  return others.length === 0
    ? matchWhole('last_action', first)
    : onEsims('esims_by_action', 't.last_action IN (SELECT value FROM json_each(?))', JSON.stringify(actions))
}

/** The first action at or after another one in their order. */
const findAction = (tx: ReadTx, operator: '>' | '>=', other: string): string | null =>
  tx.get<{ action: string | null }>(
    `SELECT min(last_action) AS action FROM esims INDEXED BY esims_by_action
     WHERE organisation_id = ? AND last_action ${operator} ?`,
    tx.organisationId,
    other,
  )?.action ?? null

const fromOf = ({ table, index }: Match): string => `${table} t${index === '' ? '' : ` INDEXED BY ${index}`}`

/** The eSIMs that have left the account, by an index that has those only. */
const RETURNING = `esims g INDEXED BY esims_returning`
const IS_RETURNING = 'g.returning_since_ms IS NOT NULL'

/** Counts the eSIMs of the account that match. */
export function countMatches(tx: ReadTx, match: Match): number {
  if (match === EVERY) return getTallies(tx).esims ?? 0
  const count = (sql: string) => tx.get<{ rows: number }>(sql, tx.organisationId, ...match.values)?.rows ?? 0
  const matching = count(
    `SELECT count(*) AS rows FROM ${fromOf(match)} WHERE t.organisation_id = ? AND ${match.condition}`,
  )
  if (matching === 0 || isWholeAccount(tx)) return matching
  return (
    matching -
    count(
      `SELECT count(*) AS rows FROM ${RETURNING} CROSS JOIN ${match.table} t
       WHERE g.organisation_id = ? AND ${IS_RETURNING} AND t.organisation_id = g.organisation_id AND t.sequence = g.sequence
         AND ${match.condition}`,
    )
  )
}

/** A part of a list, in an order; without a column by age. */
export interface Slice {
  readonly orderBy: EsimColumn | undefined
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

/** Lists the sequence numbers of the eSIMs of the account that match. */
export function listSequences(tx: ReadTx, given: Match, { orderBy, descending, limit, offset }: Slice): number[] {
  // Every eSIM is in the index of the order.
  const match = given === EVERY && orderBy !== undefined ? onEsims(INDEX_OF[orderBy], 'TRUE') : given
  const direction = descending ? 'DESC' : 'ASC'
  const hasColumn = orderBy === undefined || (match.table === 'esims' && match.index === INDEX_OF[orderBy])
  const stays = isWholeAccount(tx)
    ? ''
    : `AND NOT EXISTS (SELECT 1 FROM ${RETURNING}
         WHERE g.organisation_id = t.organisation_id AND g.sequence = t.sequence AND ${IS_RETURNING})`
  const source = hasColumn
    ? `${fromOf(match)} WHERE t.organisation_id = ?`
    : `${fromOf(match)} CROSS JOIN esims e
       WHERE t.organisation_id = ? AND e.organisation_id = t.organisation_id AND e.sequence = t.sequence`
  const order = orderBy === undefined ? '' : `${hasColumn ? 't' : 'e'}.${orderBy} ${direction}, `
  return tx
    .all<{ sequence: number }>(
      `SELECT t.sequence AS sequence FROM ${source} AND ${match.condition} ${stays}
       ORDER BY ${order}t.sequence ${direction} LIMIT ? OFFSET ?`,
      tx.organisationId,
      ...match.values,
      limit,
      offset,
    )
    .map(({ sequence }) => sequence)
}
