import type { ReadTx } from '../engine/state.ts'
import { lastSequence } from './account-positions.ts'
import {
  type Condition,
  type Entries,
  ESIM_INDEXES,
  MOST_SORTED,
  type Slice,
  sortFew,
  walkInOrder,
} from './esim-search.ts'

/** Entries of an index that one statement looks at: some tenths of a millisecond. */
const LOOKED_AT = 2_000

/** The eSIMs that a search has found, by their sequence numbers. */
export class FoundEsims {
  /** A 1 at each number that was found. */
  readonly #marks: Uint8Array
  count = 0

  /** The number of the newest eSIM. */
  readonly last: number

  constructor(last: number) {
    this.last = last
    this.#marks = new Uint8Array(last + 1)
  }

  /** Adds an eSIM; one that is newer than the search is left out. */
  add(sequence: number): void {
    if (this.#marks[sequence] !== 0) return
    this.#marks[sequence] = 1
    this.count += 1
  }

  remove(sequence: number): void {
    if (this.#marks[sequence] !== 1) return
    this.#marks[sequence] = 0
    this.count -= 1
  }

  has(sequence: number): boolean {
    return this.#marks[sequence] === 1
  }

  /** Lists all numbers in their order. */
  all(): number[] {
    return this.list({ descending: false, offset: 0, limit: this.count })
  }

  /** Lists a part of the numbers in their order. */
  list({ descending, offset, limit }: Pick<Slice, 'descending' | 'offset' | 'limit'>): number[] {
    const marks = this.#marks
    const listed: number[] = []
    let passed = 0
    for (
      let at = descending ? marks.lastIndexOf(1) : marks.indexOf(1);
      at !== -1 && listed.length < limit;
      at = descending ? (at === 0 ? -1 : marks.lastIndexOf(1, at - 1)) : marks.indexOf(1, at + 1)
    ) {
      if (passed >= offset) listed.push(at)
      passed += 1
    }
    return listed
  }
}

/**
 * Finds the eSIMs that entries of indexes are of, also returned ones: some entries are looked at up to each `yield`. It ends
 * early when it has found more than `most`.
 */
export function* searchEsims(
  tx: ReadTx,
  listed: readonly Entries[],
  most = Number.POSITIVE_INFINITY,
): Generator<undefined, FoundEsims> {
  const found = new FoundEsims(lastSequence(tx))
  for (const entries of listed) {
    const only = 'only' in entries ? entries.only : undefined
    for (const { condition, values } of rangesOfEntries(tx, entries)) {
      // One text has the numbers of a whole range.
      const range = tx.get<{ sequences: string }>(
        `SELECT json_group_array(t.sequence) AS sequences FROM ${fromIndexOf(entries)} AND ${condition}${only ? ` AND ${only.condition}` : ''}`,
        tx.organisationId,
        ...values,
        ...(only?.values ?? []),
      )
      for (const sequence of JSON.parse(range?.sequences ?? '[]') as number[]) found.add(sequence)
      if (found.count > most) return found
      yield
    }
  }
  return found
}

const fromIndexOf = ({ column }: Entries): string =>
  `esims t INDEXED BY ${ESIM_INDEXES[column]} WHERE t.organisation_id = ?`

/**
 * Cuts entries of an index into ranges that one statement can look at. Their ends are values of the column, so that SQLite
 * compares no entry with where a range begins: the entries of a value of very many are cut by age.
 */
function* rangesOfEntries(tx: ReadTx, entries: Entries): Generator<Condition> {
  const { column } = entries
  if ('equals' in entries) return yield* rangesOfValue(tx, entries, entries.equals)
  const { above, upTo } = entries
  const behind =
    upTo === undefined ? { condition: '', values: [] } : { condition: ` AND t.${column} <= ?`, values: [upTo] }
  const find = (operator: '>' | '>=', value: string | number, offset: number) =>
    tx.get<{ value: string | number }>(
      `SELECT t.${column} AS value FROM ${fromIndexOf(entries)} AND t.${column} ${operator} ?${behind.condition}
       ORDER BY t.${column} LIMIT 1 OFFSET ?`,
      tx.organisationId,
      value,
      ...behind.values,
      offset,
    )?.value
  let first = find('>', above, 0)
  while (first !== undefined) {
    const end = find('>=', first, LOOKED_AT)
    if (end === undefined) {
      yield { condition: `t.${column} >= ?${behind.condition}`, values: [first, ...behind.values] }
      return
    }
    if (end === first) {
      yield* rangesOfValue(tx, entries, first)
      first = find('>', first, 0)
    } else {
      yield { condition: `t.${column} >= ? AND t.${column} < ?`, values: [first, end] }
      first = end
    }
  }
}

/** Cuts the entries of one value into ranges. */
function* rangesOfValue(tx: ReadTx, entries: Entries, value: string | number): Generator<Condition> {
  const { column } = entries
  let after = -1
  for (;;) {
    const last = tx.get<{ sequence: number }>(
      `SELECT t.sequence AS sequence FROM ${fromIndexOf(entries)} AND t.${column} = ? AND t.sequence > ?
       ORDER BY t.sequence LIMIT 1 OFFSET ?`,
      tx.organisationId,
      value,
      after,
      LOOKED_AT - 1,
    )
    const range = { condition: `t.${column} = ? AND t.sequence > ?`, values: [value, after] }
    if (!last) return yield range
    yield { condition: `${range.condition} AND t.sequence <= ?`, values: [...range.values, last.sequence] }
    after = last.sequence
  }
}

/** Lists the sequence numbers of a part of what a search has found, in an order. */
export function* listFound(tx: ReadTx, found: FoundEsims, slice: Slice): Generator<undefined, number[]> {
  const { orderBy, offset } = slice
  if (offset >= found.count) return []
  if (orderBy === undefined) return found.list(slice)
  const ordered = { ...slice, orderBy }
  if (found.count <= MOST_SORTED) {
    return sortFew(tx, found.all(), ordered)
  }
  return yield* walkInOrder(tx, ordered, (sequences) => sequences.filter((sequence) => found.has(sequence)))
}
