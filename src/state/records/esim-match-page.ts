import type { Read, ReadTx } from '../engine/state.ts'
import { lastSequence } from './account-positions.ts'
import { countAllEsims } from './esim-list.ts'
import {
  countInRange,
  type EsimMatch,
  type EsimSearch,
  listAmong,
  listIccids,
  listInRange,
  type SequenceRange,
  searchOf,
} from './esim-match.ts'
import { ESIM_INDEXES, MOST_SORTED, orderSql, type Slice, sortFew, walkInOrder } from './esim-search.ts'

export interface MatchPage {
  readonly iccids: readonly string[]
  /** How many match in all. */
  readonly matched: number
}

/**
 * Finds one page of the eSIMs that match, and counts all of them: some are looked at at each step of the iterator. None is
 * kept but those of the page.
 */
export function* findMatchPage(read: Read, match: EsimMatch, slice: Slice): Generator<undefined, MatchPage> {
  const { orderBy, offset } = slice
  const { search, last } = read((tx) => ({ search: searchOf(tx, match), last: lastSequence(tx) }))
  if (orderBy === undefined) return yield* findByAge(read, search, last, slice)
  const { few, matched } = yield* countAll(read, search, last)
  if (offset >= matched) return { iccids: [], matched }
  const ordered = { ...slice, orderBy }
  const sequences = few
    ? read((tx) => sortFew(tx, few, ordered))
    : yield* walkInOrder(read, ordered, (tx, given) => listAmong(tx, search, given))
  return { iccids: read((tx) => listIccids(tx, sequences)), matched }
}

/** Cuts the numbers up to the last into ranges. */
function* rangesOf({ source: { atOnce } }: EsimSearch, last: number, descending = false): Generator<SequenceRange> {
  const ranges = Math.ceil(last / atOnce)
  for (let index = 0; index < ranges; index += 1) {
    const after = (descending ? ranges - 1 - index : index) * atOnce
    yield { after, upTo: Math.min(after + atOnce, last) }
  }
}

function* findByAge(
  read: Read,
  search: EsimSearch,
  last: number,
  { descending, offset, limit }: Slice,
): Generator<undefined, MatchPage> {
  const iccids: string[] = []
  let matched = 0
  for (const range of rangesOf(search, last, descending)) {
    const count = read((tx) => countInRange(tx, search, range))
    if (matched + count > offset && iccids.length < limit) {
      const found = read((tx) => listInRange(tx, search, range))
      if (descending) found.reverse()
      const from = Math.max(0, offset - matched)
      const wanted = found.slice(from, from + limit - iccids.length)
      iccids.push(...read((tx) => listIccids(tx, wanted)))
    }
    matched += count
    yield
  }
  return { iccids, matched }
}

/** Counts the eSIMs that match, and lists them as long as they are few. */
function* countAll(
  read: Read,
  search: EsimSearch,
  last: number,
): Generator<undefined, { readonly few: readonly number[] | undefined; readonly matched: number }> {
  let few: number[] | undefined = []
  let matched = 0
  for (const range of rangesOf(search, last)) {
    if (few) few = few.concat(read((tx) => listInRange(tx, search, range)))
    matched = few ? few.length : matched + read((tx) => countInRange(tx, search, range))
    if (matched > MOST_SORTED) few = undefined
    yield
  }
  return { few, matched }
}

/** Finds one page of all eSIMs, also deleted and returned ones, without looking at those before it where that can be. */
export function findPageOfAll(tx: ReadTx, slice: Slice): MatchPage {
  const matched = countAllEsims(tx)
  return { iccids: slice.offset < matched ? listIccids(tx, sequencesOfPage(tx, slice, matched)) : [], matched }
}

function sequencesOfPage(tx: ReadTx, { orderBy, descending, offset, limit }: Slice, all: number): number[] {
  const end = Math.min(offset + limit, all)
  if (orderBy === undefined && lastSequence(tx) === all) {
    // No number is left out: the eSIM at a place has its number.
    const [first, last] = descending ? [all - end + 1, all - offset] : [offset + 1, end]
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    return descending ? numbers.reverse() : numbers
  }
  const [index, order] =
    orderBy === undefined
      ? ['', `ORDER BY sequence ${descending ? 'DESC' : 'ASC'}`]
      : [` INDEXED BY ${ESIM_INDEXES[orderBy]}`, orderSql({ orderBy, descending })]
  return tx
    .all<{ sequence: number }>(
      `SELECT sequence FROM esims${index} WHERE organisation_id = ? ${order} LIMIT ? OFFSET ?`,
      tx.organisationId,
      limit,
      offset,
    )
    .map(({ sequence }) => sequence)
}
