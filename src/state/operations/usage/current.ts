import { type Assignment, inListOrder } from '../../../domain/assignment.ts'
import type { Esim, Location } from '../../../domain/esim.ts'
import type { ReadTx } from '../../engine/state.ts'
import { listAssignments } from '../../records/assignments.ts'
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

function findUnsettledUsage(tx: ReadTx, iccid: string) {
  const plan = findUsagePlan(tx, iccid)
  if (!plan || plan.activeAssignmentId === null) return undefined
  const bytes = unsettledBytes(plan, tx.now)
  return bytes > 0 ? { assignmentId: plan.activeAssignmentId, bytes } : undefined
}
