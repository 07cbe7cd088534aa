import type { FC } from 'hono/jsx'
import type { Assignment } from '../domain/assignment.ts'
import { Bar, type Tone, toneOf } from './parts.tsx'
import { dataAmount, span } from './words.ts'

/** Little is left from here on. */
const LOW = 0.2

const partLeft = ({ initialBytes, remainingBytes }: Assignment): number =>
  initialBytes === 0 ? 0 : remainingBytes / initialBytes

export const dataLeft = (assignment: Assignment): string =>
  `${dataAmount(assignment.remainingBytes)} of ${dataAmount(assignment.initialBytes)}${assignment.unlimited ? ' a day, then slower' : ''}`

function toneOfData(assignment: Assignment): Tone {
  if (assignment.state !== 'active') return toneOf(assignment.state)
  return partLeft(assignment) <= LOW ? 'warn' : 'good'
}

/** What is left of a bundle's data, with a mark where a threshold is told. */
export const AssignmentBar: FC<{ readonly assignment: Assignment; readonly thresholds?: readonly number[] }> = ({
  assignment,
  thresholds = [],
}) => (
  <Bar
    part={partLeft(assignment)}
    tone={toneOfData(assignment)}
    label={`Data left: ${dataLeft(assignment)}`}
    ticks={thresholds.filter((percent) => percent < 100).map((percent) => 1 - percent / 100)}
  />
)

/** What is left of a bundle's time: all of it until it starts. */
export const TimeBarOf: FC<{ readonly assignment: Assignment; readonly now: number }> = ({ assignment, now }) => {
  const { part, text } = timeLeft(assignment, now)
  return <Bar part={part} tone={toneOf(assignment.state)} label={`Time left: ${text}`} />
}

export function timeLeft({ state, startAt, endAt }: Assignment, now: number): { part: number; text: string } {
  if (startAt === null || endAt === null)
    return { part: state === 'revoked' || state === 'lapsed' ? 0 : 1, text: 'not started' }
  const left = Math.max(0, endAt - now)
  if (state !== 'active' && state !== 'depleted') return { part: 0, text: `over, lasted ${span(endAt - startAt)}` }
  return { part: left / (endAt - startAt), text: `${span(left)} of ${span(endAt - startAt)}` }
}
