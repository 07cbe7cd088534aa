import type { ReadTx } from '../engine/state.ts'
import { lastSequence } from './account-positions.ts'
import { countAllEsims } from './esim-list.ts'
import {
  countInRange,
  type EsimMatch,
  type EsimSearch,
  fewOf,
  filterOfFind,
  LOOKED_UP,
  listAmong,
  listIccids,
  listInRange,
  rangesOf,
  searchOf,
} from './esim-match.ts'
import { ESIM_INDEXES, entriesOf, MOST_SORTED, orderSql, type Slice, sortFew, walkInOrder } from './esim-search.ts'
import { searchOnBundles } from './esims-on-bundles.ts'
import { FoundEsims, listFound, searchEsims } from './found-esims.ts'

export interface MatchPage {
  readonly iccids: readonly string[]
  /** How many match in all. */
  readonly matched: number
}

/**
 * Finds one page of the eSIMs that match, and counts all of them: some are looked at up to each `yield`. None is kept but their
 * numbers.
 */
export function* findMatchPage(tx: ReadTx, match: EsimMatch, slice: Slice): Generator<undefined, MatchPage> {
  const found = yield* findByIndex(tx, match)
  if (found) return { iccids: listIccids(tx, yield* listFound(tx, found, slice)), matched: found.count }
  const search = searchOf(tx, match)
  const last = lastSequence(tx)
  const { orderBy, offset } = slice
  if (orderBy === undefined) return yield* findByAge(tx, search, last, slice)
  const { few, matched } = yield* countAll(tx, search, last)
  if (offset >= matched) return { iccids: [], matched }
  const ordered = { ...slice, orderBy }
  const sequences = few
    ? sortFew(tx, few, ordered)
    : yield* walkInOrder(tx, ordered, (given) => listAmong(tx, search, given))
  return { iccids: listIccids(tx, sequences), matched }
}

/** Finds the eSIMs that match, where they are found sooner than by a look at each; undefined where they are not. */
function* findByIndex(tx: ReadTx, match: EsimMatch): Generator<undefined, FoundEsims | undefined> {
  const { find = '', iccids, customerRefs, bundles, bundleStates } = match
  if (iccids || customerRefs) return undefined
  if (find !== '') {
    const few = fewOf(lastSequence(tx))
    const candidates = yield* searchEsims(tx, entriesOf(tx, filterOfFind(find)) ?? [], few)
    if (candidates.count <= few) return yield* keepMatching(tx, searchOf(tx, match), candidates)
  }
  return bundles || bundleStates ? yield* searchOnBundles(tx, match) : undefined
}

function* keepMatching(tx: ReadTx, search: EsimSearch, candidates: FoundEsims): Generator<undefined, FoundEsims> {
  const found = new FoundEsims(candidates.last)
  const unknown = candidates.all()
  while (unknown.length > 0) {
    for (const sequence of listAmong(tx, search, unknown.splice(-LOOKED_UP))) found.add(sequence)
    yield
  }
  return found
}

function* findByAge(
  tx: ReadTx,
  search: EsimSearch,
  last: number,
  { descending, offset, limit }: Slice,
): Generator<undefined, MatchPage> {
  const iccids: string[] = []
  let matched = 0
  for (const range of rangesOf(search, last, descending)) {
    const count = countInRange(tx, search, range)
    if (matched + count > offset && iccids.length < limit) {
      const found = listInRange(tx, search, range)
      if (descending) found.reverse()
      const from = Math.max(0, offset - matched)
      const wanted = found.slice(from, from + limit - iccids.length)
      iccids.push(...listIccids(tx, wanted))
    }
    matched += count
    yield
  }
  return { iccids, matched }
}

/** Counts the eSIMs that match, and lists them as long as they are few. */
function* countAll(
  tx: ReadTx,
  search: EsimSearch,
  last: number,
): Generator<undefined, { readonly few: readonly number[] | undefined; readonly matched: number }> {
  let few: number[] | undefined = []
  let matched = 0
  for (const range of rangesOf(search, last)) {
    if (few) few = few.concat(listInRange(tx, search, range))
    matched = few ? few.length : matched + countInRange(tx, search, range)
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
