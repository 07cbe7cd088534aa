import type { ApiVersion } from './api-version.ts'

/**
 * How the service is spoken: `observed` is what it was seen to send, `documented` the vendor's document to the letter.
 */
export const DIALECTS = ['observed', 'documented'] as const
export type Dialect = (typeof DIALECTS)[number]

/** What follows from the dialect beyond the form of answers. */
export interface DialectRules {
  /** Which assignment a revoke by name takes (v2.4 document: the latest; its later edition, by an example: the oldest unused). */
  readonly revokeByName: 'oldest-unused' | 'latest'
  /** The used percentages at which Utilisation is sent, unless set (older documents begin at 1, newer ones have FirstUse). */
  readonly usageThresholds: readonly number[]
}

export const DIALECT_RULES: Readonly<Record<Dialect, DialectRules>> = {
  observed: { revokeByName: 'oldest-unused', usageThresholds: [50, 80, 100] },
  documented: { revokeByName: 'latest', usageThresholds: [1, 50, 80, 100] },
}

/** The last version in which a key may come as the query parameter `api_key` (documented for v2.1, seen with v2.2). */
export const QUERY_KEY_UNTIL: ApiVersion = '2.2'
