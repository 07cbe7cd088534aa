import type { FC } from 'hono/jsx'
import type { Instant } from '../../domain/instant.ts'
import { placeOn } from './axis.ts'
import type { Band, Curve, EsimPicture } from './esim-picture.ts'
import type { Dot, Lane } from './lanes.ts'
import { TimeGrid } from './time-grid.tsx'

/** Heights in pixels. The page's script draws with the same ones, so that nothing moves when it takes over. */
const CURVES = 180
const COUNTRIES = 22
const ROW = 34
const BAR = 8
const BAR_TOP = 20
const AXIS = 24

/** The shares at which lines are drawn. */
const SHARES = [0, 50, 80, 100]
/** The share at the upper edge. */
const TOP = 108

export const heightOf = ({ lanes }: EsimPicture): number => CURVES + COUNTRIES + (lanes.length + 2) * ROW + AXIS

/** An eSIM over time: usage curves, countries, the states of its bundles, callbacks and requests, drawn by the server. */
export const Picture: FC<{ readonly picture: EsimPicture }> = ({ picture }) => {
  const { axis, now, lanes, countries, curves, callbacks, requests } = picture
  const x = placeOn(axis)
  const height = heightOf(picture)
  const rows = CURVES + COUNTRIES
  return (
    // The table below it has the same content as text.
    <svg class="timeline" width="100%" height={height} aria-hidden="true">
      <TimeGrid axis={axis} top={0} bottom={height - AXIS} />
      <Countries countries={countries} x={x} />
      {SHARES.map((share) => (
        <>
          <line class="share" x1="0" x2="100%" y1={topOf(share)} y2={topOf(share)} />
          <text class="date" x="0" y={topOf(share) - 3}>
            {share}%
          </text>
        </>
      ))}
      {curves.map((curve, index) => (
        <CurveLine curve={curve} index={index} x={x} />
      ))}
      {lanes.map((lane, index) => (
        <LaneRow lane={lane} top={rows + index * ROW} x={x} />
      ))}
      <Dots label="Callbacks" marks={callbacks} top={rows + lanes.length * ROW} x={x} />
      <Dots label="Requests" marks={requests} top={rows + (lanes.length + 1) * ROW} x={x} />
      <line class="present" x1={x(now)} x2={x(now)} y1="0" y2={height - AXIS} />
    </svg>
  )
}

type Place = (at: Instant) => string

const topOf = (share: number): number => CURVES * (1 - share / TOP)

const width = (x: Place, from: Instant, to: Instant): string =>
  `${Math.max(0.2, Number.parseFloat(x(to)) - Number.parseFloat(x(from))).toFixed(2)}%`

const Countries: FC<{ readonly countries: readonly Band[]; readonly x: Place }> = ({ countries, x }) => (
  <>
    {countries.map(({ from, to, text }, index) => (
      <g>
        <rect class={`country c${index % 2}`} x={x(from)} y="0" width={width(x, from, to)} height={CURVES + COUNTRIES}>
          <title>{text}</title>
        </rect>
        <text class="place" x={x(from)} dx="4" y={CURVES + COUNTRIES - 7}>
          {text}
        </text>
      </g>
    ))}
  </>
)

/** The width of the box that curves are drawn in, which is stretched to that of the picture. */
const BOX = 1_000

const placesOf = (points: Curve['points'], x: Place): string =>
  points
    .map(([at, share]) => `${((Number.parseFloat(x(at)) / 100) * BOX).toFixed(1)},${topOf(share).toFixed(1)}`)
    .join(' ')

const CurveLine: FC<{ readonly curve: Curve; readonly index: number; readonly x: Place }> = ({
  curve: { label, points, forecast, crossings },
  index,
  x,
}) => (
  <g class={`curve s${index % 4}`}>
    <svg width="100%" height={CURVES} viewBox={`0 0 ${BOX} ${CURVES}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={placesOf(points, x)} />
      {forecast.length > 0 && <polyline class="forecast" points={placesOf(forecast, x)} />}
    </svg>
    {crossings.map(({ at, percent: share }) => (
      <circle class="crossing" cx={x(at)} cy={topOf(share)} r="4">
        <title>
          {label}: {share}% used
        </title>
      </circle>
    ))}
  </g>
)

const LaneRow: FC<{ readonly lane: Lane; readonly top: number; readonly x: Place }> = ({ lane, top, x }) => (
  <g>
    {lane.segments.map(({ from, to, tone, ahead, text }) => (
      <rect
        class={`segment ${tone}${ahead ? ' ahead' : ''}`}
        x={x(from)}
        y={top + BAR_TOP}
        width={width(x, from, to)}
        height={BAR}
        rx="3"
      >
        <title>{text}</title>
      </rect>
    ))}
    {lane.marks.map(({ at, text }) => (
      <line class="threshold" x1={x(at)} x2={x(at)} y1={top + BAR_TOP - 3} y2={top + BAR_TOP + BAR + 3}>
        <title>{text}</title>
      </line>
    ))}
    <text class="label" x="0" y={top + 14}>
      {lane.label} · {lane.state}
    </text>
  </g>
)

interface DotsProps {
  readonly label: string
  readonly marks: readonly Dot[]
  readonly top: number
  readonly x: Place
}

const Dots: FC<DotsProps> = ({ label, marks, top, x }) => (
  <g>
    <line class="grid" x1="0" x2="100%" y1={top + BAR_TOP + BAR / 2} y2={top + BAR_TOP + BAR / 2} />
    {marks.map(({ at, tone }) => (
      <circle class={`dot ${tone}`} cx={x(at)} cy={top + BAR_TOP + BAR / 2} r="5" />
    ))}
    <text class="label" x="0" y={top + 14}>
      {label} · {marks.reduce((sum, { count }) => sum + count, 0)}
    </text>
  </g>
)
