import { DAY, HOUR, type Instant } from '../../domain/instant.ts'
import { percent } from '../components.tsx'

/** The axis of time of a chart. */
export interface Axis {
  readonly from: Instant
  readonly to: Instant
  readonly ticks: readonly { readonly at: Instant; readonly text: string }[]
}

const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY]
const MOST_TICKS = 6

const YEAR = 365 * DAY

/** The step of an axis with at most about so many of them: whole years, where no shorter one is enough. */
export const stepOf = (span: number, most: number): number =>
  STEPS.find((step) => span / step <= most) ?? Math.ceil(span / most / YEAR) * YEAR

/** An axis over a time range, with a margin at both ends and labelled ticks. */
export function axisOf(from: Instant, until: Instant): Axis {
  const span = until - from
  const edge = span / 40
  const step = stepOf(span, MOST_TICKS)
  const ticks: { at: Instant; text: string }[] = []
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
    const text = new Date(at).toISOString()
    ticks.push({ at, text: step < DAY ? text.slice(11, 16) : step < 30 * DAY ? text.slice(5, 10) : text.slice(0, 7) })
  }
  return { from: from - edge, to: until + edge, ticks }
}

/** The position of an instant on an axis, in percent. */
export const placeOn =
  ({ from, to }: Axis) =>
  (at: Instant): string =>
    percent((at - from) / (to - from))
