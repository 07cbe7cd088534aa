import type { FC } from 'hono/jsx'
import type { CallbackStatus } from '../../domain/callback.ts'
import { formatInstant, type Instant } from '../../domain/instant.ts'
import { Timestamp, toneOfState } from '../components.tsx'
import { axisOf, placeOn, stepOf } from './axis.ts'
import { ChartTable } from './chart-table.tsx'
import { TimeGrid } from './time-grid.tsx'

/** Usual, and where the chart stands above a list. */
const HEIGHT = 120
export const LOW = 64
const TOP = 14
const BOTTOM = 22
const MOST_BARS = 40
const SHORTEST = 86_400_000

/** In the order in which a bar stacks them. */
const RESULTS = ['delivered', 'pending', 'unsent', 'failed'] as const satisfies readonly CallbackStatus[]

type Counts = Record<CallbackStatus, number>

interface Bucket {
  readonly from: Instant
  readonly counts: Counts
}

interface DeliveryChartProps {
  readonly callbacks: readonly { readonly at: Instant; readonly status: CallbackStatus }[]
  readonly now: Instant
  readonly height?: number
}

/** The callbacks over time, as bars by result, and their numbers as a table. */
export const DeliveryChart: FC<DeliveryChartProps> = ({ callbacks, now, height = HEIGHT }) => {
  const start = Math.min(now, ...callbacks.map(({ at }) => at))
  const span = Math.max(SHORTEST, now - start)
  const step = stepOf(span, MOST_BARS)
  const first = Math.floor(start / step) * step
  const axis = axisOf(first, Math.max(first + span, now) + step)
  const x = placeOn(axis)
  const buckets = countByStep(callbacks, step)
  const most = Math.max(1, ...buckets.map(({ counts }) => sum(counts)))
  const bottom = height - BOTTOM
  const tall = (count: number): number => (count / most) * (bottom - TOP)
  const width = `${Math.max(0.3, (Number.parseFloat(x(first + step)) - Number.parseFloat(x(first))) * 0.8).toFixed(2)}%`
  return (
    <figure aria-label="Callbacks over time, by result">
      {/* The table below it has the same content as text. */}
      <svg class="timeline" width="100%" height={height} aria-hidden="true">
        <TimeGrid axis={axis} top={TOP} bottom={bottom} />
        <line class="grid" x1="0" x2="100%" y1={bottom} y2={bottom} />
        <text class="date" x="0" y={TOP - 3}>
          {most}
        </text>
        {buckets.map(({ from, counts }) => {
          let top = bottom
          return RESULTS.map((result) => {
            if (counts[result] === 0) return null
            top -= tall(counts[result])
            return (
              <rect
                class={`dot ${toneOfState(result)}`}
                x={x(from)}
                y={top.toFixed(1)}
                width={width}
                height={tall(counts[result]).toFixed(1)}
              />
            )
          })
        })}
      </svg>
      <ul class="legend" aria-label="Legend">
        {RESULTS.map((result) => (
          <li>
            <i class={toneOfState(result)} /> {result}
          </li>
        ))}
      </ul>
      <ChartTable
        label="Callbacks, as a table"
        live="delivery-numbers"
        columns={['From', ...RESULTS]}
        rows={buckets
          .toReversed()
          .map(({ from, counts }) => [
            <Timestamp at={formatInstant(from)} />,
            ...RESULTS.map((result) => counts[result]),
          ])}
      />
    </figure>
  )
}

const sum = (counts: Counts): number => RESULTS.reduce((total, result) => total + counts[result], 0)

/** Counts callbacks by the step of time that they are in, oldest first; steps without any are left out. */
function countByStep(callbacks: DeliveryChartProps['callbacks'], step: number): Bucket[] {
  const buckets = new Map<Instant, Counts>()
  for (const { at, status } of callbacks) {
    const from = Math.floor(at / step) * step
    const counts = buckets.get(from) ?? { delivered: 0, pending: 0, unsent: 0, failed: 0 }
    counts[status] += 1
    buckets.set(from, counts)
  }
  return [...buckets].map(([from, counts]) => ({ from, counts })).sort((a, b) => a.from - b.from)
}
