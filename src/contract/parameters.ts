import { isOptional } from './fields.ts'
import { type JsonSchema, schemaOf } from './json-schema.ts'
import type { Operation } from './operation.ts'

/** The fields of a path or a query as OpenAPI describes parameters. */
export function parameters(fields: Operation['queryFields'], location: 'path' | 'query') {
  return Object.entries(fields.shape).map(([name, type]) => {
    const { description, ...schema } = schemaOf(type) as JsonSchema & { description?: string }
    return {
      name,
      in: location,
      required: location === 'path' || !isOptional(type),
      ...(description === undefined ? {} : { description }),
      schema,
    }
  })
}
