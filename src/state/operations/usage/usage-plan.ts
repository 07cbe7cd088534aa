import { DomainError } from '../../../domain/errors.ts'
import { isUsable } from '../../../domain/esim.ts'
import { isInForce, type UsagePlan, usagePlanOf } from '../../../domain/usage.ts'
import type { Tx } from '../../engine/state.ts'
import { recordAct } from '../../records/acts.ts'
import { getEsim } from '../../records/esims.ts'
import { schedule, unscheduleEsim } from '../../records/events.ts'
import { getSettings } from '../../records/organisations.ts'
import { findUsagePlan, unscheduleThreshold, writeUsagePlan } from '../../records/usage-plan.ts'
import { findHomeCountry, getNetworks, registerOnNetwork } from '../network.ts'
import { changeWithUsageSettled } from './settle.ts'

/**
 * Makes an eSIM use data evenly over time, in place of the plan it may have. Throws unknown_country, and what getEsim
 * throws.
 */
export function setUsagePlan(tx: Tx, iccid: string, asked: UsagePlan): void {
  getEsim(tx, iccid, { allowReturning: true })
  const plan = asked.country === null ? asked : { ...asked, country: getNetworks(tx, asked.country).iso }
  removeUsagePlan(tx, iccid)
  writeUsagePlan(tx, iccid, plan)
  const { bytesPerDay, from, until, country } = plan
  recordAct(tx, iccid, 'plan-start', { bytesPerDay, from, until, ...(country === null ? {} : { country }) })
  if (plan.until !== null) schedule(tx, { dueAt: plan.until, kind: 'usage-plan.end', iccid })
  if (plan.from > tx.now) schedule(tx, { dueAt: plan.from, kind: 'usage-plan.start', iccid })
  else beginUsagePlan(tx, iccid)
}

/** Gives an eSIM that was just installed the usage plan of the organisation's usage profile, unless it has a plan. */
export function followUsageProfile(tx: Tx, iccid: string): void {
  const { usageProfile } = getSettings(tx)
  if (usageProfile !== null && !findUsagePlan(tx, iccid)) {
    setUsagePlan(tx, iccid, usagePlanOf({ profile: usageProfile }, tx.now))
  }
}

/** Begins a usage plan whose start has come. Without a country, or a bundle that has one, nothing flows yet. */
export function beginUsagePlan(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan || !isInForce(plan, tx.now)) return
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  if (!isUsable(esim)) return
  const country = plan.country ?? esim.location?.country ?? findHomeCountry(tx, iccid)
  if (country === undefined) return
  // In the country where it is already, it stays on its network.
  if (esim.installed && country === esim.location?.country) changeWithUsageSettled(tx, iccid, () => undefined)
  else registerOnNetwork(tx, iccid, country)
}

/** Begins the usage plan of an eSIM without a location, since a change may have given it a country. */
export function beginWaitingPlan(tx: Tx, iccid: string): void {
  if (!findUsagePlan(tx, iccid)) return
  const { location } = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  if (location === null) beginUsagePlan(tx, iccid)
}

/** Stops an eSIM's usage plan. Throws usage_plan_not_found when it has none, and what getEsim throws. */
export function stopUsagePlan(tx: Tx, iccid: string): void {
  getEsim(tx, iccid, { allowReturning: true })
  if (!findUsagePlan(tx, iccid)) throw new DomainError('usage_plan_not_found', { iccid })
  removeUsagePlan(tx, iccid)
}

/** Settles and removes an eSIM's usage plan. Does nothing without one. */
export function removeUsagePlan(tx: Tx, iccid: string): void {
  const plan = findUsagePlan(tx, iccid)
  if (!plan) return
  changeWithUsageSettled(tx, iccid, () => {
    writeUsagePlan(tx, iccid)
    recordAct(tx, iccid, 'plan-end')
  })
  unscheduleThreshold(tx, plan)
  for (const kind of ['usage-plan.start', 'usage-plan.end'] as const) unscheduleEsim(tx, kind, iccid)
}
