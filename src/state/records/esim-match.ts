import type { AssignmentState } from '../../domain/assignment.ts'
import { foldText } from '../../domain/fold-text.ts'
import type { ReadTx } from '../engine/state.ts'
import { shownSql } from '../engine/stored-forms.ts'

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

/** eSIMs that one statement looks at: a millisecond or two. */
const LOOKED_AT = 1_000

const BUNDLE_ON_ESIM = shownSql('assignments', 'bundle', 'a.bundle')
const STATE_ON_ESIM = shownSql('assignments', 'state', 'a.state')

const ONE_OF = 'IN (SELECT value FROM json_each(?))'

/**
 * Finds the eSIMs that match, oldest first, a page at a time, so that others can be served between two pages. Those that are
 * created after the first page are not looked at. Deleted and returned ones match only where they are named.
 */
export class MatchingEsims {
  readonly #match: EsimMatch
  readonly #conditions: string
  readonly #values: readonly string[]
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
    const { conditions, values } = conditionsOf(match)
    this.#conditions = conditions.map((condition) => ` AND ${condition}`).join('')
    this.#values = values
  }

  /** The ICCIDs of the next page, which may be empty; undefined after the last. */
  nextPage(tx: ReadTx): string[] | undefined {
    if (this.#ended) return undefined
    return this.#match.iccids ? this.#nextOfNamed(tx) : this.#nextByAge(tx)
  }

  /** Looks up some of the named eSIMs. The last page has all of them, those that the organisation does not have at its end. */
  #nextOfNamed(tx: ReadTx): string[] {
    const named = this.#unnamed.splice(-LOOKED_AT).reverse()
    const list = JSON.stringify(named)
    const known = tx.all<{ iccid: string }>(
      `SELECT iccid FROM esims WHERE organisation_id = ? AND iccid ${ONE_OF}`,
      tx.organisationId,
      list,
    )
    const ours = new Set(known.map(({ iccid }) => iccid))
    this.#unknown = [...this.#unknown, ...named.filter((iccid) => !ours.has(iccid))]
    this.#found = this.#found.concat(
      tx.all(
        `SELECT iccid, sequence FROM esims e WHERE organisation_id = ? AND iccid ${ONE_OF}${this.#conditions}`,
        tx.organisationId,
        list,
        ...this.#values,
      ),
    )
    if (this.#unnamed.length > 0) return []
    this.#ended = true
    const iccids = this.#found.sort((a, b) => a.sequence - b.sequence).map(({ iccid }) => iccid)
    return [...iccids, ...this.#unknown]
  }

  #nextByAge(tx: ReadTx): string[] | undefined {
    this.#last ??= tx.get<{ sequence: number }>(
      'SELECT sequence FROM esims WHERE organisation_id = ? ORDER BY sequence DESC LIMIT 1',
      tx.organisationId,
    )?.sequence
    if (this.#last === undefined || this.#after >= this.#last) {
      this.#ended = true
      return undefined
    }
    const { sequence: upTo } = tx.get<{ sequence: number }>(
      `SELECT sequence FROM esims WHERE organisation_id = ? AND sequence > ? AND sequence <= ?
       ORDER BY sequence LIMIT 1 OFFSET ?`,
      tx.organisationId,
      this.#after,
      this.#last,
      LOOKED_AT - 1,
    ) ?? { sequence: this.#last }
    const page = tx.all<{ iccid: string }>(
      `SELECT iccid FROM esims e
       WHERE organisation_id = ? AND sequence > ? AND sequence <= ?${this.#conditions} ORDER BY sequence`,
      tx.organisationId,
      this.#after,
      upTo,
      ...this.#values,
    )
    this.#after = upTo
    return page.map(({ iccid }) => iccid)
  }
}

/** A column that matching eSIMs can be ordered by, other than their age. */
export type MatchOrder = 'iccid' | 'customer_ref' | 'action_at_ms'

/** Reads the values of a column of some eSIMs, by their ICCIDs. */
export const readColumn = (tx: ReadTx, column: MatchOrder, iccids: readonly string[]): Map<string, string | number> =>
  new Map(
    tx
      .all<{ iccid: string; value: string | number }>(
        `SELECT iccid, ${column} AS value FROM esims WHERE organisation_id = ? AND iccid ${ONE_OF}`,
        tx.organisationId,
        JSON.stringify(iccids),
      )
      .map(({ iccid, value }) => [iccid, value]),
  )

function conditionsOf(match: EsimMatch) {
  const {
    find = '',
    iccids,
    customerRefs,
    bundles,
    bundleStates,
    countries,
    installed,
    includesDeleted = false,
  } = match
  const conditions: string[] = []
  const values: string[] = []
  const oneOf = (column: string, list: readonly string[] | undefined): string => {
    if (list === undefined) return ''
    values.push(JSON.stringify(list))
    return ` AND ${column} ${ONE_OF}`
  }
  const require = (condition: string) => condition !== '' && conditions.push(condition.replace(/^ AND /, ''))
  if (!iccids && !includesDeleted) require('deactivated_at_ms IS NULL AND returned_at_ms IS NULL')
  if (find !== '') {
    values.push(foldText(find))
    require(/^\d+$/.test(find) ? 'instr(e.iccid, ?) > 0' : 'instr(fold_text(e.customer_ref), ?) > 0')
  }
  if (installed !== undefined) require(`installed = ${installed ? 1 : 0}`)
  require(oneOf('customer_ref', customerRefs))
  require(oneOf('country', countries))
  const onBundle = oneOf(BUNDLE_ON_ESIM, bundles) + oneOf(STATE_ON_ESIM, bundleStates)
  if (onBundle !== '') {
    require(
      `EXISTS (SELECT 1 FROM assignments a INDEXED BY assignments_by_esim
         WHERE a.organisation_id = e.organisation_id AND a.iccid = store_iccid(e.iccid)${onBundle})`,
    )
  }
  return { conditions, values }
}
