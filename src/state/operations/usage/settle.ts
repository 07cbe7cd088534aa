import type { Assignment } from '../../../domain/assignment.ts'
import { utilisationPercentsOf } from '../../../domain/organisation.ts'
import { instantOfBytes, isInForce, plannedBytes, usageThresholdsOf } from '../../../domain/usage.ts'
import { MOST_IN_ONE_PIECE, type WriteInPieces } from '../../engine/in-pieces.ts'
import type { Tx } from '../../engine/state.ts'
import { findAssignment } from '../../records/assignments.ts'
import { schedule } from '../../records/events.ts'
import { getSettings } from '../../records/organisations.ts'
import {
  findUsagePlan,
  listIccidsWithUsagePlan,
  type RunningPlan,
  setActiveAssignment,
  unscheduleThreshold,
} from '../../records/usage-plan.ts'
import { chooseAssignment, consumeFromAssignments, type Usage, usedBytes } from './consume.ts'

/**
 * Usage of data over time. A usage plan makes an eSIM use data evenly, in one of these states:
 *
 *                                     usage-plan.mark: the next threshold is reached
 *                                                      +-------+
 *                                                      |       v
 *     SCHEDULED -- usage-plan.start --> WAITING <---> CONSUMING
 *         |                                |              |
 *         +--------------------------------+--------------+-- usage-plan.end, or stopped --> no plan
 *
 * - SCHEDULED: its start is still to come.
 * - CONSUMING: bytes flow from the active assignment, one that covers the eSIM's country, at the plan's rate.
 * - WAITING: no assignment can be consumed from, so nothing flows. The next change that brings one is found by
 *   changeWithUsageSettled, as is one that takes the active assignment away.
 *
 * While a plan consumes, nothing is written. Reads subtract the bytes since it was settled last (`current.ts`). Usage is
 * settled, which writes those bytes to the active assignment, on two occasions:
 *
 * - a threshold falls due: the first use (1 kB), each percentage at which Utilisation is sent, or the end of the data. It
 *   is scheduled for the instant at which its last byte has flowed.
 * - something else changes the eSIM: usage is settled, the change is made, and the next threshold is planned anew.
 */

/** Settles an eSIM's usage, makes a change to the eSIM, and plans the next threshold. */
export function changeWithUsageSettled<T>(tx: Tx, iccid: string, change: () => T): T {
  settleUsage(tx, iccid)
  const result = change()
  planNextThreshold(tx, iccid)
  return result
}

/** Settles the usage of every eSIM, makes a change that concerns them all, and plans their next thresholds. */
export function* changeWithAllUsageSettled(tx: Tx, change: () => void): WriteInPieces<void> {
  const iccids = yield* listIccidsWithUsagePlan(tx)
  const isLarge = iccids.length > MOST_IN_ONE_PIECE
  for (const iccid of iccids) {
    if (isLarge) yield
    settleUsage(tx, iccid)
  }
  change()
  for (const iccid of iccids) {
    if (isLarge) yield
    planNextThreshold(tx, iccid)
  }
}

/** Applies a usage threshold of an assignment that has fallen due, and plans the next one. */
export function passThreshold(tx: Tx, iccid: string, assignmentId: number): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan) return
  const last = settleUsage(tx, iccid, plan)?.consumptions.at(-1)?.assignment
  // The threshold of the active assignment is this one, which is off the agenda.
  if (plan.activeAssignmentId !== assignmentId) unscheduleThreshold(tx, plan)
  // The active assignment stays active while it has data left.
  scheduleThreshold(tx, iccid, plan, last?.state === 'active' && last.remainingBytes > 0 ? last : undefined)
}

/** Writes what a plan has used since it was settled last; all of it flowed from the active assignment. */
function settleUsage(tx: Tx, iccid: string, plan = findUsagePlan(tx, iccid)): Usage | undefined {
  if (!plan || plan.activeAssignmentId === null) return undefined
  const bytes = unsettledBytes(plan, tx.now)
  return bytes > 0 ? consumeFromAssignments(tx, iccid, bytes, findAssignment(tx, plan.activeAssignmentId)) : undefined
}

/** Bytes that a plan has used since it was settled last. */
export const unsettledBytes = (plan: RunningPlan, now: number): number =>
  plan.settledUntil < now ? plannedBytes(plan, now) - plannedBytes(plan, plan.settledUntil) : 0

/** Schedules the next threshold of an eSIM's plan, if it has one, in place of the threshold before. */
function planNextThreshold(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan) return
  unscheduleThreshold(tx, plan)
  scheduleThreshold(tx, iccid, plan)
}

/** Schedules the next threshold of a plan that has none scheduled. `known` is the assignment to consume from, if known. */
function scheduleThreshold(tx: Tx, iccid: string, plan: RunningPlan, known?: Assignment): void {
  if (!isInForce(plan, tx.now)) return
  const active = known ?? chooseAssignment(tx, iccid)
  const activeId = active?.id ?? null
  if (activeId !== plan.activeAssignmentId) setActiveAssignment(tx, iccid, activeId)
  if (!active) return
  const used = usedBytes(active)
  if (used === active.initialBytes) return
  const thresholds = usageThresholdsOf(active, utilisationPercentsOf(getSettings(tx)))
  const next = thresholds.find((threshold) => threshold.used > used)?.used ?? active.initialBytes
  const dueAt = instantOfBytes(plan, plannedBytes(plan, tx.now) + next - used)
  if (dueAt !== null) schedule(tx, { dueAt, kind: 'usage-plan.mark', iccid, subject: active.id })
}
