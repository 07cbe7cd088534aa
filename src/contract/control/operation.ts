import * as z from 'zod'
import { isDuration } from '../../domain/duration.ts'
import { isMoment } from '../../domain/instant.ts'
import { FASTEST_RATE, LARGEST_COUNT, LARGEST_SEED } from '../../domain/limits.ts'
import { LONGEST_PATTERN } from '../../domain/path-pattern.ts'

type Fields = z.ZodObject<Record<string, z.ZodType>>

/** One call of the emulator's own API, said once: routes, validation, handles and the OpenAPI document come from it. */
export interface ControlOperation<
  Path extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly operationId: string
  readonly tag: string
  /** Whose call it is: of one organisation, or of whoever runs the server. */
  readonly scope: 'organisation' | 'server'
  /** Whether a key that is used for the first time opens its organisation; a call that looks does not. */
  readonly opens: boolean
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly pathFields: Path
  readonly queryFields: Query
  readonly body: Body | undefined
  /** The body is checked row by row, and may have as many values as it has room for. */
  readonly isBulk?: boolean
  readonly answer: Answer
  /** 204 has no body. */
  readonly status: 200 | 201 | 204
}

const NO_FIELDS = z.object({})

export function controlOperation<
  Answer extends z.ZodType,
  Path extends Fields = typeof NO_FIELDS,
  Query extends Fields = typeof NO_FIELDS,
  Body extends z.ZodType = z.ZodUndefined,
>(
  given: Omit<
    ControlOperation<Path, Query, Body, Answer>,
    'pathFields' | 'queryFields' | 'body' | 'status' | 'path' | 'scope' | 'opens'
  > & {
    /** Below `/_emulator`. */
    readonly path: string
    readonly pathFields?: Path
    readonly queryFields?: Query
    readonly body?: Body
    readonly status?: 200 | 201 | 204
    readonly scope?: 'organisation' | 'server'
    /** False for a call that looks though its method is not GET. */
    readonly opens?: false
  },
): ControlOperation<Path, Query, Body, Answer> {
  return {
    ...given,
    path: `/_emulator${given.path}`,
    pathFields: given.pathFields ?? (NO_FIELDS as unknown as Path),
    queryFields: given.queryFields ?? (NO_FIELDS as unknown as Query),
    body: given.body,
    status: given.status ?? 200,
    scope: given.scope ?? 'organisation',
    // What is named in the path would have to be there already.
    opens: given.opens ?? (given.method !== 'GET' && given.pathFields === undefined),
  }
}

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

/** What ids, names and codes follow from. */
export const Seed = z.int().min(0).max(LARGEST_SEED)

/** How many emulated seconds pass in each real one. */
export const Rate = z.number().positive().max(FASTEST_RATE)

export const Nothing = z.undefined()

/** The path of a vendor call, or the form of several. */
export const PathPattern = z.string().max(LONGEST_PATTERN).meta({
  description: 'The version prefix is not compared; `*` stands for anything, `{name}` for one part.',
})

/** How often something happens or is to happen. */
export const Count = z.int().min(0).max(LARGEST_COUNT)

/** The number of a row, in a path or a query. */
export const RowId = z.coerce.number().int()

/** The number of things to return at most. */
export const Limit = z.coerce.number().int().min(1).max(10_000).optional()
