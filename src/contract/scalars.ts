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
