import * as z from 'zod'
import type { ActDetails } from '../../domain/act.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import type { BundleChange } from '../../domain/catalogue-change.ts'
import { DIALECTS } from '../../domain/dialect.ts'
import type { FaultRule } from '../../domain/fault.ts'
import {
  LARGEST_AMOUNT,
  LARGEST_DATA_MEGABYTES,
  LARGEST_RATE_LIMIT,
  LONGEST_BUNDLE_DAYS,
  LONGEST_DURATION_MS,
  LONGEST_TEXT,
  MOST_RETRIES,
} from '../../domain/limits.ts'
import { MSISDN_SETTINGS } from '../../domain/msisdn.ts'
import type { OrderLine, OrderWork } from '../../domain/order.ts'
import type { OrganisationProfile, OrganisationSettings } from '../../domain/organisation.ts'
import { CARDS, LARGE_ORDERS, REALISM, REALISM_MODES } from '../../domain/realism.ts'
import type { TripAction } from '../../domain/trip.ts'
import { USAGE_PROFILES, type UsageProfile } from '../../domain/usage.ts'

/**
 * The schemas of columns that contain JSON: the settings and profile of an organisation, the lines of an order, what is
 * left to do of one, the action of a trip's step, the rule of a fault, the fields of a changed bundle. Each is created on demand,
 * so that a start does not wait for them.
 */
