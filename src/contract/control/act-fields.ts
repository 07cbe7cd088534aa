import * as z from 'zod'
import { parseDataAmount } from '../../domain/data-amount.ts'
import { DataAmount } from '../scenario/values.ts'
import { Duration } from './operation.ts'
import { Profile } from './organisation.ts'

/** The fields of what is done to an eSIM: a call on one, a step of a scenario and an act on many have the same. */

export const Country = z
  .string()
  .regex(/^\p{L}.{1,99}$/u, { error: 'must be an ISO code or a name, such as FR, or the name of a country' })
  .meta({ description: 'An ISO code, or a name such as `France`.', examples: ['FR'] })

const MOST_MEGABYTES = 1_000_000_000

export const Megabytes = z
  .number()
  .positive()
  .max(MOST_MEGABYTES)
  .meta({ description: 'Decimal: 1 MB is 1,000,000 bytes.' })

export const ATTACH_FIELDS = {
  country: Country,
  network: z
    .string()
    .optional()
    .meta({ description: 'The name, brand or TADIG code of a network. Default: the first one of the country.' }),
}

export const MOST_BYTES = 1_000_000_000_000_000

const isUsable = (amount: number | undefined): boolean => amount !== undefined && amount >= 1 && amount <= MOST_BYTES

export const USE_FIELDS = {
  amount: DataAmount.refine((amount) => isUsable(parseDataAmount(amount)), {
    error: 'must be an amount of data from 1B to 1000TB',
  }),
  country: Country.optional(),
}

export const PLAN_FIELDS = {
  megabytesPerDay: z.number().min(0).max(MOST_MEGABYTES).optional().meta({ description: '0 ends the plan.' }),
  profile: Profile.optional(),
  startAfter: Duration.optional(),
  for: Duration.optional(),
  country: Country.optional(),
}

/** Of a usage plan: whether it says how much it uses, and says it once. */
export const saysHowMuch = (plan: { readonly megabytesPerDay?: unknown; readonly profile?: unknown }): boolean =>
  (plan.megabytesPerDay === undefined) !== (plan.profile === undefined)

export const HOW_MUCH = { error: 'give either megabytesPerDay or profile' }
