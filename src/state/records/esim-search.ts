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
 * Entries of the index of a column, `t`, that eSIMs are looked for in: those with one value, or with values above one and up
 * to another. Rows of eSIMs are wide: only those of the page that is shown are read.
 */
export type Entries =
  | { readonly column: EsimColumn; readonly equals: string }
  | {
      readonly column: EsimColumn
      readonly above: string | number
      readonly upTo?: number
      /** The condition that only some of them meet. */
      readonly only?: Condition
    }

/** A condition of SQL, with the values of its parameters. */
export interface Condition {
  readonly condition: string
  readonly values: readonly (string | number)[]
}

/** The index that has the eSIMs in the order of a column, and then of their ages. */
export const ESIM_INDEXES: Readonly<Record<EsimColumn, string>> = {
  iccid: 'esims_by_iccid',
  customer_ref: 'esims_by_reference',
  last_action: 'esims_by_action',
  action_at_ms: 'esims_by_action_time',
  assigned_at_ms: 'esims_by_assignment_time',
}

/** The entries that a filter finds, of one index after another; undefined for every eSIM. */
export function entriesOf(tx: ReadTx, filter: EsimFilter | undefined): readonly Entries[] | undefined {
  if (!filter) return undefined
  const { column } = filter
  if ('from' in filter) return [{ column, above: filter.from - 1, upTo: filter.to }]
  if ('equals' in filter) return [{ column, equals: filter.equals }]
  const wanted = foldText(filter.contains)
  if (wanted === '') return undefined
  if (column === 'last_action') return listActionsWith(tx, wanted).map((action) => ({ column, equals: action }))
  // Texts that are empty contain nothing.
  if (column === 'customer_ref') return [{ column, above: '', only: referenceContains('t', wanted) }]
  if (/\D/.test(wanted)) return []
  if (isWholeIccid(tx, wanted)) return [{ column, equals: wanted }]
  return [{ column, above: '', only: { condition: 'instr(t.iccid, ?) > 0', values: [wanted] } }]
}

/** The longest part that LIKE is asked for. SQLite refuses a pattern of more than 50,000 bytes. */
const LONGEST_PATTERN = 10_000

/** No letter beyond ASCII folds into one of these: `İ` folds into an `i` with a mark, and the sign of Kelvin into a `k`. */
const FOLDS_WITHIN_ASCII = /^[ -hjl-~]*$/

/**
 * The condition that the customer reference of an eSIM contains a text, which is folded. LIKE folds the letters of ASCII, in half
 * the time of a function. Its wildcards are letters here.
 */
export function referenceContains(table: string, part: string): Condition {
  const reference = `${table}.customer_ref`
  const contains = `instr(fold_text(${reference}), ?) > 0`
  // A pattern ends at a zero character.
  if (part.length > LONGEST_PATTERN || part.includes('\0')) return { condition: contains, values: [part] }
  const isLike = `${reference} LIKE ? ESCAPE '!'`
  const pattern = `%${part.replace(/[!%_]/g, '!$&')}%`
  if (FOLDS_WITHIN_ASCII.test(part)) return { condition: isLike, values: [pattern] }
  const isAscii = `octet_length(${reference}) = length(${reference})`
  return { condition: `CASE WHEN ${isAscii} THEN ${isLike} ELSE ${contains} END`, values: [pattern, part] }
}

/** Whether digits are a whole ICCID, and no longer ICCID can contain them. */
export function isWholeIccid(tx: ReadTx, digits: string): boolean {
  return ICCID.test(digits) && digits.length >= USUAL_ICCID_LENGTH && (getTallies(tx).longIccids ?? 0) === 0
}

/** Lists the last actions that contain a text, of the few actions that there are. */
function listActionsWith(tx: ReadTx, wanted: string): string[] {
  const actions: string[] = []
  let last = findAction(tx, '>=', '')
  for (; last !== null; last = findAction(tx, '>', last)) {
    if (foldText(last).includes(wanted)) actions.push(last)
  }
  return actions
}

/** The first action at or after another one in their order. */
const findAction = (tx: ReadTx, operator: '>' | '>=', other: string): string | null =>
  tx.get<{ action: string | null }>(
    `SELECT min(last_action) AS action FROM esims INDEXED BY esims_by_action
     WHERE organisation_id = ? AND last_action ${operator} ?`,
    tx.organisationId,
    other,
  )?.action ?? null

