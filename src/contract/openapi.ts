import * as z from 'zod'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'
import { ErrorBody } from './scalars.ts'

/** What each status means that the vendor API refuses with. */
export const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'The request was understood and not accepted.',
  401: 'Documented by the vendor; the service was only ever seen to answer 403.',
  403: 'The key is not valid, the eSIM is not in the account, or there is nothing to take.',
  404: 'There is no such path.',
  413: 'The body is too long.',
  429: 'Too many requests in this second.',
  500: 'The service failed.',
  503: 'Try again later.',
}

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

export function parameters(fields: Operation['queryFields'], location: 'path' | 'query') {
  return Object.entries(fields.shape).map(([name, type]) => {
    const { description, ...schema } = schemaOf(type) as JsonSchema & { description?: string }
    return {
      name,
      in: location,
      required: location === 'path',
      ...(description === undefined ? {} : { description }),
      schema,
    }
  })
}

function describe(operation: Operation) {
  const answer = schemaOf(operation.answer)
  const body = operation.body && {
    requestBody: {
      required: !operation.bodyOptional,
      content: { 'application/json': { schema: schemaOf(operation.body) } },
    },
  }
  const errors = operation.errors.map((status) => [
    String(status),
    {
      description: ERROR_TEXTS[status],
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ])
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    ...(operation.deprecated ? { deprecated: true } : {}),
    parameters: [...parameters(operation.pathFields, 'path'), ...parameters(operation.queryFields, 'query')],
    ...body,
    responses: {
      200: {
        description: 'Done.',
        content: Object.fromEntries(
          operation.contentTypes.map((type) => [
            type,
            { schema: type === 'application/json' ? answer : { type: 'string' } },
          ]),
        ),
      },
      ...Object.fromEntries(errors),
    },
  }
}

/** The vendor API as emulated, as an OpenAPI 3.1 document. */
export function openApiDocument({ version, prefix }: { readonly version: string; readonly prefix: string }) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'eSIM Go API, as emulated',
      version,
      description: 'The reseller API as the emulator answers it. Not affiliated with eSIM Go.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: prefix }],
    security: [{ apiKey: [] }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
      schemas: { Error: schemaOf(ErrorBody) },
    },
  }
}
