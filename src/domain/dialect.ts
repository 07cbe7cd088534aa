import { type ApiVersion, DOCUMENTED_ROOT } from './api-version.ts'

/** The dialects of the vendor API: `observed` is as the service was seen to answer, `documented` is the vendor's document to the letter. */
export const DIALECTS = ['observed', 'documented'] as const
export type Dialect = (typeof DIALECTS)[number]

/** The dialect that a path's base URL selects; undefined leaves it to the organisation's setting. */
export const dialectOf = (path: string): Dialect | undefined =>
  path === DOCUMENTED_ROOT || path.startsWith(`${DOCUMENTED_ROOT}/`) ? 'documented' : undefined

/** The rules that depend on a call's version and dialect, apart from the form of its answer. */
export interface CallRules {
  /**
   * The assignment that a revoke by name takes: the oldest unused unit, with all months of a year, or the latest assignment
   * alone (v2.4 document: "Revokes latest assignment"; its later edition, by an example: the oldest unused).
   */
  readonly revokeByName: 'oldest-unused' | 'latest'
  /** The page sizes that a list takes: those of later editions, any from 1 up, or none, since it is not paged. */
  readonly paging: 'bounded' | 'any-size' | 'whole'
}

/** The rules of v2.4 as it was observed. */
export const BASE_RULES: CallRules = { revokeByName: 'oldest-unused', paging: 'bounded' }

/** The default percentages of usage at which Utilisation is sent (older documents begin at 1, newer ones have FirstUse). */
export const UTILISATION_PERCENTS: Readonly<Record<Dialect, readonly number[]>> = {
  observed: [50, 80, 100],
  documented: [1, 50, 80, 100],
}

/** The last version that takes the key as the query parameter `api_key` (documented for v2.1, seen with v2.2). */
export const QUERY_KEY_UNTIL: ApiVersion = '2.2'

/** Whether a version takes the key as a query parameter; a path without a version does not. */
export const takesQueryKey = (version: ApiVersion | undefined): boolean =>
  version !== undefined && version <= QUERY_KEY_UNTIL
