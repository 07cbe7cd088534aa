/** The axis of time of charts: steps, texts and ranges. All times are milliseconds, in UTC. */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const STEPS = [
  60_000,
  300_000,
  900_000,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  91 * DAY,
]
const MOST_TICKS = 7
/** The shortest range that a chart zooms to. */
const SHORTEST = 60_000

const YEAR = 365 * DAY

const stepOf = (span) => STEPS.find((step) => span / step <= MOST_TICKS) ?? Math.ceil(span / MOST_TICKS / YEAR) * YEAR

export function ticksOf(from, to) {
  const step = stepOf(to - from)
  const ticks = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks
}

/** The texts of ticks: hours within a day, days within months, and months where the steps are as long as these. */
export const textsOfTicks = (ticks) => {
  const isCoarse = ticks.length > 1 && ticks[1] - ticks[0] >= 30 * DAY
  return ticks.map((at) => {
    const text = new Date(at).toISOString()
    return isCoarse ? text.slice(0, 7) : at % DAY === 0 ? text.slice(5, 10) : text.slice(11, 16)
  })
}

export const textOfTime = (at) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** Keeps a range within the whole one. */
export function within([from, to], [first, last]) {
  const span = Math.min(last - first, Math.max(SHORTEST, to - from))
  const start = Math.min(Math.max(from, first), last - span)
  return [start, start + span]
}

/** The range after a move; `at` is the point that stays in its place while zooming. */
export function moved(move, [from, to], whole, at = (from + to) / 2) {
  const span = to - from
  const zoomed = (factor) => [at - (at - from) * factor, at + (to - at) * factor]
  const next = {
    in: zoomed(0.5),
    out: zoomed(2),
    earlier: [from - span / 4, to - span / 4],
    later: [from + span / 4, to + span / 4],
    all: whole,
  }[move]
  return within(next, whole)
}

/** The value of a line at an instant; null outside of it. */
export function valueAt(points, at) {
  if (points.length === 0 || at < points[0][0] || at > points.at(-1)[0]) return null
  const after = points.findIndex(([when]) => when > at)
  if (after === -1) return points.at(-1)[1]
  const [from, low] = points[after - 1]
  const [to, high] = points[after]
  return low + ((at - from) / (to - from)) * (high - low)
}