/** A part of a list, in an order; without a column by age. */
export interface Slice {
  readonly orderBy: EsimColumn | undefined
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
}

/** A slice in the order of a column. */
export type OrderedSlice = Slice & { readonly orderBy: EsimColumn }

/** Orders rows of eSIMs, or entries of an index, by a column and then by age. */
export const orderSql = ({ orderBy, descending }: Pick<OrderedSlice, 'orderBy' | 'descending'>): string => {
  const direction = descending ? 'DESC' : 'ASC'
  return `ORDER BY ${orderBy} ${direction}, sequence ${direction}`
}

/** Lists the sequence numbers of all eSIMs of the account in the order of a column. */
export function listSequences(tx: ReadTx, { orderBy, descending, limit, offset }: OrderedSlice): number[] {
  const stays = isWholeAccount(tx)
    ? ''
    : `AND NOT EXISTS (SELECT 1 FROM esims g INDEXED BY esims_returning
         WHERE g.organisation_id = t.organisation_id AND g.sequence = t.sequence AND g.returning_since_ms IS NOT NULL)`
  return tx
    .all<{ sequence: number }>(
      `SELECT t.sequence AS sequence FROM esims t INDEXED BY ${ESIM_INDEXES[orderBy]} WHERE t.organisation_id = ? ${stays}
       ${orderSql({ orderBy, descending })} LIMIT ? OFFSET ?`,
      tx.organisationId,
      limit,
      offset,
    )
    .map(({ sequence }) => sequence)
}

/** An eSIM in the index of a column. */
interface IndexEntry {
  readonly value: string | number
  readonly sequence: number
}

/** Lists eSIMs, also returned ones, in the order of a column, from after one of them. */
function listInOrder(
  tx: ReadTx,
  { orderBy, descending }: Pick<OrderedSlice, 'orderBy' | 'descending'>,
  after: IndexEntry | undefined,
  limit: number,
): IndexEntry[] {
  const behind = after ? `AND (${orderBy}, sequence) ${descending ? '<' : '>'} (?, ?)` : ''
  return tx.all(
    `SELECT ${orderBy} AS value, sequence FROM esims INDEXED BY ${ESIM_INDEXES[orderBy]}
     WHERE organisation_id = ? ${behind} ${orderSql({ orderBy, descending })} LIMIT ?`,
    tx.organisationId,
    ...(after ? [after.value, after.sequence] : []),
    limit,
  )
}

/** So many eSIMs are put in an order by SQLite; of more, the index of the order has the wanted ones close together. */
export const MOST_SORTED = 2_000

/** Lists a part of a few eSIMs, in an order. */
export const sortFew = (tx: ReadTx, few: readonly number[], slice: OrderedSlice): number[] =>
  tx
    .all<{ sequence: number }>(
      `SELECT sequence FROM esims WHERE organisation_id = ? AND sequence IN (SELECT value FROM json_each(?))
       ${orderSql(slice)} LIMIT ? OFFSET ?`,
      tx.organisationId,
      JSON.stringify(few),
      slice.limit,
      slice.offset,
    )
    .map(({ sequence }) => sequence)

/** So many entries of the index of an order are looked at by one statement. */
const LOOKED_AT = 1_000

/** Goes through all eSIMs in an order, some up to each `yield`, until it has the wanted part of those that `keep` keeps. */
export function* walkInOrder(
  tx: ReadTx,
  slice: OrderedSlice,
  keep: (sequences: readonly number[]) => readonly number[],
): Generator<undefined, number[]> {
  const { offset, limit } = slice
  const listed: number[] = []
  let passed = 0
  let last: IndexEntry | undefined
  for (;;) {
    const entries = listInOrder(tx, slice, last, LOOKED_AT)
    const kept = keep(entries.map(({ sequence }) => sequence))
    const from = Math.max(0, offset - passed)
    listed.push(...kept.slice(from, from + limit - listed.length))
    passed += kept.length
    last = entries.at(-1)
    if (listed.length === limit || entries.length < LOOKED_AT) return listed
    yield
  }
}
