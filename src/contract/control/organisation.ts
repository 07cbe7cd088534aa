import * as z from 'zod'
import { findCallbackUrlProblem } from '../../domain/callback-url.ts'
import { DIALECTS } from '../../domain/dialect.ts'
import { formatDuration } from '../../domain/duration.ts'
import { LARGEST_AMOUNT, LARGEST_RATE_LIMIT, LONGEST_TEXT, MOST_RETRIES } from '../../domain/limits.ts'
import { parseMoney, toWireNumber } from '../../domain/money.ts'
import { MSISDN_SETTINGS } from '../../domain/msisdn.ts'
import { type Organisation, utilisationPercentsOf } from '../../domain/organisation.ts'
import { CARDS, LARGE_ORDERS, REALISM_MODES } from '../../domain/realism.ts'
import { USAGE_PROFILES, type UsageProfile } from '../../domain/usage.ts'
import { ApiKey, controlOperation, Duration } from './operation.ts'

const PROFILES = Object.keys(USAGE_PROFILES) as [UsageProfile, ...UsageProfile[]]
export const Profile = z.enum(PROFILES)

/** Money in whole units of the currency, with up to three decimals. */
const Amount = z
  .number()
  .min(0)
  .max(LARGEST_AMOUNT)
  .refine((value) => parseMoney(String(value)) !== undefined, { error: 'must have at most three decimals' })

const Share = z.number().min(0).max(1)

const CallbackUrl = z
  .string()
  .superRefine((text, context) => {
    const problem = text === '' ? undefined : findCallbackUrlProblem(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: `must be empty, or ${problem}` })
  })
  .meta({ description: 'An http or https URL; empty for none.' })

const SETTINGS = {
  name: z.string().min(1).max(LONGEST_TEXT),
  balance: Amount.meta({ description: 'In whole units of the currency, with up to three decimals.' }),
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code such as USD' }),
  callbackUrl: CallbackUrl,
  callbackVersion: z.enum(['V2', 'V3']).meta({ description: 'V3 callbacks are signed, V2 callbacks are not.' }),
  callbackEncoding: z.enum(['base64', 'hex']).meta({ description: 'The encoding of the signature.' }),
  callbackRetries: z
    .int()
    .min(0)
    .max(MOST_RETRIES)
    .meta({ description: 'Further attempts after the first one failed.' }),
  dialect: z.enum(DIALECTS).meta({
    description:
      '`observed`: the answers that the service was seen to send. `documented`: the vendor document to the letter.',
  }),
  processingDelay: Duration.meta({ description: 'The time that a new assignment stays `processing`.' }),
  usageThresholds: z
    .array(z.int().min(1).max(100))
    .max(100)
    .meta({ description: 'Percentages of a bundle at which a Utilisation callback is sent.' }),
  autoInstallAfter: Duration.nullable().meta({
    description: 'The time after its purchase at which an eSIM is installed; null: never.',
  }),
  msisdns: z.enum(MSISDN_SETTINGS).meta({
    description: 'The eSIMs that have a telephone number, and can be texted, without `PUT /esims/{iccid}/msisdn`.',
  }),
  usage: z
    .strictObject({ profile: Profile })
    .nullable()
    .meta({ description: 'The usage profile of every eSIM from its installation on; null: no usage.' }),
  lowBalanceThreshold: Amount.meta({
    description: 'The balance at which a LowBalance callback is sent, in whole units of the currency.',
  }),
  refundWindow: Duration.meta({ description: 'The time after its purchase in which a bundle can be refunded.' }),
  returnsDelay: Duration.meta({ description: 'The shortest time that an eSIM spends in the returns process.' }),
  rateLimit: z
    .int()
    .min(1)
    .max(LARGEST_RATE_LIMIT)
    .nullable()
    .meta({ description: 'Calls a second that each address may make; null: no limit.' }),
  realism: z.enum(REALISM_MODES).meta({
    description:
      'Sets all settings below at once, and `callbackVersion`, except those that are in the same body. `test`: no limit, no delay and no failure. `production`: the habits of the service, drawn from the seed.',
  }),
  addressRateLimit: z.int().min(1).max(LARGEST_RATE_LIMIT).nullable().meta({
    description: 'Calls a second that each address may make, for all organisations together; null: no limit.',
  }),
  largeOrders: z.enum(LARGE_ORDERS).meta({
    description: 'When orders and applies of more than five bundles are carried out: before the answer, or `later`.',
  }),
  longestProcessing: Duration.meta({
    description: 'The longest time that is drawn for a new assignment to stay `processing`; 0: none is drawn.',
  }),
  unavailability: Share.meta({
    description: 'The share of calls, from 0 to 1, that are answered 503 with `Retry-After`.',
  }),
  callbackDisorder: Share.meta({
    description: 'The share of callbacks, from 0 to 1, that are late, doubled or out of order.',
  }),
  refunds: z.boolean().meta({ description: 'Whether bundles can be refunded.' }),
  card: z.enum(CARDS).meta({
    description: 'The card of top-ups. `unreliable`: the seed decides whether there is one, and what is declined.',
  }),
  priceChanges: Share.meta({
    description: 'The share of the bundles bought last, from 0 to 1, whose prices change within each week.',
  }),
}

