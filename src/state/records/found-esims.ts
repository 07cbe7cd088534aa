import type { ReadTx } from '../engine/state.ts'
import { listAbsentUpTo } from './account-positions.ts'
import { type EsimColumn, INDEX_OF, type Match, type Slice } from './esim-search.ts'

/** Entries of an index that one statement looks at: about a millisecond. */
const LOOKED_AT = 2_000

/** As many results as this are read to be put in an order. */
const FEW = 2_000

type Value = string | number

/** The eSIMs of the account that a search has found, by their sequence numbers. */
class FoundEsims {
  /** A 1 at each number that was found. */
  readonly #marks: Uint8Array
  count = 0

  constructor(last: number) {
    this.#marks = new Uint8Array(last + 1)
  }

  add(sequence: number): void {
    if (this.#marks[sequence] === 1) return
    this.#marks[sequence] = 1
    this.count += 1
  }

  remove(sequence: number): void {
    if (this.#marks[sequence] === 0) return
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

/** Finds all eSIMs of the account whose text contains another: some entries of the index up to each `yield`. */
export function* searchEsims(tx: ReadTx, match: Match): Generator<undefined, FoundEsims> {
  const last =
    tx.get<{ sequence: number }>(
      'SELECT sequence FROM esims WHERE organisation_id = ? ORDER BY sequence DESC LIMIT 1',
      tx.organisationId,
    )?.sequence ?? 0
  const found = new FoundEsims(last)
  const { table, index, walkedBy, condition, values } = match
  const from = `${table} t${index === '' ? '' : ` INDEXED BY ${index}`}`
  let after: Value | undefined = walkedBy === 'iccid' ? '' : 0
  while (after !== undefined) {
    const begin: Value = after
    const end: Value | undefined = tx.get<{ value: Value }>(
      `SELECT t.${walkedBy} AS value FROM ${from} WHERE t.organisation_id = ? AND t.${walkedBy} > ?
       ORDER BY t.${walkedBy} LIMIT 1 OFFSET ${LOOKED_AT - 1}`,
      tx.organisationId,
      begin,
    )?.value
    // One text has the numbers of a whole slice.
    const { sequences } = tx.get<{ sequences: string }>(
      `SELECT json_group_array(t.sequence) AS sequences FROM ${from}
       WHERE t.organisation_id = ? AND t.${walkedBy} > ?${end === undefined ? '' : ` AND t.${walkedBy} <= ?`} AND ${condition}`,
      tx.organisationId,
      begin,
      ...(end === undefined ? [] : [end]),
      ...values,
    ) ?? { sequences: '[]' }
    for (const sequence of JSON.parse(sequences) as number[]) if (sequence <= last) found.add(sequence)
    after = end
    if (after !== undefined) yield
  }
  for (const sequence of listAbsentUpTo(tx, last)) found.remove(sequence)
  return found
}

/** Lists the sequence numbers of a part of what a search has found, in an order. */
export function* listFound(tx: ReadTx, found: FoundEsims, slice: Slice): Generator<undefined, number[]> {
  const { orderBy, descending, limit, offset } = slice
  if (offset >= found.count) return []
  if (orderBy === undefined) return found.list(slice)
  const direction = descending ? 'DESC' : 'ASC'
  if (found.count <= FEW) {
    const all = JSON.stringify(found.list({ descending, offset: 0, limit: found.count }))
    return tx
      .all<{ sequence: number }>(
        `SELECT sequence FROM esims WHERE organisation_id = ? AND sequence IN (SELECT value FROM json_each(?))
         ORDER BY ${orderBy} ${direction}, sequence ${direction} LIMIT ? OFFSET ?`,
        tx.organisationId,
        all,
        limit,
        offset,
      )
      .map(({ sequence }) => sequence)
  }
  return yield* walkInOrder(tx, found, { ...slice, orderBy })
}

/** Goes through all eSIMs in an order, until it has come to the end of the part. */
function* walkInOrder(
  tx: ReadTx,
  found: FoundEsims,
  { orderBy, descending, limit, offset }: Slice & { readonly orderBy: EsimColumn },
): Generator<undefined, number[]> {
  const direction = descending ? 'DESC' : 'ASC'
  const listed: number[] = []
  let passed = 0
  let last: { value: Value; sequence: number } | undefined
  for (;;) {
    const rows: { value: Value; sequence: number }[] = tx.all(
      `SELECT t.${orderBy} AS value, t.sequence AS sequence FROM esims t INDEXED BY ${INDEX_OF[orderBy]}
       WHERE t.organisation_id = ?${last ? ` AND (t.${orderBy}, t.sequence) ${descending ? '<' : '>'} (?, ?)` : ''}
       ORDER BY t.${orderBy} ${direction}, t.sequence ${direction} LIMIT ${LOOKED_AT}`,
      tx.organisationId,
      ...(last ? [last.value, last.sequence] : []),
    )
    for (const { sequence } of rows) {
      if (!found.has(sequence)) continue
      if (passed >= offset) listed.push(sequence)
      passed += 1
      if (listed.length === limit) return listed
    }
    last = rows.at(-1)
    if (rows.length < LOOKED_AT) return listed
    yield
  }
}
