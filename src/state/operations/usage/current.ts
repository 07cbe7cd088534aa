import { type Assignment, inListOrder } from '../../../domain/assignment.ts'
import type { Esim, Location } from '../../../domain/esim.ts'
import type { Instant } from '../../../domain/instant.ts'
import { instantOfBytes, isInForce, plannedBytes } from '../../../domain/usage.ts'
import type { ReadTx } from '../../engine/state.ts'
import { findAssignment, listAssignments } from '../../records/assignments.ts'
import { findUsagePlan } from '../../records/usage-plan.ts'
import { unsettledBytes } from './settle.ts'

/** The eSIM's assignments as of now, in the order of lists: what a usage plan has used and not settled is subtracted. */
export function listCurrentAssignments(tx: ReadTx, iccid: string, bundle?: string): Assignment[] {
  const assignments = inListOrder(listAssignments(tx, iccid, bundle))
  const unsettled = findUnsettledUsage(tx, iccid)
  if (!unsettled) return assignments
  return assignments.map((assignment) =>
    assignment.id === unsettled.assignmentId
      ? { ...assignment, remainingBytes: Math.max(0, assignment.remainingBytes - unsettled.bytes) }
      : assignment,
  )
}

/** Where an eSIM was last seen, as of now: as long as a plan uses data, that is now. */
export function findCurrentLocation(tx: ReadTx, { iccid, location }: Esim): Location | null {
  return location && findUnsettledUsage(tx, iccid) ? { ...location, seenAt: tx.now } : location
}

/**
 * Forecasts when an eSIM's usage plan uses up the bundle that it consumes now, if nothing else happens. Undefined where nothing
 * flows, where the plan or the bundle ends before, and for an unlimited bundle, which goes on slowly.
 */
export function forecastUsedUp(tx: ReadTx, iccid: string): Instant | undefined {
  const plan = findUsagePlan(tx, iccid)
  if (!plan || plan.activeAssignmentId === null || !isInForce(plan, tx.now)) return undefined
  const { remainingBytes, endAt, unlimited } = findAssignment(tx, plan.activeAssignmentId) ?? {}
  if (remainingBytes === undefined || remainingBytes === 0 || unlimited) return undefined
  const at = instantOfBytes(plan, plannedBytes(plan, plan.settledUntil) + remainingBytes)
  return at === null || (endAt && at >= endAt) ? undefined : at
}

function findUnsettledUsage(tx: ReadTx, iccid: string) {
  const plan = findUsagePlan(tx, iccid)
  if (!plan || plan.activeAssignmentId === null) return undefined
  const bytes = unsettledBytes(plan, tx.now)
  return bytes > 0 ? { assignmentId: plan.activeAssignmentId, bytes } : undefined
}
