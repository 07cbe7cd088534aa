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
  /** 0 as the emulator's catalogue has it; else the number of the change that an organisation's catalogue has it from. */
  readonly edition: number
  readonly name: string
  readonly description: string
  readonly groups: readonly string[]
  /** The base countries: one, or a region in its place; never none. */
  readonly countries: readonly Country[]
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

/** The countries where a bundle carries data: its base countries, and those that it roams in. */
export const placesOf = ({ countries, roaming }: Bundle): readonly Country[] => [...countries, ...roaming]

/** The codes of the countries where a bundle carries data. */
export const coverage = (bundle: Bundle): ReadonlySet<string> => new Set(placesOf(bundle).map(({ iso }) => iso))

/** A bundle as it was bought: its name, and its edition (see Bundle.edition). */
export interface Bought {
  readonly bundle: string
  readonly edition: number
}
