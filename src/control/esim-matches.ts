import type * as z from 'zod'
import type { Turns } from '../clock/turns.ts'
import type { EsimConditions } from '../contract/control/esim-conditions.ts'
import { DomainError } from '../domain/errors.ts'
import type { ReadTx, Tenant } from '../state/engine/state.ts'
import { type EsimMatch, MatchingEsims, type MatchOrder, readColumn } from '../state/records/esim-match.ts'

/** Reads conditions on eSIMs. Throws unknown_country. */
export function readMatch(tx: ReadTx, conditions: z.infer<typeof EsimConditions>): EsimMatch {
  return {
    find: conditions.find,
    iccids: listOf(conditions.iccids),
    customerRefs: listOf(conditions.customerRef),
    bundles: listOf(conditions.bundle),
    bundleStates: listOf(conditions.bundleState),
    countries: listOf(conditions.country)?.map((country) => {
      const iso = tx.catalogue.countryCodes.find(country)
      if (iso === undefined) throw new DomainError('unknown_country', { country })
      return iso
    }),
    installed: conditions.installed,
  }
}

const listOf = <T>(given: T | readonly T[] | undefined): readonly T[] | undefined =>
  given === undefined ? undefined : Array.isArray(given) ? given : [given as T]

interface Order {
  /** Default: by age. */
  readonly orderBy: MatchOrder | undefined
  readonly descending: boolean
}

interface Reading {
  readonly tenant: Tenant
  readonly read: <T>(work: (tx: ReadTx) => T) => T
  readonly turns: Turns
}

/** Lists the ICCIDs of all eSIMs that match, in an order, in turns. */
export async function listMatching(
  match: EsimMatch,
  { orderBy, descending }: Order,
  { tenant, read, turns }: Reading,
): Promise<string[]> {
  const matching = new MatchingEsims(match)
  const found: { iccid: string; value: string | number }[] = []
  for (let page = read((tx) => matching.nextPage(tx)); page; page = read((tx) => matching.nextPage(tx))) {
    const iccids = page
    const values = orderBy && read((tx) => readColumn(tx, orderBy, iccids))
    for (const iccid of iccids) found.push({ iccid, value: values?.get(iccid) ?? '' })
    if (turns.isOver(tenant)) await turns.next()
  }
  if (orderBy) found.sort((a, b) => compare(a.value, b.value))
  if (descending) found.reverse()
  return found.map(({ iccid }) => iccid)
}

/** Compares as SQLite does: numbers by size, texts by their UTF-8 bytes. */
const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`))
