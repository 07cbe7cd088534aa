import type { Assignment } from '../../../domain/assignment.ts'
import { utilisationPercentsOf } from '../../../domain/organisation.ts'
import { type UsageThreshold, usageThresholdsOf } from '../../../domain/usage.ts'
import type { ReadTx, Tx } from '../../engine/state.ts'
import { listAssignments, saveAssignment } from '../../records/assignments.ts'
import { addToHistory, recordHistory } from '../../records/history.ts'
import { getSettings } from '../../records/organisations.ts'
import { enqueueCallback } from '../../records/outbox.ts'
import { findCountryOfUse, recordUse } from '../../records/usage-plan.ts'
import { startBundle, transition } from '../lifecycle.ts'

/** Data consumed from one assignment. */
export interface Consumption {
  /** The assignment after it. */
  readonly assignment: Assignment
  readonly bytes: number
  /** Of those, the bytes that an unlimited bundle carried slowly, beyond its allowance. */
  readonly throttledBytes: number
}

/** The outcome of using data. */
export interface Usage {
  readonly consumed: number
  /** Bytes that no bundle covered: they did not flow. */
  readonly unserved: number
  readonly consumptions: readonly Consumption[]
}

/**
 * Consumes data from the eSIM's assignments in turn, each exactly to its end. `first` is the assignment to begin with;
 * the others are chosen.
 */
export function consumeFromAssignments(tx: Tx, iccid: string, bytes: number, first?: Assignment): Usage {
  const consumptions: Consumption[] = []
  let left = bytes
  let alerted = false
  while (left > 0) {
    const assignment = consumptions.length === 0 && first ? first : chooseAssignment(tx, iccid)
    if (!assignment) break
    const full = Math.min(left, assignment.remainingBytes)
    // Only what no other bundle has data for goes on slowly.
    const throttledBytes = full === 0 && assignment.unlimited ? left : 0
    const { after, reached } = consumeFrom(tx, assignment, full)
    alerted ||= reached.some(({ percent }) => percent !== null)
    addConsumption(consumptions, { assignment: after, bytes: full + throttledBytes, throttledBytes })
    left -= full + throttledBytes
  }
  if (left < bytes) recordUse(tx, iccid, alerted ? 'eSIM Utilisation Alert' : undefined)
  return { consumed: bytes - left, unserved: left, consumptions }
}

/** Adds a consumption to the list; one from the same assignment as the last is merged with it. */
function addConsumption(consumptions: Consumption[], added: Consumption): void {
  const last = consumptions.at(-1)
  if (last?.assignment.id !== added.assignment.id) {
    consumptions.push(added)
    return
  }
  consumptions[consumptions.length - 1] = {
    assignment: added.assignment,
    bytes: last.bytes + added.bytes,
    throttledBytes: last.throttledBytes + added.throttledBytes,
  }
}

/** Consumes bytes that an assignment has, and enqueues a callback for each threshold reached, with the data as it was there. */
function consumeFrom(
  tx: Tx,
  before: Assignment,
  bytes: number,
): { after: Assignment; reached: readonly UsageThreshold[] } {
  if (bytes === 0) return { after: before, reached: [] }
  const remainingBytes = before.remainingBytes - bytes
  const reached = usageThresholdsOf(before, utilisationPercentsOf(getSettings(tx))).filter(
    ({ used }) => used > usedBytes(before) && used <= before.initialBytes - remainingBytes,
  )
  const firstUseSent = before.firstUseSent || reached.some(({ percent }) => percent === null)
  const changes = { remainingBytes, firstUseSent }
  const usedUp = remainingBytes === 0 && !before.unlimited
  let after = usedUp ? transition(tx, before, 'deplete', changes) : undefined
  if (!after) {
    after = { ...before, ...changes }
    saveAssignment(tx, after)
  }
  for (const threshold of reached) {
    const left = before.initialBytes - threshold.used
    notifyThreshold(tx, left > remainingBytes ? { ...before, remainingBytes: left } : after, threshold)
  }
  return { after, reached }
}

export const usedBytes = ({ initialBytes, remainingBytes }: Assignment): number => initialBytes - remainingBytes

/** Enqueues the callback of a usage threshold, and adds it to the eSIM's history. */
function notifyThreshold(tx: Tx, assignment: Assignment, { percent }: UsageThreshold): void {
  const { iccid, bundle, state } = assignment
  const description = tx.catalogue.findBought(assignment)?.description ?? ''
  enqueueCallback(tx, { alertType: percent === null ? 'FirstUse' : 'Utilisation', iccid, assignment, description })
  if (percent === null) recordHistory(tx, iccid, 'eSIM First Use', { bundle, bundleState: state })
  else {
    const alertType = `${percent}% Used`
    addToHistory(tx, iccid, 'eSIM Utilisation Alert', { bundle, bundleState: state, alertType })
  }
}

/**
 * Chooses the assignment that data is consumed from next, and starts it if need be (vendor help centre, queued bundles).
 * Of the active ones that cover the country and have data, the one that ends first; else an unlimited one that has used
 * up its allowance, which goes on slowly; else the oldest in the queue that covers the country.
 */
export function chooseAssignment(tx: Tx, iccid: string): Assignment | undefined {
  const assignments = listCovering(tx, iccid)
  return chooseActive(assignments) ?? startNextQueued(tx, assignments)
}

function listCovering(tx: ReadTx, iccid: string): Assignment[] {
  const country = findCountryOfUse(tx, iccid)
  if (country === undefined) return []
  return listAssignments(tx, iccid).filter((assignment) => tx.catalogue.covers(assignment, country))
}

function chooseActive(assignments: readonly Assignment[]): Assignment | undefined {
  const active = assignments
    .filter(({ state }) => state === 'active')
    .sort((a, b) => (a.endAt ?? 0) - (b.endAt ?? 0) || a.id - b.id)
  return active.find(({ remainingBytes }) => remainingBytes > 0) ?? active.find(({ unlimited }) => unlimited)
}

function startNextQueued(tx: Tx, assignments: readonly Assignment[]): Assignment | undefined {
  // The months of a year that has begun start at their own times, not when the month before is used up.
  const begun = new Set(assignments.filter(({ startAt }) => startAt !== null).map(({ reference }) => reference))
  const next = assignments.findLast(
    ({ state, bundle, edition, reference }) =>
      state === 'queued' && !begun.has(reference) && tx.catalogue.findBought({ bundle, edition })?.autostart === true,
  )
  return next && startBundle(tx, next)
}
