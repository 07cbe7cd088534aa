import { ICCID } from '../../domain/identifiers.ts'
import { orderOfUnit } from '../../domain/order.ts'
import { isQuote, readRequestedLines } from '../../domain/requested-order.ts'
import type { ReadTx } from '../engine/state.ts'
import { listAssignments } from './assignments.ts'
import { listEsims } from './esim-list.ts'
import type { EsimFilter } from './esim-search.ts'
import { listHistory } from './history.ts'
import { findRequest, type JournalEntry } from './journal.ts'
import {
  AFTER_ALL,
  findMoneyRow,
  findMoneyRowAt,
  findReferenceOfRequest,
  kindOf,
  listMoneyRowsBeginning,
  type MoneyPlace,
  type MoneyRow,
  newestMoneyRows,
} from './money-rows.ts'
import { hasBundle } from './order-items.ts'

/** The kinds of entries of a statement of account. An assignment takes bundles from the inventory. */
export const STATEMENT_KINDS = ['order', 'assignment', 'refund', 'topup', 'adjustment', 'refused'] as const
export type StatementKind = (typeof STATEMENT_KINDS)[number]

export const statementKindOf = (row: MoneyRow): StatementKind =>
  row.type === 'bundleAssignment' ? 'assignment' : kindOf(row)

/** Conditions on entries; all of them have to be met. */
export interface StatementFilter {
  readonly kind?: StatementKind | undefined
  /** An ICCID or a part of it. */
  readonly iccid?: string | undefined
  /** A part of the reference of a customer. */
  readonly customerRef?: string | undefined
  /** A part of the name of a bundle. */
  readonly bundle?: string | undefined
  /** The beginning of the reference of an order. */
  readonly reference?: string | undefined
}

/** The place in a statement from which older entries are listed. */
export interface StatementCursor extends MoneyPlace {
  readonly requestId: number
}

export const NEWEST: StatementCursor = { ...AFTER_ALL, requestId: Number.MAX_SAFE_INTEGER }

export type StatementRow = MoneyRow | { readonly refused: JournalEntry }

export interface StatementPage {
  readonly rows: readonly StatementRow[]
  /** The place of the next page; undefined at the end. */
  readonly next: StatementCursor | undefined
}

/** Orders that one call looks at to find those of a bundle or a kind. */
const MOST_LOOKED_AT = 2_000

/** eSIMs of customers that are looked at, orders whose references begin alike, and entries of an eSIM's history. */
const MOST_ESIMS = 50
const MOST_ALIKE = 50
const MOST_HISTORY = 1_000

/**
 * Lists orders, refunds, top-ups and adjustments together with the calls for them that were refused, newest first. It takes
 * the same time however many there are: a page of a filtered list can have fewer rows than the limit, or none, and a next
 * page. It yields wherever it may be cut.
 */
export function* listStatement(
  tx: ReadTx,
  filter: StatementFilter,
  { before, limit }: { readonly before: StatementCursor; readonly limit: number },
): Generator<undefined, StatementPage> {
  const iccids = yield* iccidsOf(tx, filter)
  const money = moneyRows(tx, filter, iccids, before)
  const refusals = refusedCalls(tx, filter, iccids, before.requestId)
  const rows: StatementRow[] = []
  let place: MoneyPlace = before
  let { requestId } = before
  let row = money.next()
  let refusal = refusals.next()
  while (rows.length < limit) {
    const call = refusal.value
    if (call && isNewer(call, row.value)) {
      rows.push({ refused: call })
      requestId = call.id
      refusal = refusals.next()
    } else if (!row.done) {
      rows.push(row.value)
      yield
      place = row.value
      row = money.next()
    } else {
      // The search ended here, before the end of the list.
      return { rows, next: row.value && { ...placeOf(row.value), requestId } }
    }
  }
  const isEnd = row.done && row.value === undefined && refusal.value === undefined
  return { rows, next: isEnd ? undefined : { ...placeOf(place), requestId } }
}

const placeOf = ({ at, sequence }: MoneyPlace): MoneyPlace => ({ at, sequence })

/** Whether a refused call is newer than a row. At the same instant the ids of the calls decide, where both have one. */
function isNewer(call: JournalEntry, row: MoneyRow | MoneyPlace | undefined): boolean {
  if (row === undefined || call.at !== row.at) return row === undefined || call.at > row.at
  return !('requestId' in row) || row.requestId === null || call.id > row.requestId
}

/** Finds the eSIMs that match, newest first, as many as a statement looks at. */
function* findIccids(tx: ReadTx, filter: EsimFilter): Generator<undefined, readonly string[]> {
  const query = { page: 1, perPage: MOST_ESIMS, descending: true, orderBy: undefined, filter }
  return (yield* listEsims(tx, query)).esims.map((esim) => esim.iccid)
}

