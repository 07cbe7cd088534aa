import * as z from 'zod'
import type { VendorErrorCode } from '../domain/errors.ts'
import { ICCID } from '../domain/identifiers.ts'

/**
 * The kinds of fields that requests have, and the one rule of what counts as absent. A field means the same in a body, a
 * query and a path, and what its schema says is what is enforced.
 */

/** Makes a check answer an error of its own, in place of the generic one for a query or a body. */
export const failsWith = (code: VendorErrorCode) => ({ error: code })

/** Makes a check of a text answer an error of its own; a value of another type still gets the generic one. */
export const failsOnUnknownText = (code: VendorErrorCode) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined || typeof input === 'string' ? code : undefined,
})

/** Makes a check answer an error of its own where the field is absent. */
export const failsWhenAbsent = (code: VendorErrorCode) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? code : undefined),
})

/** The type of a field without its wrappers (optional, preprocess). */
export function typeWithin(field: z.ZodType): z.ZodType {
  const { def } = field as unknown as { def: { type: string; innerType?: z.ZodType; out?: z.ZodType } }
  const inner = def.type === 'pipe' ? def.out : def.innerType
  return inner ? typeWithin(inner) : field
}

export const isOptional = (field: z.ZodType): boolean => field.def.type === 'optional'
export const isList = (field: z.ZodType): boolean => typeWithin(field).def.type === 'array'

const emptiable = new WeakSet<z.ZodType>()
const commaLists = new WeakSet<z.ZodType>()

/** Marks a field whose empty text is a value of its own. */
export function mayBeEmpty<Type extends z.ZodType>(field: Type): Type {
  emptiable.add(field)
  return field
}

/** Marks a field that is a list written as one text, with commas. It may also come in several, or with brackets. */
export function commaList<Type extends z.ZodType>(field: Type): Type {
  commaLists.add(field)
  return field
}
export const isCommaList = (field: z.ZodType): boolean => commaLists.has(field)

/**
 * The field of a query that a parameter is for; undefined when there is none. PHP and others write lists as `isos[]=GB` or
 * `isos[0]=GB`.
 */
export function fieldOf(
  fields: Readonly<Record<string, z.ZodType>>,
  parameter: string,
): { readonly name: string; readonly type: z.ZodType } | undefined {
  const name = parameter.replace(/\[\d*\]$/, '')
  const type = Object.hasOwn(fields, name) ? fields[name] : undefined
  return type && (name === parameter || isList(type) || isCommaList(type)) ? { name, type } : undefined
}

/** The parts of a list that is written with commas. */
export const splitList = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/**
 * Tells whether a field counts as absent: `null` and an empty text always do; where the field is optional, so do 0, false and an
 * empty list. Clients send such zero values for fields that they never set.
 * Assumption (transport-nothing): the zero value of any type counts, since languages without types mix them.
 */
export function isAbsent(field: z.ZodType, value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (emptiable.has(field)) return false
  if (value === '') return true
  return isOptional(field) && (value === 0 || value === false || (Array.isArray(value) && value.length === 0))
}

/** Tells whether a text in a query counts as absent: `null`, 0 for a number, and `false` for anything but a text. */
export function isAbsentText(field: z.ZodType, text: string): boolean {
  if (emptiable.has(field)) return false
  if (text === '') return true
  if (!isOptional(field)) return false
  if (text === 'null') return true
  const { type } = typeWithin(field).def
  return type !== 'string' && type !== 'enum' && (text === 'false' || (type === 'number' && /^[+-]?0+$/.test(text)))
}

/** A boolean, also as one of the texts that programs write for it. Any other text is an error, never false. */
export const Flag = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  const text = value.trim().toLowerCase()
  if (YES.includes(text)) return true
  return NO.includes(text) ? false : value
}, z.boolean())

const YES = ['true', '1', 'yes']
const NO = ['false', '0', 'no']

/** A whole number written in a query. A 64-bit number beyond JavaScript's safe integers becomes the nearest safe one. */
export const numberText = <Type extends z.ZodType<number>>(type: Type) =>
  z.preprocess((value) => {
    if (typeof value !== 'string' || !/^[+-]?\d{1,18}$/.test(value.trim())) return value
    return Math.min(Math.max(Number(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
  }, type)

/** One of some texts, in any letter case. */
export function choice<const Texts extends readonly [string, ...string[]]>(texts: Texts, code?: VendorErrorCode) {
  const byFolded = new Map<string, string>(texts.map((text) => [text.toLowerCase(), text]))
  return z.preprocess(
    (value) => (typeof value === 'string' ? (byFolded.get(value.toLowerCase()) ?? value) : value),
    z.enum(texts, code && failsOnUnknownText(code)),
  )
}

const DATE = [
  '(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29',
  '|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8])))',
].join('')
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)'

/** The pattern of an RFC 3339 date and time of a real day, without anchors. */
export const MOMENT_PATTERN = `${DATE}T${TIME}`

/** The page to return, from 1. Zero and less are read as the first. */
export const Page = numberText(z.int()).optional().meta({ description: 'The page to return, from 1.', default: 1 })

/** The number of rows on a page. */
export const pageSizeField = (description: string, standard: number) =>
  numberText(z.int().min(1)).optional().meta({ description, default: standard })

export const Direction = choice(['asc', 'desc']).optional().meta({ description: 'The direction of the order.' })

export const AdditionalFields = commaList(
  z
    .string()
    .optional()
    .meta({ description: 'Fields to add, separated by commas: `appleInstallUrl`. Others are ignored.' }),
)

/** The ICCID of an eSIM in a request. */
export const iccidField = (error?: ReturnType<typeof failsWhenAbsent>) =>
  z
    .string(error)
    .regex(ICCID, failsWith('malformed_iccid'))
    .meta({ description: 'The number of an eSIM profile: 18 to 22 digits.', examples: ['8943108167000000019'] })
export const IccidField = iccidField()

/**
 * A required field that reads as the zero value of its type where it is absent, as the service's decoder does.
 * Assumption (orders-absent-fields): that decoder does here as it usually does.
 */
export const absentAs = <Type extends z.ZodType>(nothing: string | number, type: Type) =>
  z.preprocess((value) => value ?? nothing, type)

/** A name or number in a path: never empty, since the path would be another. */
export const pathField = <Type extends z.ZodType>(field: Type): Type => field.meta({ ...field.meta(), minLength: 1 })
