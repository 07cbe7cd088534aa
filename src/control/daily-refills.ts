import type { Act } from '../domain/act.ts'
import type { Assignment } from '../domain/assignment.ts'
import { DAY, type Instant } from '../domain/instant.ts'

export type Point = readonly [at: Instant, usedBytes: number]

/** A refill among the points of a curve: nothing is recorded of it, so the use before it follows from its neighbours. */
export type Refill = readonly [at: Instant, usedBytes: undefined]

/** Lists the refills of an unlimited bundle up to an instant: every 24 hours after its start, before its end. */
export function listRefills({ unlimited, startAt, endAt }: Assignment, until: Instant): Refill[] {
  const refills: Refill[] = []
  if (!unlimited || startAt === null || endAt === null) return refills
  for (let at = startAt + DAY; at < endAt && at <= until; at += DAY) refills.push([at, undefined])
  return refills
}

/** The bytes that the usage plan in force right before an instant uses in a millisecond. */
function plannedPace(acts: readonly Act[], at: Instant): number {
  const last = acts.findLast((act) => act.at < at && (act.kind === 'plan-start' || act.kind === 'plan-end'))
  return last?.kind === 'plan-start' ? (last.details.bytesPerDay ?? 0) / DAY : 0
}

/**
 * Draws refills into a curve: it rises to the refill at the pace that it has after it, and starts again at 0. A pace is even
 * between recorded points. At a point in the very moment of a refill the pace is that of the usage plan.
 */
export function drawRefills(
  points: readonly (Point | Refill)[],
  initialBytes: number,
  acts: readonly Act[],
): readonly Point[] {
  const drawn: Point[] = []
  points.forEach(([at, usedBytes], index) => {
    if (usedBytes !== undefined) {
      drawn.push([at, usedBytes])
      return
    }
    const [from, used] = drawn.at(-1) ?? [at, 0]
    const next = points.findIndex(([, known], place) => place > index && known !== undefined)
    const [lastRefill] = points[next - 1] ?? [at]
    const [until, usedThen = 0] = points[next] ?? [at]
    const pace = until > lastRefill ? usedThen / (until - lastRefill) : plannedPace(acts, at)
    const fullAt = pace === 0 ? Number.POSITIVE_INFINITY : Math.ceil(from + (initialBytes - used) / pace)
    if (used < initialBytes && fullAt < at) drawn.push([fullAt, initialBytes])
    drawn.push([at, Math.min(initialBytes, Math.round(used + pace * (at - from)))], [at, 0])
  })
  return drawn
}
