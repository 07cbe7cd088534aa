import { BYTES_PER_MEGABYTE } from './data-amount.ts'
import type { Milli } from './money.ts'

/** A country as the catalogue names it; regional bundles have one whose name and iso are the region's. */
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
  /** Of an unlimited bundle: what each 24 hours carry at full speed. */
  readonly dailyMegabytes: number | null
  readonly durationDays: number
  /** Twelve for a one-year bundle, which is used month by month; else one. */
  readonly assignmentCount: number
  readonly unlimited: boolean
  readonly autostart: boolean
  readonly speeds: readonly string[] | null
  readonly imageUrl: string
  readonly price: Milli
  /** The routing profile, 1 to 5: which carrier platform serves the bundle. */
  readonly routingProfile: number
  readonly allowanceDescription: string
}

/**
 * The bytes each assignment of a bundle starts with: its data, shared evenly by the months of a one-year bundle, or the
 * full-speed allowance of 24 hours of an unlimited one (vendor help centre, Unlimited Bundles).
 */
export function assignmentBytes(bundle: Bundle): number {
  if (bundle.unlimited) return (bundle.dailyMegabytes ?? 0) * BYTES_PER_MEGABYTE
  return Math.floor((bundle.dataMegabytes * BYTES_PER_MEGABYTE) / bundle.assignmentCount)
}

/** The countries where a bundle carries data. */
export const coverage = (bundle: Bundle): ReadonlySet<string> =>
  new Set(bundle.roaming.length > 0 ? [bundle.base.iso, ...bundle.roaming.map(({ iso }) => iso)] : [bundle.base.iso])
