import type * as z from 'zod'
import type { EsimConditions } from '../contract/control/esim-conditions.ts'
import { DomainError } from '../domain/errors.ts'
import type { ReadTx } from '../state/engine/state.ts'
import type { EsimMatch } from '../state/records/esim-match.ts'

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
