import type { Context } from 'hono'
import type * as z from 'zod'
import type { Operation } from '../contract/operation.ts'
import { isCommaList } from '../contract/scalars.ts'
import type { Shape } from '../contract/shape.ts'
import { countValues } from '../domain/count-values.ts'
import { DomainError } from '../domain/errors.ts'
import { MOST_UNITS, MOST_VALUES } from '../domain/limits.ts'
import { readBody } from '../middleware/body.ts'

/** The longest body that is read. Assumption (transport-body-limit): the vendor's limit is not known. */
const BODY_LIMIT_BYTES = 1_048_576

/** The query by its fields, read as liberally as the service does. Throws invalid_parameter. */
export function readQuery(context: Context, { queryFields }: Operation, shape?: Shape): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const [name, values] of Object.entries(context.req.queries())) {
    const field = Object.hasOwn(queryFields.shape, name) ? queryFields.shape[name] : undefined
    // An empty value means the same as none.
    const present = values.filter((value) => value !== '')
    if (field && present.length > 0)
      given[name] = isList(field) ? present : isCommaList(field) ? present.join() : present[0]
  }
  const result = queryFields.safeParse(shape ? shape.query(given) : given)
  if (!result.success) throw new DomainError('invalid_parameter', { name: String(result.error.issues[0]?.path[0]) })
  return result.data
}

const isList = (field: z.ZodType): boolean => {
  const type = field.def.type === 'optional' ? (field as z.ZodOptional<z.ZodType>).def.innerType : field
  return type.def.type === 'array'
}

/** The body's text. Throws body_too_large, and malformed_body when it broke off or is not UTF-8. */
export async function readText(request: Request): Promise<string> {
  const { text, problem } = await readBody(request, BODY_LIMIT_BYTES)
  if (problem) throw new DomainError(problem === 'too_long' ? 'body_too_large' : 'malformed_body')
  return text
}

/** A body's text by the schema of its operation; where the body is optional, `null` is none. Throws malformed_body and too_many_units. */
export function parseBody(text: string, operation: Operation): unknown {
  if (text.trim() === '' && operation.bodyOptional) return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DomainError('malformed_body')
  }
  requireFewValues(value)
  const result = operation.body?.safeParse(operation.bodyOptional ? (value ?? {}) : value)
  if (!result?.success) throw new DomainError('malformed_body')
  return result.data
}

/** Before the schema: it looks at each value several times, and fails itself over some hundred thousand that are wrong. */
function requireFewValues(value: unknown): void {
  const lists = typeof value === 'object' && value !== null ? Object.values(value) : []
  if (
    lists.some((list) => Array.isArray(list) && list.length > MOST_UNITS) ||
    countValues(value, MOST_VALUES) > MOST_VALUES
  ) {
    throw new DomainError('too_many_units', { limit: MOST_UNITS })
  }
}
