import type * as z from 'zod'
import type { getTimeline } from '../../contract/control/accounts.ts'
import type { Assignment } from '../../domain/assignment.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Axis } from './axis.ts'
import { assignmentLane, type Dot, type Lane, timelineAxis, timelineDots } from './lanes.ts'

type Timeline = z.infer<typeof getTimeline.answer>

/** The data used of a bundle over time, as a share of it. */
export interface Curve {
  readonly label: string
  readonly points: readonly (readonly [at: Instant, percent: number])[]
  readonly crossings: readonly { readonly at: Instant; readonly percent: number }[]
}

export interface Band {
  readonly from: Instant
  readonly to: Instant
  readonly text: string
}

/** An eSIM over time: what its chart shows, whether the server or the page's script draws it. */
export interface EsimPicture {
  readonly now: Instant
  readonly axis: Axis
  readonly curves: readonly Curve[]
  /** The countries that the eSIM was in. */
  readonly countries: readonly Band[]
  /** The states of each bundle. */
  readonly lanes: readonly Lane[]
  readonly callbacks: readonly Dot[]
  readonly requests: readonly Dot[]
}

/** Points of all curves that are drawn, and of one at least: a page stays small. */
const MOST_POINTS = 72
const FEWEST_POINTS = 8

/** Collects what happened to an eSIM, of these assignments, as a picture. */
export function drawEsim(assignments: readonly Assignment[], timeline: Timeline, now: Instant): EsimPicture {
  const { entries, usage, stays } = timeline
  const shown = new Set(assignments.map(({ id }) => String(id)))
  const axis = timelineAxis(assignments, entries, now)
  return {
    now,
    axis,
    curves: usage
      .filter(({ assignmentId }) => shown.has(assignmentId))
      .map(({ bundle, initialBytes, points, thresholds }) => ({
        label: bundle,
        points: thinOut(points, Math.max(FEWEST_POINTS, Math.floor(MOST_POINTS / shown.size))).map(
          ({ at, usedBytes }) => [Date.parse(at), toPercent(usedBytes, initialBytes)] as const,
        ),
        crossings: thresholds.map(({ at, percent }) => ({ at: Date.parse(at), percent })),
      })),
    countries: stays.map(({ country, network, from, to }) => ({
      from: Date.parse(from),
      to: to === null ? now : Date.parse(to),
      text: `${country}, ${network}`,
    })),
    lanes: assignments.toSorted((a, b) => a.id - b.id).map((assignment) => assignmentLane(assignment, entries, now)),
    callbacks: timelineDots(entries, 'callback', axis),
    requests: timelineDots(entries, 'request', axis),
  }
}

const toPercent = (used: number, initial: number): number =>
  initial === 0 ? 0 : Math.round((used / initial) * 10_000) / 100

/** Leaves out points in equal distances, never the first or the last. */
function thinOut<T>(points: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(points.length / most)
  return step <= 1 ? points : points.filter((_, index) => index % step === 0 || index === points.length - 1)
}
