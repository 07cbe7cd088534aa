import { type Assignment, inListOrder } from '../../domain/assignment.ts'
import type { Esim, Location } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import { thresholdsOf } from '../../domain/organisation.ts'
import { instantOfBytes, isInForce, type Mark, marksOf, plannedBytes } from '../../domain/usage.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { findAssignment, listAssignments, saveAssignment } from '../records/assignments.ts'
import { schedule } from '../records/events.ts'
import { addToHistory, recordHistory } from '../records/history.ts'
import { getSettings } from '../records/organisations.ts'
import { enqueueCallback } from '../records/outbox.ts'
import {
  findUsagePlan,
  findWhereabouts,
  forgetThreshold,
  listIccidsWithUsagePlan,
  type RunningPlan,
  recordUse,
  setActiveAssignment,
  skipUnservedUsage,
} from '../records/usage-plan.ts'
import { startBundle, transition } from './lifecycle.ts'

/** Data taken from one assignment. */
export interface Consumption {
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
  readonly drawn: readonly Consumption[]
}

/**
 * Makes a change to an eSIM while data may be flowing: what flowed up to now is taken from the bundles as they were,
 * and afterwards the flow finds its next bundle and the instant at which that has something to tell.
 */
export function changeWithUsageSettled<T>(tx: Tx, iccid: string, change: () => T): T {
  settle(tx, iccid)
  const result = change()
  reroute(tx, iccid)
  return result
}

/** As changeWithUsageSettled, for a change that concerns every eSIM. */
export function withAllUsage<T>(tx: Tx, change: () => T): T {
  const iccids = listIccidsWithUsagePlan(tx)
  for (const iccid of iccids) settle(tx, iccid)
  const result = change()
  for (const iccid of iccids) reroute(tx, iccid)
  return result
}

function settle(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (plan) settleUsage(tx, iccid, plan)
}

function reroute(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan) return
  forgetThreshold(tx, plan)
  routeUsage(tx, iccid, plan)
}

/** Takes what flowed up to a mark, which is off the agenda already, and finds the next one. */
export function passThreshold(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan) return
  // The bundle that fed it goes on while it has data left.
  const last = settleUsage(tx, iccid, plan)?.drawn.at(-1)?.assignment
  routeUsage(tx, iccid, plan, last?.state === 'active' && last.remainingBytes > 0 ? last : undefined)
}

/** Nothing but the flow itself has come since it was routed, so it comes from the bundle that it was routed to. */
function settleUsage(tx: Tx, iccid: string, plan: RunningPlan): Usage | undefined {
  if (plan.accounted >= tx.now || plan.feedingId === null) return undefined
  const bytes = bytesSinceAccounted(plan, tx.now)
  const usage = bytes > 0 ? consumeFromBundles(tx, iccid, bytes, findAssignment(tx, plan.feedingId)) : undefined
  if (!usage?.consumed) skipUnservedUsage(tx, iccid)
  return usage
}

const bytesSinceAccounted = (plan: RunningPlan, at: Instant): number =>
  plannedBytes(plan, at) - plannedBytes(plan, plan.accounted)

