import { type Assignment, isUnused } from '../../domain/assignment.ts'
import { addMonths, DAY, type Instant, MINUTE, wholeSecond } from '../../domain/instant.ts'
import { type AssignmentEvent, nextState } from '../../domain/lifecycle.ts'
import { SHELF_LIFE_MONTHS } from '../../domain/organisation.ts'
import type { Tx } from '../engine/state.ts'
import { findAssignment, listAssignments, saveAssignment } from '../records/assignments.ts'
import { scheduleIdleCheck } from '../records/esims.ts'
import { schedule, unschedule, unscheduleAssignment } from '../records/events.ts'
import { recordHistory } from '../records/history.ts'
import { recordTransition } from '../records/transition-log.ts'

/**
 * Applies an event to an assignment, and records the change of its state. Returns the assignment after it, or undefined
 * when the event changes nothing in its state. `changes` are written together with the state; then the assignment given
 * must be the stored one, since the whole row is written.
 */
export function transition(
  tx: Tx,
  assignment: Assignment,
  event: AssignmentEvent,
  changes?: Partial<Assignment>,
): Assignment | undefined {
  const state = nextState(assignment.state, event)
  if (state === null) return undefined
  const after = { ...assignment, ...changes, state }
  if (changes) saveAssignment(tx, after)
  else {
    tx.run(
      'UPDATE assignments SET state = ? WHERE organisation_id = ? AND id = ?',
      state,
      tx.organisationId,
      assignment.id,
    )
  }
  if (state !== assignment.state) recordTransition(tx, assignment, assignment.state, state)
  return after
}

/** Ends the processing of a new assignment. */
export function provisionBundle(tx: Tx, id: number): void {
  const assignment = findAssignment(tx, id)
  if (assignment) transition(tx, assignment, 'provision')
}

/**
 * Starts a queued assignment. Its duration counts from the start that it shows, the whole second of now (vendor help
 * centre). A month of a one-year bundle schedules the next month; an unlimited bundle is refilled every 24 hours.
 */
export function startBundle(tx: Tx, assignment: Assignment): Assignment {
  const unit = assignment.parts > 1 ? unitOf(tx, assignment) : []
  const startAt = wholeSecond(tx.now)
  const endAt = assignment.parts > 1 ? endOfMonth(unit, startAt) : startAt + durationOf(tx, assignment)
  const started = transition(tx, assignment, 'start', { startAt, endAt })
  if (!started) return assignment
  unscheduleAssignment(tx, assignment.id)
  // Scheduled before the expiry, so that it starts first: no other bundle is chosen between the two months.
  scheduleNextMonth(tx, unit, started, endAt)
  schedule(tx, { dueAt: endAt, kind: 'bundle.expire', iccid: assignment.iccid, subject: assignment.id })
  if (assignment.unlimited) scheduleRefill(tx, started)
  return started
}

const unitOf = (tx: Tx, { iccid, bundle, reference }: Assignment): Assignment[] =>
  listAssignments(tx, iccid, bundle)
    .filter((assignment) => assignment.reference === reference)
    .toReversed()

/** The end of a month that starts. Months are counted from the first start, so that they keep its day of the month. */
function endOfMonth(unit: readonly Assignment[], start: Instant): Instant {
  const starts = unit.flatMap(({ startAt }) => (startAt === null ? [] : [startAt]))
  return addMonths(Math.min(start, ...starts), starts.length + 1)
}

function scheduleNextMonth(tx: Tx, unit: readonly Assignment[], started: Assignment, endAt: Instant): void {
  const waiting = unit.filter((assignment) => assignment.part > started.part && isUnused(assignment))
  // The months of a year that has begun do not lapse.
  for (const { id } of waiting) unschedule(tx, 'bundle.lapse', id)
  const [next] = waiting
  if (next) schedule(tx, { dueAt: endAt, kind: 'bundle.start', iccid: next.iccid, subject: next.id })
}

