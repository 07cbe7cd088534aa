import { parseDuration } from '../../domain/duration.ts'
import { type Milli, parseMoney } from '../../domain/money.ts'
import type { OrganisationSettings } from '../../domain/organisation.ts'
import type { SettingsChanges } from './organisation.ts'

// Without the schemas, which a start does not wait for: they have checked both forms.
const amount = (value: number): Milli => parseMoney(String(value)) as Milli
const duration = (value: string | number): number => parseDuration(value) as number

/** Converts the settings of a body to those of the state. Absent ones stay absent. */
export function settingsFrom(body: SettingsChanges): Partial<OrganisationSettings> {
  const { callbackUrl, callbackVersion, callbackEncoding, callbackRetries, usageThresholds } = body
  const changes = {
    callbackUrl,
    callbackVersion,
    callbackEncoding,
    callbackRetries,
    dialect: body.dialect,
    msisdns: body.msisdns,
    rateLimit: body.rateLimit,
    realism: body.realism,
    addressRateLimit: body.addressRateLimit,
    largeOrders: body.largeOrders,
    longestProcessingMs: body.longestProcessing === undefined ? undefined : duration(body.longestProcessing),
    unavailability: body.unavailability,
    callbackDisorder: body.callbackDisorder,
    refunds: body.refunds,
    card: body.card,
    priceChanges: body.priceChanges,
    usageThresholds: usageThresholds && [...new Set(usageThresholds)].sort((a, b) => a - b),
    processingDelayMs: body.processingDelay === undefined ? undefined : duration(body.processingDelay),
    refundWindowMs: body.refundWindow === undefined ? undefined : duration(body.refundWindow),
    returnsDelayMs: body.returnsDelay === undefined ? undefined : duration(body.returnsDelay),
    autoInstallAfterMs: body.autoInstallAfter == null ? body.autoInstallAfter : duration(body.autoInstallAfter),
    usageProfile: body.usage == null ? body.usage : body.usage.profile,
    lowBalanceThreshold: body.lowBalanceThreshold === undefined ? undefined : amount(body.lowBalanceThreshold),
  }
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}
