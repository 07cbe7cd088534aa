import type { EsimAction } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import type { UsagePlan } from '../../domain/usage.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { unschedule } from './events.ts'

/** A usage plan with its progress. */
export interface RunningPlan extends UsagePlan {
  /** The instant up to which its usage was consumed; without meaning while it has no active assignment. */
  readonly accounted: Instant
  /** The active assignment, which data is consumed from; null for none. */
  readonly feedingId: number | null
}

interface Flow {
  readonly plan: RunningPlan | undefined
  readonly whereabouts: string | undefined
}

interface FlowRow {
  whereabouts: string | null
  plan_bytes_per_day: number | null
  plan_from_ms: Instant
  plan_until_ms: Instant | null
  plan_country: string | null
  plan_accounted_ms: Instant
  plan_feeding_id: number | null
}

const flowOf = (tx: ReadTx, iccid: string): Flow => tx.cached('esims', `flow ${iccid}`, () => readFlow(tx, iccid))

function readFlow(tx: ReadTx, iccid: string): Flow {
  const row = tx.get<FlowRow>(
    `SELECT iif(installed = 1 AND suspended_at_ms IS NULL AND deactivated_at_ms IS NULL, country, NULL) AS whereabouts,
      plan_bytes_per_day, plan_from_ms, plan_until_ms, plan_country, plan_accounted_ms, plan_feeding_id
     FROM esims WHERE organisation_id = ? AND iccid = ?`,
    tx.organisationId,
    iccid,
  )
  if (!row) return { plan: undefined, whereabouts: undefined }
  const { plan_bytes_per_day: bytesPerDay, whereabouts } = row
  const plan = bytesPerDay === null ? undefined : planOf(row, bytesPerDay)
  return { plan, whereabouts: whereabouts ?? undefined }
}

const planOf = (row: FlowRow, bytesPerDay: number): RunningPlan => ({
  bytesPerDay,
  from: row.plan_from_ms,
  until: row.plan_until_ms,
  country: row.plan_country,
  accounted: row.plan_accounted_ms,
  feedingId: row.plan_feeding_id,
})

/** Finds the usage plan of an eSIM. */
export const findUsagePlan = (tx: ReadTx, iccid: string): RunningPlan | undefined => flowOf(tx, iccid).plan

/** Lists the eSIMs with a usage plan. */
export const listIccidsWithUsagePlan = (tx: ReadTx): string[] =>
  tx
    .all<{ iccid: string }>(
      'SELECT iccid FROM esims WHERE organisation_id = ? AND plan_bytes_per_day IS NOT NULL ORDER BY sequence',
      tx.organisationId,
    )
    .map(({ iccid }) => iccid)

/** Finds the country in which an eSIM can use data: the last one, while it is installed, not suspended and not deleted. */
export const findWhereabouts = (tx: ReadTx, iccid: string): string | undefined => flowOf(tx, iccid).whereabouts

/** Writes a new plan, or without one deletes the eSIM's plan. */
export function writeUsagePlan(tx: Tx, iccid: string, plan?: UsagePlan): void {
  tx.run(
    `UPDATE esims SET plan_bytes_per_day = ?, plan_from_ms = ?, plan_until_ms = ?, plan_country = ?, plan_accounted_ms = ?,
      plan_feeding_id = NULL WHERE organisation_id = ? AND iccid = ?`,
    plan?.bytesPerDay ?? null,
    plan?.from ?? null,
    plan?.until ?? null,
    plan?.country ?? null,
    plan?.from ?? null,
    tx.organisationId,
    iccid,
  )
}

/** Unschedules the next threshold of a plan, which is an event of its active assignment. */
export function forgetThreshold(tx: Tx, { feedingId }: RunningPlan): void {
  if (feedingId !== null) unschedule(tx, 'usage-plan.mark', feedingId)
}

/** Sets the assignment that a plan consumes from now on; earlier usage was settled. */
export function setActiveAssignment(tx: Tx, iccid: string, id: number | null): void {
  tx.run(
    `UPDATE esims SET plan_feeding_id = ?, plan_accounted_ms = max(plan_accounted_ms, ?)
     WHERE organisation_id = ? AND iccid = ?`,
    id,
    tx.now,
    tx.organisationId,
    iccid,
  )
}

/** Skips the usage of a plan up to now, which no bundle served. */
export function skipUnservedUsage(tx: Tx, iccid: string): void {
  tx.run(
    'UPDATE esims SET plan_accounted_ms = ? WHERE organisation_id = ? AND iccid = ?',
    tx.now,
    tx.organisationId,
    iccid,
  )
}

/** Records that an eSIM used data now, and the last action that this led to. A plan is settled up to now. */
export function recordUse(tx: Tx, iccid: string, action?: EsimAction): void {
  tx.run(
    `UPDATE esims SET plan_accounted_ms = max(plan_accounted_ms, ?), last_used_at_ms = ?, seen_at_ms = ?,
      last_action = coalesce(?, last_action), action_at_ms = coalesce(?, action_at_ms)
     WHERE organisation_id = ? AND iccid = ?`,
    tx.now,
    tx.now,
    tx.now,
    action ?? null,
    action === undefined ? null : tx.now,
    tx.organisationId,
    iccid,
  )
}
