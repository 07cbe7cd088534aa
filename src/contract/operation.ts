import * as z from 'zod'
import type { VersionSpan } from '../domain/api-version.ts'
import { type Call, completeFields, type Fields, type NoFields, type OptionalFields } from './call.ts'
import { isAbsent } from './fields.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type ContentType = 'application/json' | 'text/csv' | 'application/zip' | 'image/png'

/** The parts of the API, in the order that the support table lists them. */
export const TAGS = ['API', 'Catalogue', 'Networks', 'Organisation', 'Orders', 'Inventory', 'eSIMs'] as const
export type Tag = (typeof TAGS)[number]

/** The error statuses that an operation can list; every operation may also answer 403 and 500. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 410 | 413 | 429 | 500 | 503

/** One call of the vendor API: routing, validation, types, the OpenAPI document and the support table come from it. */
export interface Operation<
  Path extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> extends Call<Path, Query, Body, Answer>,
    VersionSpan {
  readonly tag: Tag
  readonly method: Method
  readonly deprecated?: boolean
  /** For an operation that is in no document of the vendor: the call that the documents have instead. */
  readonly undocumented?: string
  /** A use of a documented operation that clients depend on and no document of the vendor has. */
  readonly undocumentedUse?: {
    readonly description: string
    readonly contentTypes: readonly ContentType[]
    readonly documented: string
  }
  /** The operation whose differences between versions and dialects are this one's, too. Default: itself. */
  readonly presentedAs?: string
  /** Query parameters of the same names may replace the body, or fill in fields that it lacks. */
  readonly bodyOptional?: boolean
  /** The alternative forms of the body, where some fields exclude others. Each form is a whole body. */
  readonly bodyForms?: readonly z.ZodType[]
  /** The status of its success. Default 200. */
  readonly status?: 201
  /** The types that the answer can be rendered as; the first is the default. */
  readonly contentTypes: readonly ContentType[]
  readonly errors: readonly ErrorStatus[]
}

type Completed = 'pathFields' | 'queryFields' | 'body' | 'contentTypes' | 'errors'

/** The statuses that nearly every operation documents. */
const STANDARD_ERRORS = [400, 403, 429, 500] as const

/** Describes an operation of the vendor API. */
export const operation = <
  Answer extends z.ZodType,
  Path extends Fields = NoFields,
  Query extends Fields = NoFields,
  Body extends z.ZodType = z.ZodUndefined,
>(
  described: Omit<Operation<Path, Query, Body, Answer>, Completed> &
    OptionalFields<Path, Query, Body> & {
      readonly contentTypes?: readonly ContentType[]
      readonly errors?: readonly ErrorStatus[]
    },
): Operation<Path, Query, Body, Answer> => ({
  ...described,
  ...completeFields(described),
  contentTypes: described.contentTypes ?? ['application/json'],
  errors: described.errors ?? STANDARD_ERRORS,
})

/** The documented spelling of fields whose name in the contract is another: `order` is `Order` in the document. */
type Spelling<Names> = Partial<Readonly<Record<keyof Names, string>>>

/**
 * An object as the service's decoder reads it: names match in any letter case, values that count as absent (`isAbsent`) are
 * left out, and unknown names are ignored.
 * Assumption (transport-unknown-fields-elsewhere): clients showed the last of orders alone, and the decoder is the same.
 */
export function lenientObject<Types extends Record<string, z.ZodType>>(
  fields: Types,
  documented: Spelling<Types> = {},
) {
  return z.preprocess(foldFields(fields, documented), z.object(fields))
}

/**
 * Makes the function that reads the fields of an object by their names in a schema. Where an object has a field in several
 * letter cases, the documented spelling counts, then that of the contract, then the first; one that is absent never does.
 */
export function foldFields(
  fields: Readonly<Record<string, z.ZodType>>,
  documented: Readonly<Partial<Record<string, string>>> = {},
) {
  const byFolded = new Map(Object.entries(fields).map(([name, type]) => [name.toLowerCase(), { name, type }]))
  const rankOf = (name: string, key: string): number => (key === documented[name] ? 0 : key === name ? 1 : 2)
  return (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const folded: Record<string, unknown> = {}
    const ranks = new Map<string, number>()
    for (const [key, written] of Object.entries(value)) {
      const known = byFolded.get(key.toLowerCase())
      if (!known) continue
      // An empty text in a list is no element.
      const field = Array.isArray(written) ? written.filter((element) => element !== '') : written
      if (isAbsent(known.type, field)) continue
      // An empty list in a required field counts only where the object has no other spelling of it.
      const rank = rankOf(known.name, key) + (Array.isArray(field) && field.length === 0 ? 10 : 0)
      if (rank >= (ranks.get(known.name) ?? Number.POSITIVE_INFINITY)) continue
      ranks.set(known.name, rank)
      folded[known.name] = field
    }
    return folded
  }
}
