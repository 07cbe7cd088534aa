import type * as z from 'zod'
import type { getTimeline } from '../../contract/control/accounts.ts'
import type { Esim } from '../../contract/control/controlled-esim.ts'
import type { Assignment } from '../../domain/assignment.ts'
import { DAY, type Instant } from '../../domain/instant.ts'
import type { Axis } from './axis.ts'
import { assignmentLane, type Dot, type Lane, timelineAxis, timelineDots } from './lanes.ts'

type Timeline = z.infer<typeof getTimeline.answer>
type Plan = z.infer<typeof Esim>['usagePlan']

type Points = readonly (readonly [at: Instant, percent: number])[]

/** The data used of a bundle over time, as a share of it. */
export interface Curve {
  readonly label: string
  readonly points: Points
  /** From now on, if the usage plan goes on and nothing else happens. */
  readonly forecast: Points
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

/** The data that a bundle will have been used of at an instant, if the usage plan goes on: until it is used up, or ends. */
export interface Forecast {
  readonly assignmentId: number
  readonly bundle: string
  readonly at: Instant
  readonly usedBytes: number
  readonly initialBytes: number
}

/** Forecasts the use of the bundle that a plan consumes now; of an unlimited one, which is refilled each day, there is none. */
export function forecastUse(assignment: Assignment | undefined, plan: Plan, now: Instant): Forecast | undefined {
  if (!assignment || !plan || assignment.unlimited || assignment.remainingBytes === 0) return undefined
  const { id, bundle, initialBytes, remainingBytes, endAt } = assignment
  const ends = [plan.usedUpAt, plan.until].flatMap((end) => (end === null ? [] : [Date.parse(end)]))
  const at = Math.min(...ends, endAt ?? Number.POSITIVE_INFINITY)
  if (!Number.isFinite(at) || at <= now) return undefined
  const flows = Math.round((plan.bytesPerDay * (at - now)) / DAY)
  return { assignmentId: id, bundle, at, initialBytes, usedBytes: initialBytes - Math.max(0, remainingBytes - flows) }
}

/** Collects what happened to an eSIM, of these assignments, as a picture. */
export function drawEsim(
  assignments: readonly Assignment[],
  timeline: Timeline,
  now: Instant,
  forecast?: Forecast,
): EsimPicture {
  const { entries, usage, stays } = timeline
  const shown = new Set(assignments.map(({ id }) => String(id)))
  const axis = timelineAxis(assignments, entries, now)
  return {
    now,
    axis,
    curves: usage
      .filter(({ assignmentId }) => shown.has(assignmentId))
      .map(({ assignmentId, bundle, initialBytes, points, thresholds }) => ({
        label: bundle,
        forecast:
          forecast && assignmentId === String(forecast.assignmentId) ? lineTo(forecast, points.at(-1), now) : [],
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

function lineTo(
  { at, usedBytes, initialBytes }: Forecast,
  last: { usedBytes: number } | undefined,
  now: Instant,
): Points {
  return [
    [now, toPercent(last?.usedBytes ?? 0, initialBytes)],
    [at, toPercent(usedBytes, initialBytes)],
  ]
}

/** The parts of a picture that the page's script draws: its own axis has dates, and its bars have no titles. */
export const drawnByScript = ({ axis: { from, to }, lanes, ...picture }: EsimPicture): object => ({
  ...picture,
  axis: { from, to },
  lanes: lanes.map(({ segments, marks, ...lane }) => ({
    ...lane,
    segments: segments.map(({ text: _, ...segment }) => segment),
    marks: marks.map(({ at }) => ({ at })),
  })),
})

/** Leaves out points between the highest and the lowest of their neighbours, never the first or the last. */
function thinOut<T extends { readonly usedBytes: number }>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points
  const size = Math.ceil(points.length / (most / 2))
  const kept = new Set([points[0], points.at(-1)])
  for (let start = 0; start < points.length; start += size) {
    const neighbours = points.slice(start, start + size).sort((a, b) => a.usedBytes - b.usedBytes)
    kept.add(neighbours[0]).add(neighbours.at(-1))
  }
  return points.filter((point) => kept.has(point))
}
