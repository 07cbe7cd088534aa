import type * as z from 'zod'

/** Lists the names of the fields that a schema allows at a path: of every form that may stand there. */
export function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const reached = path.reduce<z.ZodType[]>((at, part) => at.flatMap((each) => inside(each, part)), forms(schema))
  return [...new Set(reached.flatMap((each) => ('shape' in each ? Object.keys(each.shape as object) : [])))]
}

type Definition = {
  innerType?: z.ZodType
  out?: z.ZodType
  options?: z.ZodType[]
  element?: z.ZodType
  shape?: Record<string, z.ZodType>
}
const definition = (schema: z.ZodType): Definition => schema.def as Definition

/** A schema without its wrappers (optional, default, preprocess); for a union its alternatives. */
function forms(schema: z.ZodType): z.ZodType[] {
  const { innerType, out, options } = definition(schema)
  const inner = innerType ?? out
  if (inner) return forms(inner)
  return options ? options.flatMap(forms) : [schema]
}

function inside(schema: z.ZodType, part: PropertyKey): z.ZodType[] {
  const { element, shape } = definition(schema)
  const next = typeof part === 'number' ? element : shape?.[String(part)]
  return next ? forms(next) : []
}

/** The value at a path of another; undefined where the path leads to none. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | null | undefined)?.[part], value)
