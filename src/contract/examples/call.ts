import type * as z from 'zod'
import { type JsonSchema, schemaOf } from '../json-schema.ts'
import type { Method } from '../operation.ts'
import { exampleOf } from './answer.ts'

/** What an example call says in each place; what is not named is left out, but for what a path needs. */
export interface Example {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The answer, where the one that follows from the schema would mislead. */
  readonly answer?: unknown
}

/** What the operations of both APIs have in common. */
export interface Described {
  readonly operationId: string
  readonly method: Method | 'PATCH'
  readonly path: string
  readonly pathFields: z.ZodObject
  readonly queryFields: z.ZodObject
  readonly body: z.ZodType | undefined
  readonly answer: z.ZodType
}

/** An example with something in every place that the operation has. */
export interface ExampleCall {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Absent when the call has no body. */
  readonly body: unknown
  /** Absent when the answer is not JSON. */
  readonly answer: unknown
}

export function exampleCall(operation: Described, given: Example = {}): ExampleCall {
  const path = Object.entries(operation.pathFields.shape).map(([name, type]) => [
    name,
    given.path?.[name] ?? String(exampleOf(schemaOf(type as z.ZodType), name)),
  ])
  const answer = schemaOf(operation.answer)
  return {
    path: Object.fromEntries(path),
    query: given.query ?? {},
    body: operation.body && (given.body ?? requiredOf(schemaOf(operation.body))),
    answer: given.answer ?? (Object.keys(answer).length === 0 ? undefined : exampleOf(answer)),
  }
}

/** The fields that a body must have. */
function requiredOf(schema: JsonSchema): unknown {
  const required = (schema.required ?? []) as readonly string[]
  const fields = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(required.map((name) => [name, exampleOf(fields[name] ?? {}, name)]))
}
