import * as z from 'zod'
import type { VendorErrorCode } from '../domain/errors.ts'
import { ICCID } from '../domain/identifiers.ts'

/**
 * The kinds of fields that requests have, and the one rule of what counts as absent. A field means the same in a body, a
 * query and a path, and what its schema says is what is enforced.
 */

/** Makes a check answer an error of its own, in place of the usual one for a query or a body. */
export const failsWith = (code: VendorErrorCode) => ({ error: code })

/** As failsWith, for a text that is none of those allowed; a value of another type stays unreadable. */
export const unknownText = (code: VendorErrorCode) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined || typeof input === 'string' ? code : undefined,
})

/** As failsWith, where there is no value at all. */
export const whenAbsent = (code: VendorErrorCode) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? code : undefined),
})

/** The type of a field, without what makes it optional or lenient. */
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
 * Whether a field counts as absent: `null` and an empty text always do; where the field is optional, so do 0, false and an
 * empty list. Clients whose languages have such values for what was never set send them.
 * Assumption (transport-nothing): the nothing of any type does, since languages without types mix them.
 */
export function isAbsent(field: z.ZodType, value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (emptiable.has(field)) return false
  if (value === '') return true
  return isOptional(field) && (value === 0 || value === false || (Array.isArray(value) && value.length === 0))
}

/** As isAbsent, for a text in a query: `null`, 0 of a number, and `false` of anything but a text. */
export function isAbsentText(field: z.ZodType, text: string): boolean {
  if (emptiable.has(field)) return false
  if (text === '') return true
  if (!isOptional(field)) return false
  if (text === 'null') return true
  const { type } = typeWithin(field).def
  return type !== 'string' && type !== 'enum' && (text === 'false' || (type === 'number' && /^[+-]?0+$/.test(text)))
}

/** `true` and `false`, also as the texts that programs write for them. Any other text is unreadable, never a no. */
export const Flag = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  const text = value.trim().toLowerCase()
  if (YES.includes(text)) return true
  return NO.includes(text) ? false : value
}, z.boolean())

const YES = ['true', '1', 'yes']
const NO = ['false', '0', 'no']

/** A whole number written in a query: of what 64 bits hold, what this language cannot count to is cut to what it can. */
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
    z.enum(texts, code && unknownText(code)),
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
export const iccidField = (error?: ReturnType<typeof whenAbsent>) =>
  z
    .string(error)
    .regex(ICCID, failsWith('malformed_iccid'))
    .meta({ description: 'The number of an eSIM profile: 18 to 22 digits.', examples: ['8943108167000000019'] })
export const IccidField = iccidField()

/**
 * A field that is required, and that the service's decoder reads as nothing of its type where it is absent.
 * Assumption (orders-absent-fields): it does here as that decoder usually does.
 */
export const absentAs = <Type extends z.ZodType>(nothing: string | number, type: Type) =>
  z.preprocess((value) => value ?? nothing, type)

/** A name or number in a path: never empty, since the path would be another. */
export const pathField = <Type extends z.ZodType>(field: Type): Type => field.meta({ ...field.meta(), minLength: 1 })
