import type { FC } from 'hono/jsx'
import { type Axis, placeOn } from './axis.ts'

interface TimeGridProps {
  readonly axis: Axis
  /** Pixels from the upper edge at which the lines begin and end; their dates stand below. */
  readonly top: number
  readonly bottom: number
}

/** The lines and dates of an axis of time. */
export const TimeGrid: FC<TimeGridProps> = ({ axis, top, bottom }) => {
  const x = placeOn(axis)
  return (
    <>
      {axis.ticks.map(({ at, text }) => (
        <>
          <line class="grid" x1={x(at)} x2={x(at)} y1={top} y2={bottom} />
          <text class="date" x={x(at)} y={bottom + 16} text-anchor="middle">
            {text}
          </text>
        </>
      ))}
    </>
  )
}
