import type { Assignment } from '../domain/assignment.ts'
import { thresholdsOf } from '../domain/organisation.ts'
import { FIRST_USE_BYTES, instantOfBytes, nextMark, plannedBytes, reachedThresholds } from '../domain/usage.ts'
import { findAssignment, listAssignments, saveAssignment } from './assignments.ts'
import { schedule } from './events.ts'
import { recordHistory } from './history.ts'
import { startBundle, transition } from './lifecycle.ts'
import { getSettings } from './organisations.ts'
import { enqueueCallback } from './outbox.ts'
import type { ReadTx, Tx } from './state.ts'
import {
  findUsagePlan,
  findWhereabouts,
  forgetMark,
  passOver,
  type RunningPlan,
  recordUse,
  setFeeding,
} from './usage-plan.ts'

/** Data taken from one assignment. */
export interface Drawn {
  readonly assignment: Assignment
  readonly bytes: number
  /** Of those, the bytes that an unlimited bundle served slowly, beyond its allowance. */
  readonly throttledBytes: number
}

/** What came of using data. */
export interface Usage {
  readonly consumed: number
  /** Bytes that no bundle covered: they did not flow. */
  readonly unserved: number
  readonly drawn: readonly Drawn[]
}

/**
 * Makes a change to an eSIM while data may be flowing: what flowed up to now is taken from the bundles as they were,
 * and afterwards the flow finds its next bundle and the instant at which that has something to tell.
 */
export function withUsage<T>(tx: Tx, iccid: string, change: () => T): T {
  const plan = findUsagePlan(tx, iccid)
  if (plan) settleUsage(tx, iccid, plan)
  const result = change()
  const after = findUsagePlan(tx, iccid)
  if (after) {
    forgetMark(tx, after)
    routeUsage(tx, iccid, after)
  }
  return result
}

/** Takes what flowed up to a mark, which is off the agenda already, and finds the next one. */
export function passMark(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan) return
  // The bundle that fed it goes on while it has data left.
  const last = settleUsage(tx, iccid, plan)?.drawn.at(-1)?.assignment
  routeUsage(tx, iccid, plan, last?.state === 'active' && last.remainingBytes > 0 ? last : undefined)
}

/** Nothing but the flow itself has come since it was routed, so it comes from the bundle that it was routed to. */
function settleUsage(tx: Tx, iccid: string, plan: RunningPlan): Usage | undefined {
  if (plan.accounted >= tx.now || plan.feedingId === null) return undefined
  const bytes = plannedBytes(plan, tx.now) - plannedBytes(plan, plan.accounted)
  const usage = bytes > 0 ? drawData(tx, iccid, bytes, findAssignment(tx, plan.feedingId)) : undefined
  if (!usage?.consumed) passOver(tx, iccid)
  return usage
}

/** Puts the next mark on the agenda; the one before is off it. */
function routeUsage(tx: Tx, iccid: string, plan: RunningPlan, known?: Assignment): void {
  if (tx.now < plan.from || (plan.until !== null && tx.now >= plan.until)) return
  const feeding = known ?? chooseBundle(tx, iccid)
  if ((feeding?.id ?? null) !== plan.feedingId) setFeeding(tx, iccid, feeding?.id ?? null)
  if (!feeding) return
  const used = feeding.initialBytes - feeding.remainingBytes
  const mark = nextMark({ ...feeding, used, notified: feeding.notifiedPercent }, thresholdsOf(getSettings(tx)))
  if (mark === null) return
  const at = instantOfBytes(plan, plannedBytes(plan, tx.now) + mark - used)
  if (at !== null) schedule(tx, { dueAt: at, kind: 'usage-plan.mark', iccid, subject: feeding.id })
}

/**
 * The assignment that data is taken from next, started if need be (vendor help centre, queued bundles): of the active
 * ones that cover the country and have data the one that ends first; else an unlimited one that is used up for today,
 * which goes on slowly; else the oldest in the queue that covers the country.
 */
function chooseBundle(tx: Tx, iccid: string): Assignment | undefined {
  const assignments = listCovering(tx, iccid)
  return chooseActive(assignments) ?? startNext(tx, assignments)
}

function listCovering(tx: ReadTx, iccid: string): Assignment[] {
  const country = findWhereabouts(tx, iccid)
  if (country === undefined) return []
  return listAssignments(tx, iccid).filter(({ bundle }) => tx.catalogue.covers(bundle, country))
}

