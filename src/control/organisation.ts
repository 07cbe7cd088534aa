import type * as z from 'zod'
import * as contract from '../contract/control/organisation.ts'
import { parseDuration } from '../domain/duration.ts'
import { type Milli, parseMoney } from '../domain/money.ts'
import type { OrganisationSettings } from '../domain/organisation.ts'
import { setBalance } from '../state/balance.ts'
import { changeProfile, changeSettings, getOrganisation, setCurrency } from '../state/organisations.ts'
import type { ControlMount } from './mount.ts'

export function organisationRoutes(mount: ControlMount): void {
  mount(contract.getSettings, ({ read }) => contract.presentSettings(read(getOrganisation)))

  mount(contract.changeSettings, ({ body, write }) =>
    contract.presentSettings(
      write((tx) => {
        if (body.name !== undefined) changeProfile(tx, { name: body.name })
        if (body.currency !== undefined) setCurrency(tx, body.currency)
        if (body.balance !== undefined) setBalance(tx, amount(body.balance))
        changeSettings(tx, settingsOf(body))
        return getOrganisation(tx)
      }),
    ),
  )
}

type Body = z.infer<NonNullable<(typeof contract.changeSettings)['body']>>

// The contract has checked both forms.
const amount = (value: number): Milli => parseMoney(String(value)) as Milli
const duration = (value: string | number): number => parseDuration(value) as number

/** The settings that a body names. */
function settingsOf(body: Body): Partial<OrganisationSettings> {
  const { callbackUrl, callbackVersion, callbackEncoding, callbackRetries, usageThresholds } = body
  const given = {
    callbackUrl,
    callbackVersion,
    callbackEncoding,
    callbackRetries,
    usageThresholds: usageThresholds && [...new Set(usageThresholds)].sort((a, b) => a - b),
    processingDelayMs: body.processingDelay === undefined ? undefined : duration(body.processingDelay),
    refundWindowMs: body.refundWindow === undefined ? undefined : duration(body.refundWindow),
    returnsDelayMs: body.returnsDelay === undefined ? undefined : duration(body.returnsDelay),
    autoInstallAfterMs: body.autoInstallAfter == null ? body.autoInstallAfter : duration(body.autoInstallAfter),
    usageProfile: body.usage == null ? body.usage : body.usage.profile,
    lowBalanceThreshold: body.lowBalanceThreshold === undefined ? undefined : amount(body.lowBalanceThreshold),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
