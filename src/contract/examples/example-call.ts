import type { Call } from '../call.ts'
import { type JsonSchema, schemaOf } from '../json-schema.ts'
import { exampleOf } from './from-schema.ts'

/** An example with something in every place that the operation has. */
export interface ExampleCall {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Absent when the call has no body. */
  readonly body: unknown
  /** Absent when the answer is not JSON. */
  readonly answer: unknown
}

/** Makes the example call of an operation: its own example, and for the rest values that fit its schemas. */
export function exampleCall({ pathFields, body, answer, example = {} }: Call): ExampleCall {
  const path = Object.entries(pathFields.shape).map(([name, type]) => [
    name,
    example.path?.[name] ?? String(exampleOf(schemaOf(type), name)),
  ])
  const schema = schemaOf(answer)
  return {
    path: Object.fromEntries(path),
    query: example.query ?? {},
    body: body && (example.body ?? requiredFields(schemaOf(body))),
    answer: example.answer ?? (Object.keys(schema).length === 0 ? undefined : exampleOf(schema)),
  }
}

/** Examples of the fields that a body must have. */
function requiredFields(schema: JsonSchema): unknown {
  const required = (schema.required ?? []) as readonly string[]
  const fields = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(required.map((name) => [name, exampleOf(fields[name] ?? {}, name)]))
}
