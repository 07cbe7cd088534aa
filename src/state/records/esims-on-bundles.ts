import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import type { ReadTx } from '../engine/state.ts'
import { asStoredSql, ICCID_FORM, storeIccidSql } from '../engine/stored-forms.ts'
import { lastSequence } from './account-positions.ts'
import { type EsimMatch, fewOf, LOOKED_UP, listNamed, onBundle, rangesOf, searchOf } from './esim-match.ts'
import { FoundEsims } from './found-esims.ts'
import { NumberSet } from './number-set.ts'
import { assignmentsIn, getTallies } from './tallies.ts'

/** Assignments that one statement looks at: some tenths of a millisecond. */
const LOOKED_AT = 2_000

/** An ICCID in its stored form: JSON has a number for most, and the text of any other. */
type StoredIccid = number | string

/** A set of ICCIDs in their stored form. */
class IccidSet {
  readonly #numbers: NumberSet
  readonly #texts = new Set<string>()

  constructor(expected: number) {
    this.#numbers = new NumberSet(expected)
  }

  get size(): number {
    return this.#numbers.size + this.#texts.size
  }

  add(iccid: StoredIccid): void {
    if (typeof iccid === 'number') this.#numbers.add(iccid)
    else this.#texts.add(iccid)
  }

  has(iccid: StoredIccid): boolean {
    return typeof iccid === 'number' ? this.#numbers.has(iccid) : this.#texts.has(iccid)
  }

  list(): StoredIccid[] {
    return [...this.#numbers.list(), ...this.#texts]
  }
}

/**
 * Finds the eSIMs that match, where they are asked for by their bundles: some rows are looked at up to each `yield`. The
 * assignments are read once, and then the eSIMs: an eSIM whose assignments are looked up takes ten times as long as one that is
 * read.
 */
export function* searchOnBundles(tx: ReadTx, match: EsimMatch): Generator<undefined, FoundEsims> {
  const iccids = yield* listIccidsOnBundles(tx, match)
  const search = searchOf(tx, { ...match, bundles: undefined, bundleStates: undefined })
  const found = new FoundEsims(lastSequence(tx))
  if (iccids.size <= fewOf(found.last)) {
    const unknown = iccids.list().map(ICCID_FORM.read)
    while (unknown.length > 0) {
      for (const { sequence } of listNamed(tx, search, unknown.splice(-LOOKED_UP))) found.add(sequence)
      yield
    }
    return found
  }
  for (const { after, upTo } of rangesOf(search, found.last)) {
    const range = tx.get<{ iccids: string; sequences: string }>(
      `SELECT json_group_array(${storeIccidSql('e.iccid')}) AS iccids, json_group_array(e.sequence) AS sequences
       FROM esims e WHERE e.organisation_id = ? AND e.sequence > ? AND e.sequence <= ?${search.conditions}`,
      tx.organisationId,
      after,
      upTo,
      ...search.values,
    )
    const sequences = JSON.parse(range?.sequences ?? '[]') as number[]
    for (const [at, iccid] of (JSON.parse(range?.iccids ?? '[]') as StoredIccid[]).entries()) {
      if (iccids.has(iccid)) found.add(sequences[at] as number)
    }
    yield
  }
  return found
}

/** Lists the eSIMs that have one of some bundles, or a bundle in one of some states. */
function* listIccidsOnBundles(tx: ReadTx, match: EsimMatch): Generator<undefined, IccidSet> {
  const { condition, values } = onBundle(match)
  const tallies = getTallies(tx)
  const most = (match.bundleStates ?? ASSIGNMENT_STATES).reduce(
    (sum, state) => sum + (tallies[assignmentsIn(state)] ?? 0),
    0,
  )
  const iccids = new IccidSet(most)
  if (most === 0) return iccids
  for (let after: number | undefined = 0; after !== undefined; ) {
    const last: { readonly id: number } | undefined = tx.get<{ id: number }>(
      'SELECT id FROM assignments WHERE organisation_id = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ?',
      tx.organisationId,
      after,
      LOOKED_AT - 1,
    )
    const range = tx.get<{ iccids: string }>(
      `SELECT json_group_array(${asStoredSql('a.iccid')}) AS iccids FROM assignments a
       WHERE a.organisation_id = ? AND a.id > ? AND a.id <= ?${condition}`,
      tx.organisationId,
      after,
      last?.id ?? Number.MAX_SAFE_INTEGER,
      ...values,
    )
    for (const iccid of JSON.parse(range?.iccids ?? '[]') as StoredIccid[]) iccids.add(iccid)
    after = last?.id
    yield
  }
  return iccids
}
