import type * as z from 'zod'
import type { getTimeline } from '../../contract/control/accounts.ts'
import type { Assignment } from '../../domain/assignment.ts'
import { DAY, type Instant } from '../../domain/instant.ts'
import { type Tone, toneOfState } from '../components.tsx'
import { type Axis, axisOf } from './axis.ts'

export type TimelineEntry = z.infer<typeof getTimeline.answer>['entries'][number]

/** A time range in which an assignment has one state. */
export interface Segment {
  readonly from: Instant
  readonly to: Instant
  readonly tone: Tone
  readonly ahead: boolean
  readonly text: string
}

export interface Mark {
  readonly at: Instant
  readonly text: string
  readonly tone: Tone
}

export interface Lane {
  readonly label: string
  readonly state: string
  readonly segments: readonly Segment[]
  readonly marks: readonly Mark[]
}

const SHORTEST = DAY

/** Returns a time range that contains every assignment, with labelled ticks. */
export function timelineAxis(
  assignments: readonly Assignment[],
  entries: readonly TimelineEntry[],
  now: Instant,
): Axis {
  const starts = [
    now,
    ...assignments.map(({ assignedAt }) => assignedAt),
    ...entries.slice(0, 1).map(({ at }) => Date.parse(at)),
  ]
  const ends = [now, ...assignments.map(({ endAt }) => endAt ?? now)]
  const from = Math.min(...starts)
  return axisOf(from, from + Math.max(SHORTEST, Math.max(...ends) - from))
}

const THRESHOLD = /^eSIM Utilisation Alert, (\d+% Used), (.+)$/
const ENDED = new Set(['expired', 'revoked', 'lapsed'])

/** Returns the lane of one assignment: queued, active, depleted, with marks at usage thresholds. */
export function assignmentLane(assignment: Assignment, entries: readonly TimelineEntry[], now: Instant): Lane {
  const changes = entries.filter(({ assignmentId }) => assignmentId === String(assignment.id))
  const timeOf = (wanted: (after: string | undefined) => boolean): Instant | undefined => {
    const found = changes.findLast(({ after }) => wanted(after))
    return found && Date.parse(found.at)
  }
  const assignedAt = assignment.assignedAt
  const endedAt = timeOf((after) => after !== undefined && ENDED.has(after))
  const { startAt, endAt, state } = assignment
  const segments: Segment[] = []
  const add = (from: Instant, to: Instant, tone: Tone, text: string, ahead = false) => {
    if (to > from) segments.push({ from, to, tone, text, ahead })
  }
  const begun = startAt !== null && startAt <= now
  add(assignedAt, Math.min((begun ? startAt : endedAt) ?? now, now), 'wait', 'queued')
  if (begun && endAt !== null) {
    const until = endedAt ?? Math.min(endAt, now)
    const depletedAt = state === 'depleted' || state === 'expired' ? timeOf((after) => after === 'depleted') : undefined
    add(startAt, Math.min(depletedAt ?? until, until), 'good', 'active')
    if (depletedAt !== undefined) add(depletedAt, until, 'warn', 'depleted')
    if (endedAt === undefined)
      add(Math.max(now, startAt), endAt, state === 'depleted' ? 'warn' : 'good', 'time left', true)
  }
  const marks = entries.flatMap(({ at, text }): Mark[] => {
    const [, told, bundle] = THRESHOLD.exec(text) ?? []
    const when = Date.parse(at)
    const within = bundle === assignment.bundle && startAt !== null && when >= startAt && when <= (endedAt ?? now)
    return told && within ? [{ at: when, text: told, tone: 'warn' }] : []
  })
  return { label: assignment.bundle, state, segments, marks }
}

/** Entries of one type that are too close to be drawn apart. */
export interface Dot {
  readonly at: Instant
  readonly text: string
  readonly tone: Tone
  readonly count: number
}

/** Dots that have room beside each other. */
const MOST_DOTS = 40

/** Tones, the worst first: a dot for several entries has the worst of theirs. */
const WORST: readonly Tone[] = ['bad', 'warn', 'wait', 'good', 'gone']

/** Returns the callbacks or requests of an eSIM as dots. */
export function timelineDots(entries: readonly TimelineEntry[], type: 'callback' | 'request', axis: Axis): Dot[] {
  const dots = new Map<number, Dot>()
  for (const entry of entries) {
    if (entry.type !== type) continue
    const at = Date.parse(entry.at)
    const place = Math.floor(((at - axis.from) / (axis.to - axis.from)) * MOST_DOTS)
    const dot = { at, text: entry.text, tone: toneOf(entry), count: 1 }
    const known = dots.get(place)
    dots.set(place, known ? { ...worse(known, dot), count: known.count + 1 } : dot)
  }
  return [...dots.values()]
}

const worse = (one: Dot, other: Dot): Dot => (WORST.indexOf(other.tone) < WORST.indexOf(one.tone) ? other : one)

const toneOf = ({ type, status }: TimelineEntry): Tone =>
  type === 'request' ? 'wait' : status === undefined ? 'gone' : toneOfState(status)