/** Schedules the next month in place of one that was revoked before it started, in a year that has begun. */
export function rescheduleNextMonth(tx: Tx, taken: Assignment): void {
  if (taken.parts === 1 || taken.startAt !== null) return
  const unit = unitOf(tx, taken)
  const ends = unit.flatMap(({ endAt }) => (endAt === null ? [] : [endAt]))
  const next = unit.find(isUnused)
  if (ends.length === 0 || !next) return
  unschedule(tx, 'bundle.start', next.id)
  schedule(tx, { dueAt: Math.max(tx.now, ...ends), kind: 'bundle.start', iccid: next.iccid, subject: next.id })
}

/** The longest that a bundle is processed (vendor docs). */
const LONGEST_PROCESSING = 10 * MINUTE

/**
 * Schedules what lies ahead of a unit whose assignments were written as they were found: months of it in their order. What
 * should have happened by now happens at once.
 * Assumption (import-agenda): processing ends ten minutes after the assignment; the start time of a queued bundle without
 * autostart is not visible, so it waits.
 */
export function scheduleUnit(tx: Tx, unit: readonly Assignment[]): void {
  const ends = unit.flatMap(({ endAt }) => (endAt === null ? [] : [endAt]))
  const [next] = unit.filter(isUnused)
  const begun = ends.length > 0
  if (begun && next) {
    schedule(tx, { dueAt: Math.max(tx.now, ...ends), kind: 'bundle.start', iccid: next.iccid, subject: next.id })
  }
  for (const assignment of unit) {
    const { id: subject, iccid, state, assignedAt, endAt } = assignment
    if (state === 'processing') {
      schedule(tx, {
        dueAt: Math.max(tx.now, assignedAt + LONGEST_PROCESSING),
        kind: 'bundle.provision',
        iccid,
        subject,
      })
    }
    if (isUnused(assignment) && !begun) {
      const lapsesAt = addMonths(assignedAt, SHELF_LIFE_MONTHS)
      schedule(tx, { dueAt: Math.max(tx.now, lapsesAt), kind: 'bundle.lapse', iccid, subject })
    }
    if ((state === 'active' || state === 'depleted') && endAt !== null) {
      schedule(tx, { dueAt: Math.max(tx.now, endAt), kind: 'bundle.expire', iccid, subject })
      if (assignment.unlimited) scheduleRefill(tx, assignment)
    }
  }
}

function durationOf(tx: Tx, assignment: Assignment): number {
  const bought = tx.catalogue.findBought(assignment)
  if (!bought) throw new Error(`the catalogue has no bundle ${assignment.bundle}`)
  return bought.durationDays * DAY
}

/** Starts an assignment at its scheduled start. */
export function startScheduledBundle(tx: Tx, id: number): void {
  const assignment = findAssignment(tx, id)
  if (assignment) startBundle(tx, assignment)
}

/** Refills the full-speed allowance of an unlimited bundle for the next 24 hours. */
export function refillBundle(tx: Tx, id: number): void {
  const assignment = findAssignment(tx, id)
  if (!assignment) return
  const full = { remainingBytes: assignment.initialBytes }
  if (transition(tx, assignment, 'refill', full)) scheduleRefill(tx, assignment)
}

/** Schedules the next refill, a whole number of days after the start and before the end. */
function scheduleRefill(tx: Tx, { id, iccid, startAt, endAt }: Assignment): void {
  if (startAt === null || endAt === null) return
  const dueAt = startAt + (Math.floor((tx.now - startAt) / DAY) + 1) * DAY
  if (dueAt < endAt) schedule(tx, { dueAt, kind: 'bundle.refill', iccid, subject: id })
}

/** Ends an assignment at the end of its duration. Idempotent. */
export function expireBundle(tx: Tx, id: number): void {
  endBundle(tx, id, 'expire', 'Bundle Expired')
}

/** Ends an assignment that was not started within twelve months (vendor help centre). Idempotent. */
export function lapseBundle(tx: Tx, id: number): void {
  endBundle(tx, id, 'lapse', 'Bundle Lapsed')
}

function endBundle(tx: Tx, id: number, event: 'expire' | 'lapse', name: 'Bundle Expired' | 'Bundle Lapsed'): void {
  const assignment = findAssignment(tx, id)
  const ended = assignment && transition(tx, assignment, event)
  if (!ended) return
  unscheduleAssignment(tx, id)
  recordHistory(tx, ended.iccid, name, { bundle: ended.bundle, bundleState: ended.state })
  scheduleIdleCheck(tx, ended.iccid)
}