/** Puts the next mark on the agenda; the one before is off it. */
function routeUsage(tx: Tx, iccid: string, plan: RunningPlan, known?: Assignment): void {
  if (!isInForce(plan, tx.now)) return
  const feeding = known ?? chooseBundle(tx, iccid)
  if ((feeding?.id ?? null) !== plan.feedingId) setActiveAssignment(tx, iccid, feeding?.id ?? null)
  if (!feeding) return
  const used = usedOf(feeding)
  if (used === feeding.initialBytes) return
  const next = marksOf(feeding, thresholdsOf(getSettings(tx))).find((mark) => mark.used > used)
  const at = instantOfBytes(plan, plannedBytes(plan, tx.now) + (next?.used ?? feeding.initialBytes) - used)
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
function consumeFromBundles(tx: Tx, iccid: string, bytes: number, first?: Assignment): Usage {
  const drawn: Consumption[] = []
  let left = bytes
  let alerted = false
  while (left > 0) {
    const assignment = drawn.length === 0 && first ? first : chooseBundle(tx, iccid)
    if (!assignment) break
    const full = Math.min(left, assignment.remainingBytes)
    // Only what no other bundle has data for goes on slowly.
    const throttledBytes = full === 0 && assignment.unlimited ? left : 0
    const { after, passed } = takeFrom(tx, assignment, full)
    alerted ||= passed.some(({ percent }) => percent !== null)
    addDrawn(drawn, { assignment: after, bytes: full + throttledBytes, throttledBytes })
    left -= full + throttledBytes
  }
  if (left < bytes) recordUse(tx, iccid, alerted ? 'eSIM Utilisation Alert' : undefined)
  return { consumed: bytes - left, unserved: left, drawn }
}

/** Adds what was taken; with what was taken from the same assignment just before, if there is any. */
function addDrawn(drawn: Consumption[], part: Consumption): void {
  const last = drawn.at(-1)
  if (last?.assignment.id !== part.assignment.id) {
    drawn.push(part)
    return
  }
  drawn[drawn.length - 1] = {
    assignment: part.assignment,
    bytes: last.bytes + part.bytes,
    throttledBytes: last.throttledBytes + part.throttledBytes,
  }
}

/** Uses data at once. What a plan used up to now comes first. */
export const useData = (tx: Tx, iccid: string, bytes: number): Usage =>
  changeWithUsageSettled(tx, iccid, () => consumeFromBundles(tx, iccid, bytes))

/** Takes bytes that an assignment has, and tells of the marks that are passed on the way, each as it was there. */
function takeFrom(tx: Tx, before: Assignment, bytes: number): { after: Assignment; passed: readonly Mark[] } {
  if (bytes === 0) return { after: before, passed: [] }
  const remainingBytes = before.remainingBytes - bytes
  const passed = marksOf(before, thresholdsOf(getSettings(tx))).filter(
    ({ used }) => used > usedOf(before) && used <= before.initialBytes - remainingBytes,
  )
  const firstUseTold = before.firstUseTold || passed.some(({ percent }) => percent === null)
  const changes = { remainingBytes, firstUseTold }
  const usedUp = remainingBytes === 0 && !before.unlimited
  let after = usedUp ? transition(tx, before, 'deplete', changes) : undefined
  if (!after) {
    after = { ...before, ...changes }
    saveAssignment(tx, after)
  }
  for (const mark of passed) {
    const left = before.initialBytes - mark.used
    tell(tx, left > remainingBytes ? { ...before, remainingBytes: left } : after, mark)
  }
  return { after, passed }
}

const usedOf = ({ initialBytes, remainingBytes }: Assignment): number => initialBytes - remainingBytes

function tell(tx: Tx, assignment: Assignment, { percent }: Mark): void {
  const { iccid, bundle, state } = assignment
  const description = tx.catalogue.findBundle(bundle)?.description ?? ''
  enqueueCallback(tx, { alertType: percent === null ? 'FirstUse' : 'Utilisation', iccid, assignment, description })
  if (percent === null) recordHistory(tx, iccid, 'eSIM First Use', { bundle, bundleState: state })
  else {
    const alertType = `${percent}% Used`
    addToHistory(tx, iccid, 'eSIM Utilisation Alert', { bundle, bundleState: state, alertType })
  }
}

/**
 * The eSIM's assignments as they are now, in the order of lists. Between two events nothing is written while a plan uses data; what has flowed
 * since is subtracted here, from the one assignment that feeds it.
 */
export function listCurrentAssignments(tx: ReadTx, iccid: string, bundle?: string): Assignment[] {
  const assignments = inListOrder(listAssignments(tx, iccid, bundle))
  const flowing = findFlowing(tx, iccid)
  if (!flowing) return assignments
  return assignments.map((assignment) =>
    assignment.id === flowing.from
      ? { ...assignment, remainingBytes: Math.max(0, assignment.remainingBytes - flowing.bytes) }
      : assignment,
  )
}

/** Where an eSIM was last seen, as of now: as long as a plan uses data, that is now. */
export function findCurrentLocation(tx: ReadTx, { iccid, location }: Esim): Location | null {
  return location && findFlowing(tx, iccid) ? { ...location, seenAt: tx.now } : location
}

/** What a usage plan took since that was written last, and the assignment that it took it from. */
function findFlowing(tx: ReadTx, iccid: string): { readonly from: number; readonly bytes: number } | undefined {
  const plan = findUsagePlan(tx, iccid)
  if (!plan || plan.feedingId === null || plan.accounted >= tx.now) return undefined
  const bytes = bytesSinceAccounted(plan, tx.now)
  return bytes > 0 ? { from: plan.feedingId, bytes } : undefined
}
