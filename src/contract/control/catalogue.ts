import * as z from 'zod'
import type { Country } from '../../domain/bundle.ts'
import type { BundleChange } from '../../domain/catalogue-change.ts'
import { formatInstant, type Instant } from '../../domain/instant.ts'
import {
  LARGEST_AMOUNT,
  LARGEST_DATA_MEGABYTES,
  LONGEST_BUNDLE_DAYS,
  LONGEST_LIST,
  LONGEST_TEXT,
} from '../../domain/limits.ts'
import { parseMoney, toWireNumber } from '../../domain/money.ts'
import { parseComingInstant } from '../../domain/relative-instant.ts'
import { ITEM } from '../examples/samples.ts'
import { controlOperation, MomentText } from './operation.ts'

/** Changes of the catalogue of one organisation: fields of bundles, new bundles, withdrawals. */

const Text = z.string().min(1).max(LONGEST_TEXT)

/** A country by its ISO code or name, or as the catalogue lists it. */
export const CountryGiven = z.union(
  [Text, z.strictObject({ name: Text.optional(), region: Text.optional(), iso: Text })],
  {
    error: 'must be an ISO code, a name, or an object with iso',
  },
)

const Countries = z.array(CountryGiven).max(LONGEST_LIST)

/** When a change comes into force. */
export const ComingInstant = z
  .string()
  .refine((text) => parseComingInstant(text, Number.MIN_SAFE_INTEGER) !== undefined, {
    error: 'must be a time from now, such as +3d, or an instant, such as 2026-01-08T00:00:00Z',
  })
  .meta({ description: 'A time from now (`+3d`), or RFC 3339. Default: at once.', examples: ['+3d'] })

/** The fields of a bundle, under the names that the catalogue's list has. */
export const BundleFields = z.strictObject({
  description: z.string().max(LONGEST_TEXT).optional(),
  price: z
    .number()
    .min(0)
    .max(LARGEST_AMOUNT)
    .refine((price) => parseMoney(String(price)) !== undefined, { error: 'must have at most three decimals' })
    .optional()
    .meta({ description: 'In whole units, with at most three decimals.' }),
  dataAmount: z
    .int()
    .min(-1)
    .max(LARGEST_DATA_MEGABYTES)
    .refine((amount) => amount !== 0, { error: 'must be megabytes from 1, or -1 for unlimited' })
    .optional()
    .meta({ description: 'Megabytes, decimal; -1 for unlimited.' }),
  duration: z.int().min(1).max(LONGEST_BUNDLE_DAYS).optional().meta({ description: 'Days.' }),
  countries: Countries.min(1).optional().meta({
    description:
      'Base countries: ISO codes, names, or objects as the list has them. A region goes with `roamingEnabled`.',
  }),
  roamingEnabled: Countries.optional().meta({ description: 'Further countries where it carries data.' }),
  speed: z.array(Text).max(LONGEST_LIST).nullable().optional(),
  groups: z.array(Text).max(LONGEST_LIST).optional(),
  autostart: z.boolean().optional(),
  imageUrl: z.string().max(LONGEST_TEXT).optional(),
})

const BundleRequest = BundleFields.extend({ at: ComingInstant.optional() }).refine(
  ({ at: _, ...fields }) => Object.keys(fields).length > 0,
  { error: 'must change a field' },
)

const CatalogueChange = z.object({
  bundle: z.string(),
  status: z.enum(['in force', 'scheduled']),
  at: MomentText.meta({ description: 'When it came into force, or will.' }),
  withdrawn: z.boolean().meta({ description: 'The bundle can no longer be ordered.' }),
  fields: z
    .object({
      description: z.string(),
      price: z.number(),
      dataAmount: z.int(),
      duration: z.int(),
      countries: z.array(z.string()),
      roamingEnabled: z.array(z.string()),
      speed: z.array(z.string()).nullable(),
      groups: z.array(z.string()),
      autostart: z.boolean(),
      imageUrl: z.string(),
    })
    .partial()
    .meta({ description: "In force: every field that differs from the emulator's catalogue. Countries as ISO codes." }),
})

