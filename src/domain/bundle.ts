import { BYTES_PER_MEGABYTE } from './data-amount.ts'
import type { Milli } from './money.ts'

/** A country of the catalogue. The base country of a regional bundle has the region's name and code. */
export interface Country {
  readonly name: string
  readonly region: string
  readonly iso: string
}

/** A bundle that can be ordered. Data amounts are decimal: 1 GB is 1000 MB is 1,000,000,000 bytes. */
export interface Bundle {
  readonly position: number
  readonly name: string
  readonly description: string
  readonly group: string
  readonly base: Country
  readonly roaming: readonly Country[]
  /** -1 when unlimited. */
  readonly dataMegabytes: number
  /** The full-speed data of 24 hours of an unlimited bundle; null for any other. */
  readonly dailyMegabytes: number | null
  readonly durationDays: number
  /** Twelve for a one-year bundle, one a month; else one. */
  readonly assignmentCount: number
  readonly unlimited: boolean
  readonly autostart: boolean
  readonly speeds: readonly string[] | null
  readonly imageUrl: string
  readonly price: Milli
  /** 1 to 5: the carrier platform that serves the bundle. */
  readonly routingProfile: number
  readonly allowanceDescription: string
}

/**
 * The bytes that each assignment of a bundle starts with. The data of a one-year bundle is shared evenly by its months; an
 * unlimited bundle has the full-speed allowance of 24 hours (vendor help centre, Unlimited Bundles).
 */
export function assignmentBytes(bundle: Bundle): number {
  if (bundle.unlimited) return (bundle.dailyMegabytes ?? 0) * BYTES_PER_MEGABYTE
  return Math.floor((bundle.dataMegabytes * BYTES_PER_MEGABYTE) / bundle.assignmentCount)
}

/** The countries where a bundle carries data. */
export const coverage = (bundle: Bundle): ReadonlySet<string> =>
  new Set(bundle.roaming.length > 0 ? [bundle.base.iso, ...bundle.roaming.map(({ iso }) => iso)] : [bundle.base.iso])
