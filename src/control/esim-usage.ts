import type * as z from 'zod'
import type { getTimeline } from '../contract/control/accounts.ts'
import type { Act } from '../domain/act.ts'
import type { Assignment } from '../domain/assignment.ts'
import type { Esim, HistoryEntry } from '../domain/esim.ts'
import { formatNanoseconds, type Instant } from '../domain/instant.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { listCurrentAssignments } from '../state/operations/usage/current.ts'
import { listActs } from '../state/records/acts.ts'
import { listHistory } from '../state/records/history.ts'
import { listTransitionsOf, type Transition } from '../state/records/transition-log.ts'
import { drawRefills, listRefills, type Point, type Refill } from './daily-refills.ts'

type Timeline = z.infer<typeof getTimeline.answer>
type UsageCurve = Timeline['usage'][number]

/** The most alerts of an eSIM that are read. */
const MOST_ALERTS = 10_000

const ENDED: readonly string[] = ['expired', 'revoked', 'lapsed']

/** The records that the curves are drawn from. */
interface Sources {
  readonly acts: readonly Act[]
  readonly transitions: readonly Transition[]
  readonly alerts: readonly HistoryEntry[]
  readonly now: Instant
}

/** Describes the data that an eSIM used over time, of each bundle that has started, and the countries that it was in. */
export function describeUsage(tx: ReadTx, esim: Esim): Pick<Timeline, 'usage' | 'stays'> {
  const { iccid } = esim
  const acts = listActs(tx, iccid)
  const { entries } = listHistory(tx, iccid, { page: 1, perPage: MOST_ALERTS })
  const sources: Sources = {
    acts,
    transitions: listTransitionsOf(tx, iccid),
    alerts: entries.filter(({ name }) => name === 'eSIM Utilisation Alert').reverse(),
    now: tx.now,
  }
  const started = listCurrentAssignments(tx, iccid).filter(({ startAt }) => startAt !== null && startAt <= tx.now)
  return {
    usage: started
      .sort((a, b) => a.id - b.id)
      .map((assignment) => usageCurve(assignment, startedAfter(assignment, started, sources), sources)),
    stays: listStays(esim, acts),
  }
}

const sequenceOf = (transitions: readonly Transition[], id: number, after: string): number | undefined =>
  transitions.find((each) => each.assignmentId === id && each.after === after)?.sequence

/** The number of the next start of an assignment of the same bundle: alerts from there on are about that one. */
function startedAfter({ id, bundle }: Assignment, started: readonly Assignment[], { transitions }: Sources): number {
  const own = sequenceOf(transitions, id, 'active') ?? 0
  const others = started
    .filter((other) => other.bundle === bundle && other.id !== id)
    .map((other) => sequenceOf(transitions, other.id, 'active') ?? 0)
  return Math.min(Number.MAX_SAFE_INTEGER, ...others.filter((sequence) => sequence > own))
}

function usageCurve(assignment: Assignment, until: number, { acts, transitions, alerts, now }: Sources): UsageCurve {
  const { id, bundle, initialBytes, remainingBytes } = assignment
  const startAt = assignment.startAt ?? now
  const from = sequenceOf(transitions, id, 'active') ?? 0
  const thresholds = alerts
    .filter((alert) => alert.bundle === bundle && alert.sequence > from && alert.sequence < until)
    .map(({ at, alertType }) => ({ at, percent: Number.parseInt(alertType, 10) }))
  const changed = (wanted: (after: string) => boolean) =>
    transitions.find(({ assignmentId, after }) => assignmentId === id && wanted(after))?.at
  const depletedAt = changed((after) => after === 'depleted')
  const endedAt = changed((after) => ENDED.includes(after))
  const isWithinAct = ({ at }: { readonly at: Instant }) =>
    acts.some((act) => act.at === at && act.details.before?.some(([assignmentId]) => assignmentId === id))
  const points: (Point | Refill)[] = [
    [startAt, 0],
    // One that an act reached lies between the points of the act.
    ...thresholds
      .filter((each) => !isWithinAct(each))
      .map(({ at, percent }): Point => [at, Math.round((initialBytes * percent) / 100)]),
    // At one instant a threshold is reached before the refill, and an act comes after it.
    ...listRefills(assignment, endedAt ?? now),
    ...acts.flatMap(({ at, details }): Point[] => {
      const known = [...(details.before ?? []), ...(details.used ?? [])]
      return known.filter(([assignmentId]) => assignmentId === id).map(([, used]) => [at, used])
    }),
    ...(depletedAt === undefined ? [] : [[depletedAt, initialBytes] as const]),
    [endedAt ?? now, initialBytes - remainingBytes],
  ]
  const drawn = drawRefills(sortPoints(points, assignment.unlimited), initialBytes, acts)
  return {
    assignmentId: String(id),
    bundle,
    initialBytes,
    points: withoutRepetitions(drawn).map(([at, usedBytes]) => ({ at: formatNanoseconds(at), usedBytes })),
    thresholds: thresholds.map(({ at, percent }) => ({ at: formatNanoseconds(at), percent })),
  }
}

/** Sorts points by time. The data of an unlimited bundle is refilled: only there it may fall at one instant. */
const sortPoints = (points: readonly (Point | Refill)[], refilled: boolean) =>
  points.toSorted((a, b) => a[0] - b[0] || (refilled ? 0 : (a[1] ?? 0) - (b[1] ?? 0)))

const withoutRepetitions = (points: readonly Point[]): Point[] =>
  points.filter(([at, used], index) => {
    const [lastAt, lastUsed] = points[index - 1] ?? []
    return at !== lastAt || used !== lastUsed
  })

/** The countries of an eSIM by its acts; by its location where a file of an earlier version has no acts. */
function listStays({ location, firstAttachedAt }: Esim, acts: readonly Act[]): Timeline['stays'] {
  const stays: { country: string; network: string; from: Instant; to: Instant | null }[] = []
  const end = (at: Instant) => {
    const last = stays.at(-1)
    if (last && last.to === null) last.to = at
  }
  for (const { kind, at, details } of acts) {
    if (kind !== 'attach' && kind !== 'uninstall') continue
    const { country = '', network = '' } = details
    const last = stays.at(-1)
    if (kind === 'attach' && last?.to === null && last.country === country && last.network === network) continue
    end(at)
    if (kind === 'attach') stays.push({ country, network, from: at, to: null })
  }
  if (stays.length === 0 && location) {
    const { country, brandName, networkName, seenAt } = location
    stays.push({ country, network: brandName || networkName, from: firstAttachedAt ?? seenAt, to: null })
  }
  return stays.map(({ from, to, ...stay }) => ({
    ...stay,
    from: formatNanoseconds(from),
    to: to === null ? null : formatNanoseconds(to),
  }))
}
