import type { AssignmentState } from '../../domain/assignment.ts'
import { foldText } from '../../domain/fold-text.ts'
import type { ReadTx } from '../engine/state.ts'
import { lastSequence } from './account-positions.ts'
import { type Condition, type EsimFilter, isWholeIccid, referenceContains } from './esim-search.ts'

/** Conditions on eSIMs: one matches that meets all of them. A list is met by any of its values. */
export interface EsimMatch {
  /** Digits are part of the ICCID; other text is part of the customer reference, in any letter case. */
  readonly find?: string | undefined
  readonly iccids?: readonly string[] | undefined
  readonly customerRefs?: readonly string[] | undefined
  /** Names of bundles on the eSIM. */
  readonly bundles?: readonly string[] | undefined
  /** States of a bundle on the eSIM: of one of `bundles`, where these are given. */
  readonly bundleStates?: readonly AssignmentState[] | undefined
  /** ISO codes of the countries where the eSIM is. */
  readonly countries?: readonly string[] | undefined
  readonly installed?: boolean | undefined
  /** Whether deleted and returned eSIMs match too, which are not named. */
  readonly includesDeleted?: boolean
}

const ONE_OF = 'IN (SELECT value FROM json_each(?))'

/** eSIMs that one statement looks up, by their ICCIDs or numbers: a millisecond or two. */
export const LOOKED_UP = 1_000

/** A table or index that eSIMs, `e`, are looked for in. */
interface Source {
  readonly from: string
  /** So many sequence numbers are looked at by one statement: a millisecond or two. */
  readonly atOnce: number
}

const ALL_ESIMS: Source = { from: 'esims e', atOnce: 1_000 }

/** An index that has the eSIMs with some values, by age. */
const indexOf = (index: string): Source => ({ from: `esims e INDEXED BY ${index}`, atOnce: 50_000 })
const BY_ICCID = indexOf('esims_by_iccid')
const BY_REFERENCE = indexOf('esims_by_reference')

/** How eSIMs that match are found: the source, and the conditions on its rows. */
export interface EsimSearch {
  readonly source: Source
  readonly conditions: string
  readonly values: readonly (string | number)[]
}

/** Sequence numbers behind one and up to another. */
export interface SequenceRange {
  readonly after: number
  readonly upTo: number
}

const inRange = ({ source, conditions }: EsimSearch): string =>
  `FROM ${source.from} WHERE e.organisation_id = ? AND e.sequence > ? AND e.sequence <= ?${conditions}`

/** Cuts the numbers up to the last into ranges. */
export function* rangesOf(
  { source: { atOnce } }: EsimSearch,
  last: number,
  descending = false,
): Generator<SequenceRange> {
  const ranges = Math.ceil(last / atOnce)
  for (let index = 0; index < ranges; index += 1) {
    const after = (descending ? ranges - 1 - index : index) * atOnce
    yield { after, upTo: Math.min(after + atOnce, last) }
  }
}

/** One eSIM that is looked up takes as long as so many that are read in their order. */
const READ_IN_THE_TIME = 10

/** The most of all eSIMs that are looked up sooner than all are read. */
export const fewOf = (all: number): number => Math.floor(all / READ_IN_THE_TIME)

/** Counts the eSIMs in a range that match. */
export const countInRange = (tx: ReadTx, search: EsimSearch, { after, upTo }: SequenceRange): number =>
  tx.get<{ count: number }>(
    `SELECT count(*) AS count ${inRange(search)}`,
    tx.organisationId,
    after,
    upTo,
    ...search.values,
  )?.count ?? 0

/** Lists the sequence numbers of the eSIMs in a range that match, oldest first. */
export const listInRange = (tx: ReadTx, search: EsimSearch, { after, upTo }: SequenceRange): number[] =>
  tx
    .all<{ sequence: number }>(
      `SELECT e.sequence AS sequence ${inRange(search)} ORDER BY e.sequence`,
      tx.organisationId,
      after,
      upTo,
      ...search.values,
    )
    .map(({ sequence }) => sequence)

/** Lists those of some sequence numbers whose eSIMs match, in the order that they are given in. */
export function listAmong(tx: ReadTx, { source, conditions, values }: EsimSearch, given: readonly number[]): number[] {
  const rows = tx.all<{ sequence: number }>(
    `SELECT e.sequence AS sequence FROM ${source.from} WHERE e.organisation_id = ? AND e.sequence ${ONE_OF}${conditions}`,
    tx.organisationId,
    JSON.stringify(given),
    ...values,
  )
  const matching = new Set(rows.map(({ sequence }) => sequence))
  return given.filter((sequence) => matching.has(sequence))
}

/** Lists the named eSIMs that match. */
export const listNamed = (
  tx: ReadTx,
  { conditions, values }: EsimSearch,
  iccids: readonly string[],
): { readonly iccid: string; readonly sequence: number }[] =>
  tx.all(
    `SELECT iccid, sequence FROM esims e INDEXED BY esims_by_iccid WHERE organisation_id = ? AND iccid ${ONE_OF}${conditions}`,
    tx.organisationId,
    JSON.stringify(iccids),
    ...values,
  )

/**
 * Finds the eSIMs that match, oldest first, a page at a time, so that others can be served between two pages. Those that are
 * created after the first page are not looked at. Deleted and returned ones match only where they are named.
 */
export class MatchingEsims {
  readonly #match: EsimMatch
  #search: EsimSearch | undefined
  readonly #unnamed: string[]
  /** The named eSIMs that were found so far. */
  #found: { readonly iccid: string; readonly sequence: number }[] = []
  #unknown: string[] = []
  #after = 0
  #last: number | undefined
  #ended = false