/** The eSIMs that a filter names; undefined where it names none. */
function* iccidsOf(
  tx: ReadTx,
  { iccid, customerRef }: StatementFilter,
): Generator<undefined, readonly string[] | undefined> {
  // A whole ICCID also finds an eSIM that has left the account.
  const named =
    iccid === undefined
      ? undefined
      : ICCID.test(iccid)
        ? [iccid]
        : yield* findIccids(tx, { column: 'iccid', contains: iccid })
  if (customerRef === undefined) return named
  const ofCustomers = yield* findIccids(tx, { column: 'customer_ref', contains: customerRef })
  return named === undefined ? ofCustomers : ofCustomers.filter((each) => named.includes(each))
}

/** Yields the orders and adjustments that match; returns the place where a search was ended. */
function* moneyRows(
  tx: ReadTx,
  filter: StatementFilter,
  iccids: readonly string[] | undefined,
  before: MoneyPlace,
): Generator<MoneyRow, MoneyPlace | undefined> {
  const { kind, bundle, reference } = filter
  if (kind === 'refused') return undefined
  const matches = (row: MoneyRow): boolean =>
    (kind === undefined || statementKindOf(row) === kind) &&
    (reference === undefined || row.reference.startsWith(reference.toLowerCase())) &&
    (bundle === undefined || (row.mayNameText !== 0 && hasBundle(tx, row, bundle)))
  if (iccids !== undefined || reference !== undefined) {
    const found =
      iccids === undefined
        ? listMoneyRowsBeginning(tx, reference?.toLowerCase() ?? '', MOST_ALIKE)
        : iccids.flatMap((iccid) => moneyRowsOfEsim(tx, iccid))
    const distinct = [...new Map(found.map((row) => [row.sequence, row])).values()]
    yield* distinct
      .filter((row) => row.at < before.at || (row.at === before.at && row.sequence < before.sequence))
      .filter(matches)
      .sort((a, b) => b.at - a.at || b.sequence - a.sequence)
    return undefined
  }
  let looked = 0
  for (const row of newestMoneyRows(tx, before, bundle)) {
    if (matches(row)) yield row
    looked += 1
    if (looked === MOST_LOOKED_AT) return row
  }
  return undefined
}

/** The orders and applies that an eSIM's bundles came by, and the refunds of what was taken off it. */
function moneyRowsOfEsim(tx: ReadTx, iccid: string): MoneyRow[] {
  const references = new Set(listAssignments(tx, iccid).map(({ reference }) => orderOfUnit(reference)))
  const bought = [...references].flatMap((reference) => findMoneyRow(tx, reference) ?? [])
  const refunds = listHistory(tx, iccid, { page: 1, perPage: MOST_HISTORY })
    .entries.filter(({ name }) => name === 'Bundle Refunded To Balance')
    // The entry of the history is written right after the refund.
    .flatMap(({ at, sequence }) => findMoneyRowAt(tx, { at, sequence: sequence - 1 }) ?? [])
    .filter(({ type }) => type === 'bundleRefund')
  return [...bought, ...refunds]
}

const REFUSED = `SELECT id FROM requests WHERE organisation_id = ? AND id < ? AND (status IS NULL OR status >= 400)
  AND operation_id IN ('createOrder', 'applyBundles', 'applyBundleToEsim', 'refundInventory', 'topUpBalance')
  ORDER BY id DESC LIMIT ?`

/** Refused calls that are read by one query. */
const CALLS_AT_ONCE = 25

/** Yields the calls for orders, applies, refunds and top-ups that were refused or had no answer, and had no effect. */
function* refusedCalls(
  tx: ReadTx,
  { kind, bundle, reference }: StatementFilter,
  iccids: readonly string[] | undefined,
  beforeId: number,
): Generator<JournalEntry, undefined> {
  if ((kind !== undefined && kind !== 'refused') || reference !== undefined) return undefined
  const matches = (call: JournalEntry): boolean => {
    if (bundle === undefined && iccids === undefined) return true
    const lines = readRequestedLines(call.requestBody)
    return lines.some(
      (line) =>
        (bundle === undefined || line.bundle.toLowerCase().includes(bundle.toLowerCase())) &&
        (iccids === undefined || line.iccids.some((iccid) => iccids.includes(iccid))),
    )
  }
  let last = beforeId
  for (;;) {
    const ids = tx.all<{ id: number }>(REFUSED, tx.organisationId, last, CALLS_AT_ONCE)
    for (const { id } of ids) {
      const call = findRequest(tx, id)
      // The call of an order that was placed, whose answer was lost, is told with the order.
      if (!call || isQuote(call.requestBody) || findReferenceOfRequest(tx, id) !== undefined) continue
      if (matches(call)) yield call
    }
    const oldest = ids.at(-1)
    if (ids.length < CALLS_AT_ONCE || !oldest) return undefined
    last = oldest.id
  }
}

/** How a call was answered, without its bodies. */
export interface CallOutcome {
  readonly id: number
  readonly operationId: string | null
  readonly status: number | null
  readonly reason: string | null
}

/** Finds how a call was answered; undefined when the journal does not have it any more. */
export const findCallOutcome = (tx: ReadTx, id: number): CallOutcome | undefined =>
  tx.get<CallOutcome>(
    'SELECT id, operation_id AS operationId, status, reason FROM requests WHERE organisation_id = ? AND id = ?',
    tx.organisationId,
    id,
  )