const BundlePath = z.object({ bundle: z.string().min(1).max(LONGEST_TEXT) })
const EXAMPLE = {
  bundle: ITEM,
  status: 'scheduled',
  at: '2026-01-04T00:00:00Z',
  withdrawn: false,
  fields: { price: 1.75 },
} as const

export const listCatalogueChanges = controlOperation({
  operationId: 'listCatalogueChanges',
  tag: 'Catalogue',
  method: 'GET',
  path: '/catalogue',
  summary: "List how the organisation's catalogue differs",
  description:
    'The changes in force, by bundle, then those to come, by their time. The whole catalogue is `GET /catalogue`.',
  answer: z.object({ changes: z.array(CatalogueChange) }),
  example: { answer: { changes: [EXAMPLE] } },
})

export const changeBundle = controlOperation({
  operationId: 'changeBundle',
  tag: 'Catalogue',
  method: 'PUT',
  path: '/catalogue/{bundle}',
  summary: 'Change a bundle of the catalogue, or add one',
  description:
    'Fields that are left out stay as they are; a new bundle needs `price`, `dataAmount`, `duration` and `countries`. A bundle that was withdrawn is on sale again. What was bought before stays as it was bought.',
  pathFields: BundlePath,
  body: BundleRequest,
  answer: CatalogueChange,
  example: { path: { bundle: ITEM }, body: { price: 1.75, at: '+3d' }, answer: EXAMPLE },
})

export const withdrawBundle = controlOperation({
  operationId: 'withdrawBundle',
  tag: 'Catalogue',
  method: 'DELETE',
  path: '/catalogue/{bundle}',
  summary: 'Take a bundle from sale',
  description: 'What was bought before can still be applied, used and refunded.',
  pathFields: BundlePath,
  queryFields: z.strictObject({ at: ComingInstant.optional() }),
  answer: CatalogueChange,
  example: { path: { bundle: ITEM }, query: { at: '3d' }, answer: { ...EXAMPLE, withdrawn: true, fields: {} } },
})

export const resetCatalogue = controlOperation({
  operationId: 'resetCatalogue',
  tag: 'Catalogue',
  method: 'POST',
  path: '/catalogue/reset',
  summary: "Make the organisation's catalogue the emulator's own again",
  description: 'Changes to come are dropped too. What was bought stays as it was bought.',
  body: z.strictObject({ bundle: Text.optional().meta({ description: 'Only this one.' }) }),
  answer: z.object({ changes: z.array(CatalogueChange).meta({ description: 'What is left.' }) }),
  example: { body: {}, answer: { changes: [] } },
})

interface ChangeFacts {
  readonly bundle: string
  readonly fields: BundleChange
  readonly withdrawn: boolean
  readonly status: string
  readonly at: Instant
}

const codesOf = (countries: readonly Country[]): string[] => countries.map(({ iso }) => iso)

export const presentChange = ({
  bundle,
  status,
  at,
  withdrawn,
  fields,
}: ChangeFacts): z.infer<typeof CatalogueChange> => ({
  bundle,
  status: status === 'scheduled' ? 'scheduled' : 'in force',
  at: formatInstant(at),
  withdrawn,
  fields: {
    ...(fields.description === undefined ? {} : { description: fields.description }),
    ...(fields.price === undefined ? {} : { price: toWireNumber(fields.price) }),
    ...(fields.dataMegabytes === undefined ? {} : { dataAmount: fields.dataMegabytes }),
    ...(fields.durationDays === undefined ? {} : { duration: fields.durationDays }),
    ...(fields.countries === undefined ? {} : { countries: codesOf(fields.countries) }),
    ...(fields.roaming === undefined ? {} : { roamingEnabled: codesOf(fields.roaming) }),
    ...(fields.speeds === undefined ? {} : { speed: fields.speeds && [...fields.speeds] }),
    ...(fields.groups === undefined ? {} : { groups: [...fields.groups] }),
    ...(fields.autostart === undefined ? {} : { autostart: fields.autostart }),
    ...(fields.imageUrl === undefined ? {} : { imageUrl: fields.imageUrl }),
  },
})
