import { type JsonSchema, schemaOf } from './json-schema.ts'
import type { Operation } from './operation.ts'
import { parameters } from './parameters.ts'
import type { WireVariant } from './variants/wire-variant.ts'

/** The body of an operation as OpenAPI describes it; undefined when it has none. */
export function describeBody(operation: Operation, variant: WireVariant | undefined) {
  if (!operation.body) return undefined
  const observed: JsonSchema = operation.bodyForms
    ? { anyOf: operation.bodyForms.map((form) => schemaOf(form)) }
    : schemaOf(operation.body)
  return { required: true, content: { 'application/json': { schema: variant ? variant.body(observed) : observed } } }
}

/** The parameters of an operation as OpenAPI describes them. */
export const describeParameters = (operation: Operation, variant: WireVariant | undefined) => [
  ...parameters(operation.pathFields, 'path'),
  ...queriesOf(operation, variant),
]

const PAGE_SIZES: ReadonlySet<string> = new Set(['perPage', 'limit'])

/**
 * The query parameters of an operation in a variant. Those that may only replace fields of the body are left out unless a row
 * lists them: the body is described already, and no schema says that one of the two is required.
 */
function queriesOf({ queryFields, bodyOptional }: Operation, variant: WireVariant | undefined) {
  const queries = parameters(queryFields, 'query').filter(
    ({ name }) => !variant?.ignores.has(name) && (!bodyOptional || variant?.standIns.includes(name)),
  )
  if (variant?.rules.paging !== 'any-size') return queries
  return queries.map((query) => {
    if (!PAGE_SIZES.has(query.name)) return query
    const schema = { type: 'integer', minimum: 1, default: query.schema.default }
    return { ...query, description: 'How many to a page.', schema }
  })
}
