import type { Instant } from './instant.ts'

/** An act of a traveller, or of the device, with an eSIM. The vendor's API reports none of them. */
export const ACT_KINDS = [
  'install',
  'uninstall',
  'attach',
  'use',
  'plan-start',
  'plan-end',
  'suspend',
  'resume',
] as const
export type ActKind = (typeof ACT_KINDS)[number]

/** The bytes used of bundles, by assignment id. */
export type UsedBytes = readonly (readonly [assignmentId: number, bytes: number])[]

export interface ActDetails {
  /** `attach`: the country and the network. `plan-start`: the country, if the plan names one. */
  readonly country?: string | undefined
  readonly network?: string | undefined
  /** `use`: the bytes that flowed, and those that no bundle covered. */
  readonly bytes?: number | undefined
  readonly unserved?: number | undefined
  /** `plan-start`. */
  readonly bytesPerDay?: number | undefined
  readonly from?: Instant | undefined
  readonly until?: Instant | null | undefined
  /** The bytes used of each bundle in use after the act: between acts usage is even. */
  readonly used?: UsedBytes | undefined
  /** `use`: the same, before it. */
  readonly before?: UsedBytes | undefined
}

export interface Act {
  readonly id: number
  readonly iccid: string
  readonly kind: ActKind
  readonly details: ActDetails
  readonly at: Instant
}
