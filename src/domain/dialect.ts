import { type ApiVersion, DOCUMENTED_ROOT } from './api-version.ts'

/**
 * How the service is spoken: `observed` is what it was seen to send, `documented` the vendor's document to the letter.
 */
export const DIALECTS = ['observed', 'documented'] as const
export type Dialect = (typeof DIALECTS)[number]

/** The dialect that a path asks for by its base URL, whatever the organisation's setting; undefined leaves it to that. */
export const dialectOf = (path: string): Dialect | undefined =>
  path === DOCUMENTED_ROOT || path.startsWith(`${DOCUMENTED_ROOT}/`) ? 'documented' : undefined

/** The rules of a call that depend on its version and dialect, apart from the form of the answer. */
export interface CallRules {
  /**
   * What a revoke by name takes: the oldest unused unit, all months of a year together, or the latest assignment alone
   * (v2.4 document: "Revokes latest assignment"; its later edition, by an example: the oldest unused).
   */
  readonly revokeByName: 'oldest-unused' | 'latest'
  /** Which page sizes a list takes: those of later editions, any of 1 or more, or none, since it is not paged. */
  readonly paging: 'bounded' | 'any-size' | 'whole'
}

/** The rules of v2.4 as it was observed. */
export const BASE_RULES: CallRules = { revokeByName: 'oldest-unused', paging: 'bounded' }

/** The used percentages at which Utilisation is sent, unless set (older documents begin at 1, newer ones have FirstUse). */
export const UTILISATION_PERCENTS: Readonly<Record<Dialect, readonly number[]>> = {
  observed: [50, 80, 100],
  documented: [1, 50, 80, 100],
}

/** The last version in which a key may come as the query parameter `api_key` (documented for v2.1, seen with v2.2). */
export const QUERY_KEY_UNTIL: ApiVersion = '2.2'

/** Whether calls of a version may have their key in the query; those without a version may not. */
export const takesQueryKey = (version: ApiVersion | undefined): boolean =>
  version !== undefined && version <= QUERY_KEY_UNTIL
