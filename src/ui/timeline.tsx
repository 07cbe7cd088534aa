import type { FC } from 'hono/jsx'
import type { Instant } from '../domain/instant.ts'
import { percent } from './components.tsx'
import type { Axis, Lane, Mark } from './timeline-lanes.ts'

const LANE = 46
const BAR_TOP = 20
const BAR = 14
const AXIS = 26

export interface TimelineProps {
  readonly axis: Axis
  readonly now: Instant
  readonly lanes: readonly Lane[]
  readonly callbacks: readonly Mark[]
  readonly requests: readonly Mark[]
}

/** Timeline of an eSIM: a lane for each bundle, one for callbacks and one for requests. */
export const Timeline: FC<TimelineProps> = ({ axis, now, lanes, callbacks, requests }) => {
  const x = (at: Instant): string => percent((at - axis.from) / (axis.to - axis.from))
  const height = (lanes.length + 2) * LANE + AXIS
  return (
    <figure
      aria-label={`Timeline of ${lanes.length} bundles, ${callbacks.length} callbacks and ${requests.length} requests`}
    >
      {/* The list below it has the same content as text. */}
      <svg class="timeline" width="100%" height={height} aria-hidden="true">
        {axis.ticks.map(({ at, text }) => (
          <>
            <line class="grid" x1={x(at)} x2={x(at)} y1="0" y2={height - AXIS} />
            <text class="date" x={x(at)} y={height - 8} text-anchor="middle">
              {text}
            </text>
          </>
        ))}
        {lanes.map((lane, index) => (
          <LaneRow lane={lane} top={index * LANE} x={x} />
        ))}
        <Dots label="Callbacks" marks={callbacks} top={lanes.length * LANE} x={x} />
        <Dots label="Requests" marks={requests} top={(lanes.length + 1) * LANE} x={x} />
        <line class="present" x1={x(now)} x2={x(now)} y1="0" y2={height - AXIS} />
      </svg>
    </figure>
  )
}

type Place = (at: Instant) => string

const width = (x: Place, from: Instant, to: Instant): string =>
  `${Math.max(0.2, Number.parseFloat(x(to)) - Number.parseFloat(x(from))).toFixed(2)}%`

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
      <g>
        <line class="threshold" x1={x(at)} x2={x(at)} y1={top + BAR_TOP - 3} y2={top + BAR_TOP + BAR + 3}>
          <title>{text}</title>
        </line>
      </g>
    ))}
    <text class="label" x="0" y={top + 14}>
      {lane.label} · {lane.state}
    </text>
  </g>
)

interface DotsProps {
  readonly label: string
  readonly marks: readonly Mark[]
  readonly top: number
  readonly x: Place
}

const Dots: FC<DotsProps> = ({ label, marks, top, x }) => (
  <g>
    <line class="grid" x1="0" x2="100%" y1={top + BAR_TOP + BAR / 2} y2={top + BAR_TOP + BAR / 2} />
    {marks.map(({ at, text, tone, href }) => (
      <a href={href} aria-label={text} tabindex={-1}>
        <circle class={`dot ${tone}`} cx={x(at)} cy={top + BAR_TOP + BAR / 2} r="5">
          <title>{text}</title>
        </circle>
      </a>
    ))}
    <text class="label" x="0" y={top + 14}>
      {label} · {marks.length}
    </text>
  </g>
)
