import * as z from 'zod'
import { isDuration } from '../../domain/duration.ts'
import { isMoment } from '../../domain/instant.ts'
import { FASTEST_RATE, LARGEST_COUNT, LARGEST_SEED, LONGEST_LIST } from '../../domain/limits.ts'
import { isApiKey } from '../../domain/organisation.ts'
import { LONGEST_PATTERN } from '../../domain/path-pattern.ts'
import { type Call, completeFields, type Fields, type NoFields, type OptionalFields } from '../call.ts'

/** One call of the control API: routes, validation, handles and the OpenAPI document come from it. */
export interface ControlOperation<
  Path extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> extends Call<Path, Query, Body, Answer> {
  readonly tag: string
  /** An organisation-scope call is for the organisation of its key; a server-scope call requires the control token. */
  readonly scope: 'organisation' | 'server'
  /** Whether a key that is used for the first time opens its organisation; a call that only reads opens none. */
  readonly opens: boolean
  /** The body is checked row by row, and may have as many values as it has room for. */
  readonly isBulk?: boolean
  /** 204 has no body. */
  readonly status: 200 | 201 | 204
}

type Completed = 'pathFields' | 'queryFields' | 'body' | 'status' | 'scope' | 'opens'

/** Describes an operation of the control API; its path is written without `/_emulator`. */
export const controlOperation = <
  Answer extends z.ZodType,
  Path extends Fields = NoFields,
  Query extends Fields = NoFields,
  Body extends z.ZodType = z.ZodUndefined,
>(
  described: Omit<ControlOperation<Path, Query, Body, Answer>, Completed> &
    OptionalFields<Path, Query, Body> & {
      readonly status?: 200 | 201 | 204
      readonly scope?: 'organisation' | 'server'
      /** False for a call that only reads though its method is not GET. */
      readonly opens?: false
    },
): ControlOperation<Path, Query, Body, Answer> => ({
  ...described,
  ...completeFields(described),
  path: `/_emulator${described.path}`,
  status: described.status ?? 200,
  scope: described.scope ?? 'organisation',
  // A thing named in the path has to exist, so there would be nothing to open an organisation for.
  opens: described.opens ?? (described.method !== 'GET' && described.pathFields === undefined),
})

/** A duration: `P7DT2H`, `8d`, `1d12h`, or a number of milliseconds. Read as milliseconds. */
export const Duration = z
  .union([z.string(), z.number()])
  .refine(isDuration, {
    error: 'must be a duration such as 90s, 8d, 1d12h, P7DT2H, or a number of milliseconds, and at most 100 years',
  })
  .meta({ description: 'ISO 8601 (`P7DT2H`), short (`90s`, `8d`, `1d12h`), or milliseconds.', examples: ['8d'] })

/** RFC 3339 in UTC. */
export const MomentText = z
  .string()
  .refine(isMoment, { error: 'must be RFC 3339, such as 2026-01-01T00:00:00Z, and not after 9999-12-31T00:00:00Z' })
  .meta({ format: 'date-time', examples: ['2026-01-08T00:00:00Z'] })

/** The key of an organisation. */
export const ApiKey = z.string().refine(isApiKey, { error: 'must be 1 to 128 visible ASCII characters' })

/** The seed that ids, names and codes are derived from. */
export const Seed = z.int().min(0).max(LARGEST_SEED)

/** Emulated seconds in each real second. */
export const Rate = z
  .number()
  .positive()
  .max(FASTEST_RATE)
  .meta({ description: 'Emulated seconds in each real second.' })

/** The answer of a call that has no body. */
export const NoContent = z.undefined()

/** A pattern for the paths of vendor calls. */
export const PathPattern = z.string().max(LONGEST_PATTERN).meta({
  description: 'Compared without the version prefix. `*` stands for any text, `{name}` for one segment.',
})

/** A value, or a list of them. */
export const oneOrMore = <T extends z.ZodType>(item: T, most = LONGEST_LIST) => z.union([item, z.array(item).max(most)])

/** A number of times, from 0. */
export const Count = z.int().min(0).max(LARGEST_COUNT)

/** The largest number of a row: the largest that JavaScript counts to one by one. */
const LARGEST_ID = Number.MAX_SAFE_INTEGER

/** A whole number in a path or a query, in decimal digits alone: `7`, and neither `007`, `7.0` nor `7e0`. */
export const wholeNumber = (least: number, most: number) =>
  z.preprocess(
    (text) => (/^(?:0|[1-9]\d*)$/.test(String(text)) ? Number(text) : undefined),
    z
      .int({ error: `must be a whole number from ${least} to ${most}` })
      .min(least)
      .max(most),
  )

/** The number of a row, in a path or a query. */
export const RowId = wholeNumber(1, LARGEST_ID)

/** The most rows to return. */
export const Limit = wholeNumber(1, 10_000).optional().meta({ description: 'The most rows to return.' })
