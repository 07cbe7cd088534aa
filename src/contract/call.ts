import * as z from 'zod'

export type Fields = z.ZodObject<Record<string, z.ZodType>>

/**
 * The example of a call, as far as its schemas do not say it. Values of the path, required fields of the body and the
 * answer follow from the schemas where they are left out; a query parameter that is left out is not sent.
 */
export interface Example {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly answer?: unknown
}

/** The part of an operation that the vendor API and the control API have in common. */
export interface Call<
  Path extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly operationId: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its parameters in braces. */
  readonly path: string
  readonly summary: string
  /** Rules, limits and assumptions that the fields do not show. */
  readonly description?: string
  readonly example?: Example
  readonly pathFields: Path
  readonly queryFields: Query
  /** Absent: the call has no body, and one that is sent is ignored. */
  readonly body: Body | undefined
  readonly answer: Answer
}

/** The fields of a call as an operation is written down: a part that it does not have is left out. */
export interface OptionalFields<Path extends Fields, Query extends Fields, Body extends z.ZodType> {
  readonly pathFields?: Path
  readonly queryFields?: Query
  readonly body?: Body
}

const NO_FIELDS = z.object({})
export type NoFields = typeof NO_FIELDS

/** Adds empty fields for the parts that a call leaves out. */
export const completeFields = <Path extends Fields, Query extends Fields, Body extends z.ZodType>({
  pathFields,
  queryFields,
  body,
}: OptionalFields<Path, Query, Body>) => ({
  pathFields: pathFields ?? (NO_FIELDS as unknown as Path),
  queryFields: queryFields ?? (NO_FIELDS as unknown as Query),
  body,
})

/** Finds the operations among the exports of modules. */
export const collectOperations = <Operation extends Call>(modules: readonly object[]): Operation[] =>
  modules.flatMap((module) =>
    Object.values(module).filter(
      (value): value is Operation => typeof value === 'object' && value !== null && 'operationId' in value,
    ),
  )