const Settings = z.object({ apiKey: z.string(), ...SETTINGS })

export const getSettings = controlOperation({
  operationId: 'getSettings',
  tag: 'Organisation',
  method: 'GET',
  path: '/organisation',
  summary: 'Read the settings of the organisation',
  answer: Settings,
})

export const changeSettings = controlOperation({
  operationId: 'changeSettings',
  tag: 'Organisation',
  method: 'PATCH',
  path: '/organisation',
  summary: 'Change settings of the organisation',
  body: z.strictObject(SETTINGS).partial(),
  answer: Settings,
  example: { body: { lowBalanceThreshold: 50, usageThresholds: [80, 100] } },
})

export const rotateApiKey = controlOperation({
  operationId: 'rotateApiKey',
  opens: false,
  tag: 'Organisation',
  method: 'POST',
  path: '/organisation/rotate-key',
  summary: 'Give the organisation another API key',
  description:
    'The key that it had is refused from then on, and callbacks are signed with the new one, those that wait included. Nothing else changes. A restart forgets which keys are refused.',
  body: z.strictObject({
    apiKey: ApiKey.optional().meta({
      description: 'The new key. Default: one that is made of the old one and the seed.',
    }),
  }),
  answer: z.object({ apiKey: z.string() }),
  example: { body: { apiKey: 'another-key' }, answer: { apiKey: 'another-key' } },
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
  dialect: settings.dialect,
  processingDelay: formatDuration(settings.processingDelayMs),
  usageThresholds: [...utilisationPercentsOf(settings)],
  autoInstallAfter: settings.autoInstallAfterMs === null ? null : formatDuration(settings.autoInstallAfterMs),
  msisdns: settings.msisdns,
  usage: settings.usageProfile === null ? null : { profile: settings.usageProfile },
  lowBalanceThreshold: toWireNumber(settings.lowBalanceThreshold),
  refundWindow: formatDuration(settings.refundWindowMs),
  returnsDelay: formatDuration(settings.returnsDelayMs),
  rateLimit: settings.rateLimit,
  realism: settings.realism,
  addressRateLimit: settings.addressRateLimit,
  largeOrders: settings.largeOrders,
  longestProcessing: formatDuration(settings.longestProcessingMs),
  unavailability: settings.unavailability,
  callbackDisorder: settings.callbackDisorder,
  refunds: settings.refunds,
  card: settings.card,
  priceChanges: settings.priceChanges,
})

export type SettingsChanges = z.infer<NonNullable<(typeof changeSettings)['body']>>
