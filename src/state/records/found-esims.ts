import type { ReadTx } from '../engine/state.ts'
import { lastSequence, listAbsentUpTo } from './account-positions.ts'
import { type Entries, MOST_SORTED, type Slice, sortFew, walkInOrder } from './esim-search.ts'

/** Entries of an index that one statement looks at: about a millisecond. */
const LOOKED_AT = 2_000

/** The eSIMs of the account that a search has found, by their sequence numbers. */
class FoundEsims {
  /** A 1 at each number that was found. */
  readonly #marks: Uint8Array
  count = 0

  constructor(last: number) {
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

/** Finds all eSIMs of the account that a filter finds: some entries of an index up to each `yield`. */
export function* searchEsims(tx: ReadTx, indexes: readonly Entries[]): Generator<undefined, FoundEsims> {
  const last = lastSequence(tx)
  const found = new FoundEsims(last)
  for (const entries of indexes) yield* addFound(tx, found, entries)
  for (const sequence of listAbsentUpTo(tx, last)) found.remove(sequence)
  return found
}

function* addFound(tx: ReadTx, found: FoundEsims, entries: Entries): Generator<undefined, void> {
  const { index, condition, values, order, isScattered } = entries
  const from = `esims t INDEXED BY ${index} WHERE t.organisation_id = ?`
  const columns = order.map((column) => `t.${column}`)
  const place = (operator: string) => ` AND (${columns.join(', ')}) ${operator} (${columns.map(() => '?').join(', ')})`
  let { after } = entries
  for (;;) {
    // The last entry of the next slice. Of scattered ones, entries that do not meet the condition are counted too.
    const row = tx.get<Record<string, string | number>>(
      `SELECT ${columns.map((column, at) => `${column} AS c${at}`).join(', ')} FROM ${from}${place('>')}
       ${isScattered ? '' : `AND ${condition}`} ORDER BY ${columns.join(', ')} LIMIT 1 OFFSET ?`,
      tx.organisationId,
      ...after,
      ...(isScattered ? [] : values),
      LOOKED_AT - 1,
    )
    const end = row ? order.map((_, at) => row[`c${at}`] as string | number) : []
    // One text has the numbers of a whole slice.
    const slice = tx.get<{ sequences: string }>(
      `SELECT json_group_array(t.sequence) AS sequences FROM ${from}${place('>')}${end.length === 0 ? '' : place('<=')} AND ${condition}`,
      tx.organisationId,
      ...after,
      ...end,
      ...values,
    )
    for (const sequence of JSON.parse(slice?.sequences ?? '[]') as number[]) found.add(sequence)
    if (end.length === 0) return
    after = end
    yield
  }
}

/** Lists the sequence numbers of a part of what a search has found, in an order. */
export function* listFound(tx: ReadTx, found: FoundEsims, slice: Slice): Generator<undefined, number[]> {
  const { orderBy, descending, offset } = slice
  if (offset >= found.count) return []
  if (orderBy === undefined) return found.list(slice)
  const ordered = { ...slice, orderBy }
  if (found.count <= MOST_SORTED) {
    return sortFew(tx, found.list({ descending, offset: 0, limit: found.count }), ordered)
  }
  return yield* walkInOrder(
    (work) => work(tx),
    ordered,
    (_, sequences) => sequences.filter((sequence) => found.has(sequence)),
  )
}
