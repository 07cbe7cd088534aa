import { BYTES_PER_MEGABYTE } from './data-amount.ts'
import { parseDuration } from './duration.ts'
import { DAY, END_OF_TIME, type Instant } from './instant.ts'

/** Data that an eSIM uses evenly over time, until an instant or until the plan is stopped. */
export interface UsagePlan {
  readonly bytesPerDay: number
  readonly from: Instant
  readonly until: Instant | null
  /** The country where the data is used; null: where the eSIM was last seen. */
  readonly country: string | null
}

/** Usage profiles, in megabytes a day. */
export const USAGE_PROFILES = { light: 50, steady: 200, heavy: 1_000, binge: 5_000 } as const
export type UsageProfile = keyof typeof USAGE_PROFILES

/** Whether a plan uses data at an instant. */
export const isInForce = ({ from, until }: UsagePlan, at: Instant): boolean =>
  from <= at && (until === null || at < until)

/** The request for a usage plan: an amount or a usage profile, a delay until its start, and a duration. */
export interface UsagePlanRequest {
  readonly megabytesPerDay?: number | undefined
  readonly profile?: UsageProfile | undefined
  readonly startAfter?: string | number | undefined
  readonly for?: string | number | undefined
  readonly country?: string | undefined
}

/** The usage plan that is requested at an instant. Its durations have been validated. */
export function usagePlanOf(
  { megabytesPerDay, profile, startAfter = 0, ...asked }: UsagePlanRequest,
  now: Instant,
): UsagePlan {
  const megabytes = megabytesPerDay ?? (profile ? USAGE_PROFILES[profile] : 0)
  const from = now + (parseDuration(startAfter) ?? 0)
  return {
    bytesPerDay: Math.max(1, Math.round(megabytes * BYTES_PER_MEGABYTE)),
    from,
    until: asked.for === undefined ? null : from + (parseDuration(asked.for) ?? 0),
    country: asked.country ?? null,
  }
}

/**
 * All bytes that a plan has used by an instant. Differences of two of these add up exactly however time is split, so
 * advancing in pieces uses the same bytes as advancing at once.
 */
export function plannedBytes(plan: UsagePlan, at: Instant): number {
  const elapsed = Math.max(0, Math.min(at, plan.until ?? at) - plan.from)
  return Number((BigInt(plan.bytesPerDay) * BigInt(elapsed)) / BigInt(DAY))
}

/** The first instant at which a plan has used `bytes` in all; null when it ends before, or that is after the end of time. */
export function instantOfBytes(plan: UsagePlan, bytes: number): Instant | null {
  const rate = BigInt(plan.bytesPerDay)
  const elapsed = Number((BigInt(bytes) * BigInt(DAY) + rate - 1n) / rate)
  const at = plan.from + elapsed
  return at > (plan.until ?? END_OF_TIME) ? null : at
}

/** The bytes from which a bundle counts as used (vendor docs, notifications: at least 1 kB). */
export const FIRST_USE_BYTES = 1_000

/** An amount of usage of an assignment at which a callback is sent. */
export interface UsageThreshold {
  /** Bytes used of the assignment, in all. */
  readonly used: number
  /** The percentage that Utilisation is sent for; null is the first use. */
  readonly percent: number | null
}

/** The usage thresholds of an assignment, in order: its first use, unless that was sent, and the percentages. */
export function usageThresholdsOf(
  { initialBytes, firstUseSent }: { readonly initialBytes: number; readonly firstUseSent: boolean },
  percents: readonly number[],
): UsageThreshold[] {
  const thresholds: UsageThreshold[] = firstUseSent
    ? []
    : [{ used: Math.min(FIRST_USE_BYTES, initialBytes), percent: null }]
  for (const percent of percents) thresholds.push({ used: bytesOfPercent(initialBytes, percent), percent })
  return thresholds.sort((a, b) => a.used - b.used || (a.percent ?? 0) - (b.percent ?? 0))
}

/** The bytes at which a percentage of a bundle is used. */
export const bytesOfPercent = (initialBytes: number, percent: number): number =>
  Math.ceil((initialBytes * percent) / 100)