export function storedJsonSchemas() {
  const amount = z.int().min(0)
  const duration = z.int().min(0).max(LONGEST_DURATION_MS)
  const share = z.number().min(0).max(1)
  const text = z.string()
  const name = text.max(LONGEST_TEXT)

  const tallies = () => z.record(z.string(), z.int().min(0))

  const settings = (): z.ZodType<OrganisationSettings> =>
    z.object({
      dialect: z.enum(DIALECTS),
      processingDelayMs: duration,
      refundWindowMs: duration,
      returnsDelayMs: duration,
      autoInstallAfterMs: duration.nullable(),
      // Absent from files of earlier versions.
      msisdns: z.enum(MSISDN_SETTINGS).default('all'),
      usageProfile: z.enum(Object.keys(USAGE_PROFILES) as [UsageProfile, ...UsageProfile[]]).nullable(),
      usageThresholds: z.array(z.int().min(1).max(100)).max(100).nullable(),
      lowBalanceThreshold: amount.max(LARGEST_AMOUNT * 1_000),
      callbackUrl: text.refine((url) => url === '' || URL.canParse(url), { error: 'must be a URL' }),
      callbackVersion: z.enum(['V2', 'V3']),
      callbackEncoding: z.enum(['base64', 'hex']),
      callbackRetries: amount.max(MOST_RETRIES),
      rateLimit: z.int().min(1).max(LARGEST_RATE_LIMIT).nullable(),
      // Absent from files of earlier versions, which were as kind as tests want it.
      realism: z.enum(REALISM_MODES).default(REALISM.test.realism),
      addressRateLimit: z.int().min(1).max(LARGEST_RATE_LIMIT).nullable().default(REALISM.test.addressRateLimit),
      largeOrders: z.enum(LARGE_ORDERS).default(REALISM.test.largeOrders),
      longestProcessingMs: duration.default(REALISM.test.longestProcessingMs),
      unavailability: share.default(REALISM.test.unavailability),
      callbackDisorder: share.default(REALISM.test.callbackDisorder),
      refunds: z.boolean().default(REALISM.test.refunds),
      card: z.enum(CARDS).default(REALISM.test.card),
      priceChanges: share.default(REALISM.test.priceChanges),
    })

  const actDetails = (): z.ZodType<ActDetails> =>
    z.strictObject({
      country: text.optional(),
      network: text.optional(),
      bytes: amount.optional(),
      unserved: amount.optional(),
      bytesPerDay: z.int().min(1).optional(),
      from: z.int().optional(),
      until: z.int().nullable().optional(),
      used: z.array(z.tuple([amount, amount])).optional(),
      before: z.array(z.tuple([amount, amount])).optional(),
    })

  const texts = <const Names extends readonly string[]>(...names: Names) =>
    Object.fromEntries(names.map((each) => [each, name])) as Record<Names[number], z.ZodString>

  const profile = (): z.ZodType<OrganisationProfile> =>
    z.object({
      ...texts(
        'name',
        'taxLiable',
        'addr1',
        'addr2',
        'city',
        'country',
        'postcode',
        'notes',
        'businessType',
        'website',
      ),
      ...texts('productDescription'),
      users: z.array(z.object(texts('firstName', 'lastName', 'role', 'emailAddress', 'phoneNumber', 'timeZone'))),
      groups: z.array(z.object(texts('name', 'priceListUrl', 'desc', 'icon'))).optional(),
    })

  const lines = (): z.ZodType<OrderLine[]> =>
    z.array(
      z.object({
        type: z.enum(['bundle', 'bundleRefund', 'bundleAssignment', 'topup', 'apiTopup', 'autoTopup']),
        item: text,
        quantity: z.int().min(0),
        pricePerUnit: z.int(),
        subTotal: z.int(),
        allowReassign: z.boolean(),
        esims: z.array(z.object(texts('iccid', 'matchingId', 'smdpAddress'))),
        purchaseId: z.int().min(1).optional(),
        takenOff: text.optional(),
      }),
    )

  const work = (): z.ZodType<OrderWork> =>
    z.object({
      kind: z.enum(['order', 'apply']),
      purchaseIds: z.array(z.int().min(1)),
      units: z
        .array(
          z.object({
            unit: z.int().min(0),
            purchaseId: z.int().min(1),
            iccid: text.nullable(),
            allowReassign: z.boolean(),
            startAt: z.int().nullable(),
          }),
        )
        .refine((units) => new Set(units.map(({ unit }) => unit)).size === units.length, {
          error: 'must have a number of its own for each unit',
        }),
    })

  const act = (): z.ZodType<TripAction> =>
    z.discriminatedUnion('kind', [
      z.object({ kind: z.enum(['install', 'uninstall', 'home']) }),
      z.object({ kind: z.literal('attach'), country: z.string().regex(/^[A-Z]{2}$/) }),
      z.object({ kind: z.literal('use-daily'), bytesPerDay: z.int().min(1) }),
      z.object({ kind: z.literal('use'), bytes: z.int().min(1) }),
    ]) as z.ZodType<TripAction>

  const delay = () => z.object({ type: z.literal('delay'), delayMs: duration })
  const bare = <const Types extends readonly [string, ...string[]]>(...types: Types) =>
    z.object({ type: z.enum(types as unknown as Types) })
  const pacing = () => ({
    times: z.int().min(1).optional(),
    after: amount.optional(),
    probability: z.number().min(0).max(1).optional(),
    until: z.int().optional(),
    disabled: z.literal(true).optional(),
  })
  const rule = () =>
    z.discriminatedUnion('target', [
      z.object({
        ...pacing(),
        target: z.literal('call'),
        match: z.object({ operationId: text.optional(), method: text.optional(), path: text.optional() }),
        phase: z.enum(['before', 'after']),
        fault: z.discriminatedUnion('type', [
          z.object({
            type: z.literal('status'),
            status: z.int().min(200).max(599),
            body: z.unknown().optional(),
            headers: z.record(text, text).optional(),
          }),
          delay(),
          bare('timeout', 'reset', 'malformed'),
        ]),
      }),
      z.object({
        ...pacing(),
        target: z.literal('callback'),
        match: z.enum([...ALERT_TYPES, '*']),
        fault: z.discriminatedUnion('type', [
          z.object({ type: z.literal('duplicate'), count: z.int().min(1).max(100) }),
          delay(),
          bare('drop', 'reorder', 'bad-signature'),
        ]),
      }),
    ]) as z.ZodType<FaultRule>

  const country = z.object(texts('name', 'region', 'iso'))
  const fields = (): z.ZodType<BundleChange> =>
    z
      .strictObject({
        description: name,
        groups: z.array(name),
        countries: z.array(country).min(1),
        roaming: z.array(country),
        dataMegabytes: z.int().min(-1).max(LARGEST_DATA_MEGABYTES),
        dailyMegabytes: amount.max(LARGEST_DATA_MEGABYTES).nullable(),
        durationDays: z.int().min(1).max(LONGEST_BUNDLE_DAYS),
        unlimited: z.boolean(),
        autostart: z.boolean(),
        speeds: z.array(name).nullable(),
        imageUrl: name,
        price: amount.max(LARGEST_AMOUNT * 1_000),
      })
      .partial() as z.ZodType<BundleChange>

  return { fields, settings, profile, tallies, lines, work, act, actDetails, rule }
}
