import * as z from 'zod'

export type JsonSchema = Record<string, unknown>

/** Converts a schema of the contract to JSON Schema. Answers may have further fields, as the service's may. */
export const schemaOf = (type: z.ZodType, { closed = false } = {}): JsonSchema => {
  const { $schema, ...schema } = z.toJSONSchema(type, {
    io: 'output',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (!closed && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      // Whole numbers have no bounds on the wire; JavaScript's safe integers are not part of the contract.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  }) as JsonSchema
  return schema
}
