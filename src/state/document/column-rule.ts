import * as z from 'zod'
import { END_OF_TIME } from '../../domain/instant.ts'
import { LARGEST_AMOUNT, LONGEST_DURATION_MS } from '../../domain/limits.ts'

/** A row of another table that a value refers to; with `where`, in the rows that meet this condition. */
export interface Reference {
  readonly table: string
  readonly key: string
  readonly where?: string
}

/** The rule of a column: everything that the checks of documents and files need to know of it. NULL is left to the schema. */
export interface ColumnRule {
  /** A condition on the column that SQLite checks of every row. */
  readonly condition?: (column: string) => string
  /** A schema that each distinct value is checked by. */
  readonly form?: z.ZodType
  /** It is an instant that the organisation's clock has reached. */
  readonly isPast?: true
  /** The rows that it refers to, where the schema has no foreign key. */
  readonly refersTo?: readonly Reference[]
  /** It names a bundle of the catalogue. */
  readonly isBundle?: true
  /** The organisation's counter that it was numbered by, and the number before the first. */
  readonly counter?: { readonly column: string; readonly before: number }
}

export const byCondition = (condition: (column: string) => string): ColumnRule => ({ condition })

export const byForm = (form: z.ZodType): ColumnRule => ({ form })

/** JSON of a form. Text that is not JSON is read as undefined, which no form takes. */
export const byJson = (form: z.ZodType): ColumnRule =>
  byForm(
    z
      .string()
      .transform((value): unknown => {
        try {
          return JSON.parse(value)
        } catch {
          return undefined
        }
      })
      .pipe(form),
  )

/** Checked by the schema itself, with a list of values or a foreign key. */
export const bySchema: ColumnRule = {}

/** Names a bundle of the catalogue. */
export const bundle: ColumnRule = { isBundle: true }

export const refersTo = (...references: readonly Reference[]): ColumnRule => ({ refersTo: references })

export const range = (least: number, most: number): ColumnRule =>
  byCondition((column) => `${column} BETWEEN ${least} AND ${most}`)

/** Larger integers are not exact in JavaScript. */
export const whole = range(0, Number.MAX_SAFE_INTEGER)
export const positive = range(1, Number.MAX_SAFE_INTEGER)
export const signedWhole = range(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
export const flag = range(0, 1)
export const amount = range(0, LARGEST_AMOUNT * 1_000 * 2)

/** A number that a counter of the organisation has given out. */
export const numberedBy = (column: string, before = 0): ColumnRule => ({ ...positive, counter: { column, before } })

/** The year 1: an earlier instant has no date of four digits. */
const FIRST_DATE = -62_135_596_800_000

/** An instant that a clock can show. */
export const anyInstant = range(FIRST_DATE, END_OF_TIME)
/** An instant that the organisation's clock has reached. */
export const pastInstant: ColumnRule = { ...anyInstant, isPast: true }
/** An instant that may be after the end of time, and is then never reached. */
export const futureInstant = range(FIRST_DATE, END_OF_TIME + 2 * LONGEST_DURATION_MS)

/** Text that is only shown. */
export const text = byCondition((column) => `length(${column}) <= 1000000`)
export const digits = (least: number, most: number): ColumnRule =>
  byCondition((column) => `length(${column}) BETWEEN ${least} AND ${most} AND ${column} NOT GLOB '*[^0-9]*'`)
export const iccid = digits(18, 22)
export const currency = byCondition((column) => `${column} GLOB '[A-Z][A-Z][A-Z]'`)
export const country = byCondition((column) => `length(${column}) BETWEEN 2 AND 10 AND ${column} NOT GLOB '*[^A-Z-]*'`)
const UUID_GLOB = '????????-????-????-????-????????????'
export const uuid = byCondition((column) => `${column} GLOB '${UUID_GLOB}' AND ${column} NOT GLOB '*[^0-9a-f-]*'`)
/** The reference of an order's unit: a UUID and a counter. */
export const unitReference = byCondition(
  (column) => `${column} GLOB '${UUID_GLOB}-[0-9]*' AND ${column} NOT GLOB '*[^0-9a-f-]*'`,
)
export const oneOf = (values: readonly string[]): ColumnRule =>
  byCondition((column) => `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`)
/** A part of an activation code, whose separator is `$`. */
export const activationCodePart = byCondition(
  (column) => `length(${column}) BETWEEN 1 AND 255 AND ${column} NOT GLOB '*[^A-Za-z0-9.:_-]*'`,
)
