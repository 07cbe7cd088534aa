import type { EsimAction } from '../../domain/esim.ts'
import type { Instant } from '../../domain/instant.ts'
import type { UsagePlan } from '../../domain/usage.ts'
import type { ReadTx, Tx } from '../engine/state.ts'
import { unschedule } from './events.ts'

/** An eSIM's usage plan, with what it consumes from. */
export interface RunningPlan extends UsagePlan {
  /** The instant up to which its usage is written to assignments; means nothing while there is no active assignment. */
  readonly settledUntil: Instant
  /** The assignment that it consumes from; null where no bundle covers it. */
  readonly activeAssignmentId: number | null
}

/** The columns of an eSIM that its usage depends on, or changes. */
interface UseOfEsim {
  readonly plan: RunningPlan | undefined
  readonly country: string | undefined
  readonly lastAction: EsimAction | undefined
}

interface PlanRow {
  last_action: EsimAction
  country_of_use: string | null
  plan_bytes_per_day: number | null
  plan_from_ms: Instant
  plan_until_ms: Instant | null
  plan_country: string | null
  plan_accounted_ms: Instant
  plan_feeding_id: number | null
}

const useOf = (tx: ReadTx, iccid: string): UseOfEsim =>
  tx.cached('esims', `usage plan ${iccid}`, () => readUse(tx, iccid))

const NONE: UseOfEsim = { plan: undefined, country: undefined, lastAction: undefined }

/** Remembers that an eSIM which was just created has no usage plan and was seen nowhere: its first bundle asks for both. */
export function rememberNoUsagePlan(tx: Tx, iccid: string): void {
  tx.cached('esims', `usage plan ${iccid}`, () => NONE)
}

function readUse(tx: ReadTx, iccid: string): UseOfEsim {
  const row = tx.get<PlanRow>(
    `SELECT iif(installed = 1 AND suspended_at_ms IS NULL AND deactivated_at_ms IS NULL, country, NULL) AS country_of_use,
      last_action, plan_bytes_per_day, plan_from_ms, plan_until_ms, plan_country, plan_accounted_ms, plan_feeding_id
     FROM esims WHERE organisation_id = ? AND iccid = ?`,
    tx.organisationId,
    iccid,
  )
  if (!row) return NONE
  const { plan_bytes_per_day: bytesPerDay, country_of_use: country } = row
  const plan = bytesPerDay === null ? undefined : planOf(row, bytesPerDay)
  return { plan, country: country ?? undefined, lastAction: row.last_action }
}

const planOf = (row: PlanRow, bytesPerDay: number): RunningPlan => ({
  bytesPerDay,
  from: row.plan_from_ms,
  until: row.plan_until_ms,
  country: row.plan_country,
  settledUntil: row.plan_accounted_ms,
  activeAssignmentId: row.plan_feeding_id,
})

/** The usage plan of an eSIM, if it has one. */
export const findUsagePlan = (tx: ReadTx, iccid: string): RunningPlan | undefined => useOf(tx, iccid).plan

/** Lists the eSIMs with a usage plan, oldest first; where there are many, some up to each `yield`. */
export function* listIccidsWithUsagePlan(tx: ReadTx): Generator<undefined, string[]> {
  const iccids: string[] = []
  for (let after = 0; ; ) {
    const page = tx.all<{ iccid: string; sequence: number }>(
      `SELECT iccid, sequence FROM esims INDEXED BY esims_with_plan
       WHERE organisation_id = ? AND sequence > ? AND plan_bytes_per_day IS NOT NULL ORDER BY sequence LIMIT ?`,
      tx.organisationId,
      after,
      PAGE,
    )
    for (const { iccid } of page) iccids.push(iccid)
    if (page.length < PAGE) return iccids
    after = page.at(-1)?.sequence ?? after
    yield
  }
}

/** eSIMs that are listed by one statement. */
const PAGE = 1_000

/** The country where data can flow: where the eSIM was last seen, while it is installed, not suspended and not deleted. */
export const findCountryOfUse = (tx: ReadTx, iccid: string): string | undefined => useOf(tx, iccid).country

/** Writes an eSIM's usage plan, which has used nothing yet; without `plan`, removes it. */
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

/** Takes the next threshold of a plan off the agenda: it is an event about the active assignment. */
export function unscheduleThreshold(tx: Tx, { activeAssignmentId }: RunningPlan): void {
  if (activeAssignmentId !== null) unschedule(tx, 'usage-plan.mark', activeAssignmentId)
}

/** Sets the assignment that a plan consumes from, beginning now. Usage of the one before has been settled. */
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

const recordUseAnd = (more: string): string =>
  `UPDATE esims SET plan_accounted_ms = max(plan_accounted_ms, ?), last_used_at_ms = ?, seen_at_ms = ?${more}
   WHERE organisation_id = ? AND iccid = ?`

// Only what changes is written: the last action and its time are each in an index, at a place of its own for each eSIM.
const RECORD_USE = recordUseAnd('')
const RECORD_USE_AND_TIME = recordUseAnd(', action_at_ms = ?')
const RECORD_USE_AND_ACTION = recordUseAnd(', action_at_ms = ?, last_action = ?')

/** Records that an eSIM used data now, which settles its plan; with `action`, also as its last action. */
export function recordUse(tx: Tx, iccid: string, action?: EsimAction): void {
  const { now, organisationId } = tx
  if (action === undefined) tx.run(RECORD_USE, now, now, now, organisationId, iccid)
  else if (action === useOf(tx, iccid).lastAction) {
    tx.run(RECORD_USE_AND_TIME, now, now, now, now, organisationId, iccid)
  } else tx.run(RECORD_USE_AND_ACTION, now, now, now, now, action, organisationId, iccid)
}
