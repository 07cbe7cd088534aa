import * as z from 'zod'

/** Shared pieces of the wire format, each declared once. */

export const Iccid = z
  .string()
  .meta({ description: 'The number of an eSIM profile: 19 digits.', examples: ['8943108167000000019'] })

export const BundleName = z
  .string()
  .meta({ description: 'The name of a bundle. Case sensitive.', examples: ['esim_1GB_7D_GB_V2'] })

export const Reference = z
  .string()
  .meta({ description: 'An order or apply reference: a UUID.', examples: ['7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'] })

/** RFC 3339 in UTC, with a fraction of up to nine digits. */
export const Timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/)
  .meta({ examples: ['2026-01-09T10:55:57.202000001Z'] })

/** An amount in whole units of the organisation's currency, with decimals. */
export const Money = z.number().meta({ examples: [1.36] })

/** The answer to a call that only does something. It has no `message`: clients take one for an error. */
export const Done = z.object({ status: z.string() })
export const presentDone = (text: string): z.infer<typeof Done> => ({ status: text })

export const ErrorBody = z.object({ message: z.string() })

/** `true` and `false`, also as text, which some clients send. */
export const LenientBoolean = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  const text = value.trim().toLowerCase()
  if (text === '' || text === 'false') return false
  return text === 'true' ? true : value
}, z.boolean())

/** A whole number written in a query: of what 64 bits hold, what this language cannot count to is cut to what it can. */
export const QueryInteger = z.preprocess((value) => {
  if (typeof value !== 'string' || !/^[+-]?\d{1,18}$/.test(value.trim())) return value
  return Math.min(Math.max(Number(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
}, z.int())

/** A switch written in a query: anything but a clear yes is a no. */
export const QueryFlag = z.preprocess(
  (value) => (typeof value === 'string' ? /^(true|1|yes)$/i.test(value.trim()) : value),
  z.boolean(),
)

/** The page to return, from 1. Zero and less are read as the first. */
export const Page = QueryInteger.optional().meta({ description: 'The page to return, from 1.', default: 1 })

export const Direction = z
  .preprocess((value) => (typeof value === 'string' ? value.toLowerCase() : value), z.enum(['asc', 'desc']))
  .optional()
  .meta({ description: 'The direction of the order.' })

export const AdditionalFields = z
  .string()
  .optional()
  .meta({ description: 'Fields to add, separated by commas: `appleInstallUrl`. Others are ignored.' })

/** Whether a query field is a list written as one text, so that it may as well come in several. */
export const isCommaList = (field: z.ZodType): boolean => field === AdditionalFields

/** A list with the trio that all lists of the service carry. */
export const paged = <Key extends string, Item extends z.ZodType>(key: Key, item: Item) =>
  z.object({ [key]: z.array(item), ...PAGE_FIELDS } as { [K in Key]: z.ZodArray<Item> } & typeof PAGE_FIELDS)

const PAGE_FIELDS = { pageCount: z.int(), rows: z.int(), pageSize: z.int() }

/** The trio: all pages, all matches, and the page size in force. */
export const presentPaging = (rows: number, pageSize: number) => ({
  pageCount: Math.ceil(rows / pageSize),
  rows,
  pageSize,
})
