import * as z from 'zod'
import { parseTrip } from '../../domain/trip.ts'
import { BundleFields, ComingInstant } from '../control/catalogue.ts'
import { Duration, MomentText, Rate } from '../control/operation.ts'
import { Profile } from '../control/organisation.ts'
import { BundleName, CountryCode, DataAmount, IccidText, Moment, MsisdnText, Quantity } from './values.ts'

export const ClockField = z
  .strictObject({
    now: MomentText.optional().meta({
      description: 'When the story begins. Default: where the clocks of the emulator start.',
    }),
    start: MomentText.optional().meta({
      description: 'When the organisation was opened. Default: just before the first thing that happened.',
    }),
    mode: z.enum(['auto', 'manual']).optional(),
    rate: Rate.optional(),
  })
  .meta({ description: 'Everything before `now` has happened when the organisation is opened.' })

const CATALOGUE_CHANGE = {
  bundle: BundleName,
  ...BundleFields.shape,
  withdrawn: z.literal(true).optional().meta({ description: 'It can no longer be ordered.' }),
  at: ComingInstant.optional(),
}

/** A change of one bundle of the organisation's catalogue. */
export const CatalogueGiven = z.strictObject(CATALOGUE_CHANGE).superRefine((change, context) => {
  const { bundle: _, at: __, withdrawn, ...fields } = change
  const named = Object.keys(fields)
  if (withdrawn && named.length > 0) {
    context.addIssue({ code: 'custom', path: [named[0] ?? ''], message: 'nothing here beside withdrawn' })
  }
  if (!withdrawn && named.length === 0) {
    context.addIssue({ code: 'custom', message: 'a field that changes, such as price, or withdrawn' })
  }
})

export const TopUp = z.strictObject({
  amount: z.number().min(1_000).max(5_000).meta({ description: 'What the card was charged, in whole units.' }),
  at: Moment,
})

export const Stock = z.strictObject({
  bundle: BundleName,
  quantity: Quantity.optional().meta({ description: 'Units bought. Default 1.' }),
  purchased: Moment.optional().meta({ description: 'Default: an hour ago.' }),
  refunded: z
    .strictObject({ quantity: Quantity.optional(), at: Moment })
    .optional()
    .meta({ description: 'Units given back for money since.' }),
})

/** The states that a bundle can be put in; each has the history that leads there. */
export const WORLD_STATES = ['queued', 'active', 'depleted', 'expired', 'revoked'] as const

export const EsimBundle = z
  .strictObject({
    bundle: BundleName,
    state: z.enum(WORLD_STATES).optional().meta({ description: 'Default: queued.' }),
    used: DataAmount.optional().meta({
      description: 'Used from its start until now, spread over the days. Default: 1MB of a bundle that was started.',
    }),
    purchased: Moment.optional().meta({ description: 'Default: a while before it was first used.' }),
    started: Moment.optional().meta({
      description: 'When data first flowed. Default: a day ago, or early enough to have expired.',
    }),
    country: CountryCode.optional().meta({
      description: 'Where its data is used. Default: where the bundle is at home.',
    }),
    from: z
      .enum(['order', 'inventory'])
      .optional()
      .meta({ description: 'Bought for the eSIM (default), or taken from `inventory`, which must have it.' }),
    revoked: Moment.optional().meta({ description: 'With state revoked. Default: an hour ago.' }),
    refundTo: z.enum(['inventory', 'balance']).optional().meta({ description: 'With state revoked.' }),
  })
  .superRefine((bundle, context) => {
    const { state = 'queued' } = bundle
    const complain = (field: keyof typeof bundle, message: string) => {
      if (bundle[field] !== undefined) context.addIssue({ code: 'custom', path: [field], message })
    }
    if (state === 'queued') {
      complain('used', 'nothing here while the state is queued, or the state active')
      complain('started', 'nothing here while the state is queued, or the state active')
    }
    if (state === 'depleted') complain('used', 'nothing here, since a depleted bundle is used up, or the state active')
    if (state !== 'revoked') {
      complain('revoked', `nothing here while the state is ${state}, or the state revoked`)
      complain('refundTo', `nothing here while the state is ${state}, or the state revoked`)
    }
  })

export const Plan = z
  .strictObject({
    megabytesPerDay: z.number().positive().max(1_000_000_000).optional(),
    profile: Profile.optional(),
    startAfter: Duration.optional(),
    for: Duration.optional(),
    country: CountryCode.optional(),
  })
  .refine(({ megabytesPerDay, profile }) => (megabytesPerDay === undefined) !== (profile === undefined), {
    error: 'either megabytesPerDay or profile',
  })

export const Trip = z
  .string()
  .superRefine((text, context) => {
    const parsed = parseTrip(text)
    if (!('problems' in parsed)) return
    for (const { found, expected } of parsed.problems) {
      context.addIssue({ code: 'custom', message: expected, params: { found } })
    }
  })
  .meta({
    description: 'Steps with the time since the trip began. Those that lie ahead happen when the clock gets there.',
    examples: ['install +2h; attach ES +1d; attach FR +4d; use 180MB/day; home +9d'],
  })

export const WorldEsim = z
  .strictObject({
    iccid: IccidText.optional(),
    count: Quantity.optional().meta({ description: 'How many like it. Default 1.' }),
    customerRef: z.string().optional().meta({
      description: `Steps find the eSIM by it, as \${esim.alice}. {firstName}, {lastName} and {email} stand for a person's.`,
    }),
    msisdn: MsisdnText.nullable().optional().meta({
      description: 'A telephone number, or null for none. Default: as `msisdns` of the organisation says.',
    }),
    physical: z.boolean().optional(),
    installed: z
      .union([z.boolean(), Moment])
      .optional()
      .meta({ description: 'Whether or when. Default: before its first bundle starts.' }),
    location: CountryCode.optional().meta({ description: 'Where it is now.' }),
    bundles: z
      .array(EsimBundle)
      .max(100)
      .optional()
      .meta({ description: 'In the order in which they were put on it.' }),
    usagePlan: Plan.optional().meta({ description: 'Data used from now on.' }),
    trip: Trip.optional(),
    tripFrom: Moment.optional().meta({
      description: 'When the trip began. Default: when its first bundle was bought.',
    }),
  })
  .superRefine((esim, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (esim.iccid !== undefined && (esim.count ?? 1) > 1) complain('iccid', 'none, since count asks for several')
    if (esim.tripFrom !== undefined && esim.trip === undefined) complain('tripFrom', 'a trip beside it')
    if (esim.trip !== undefined && esim.usagePlan !== undefined) {
      complain('usagePlan', 'none, since the trip says what is used')
    }
    if (esim.installed === false && esim.bundles?.some(({ state, started }) => started ?? wasStarted(state))) {
      complain('installed', 'true, or nothing, since one of its bundles was started')
    }
  })

const wasStarted = (state: (typeof WORLD_STATES)[number] = 'queued'): boolean =>
  state === 'active' || state === 'depleted' || state === 'expired'
