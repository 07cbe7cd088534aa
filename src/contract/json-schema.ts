import * as z from 'zod'

export type JsonSchema = Record<string, unknown>

/** JSON Schema of what is on the wire. Answers are open to further fields, as the service's are. */
export const schemaOf = (type: z.ZodType, { closed = false } = {}): JsonSchema => {
  const { $schema, ...schema } = z.toJSONSchema(type, {
    io: 'output',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (!closed && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      // Whole numbers are unbounded on the wire; the limits of the reader's language are not the contract's.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  }) as JsonSchema
  return schema
}
