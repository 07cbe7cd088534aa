import type { FC } from 'hono/jsx'
import type { Assignment } from '../domain/assignment.ts'
import { Bar, type Tone, toneOfState } from './components.tsx'
import { formatData, formatSpan } from './format.ts'

/** Share of the data below which the bar is amber. */
const LOW = 0.2

const partLeft = ({ initialBytes, remainingBytes }: Assignment): number =>
  initialBytes === 0 ? 0 : remainingBytes / initialBytes

/** Says what the data left is a part of: ` of 1GB`. */
export const describeWhole = ({ initialBytes, unlimited }: Assignment): string =>
  ` of ${formatData(initialBytes)}${unlimited ? ' a day, then slower' : ''}`

export const describeDataLeft = (assignment: Assignment): string =>
  `${formatData(assignment.remainingBytes)}${describeWhole(assignment)}`

function toneOfData(assignment: Assignment): Tone {
  if (assignment.state !== 'active') return toneOfState(assignment.state)
  return partLeft(assignment) <= LOW ? 'warn' : 'good'
}

/** Bar of the data left in a bundle, with a mark at each usage threshold. */
export const DataLeftBar: FC<{ readonly assignment: Assignment; readonly thresholds?: readonly number[] }> = ({
  assignment,
  thresholds = [],
}) => (
  <Bar
    part={partLeft(assignment)}
    tone={toneOfData(assignment)}
    label={`Data left: ${describeDataLeft(assignment)}`}
    ticks={thresholds.filter((percent) => percent < 100).map((percent) => 1 - percent / 100)}
  />
)

/** Bar of the time left of a bundle; full until the bundle starts. */
export const TimeLeftBar: FC<{ readonly assignment: Assignment; readonly now: number }> = ({ assignment, now }) => {
  const { part, text } = describeTimeLeft(assignment, now)
  return <Bar part={part} tone={toneOfState(assignment.state)} label={`Time left: ${text}`} />
}

export function describeTimeLeft({ state, startAt, endAt }: Assignment, now: number): { part: number; text: string } {
  if (startAt === null || endAt === null)
    return { part: state === 'revoked' || state === 'lapsed' ? 0 : 1, text: 'not started' }
  const left = Math.max(0, endAt - now)
  if (state !== 'active' && state !== 'depleted')
    return { part: 0, text: `over, lasted ${formatSpan(endAt - startAt)}` }
  return { part: left / (endAt - startAt), text: `${formatSpan(left)} of ${formatSpan(endAt - startAt)}` }
}