  constructor(match: EsimMatch) {
    this.#match = match
    this.#unnamed = [...new Set(match.iccids)].reverse()
  }

  /** The ICCIDs of the next page, which may be empty; undefined after the last. */
  nextPage(tx: ReadTx): string[] | undefined {
    if (this.#ended) return undefined
    return this.#match.iccids ? this.#nextOfNamed(tx) : this.#nextByAge(tx)
  }

  /** Looks up some of the named eSIMs. The last page has all of them, those that the organisation does not have at its end. */
  #nextOfNamed(tx: ReadTx): string[] {
    this.#search ??= searchOf(tx, this.#match)
    const named = this.#unnamed.splice(-LOOKED_UP).reverse()
    const known = tx.all<{ iccid: string }>(
      `SELECT iccid FROM esims WHERE organisation_id = ? AND iccid ${ONE_OF}`,
      tx.organisationId,
      JSON.stringify(named),
    )
    const ours = new Set(known.map(({ iccid }) => iccid))
    this.#unknown = [...this.#unknown, ...named.filter((iccid) => !ours.has(iccid))]
    this.#found = this.#found.concat(listNamed(tx, this.#search, named))
    if (this.#unnamed.length > 0) return []
    this.#ended = true
    const iccids = this.#found.sort((a, b) => a.sequence - b.sequence).map(({ iccid }) => iccid)
    return [...iccids, ...this.#unknown]
  }

  #nextByAge(tx: ReadTx): string[] | undefined {
    this.#search ??= searchOf(tx, this.#match)
    this.#last ??= lastSequence(tx)
    if (this.#after >= this.#last) {
      this.#ended = true
      return undefined
    }
    const upTo = Math.min(this.#after + this.#search.source.atOnce, this.#last)
    const page = listInRange(tx, this.#search, { after: this.#after, upTo })
    this.#after = upTo
    return listIccids(tx, page)
  }
}

/** Lists the ICCIDs of eSIMs, in the order of these sequence numbers. */
export const listIccids = (tx: ReadTx, sequences: readonly number[]): string[] =>
  tx
    .all<{ iccid: string }>(
      `SELECT e.iccid AS iccid FROM json_each(?) CROSS JOIN esims e
       WHERE e.organisation_id = ? AND e.sequence = value ORDER BY key`,
      JSON.stringify(sequences),
      tx.organisationId,
    )
    .map(({ iccid }) => iccid)

/** Chooses the source that finds the eSIMs that match by looking at the fewest rows. */
export function searchOf(tx: ReadTx, match: EsimMatch): EsimSearch {
  const { find = '', iccids, customerRefs, countries, installed, includesDeleted = false } = match
  const conditions: string[] = []
  const values: (string | number)[] = []
  const oneOf = (column: string, list: readonly string[] | undefined): string => {
    if (list === undefined) return ''
    values.push(JSON.stringify(list))
    return ` AND ${column} ${ONE_OF}`
  }
  const require = (condition: string) => condition !== '' && conditions.push(condition.replace(/^ AND /, ''))
  if (!iccids && !includesDeleted) require('deactivated_at_ms IS NULL AND returned_at_ms IS NULL')
  const source = sourceOf(tx, match)
  if (find !== '') {
    const part = conditionOfFind(source, find)
    values.push(...part.values)
    require(part.condition)
  }
  if (installed !== undefined) require(`installed = ${installed ? 1 : 0}`)
  require(oneOf('customer_ref', customerRefs))
  require(oneOf('country', countries))
  const { condition, values: wanted } = onBundle(match)
  if (condition !== '') {
    require(
      `EXISTS (SELECT 1 FROM assignments a INDEXED BY assignments_by_esim
         WHERE a.organisation_id = e.organisation_id AND a.iccid = store_iccid(e.iccid)${condition})`,
    )
    values.push(...wanted)
  }
  return { source, conditions: conditions.map((condition) => ` AND ${condition}`).join(''), values }
}

/** The condition on an assignment, `a`, that is asked for; empty where none is. */
export function onBundle({ bundles, bundleStates }: EsimMatch): Condition {
  const values: string[] = []
  // By parameters, which are stored as the columns are: no stored value has to be read.
  const among = (column: string, list: readonly string[] | undefined): string => {
    if (list === undefined) return ''
    values.push(...list)
    return list.length === 0 ? ' AND FALSE' : ` AND ${column} IN (${list.map(() => '?').join(', ')})`
  }
  return { condition: among('a.bundle', bundles) + among('a.state', bundleStates), values }
}

function sourceOf(tx: ReadTx, { find = '', iccids, customerRefs }: EsimMatch): Source {
  if (iccids) return ALL_ESIMS
  if (isWholeIccid(tx, find)) return BY_ICCID
  if (customerRefs) return BY_REFERENCE
  return ALL_ESIMS
}

const IS_DIGITS = /^\d+$/

/** Where a text is looked for: digits in ICCIDs, any other in references. */
export const filterOfFind = (find: string): EsimFilter => ({
  column: IS_DIGITS.test(find) ? 'iccid' : 'customer_ref',
  contains: find,
})

function conditionOfFind(source: Source, find: string): Condition {
  if (source === BY_ICCID) return { condition: 'e.iccid = ?', values: [find] }
  if (IS_DIGITS.test(find)) return { condition: 'instr(e.iccid, ?) > 0', values: [find] }
  return referenceContains('e', foldText(find))
}
