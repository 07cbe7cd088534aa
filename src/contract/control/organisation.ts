import * as z from 'zod'
import { formatDuration } from '../../domain/duration.ts'
import { parseMoney, toWireNumber } from '../../domain/money.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { USAGE_PROFILES, type UsageProfile } from '../../domain/usage.ts'
import { controlOperation, Duration } from './operation.ts'

const PROFILES = Object.keys(USAGE_PROFILES) as [UsageProfile, ...UsageProfile[]]
export const Profile = z.enum(PROFILES)

/** Money in whole units of the currency, with up to three decimals. */
const Amount = z
  .number()
  .min(0)
  .refine((value) => parseMoney(String(value)) !== undefined, { error: 'must have at most three decimals' })

const CallbackUrl = z.union([
  z.literal(''),
  z.url({ protocol: /^https?$/, error: 'must be a URL of http or https, or empty for none' }),
])

const SETTINGS = {
  name: z.string().min(1),
  balance: Amount,
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code such as USD' }),
  callbackUrl: CallbackUrl,
  callbackVersion: z.enum(['V2', 'V3']),
  callbackEncoding: z.enum(['base64', 'hex']),
  callbackRetries: z.int().min(0).max(20),
  processingDelay: Duration,
  usageThresholds: z.array(z.int().min(1).max(100)),
  autoInstallAfter: Duration.nullable(),
  usage: z.strictObject({ profile: Profile }).nullable(),
  lowBalanceThreshold: Amount,
  refundWindow: Duration,
  returnsDelay: Duration,
}

const Settings = z.object({ apiKey: z.string(), ...SETTINGS })

export const getSettings = controlOperation({
  operationId: 'getSettings',
  tag: 'Organisation',
  method: 'GET',
  path: '/organisation',
  summary: 'Read how the organisation is set up',
  answer: Settings,
})

export const changeSettings = controlOperation({
  operationId: 'changeSettings',
  tag: 'Organisation',
  method: 'PATCH',
  path: '/organisation',
  summary: 'Change how the organisation is set up',
  body: z.strictObject(SETTINGS).partial(),
  answer: Settings,
})

export const presentSettings = ({
  apiKey,
  profile,
  balance,
  currency,
  settings,
}: Organisation): z.infer<typeof Settings> => ({
  apiKey,
  name: profile.name,
  balance: toWireNumber(balance),
  currency,
  callbackUrl: settings.callbackUrl,
  callbackVersion: settings.callbackVersion,
  callbackEncoding: settings.callbackEncoding,
  callbackRetries: settings.callbackRetries,
  processingDelay: formatDuration(settings.processingDelayMs),
  usageThresholds: [...settings.usageThresholds],
  autoInstallAfter: settings.autoInstallAfterMs === null ? null : formatDuration(settings.autoInstallAfterMs),
  usage: settings.usageProfile === null ? null : { profile: settings.usageProfile },
  lowBalanceThreshold: toWireNumber(settings.lowBalanceThreshold),
  refundWindow: formatDuration(settings.refundWindowMs),
  returnsDelay: formatDuration(settings.returnsDelayMs),
})