function chooseActive(assignments: readonly Assignment[]): Assignment | undefined {
  const active = assignments
    .filter(({ state }) => state === 'active')
    .sort((a, b) => (a.endAt ?? 0) - (b.endAt ?? 0) || a.id - b.id)
  return active.find(({ remainingBytes }) => remainingBytes > 0) ?? active.find(({ unlimited }) => unlimited)
}

function startNext(tx: Tx, assignments: readonly Assignment[]): Assignment | undefined {
  // The months of a year that has begun start when their time comes, not when the one before is used up.
  const begun = new Set(assignments.filter(({ startAt }) => startAt !== null).map(({ reference }) => reference))
  const next = assignments.findLast(
    ({ state, bundle, reference }) =>
      state === 'queued' && !begun.has(reference) && tx.catalogue.findBundle(bundle)?.autostart === true,
  )
  return next && startBundle(tx, next)
}

/** Takes data from the eSIM's bundles, one after the other, each exactly to its end. */
function drawData(tx: Tx, iccid: string, bytes: number, first?: Assignment): Usage {
  const drawn: Drawn[] = []
  let left = bytes
  let alerted = false
  while (left > 0) {
    const assignment = drawn.length === 0 && first ? first : chooseBundle(tx, iccid)
    if (!assignment) break
    const full = Math.min(left, assignment.remainingBytes)
    const taken = assignment.unlimited ? left : full
    const after = takeFrom(tx, assignment, full)
    alerted ||= after.notifiedPercent !== assignment.notifiedPercent
    drawn.push({ assignment: after, bytes: taken, throttledBytes: taken - full })
    left -= taken
  }
  if (left < bytes) recordUse(tx, iccid, alerted ? 'eSIM Utilisation Alert' : undefined)
  return { consumed: bytes - left, unserved: left, drawn }
}

/** Uses data at once. What a plan used up to now comes first. */
export const useData = (tx: Tx, iccid: string, bytes: number): Usage =>
  withUsage(tx, iccid, () => drawData(tx, iccid, bytes))

/** Takes bytes that an assignment has, and tells what they lead to: first use, thresholds, nothing left. */
function takeFrom(tx: Tx, before: Assignment, bytes: number): Assignment {
  const usageThresholds = thresholdsOf(getSettings(tx))
  const remainingBytes = before.remainingBytes - bytes
  const used = before.initialBytes - remainingBytes
  const firstUse = !before.firstUseTold && used >= Math.min(FIRST_USE_BYTES, before.initialBytes)
  const reached = reachedThresholds(before.initialBytes, used, before.notifiedPercent, usageThresholds)
  const changes = {
    remainingBytes,
    firstUseTold: before.firstUseTold || firstUse,
    notifiedPercent: reached.at(-1) ?? before.notifiedPercent,
  }
  const usedUp = remainingBytes === 0 && !before.unlimited
  let assignment = usedUp ? transition(tx, before, 'deplete', changes) : undefined
  if (!assignment) {
    assignment = { ...before, ...changes }
    saveAssignment(tx, assignment)
  }
  if (firstUse) tell(tx, assignment, 'FirstUse')
  for (const percent of reached) tell(tx, assignment, 'Utilisation', percent)
  return assignment
}

function tell(tx: Tx, assignment: Assignment, alertType: 'FirstUse' | 'Utilisation', percent?: number): void {
  const { iccid, bundle, state } = assignment
  const description = tx.catalogue.findBundle(bundle)?.description ?? ''
  enqueueCallback(tx, { alertType, iccid, assignment, description })
  if (percent === undefined) {
    recordHistory(tx, iccid, 'eSIM First Use', { bundle, bundleState: state })
    return
  }
  recordHistory(tx, iccid, 'eSIM Utilisation Alert', { bundle, bundleState: state, alertType: `${percent}% Used` })
}

/**
 * The eSIM's assignments as they are now. Between two events nothing is written while a plan uses data; what has flowed
 * since is subtracted here, from the one assignment that feeds it.
 */
export function listCurrentAssignments(tx: ReadTx, iccid: string, bundle?: string): Assignment[] {
  const assignments = listAssignments(tx, iccid, bundle)
  const plan = findUsagePlan(tx, iccid)
  if (!plan || plan.feedingId === null || plan.accounted >= tx.now) return assignments
  const flowed = plannedBytes(plan, tx.now) - plannedBytes(plan, plan.accounted)
  return assignments.map((assignment) =>
    assignment.id === plan.feedingId
      ? { ...assignment, remainingBytes: Math.max(0, assignment.remainingBytes - flowed) }
      : assignment,
  )
}
