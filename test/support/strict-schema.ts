import * as z from 'zod'

const LEAVES = new Set(['string', 'number', 'boolean', 'literal', 'enum', 'null'])

/** The same schema with no further keys allowed, at any depth. Throws for kinds of schema that it does not know. */
export function strictSchema(type: z.ZodType): z.ZodType {
  if (type instanceof z.ZodObject) {
    const shape = type.shape as Record<string, z.ZodType>
    return z.strictObject(Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, strictSchema(field)])))
  }
  if (type instanceof z.ZodArray) return z.array(strictSchema(type.element as z.ZodType))
  if (type instanceof z.ZodOptional) return z.optional(strictSchema(type.unwrap() as z.ZodType))
  if (type instanceof z.ZodNullable) return z.nullable(strictSchema(type.unwrap() as z.ZodType))
  if (type instanceof z.ZodUnion) return z.union((type.options as z.ZodType[]).map(strictSchema))
  if (LEAVES.has(type.def.type)) return type
  throw new Error(`strictSchema does not know what an unknown key of a ${type.def.type} is`)
}
