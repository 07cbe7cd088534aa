import type { Context } from 'hono'
import type * as z from 'zod'
import { fieldOf, isAbsentText, isCommaList, isList, splitList, typeWithin } from '../../contract/fields.ts'
import { foldFields, type Operation } from '../../contract/operation.ts'
import { refusalOf } from '../../contract/refusals.ts'
import type { WireVariant } from '../../contract/variants/wire-variant.ts'
import { countValues } from '../../domain/count-values.ts'
import { DomainError } from '../../domain/errors.ts'
import { MOST_UNITS, MOST_VALUES } from '../../domain/limits.ts'
import type { Route, Step } from '../vendor-call.ts'

/**
 * Parses query and body by the schemas of the operation, the query first. Throws invalid_parameter, body_too_large,
 * malformed_body, too_many_units, or an error of the field.
 */
export const parseRequest: Step = (call, next) => {
  const { operation, takesQuery } = call.route as Route
  if (takesQuery) call.query = readQuery(call.context, operation, call.variant)
  if (call.bodyError) throw call.bodyError
  if (call.body !== null) call.parsedBody = parseBody(call.body, operation, call.query)
  return next(call)
}

/** Reads the query by its fields, as leniently as the service does. Throws invalid_parameter, or an error of the field. */
function readQuery(context: Context, { queryFields }: Operation, variant?: WireVariant): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, texts] of Object.entries(context.req.queries())) {
    const field = fieldOf(queryFields.shape, key)
    if (!field) continue
    const { name, type } = field
    const present = texts.filter((text) => !isAbsentText(type, text))
    if (present.length === 0) continue
    const earlier = values[name]
    if (isList(type)) {
      const list = present.flatMap(splitList)
      values[name] = Array.isArray(earlier) ? [...earlier, ...list] : list
    } else if (isCommaList(type)) {
      values[name] = typeof earlier === 'string' ? [earlier, ...present].join() : present.join()
    } else {
      values[name] = present[0]
    }
  }
  const result = queryFields.safeParse(variant ? variant.query(values) : values, { reportInput: true })
  if (!result.success) throw refusalOf(result.error, 'invalid_parameter')
  return result.data
}

/**
 * Parses a body by the schema of its operation. Where the body is optional, `null` counts as no body, and the query fills in
 * the fields that it lacks. Throws malformed_body, too_many_units, or an error of the field.
 */
function parseBody(text: string, operation: Operation, query: Readonly<Record<string, unknown>>): unknown {
  const { body, bodyOptional } = operation
  if (!body) return undefined
  let value: unknown = {}
  if (text.trim() !== '' || !bodyOptional) {
    try {
      value = JSON.parse(text)
    } catch {
      throw new DomainError('malformed_body')
    }
  }
  // A value takes at least a character.
  if (text.length > MOST_UNITS) requireFewValues(value)
  const result = body.safeParse(bodyOptional ? withQuery(body, value ?? {}, query) : value, { reportInput: true })
  if (!result.success) throw refusalOf(result.error, 'malformed_body')
  return result.data
}

/** Bounds the size of a body before the schema reads it: the schema reads each value several times, and fails on some 100,000 wrong ones. */
function requireFewValues(value: unknown): void {
  const lists = typeof value === 'object' && value !== null ? Object.values(value) : []
  if (
    lists.some((list) => Array.isArray(list) && list.length > MOST_UNITS) ||
    countValues(value, MOST_VALUES) > MOST_VALUES
  ) {
    throw new DomainError('too_many_units', { limit: MOST_UNITS })
  }
}

/** Adds the fields of the query that a body lacks. */
function withQuery(body: z.ZodType, value: unknown, query: Readonly<Record<string, unknown>>): unknown {
  const folded = foldFields((typeWithin(body) as z.ZodObject<Record<string, z.ZodType>>).shape)(value)
  return typeof folded === 'object' && folded !== null && !Array.isArray(folded) ? { ...query, ...folded } : folded
}
