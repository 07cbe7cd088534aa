import { schemaOf } from '../json-schema.ts'
import { parameters } from '../parameters.ts'
import type { ControlOperation } from './operation.ts'
import { CONTROL_OPERATIONS } from './operations.ts'

/** The meaning of each error status of the control API. */
export const ERROR_STATUSES: Readonly<Record<string, string>> = {
  400: 'The request could not be read.',
  401: 'An API key or the control token is missing.',
  403: 'The key is not accepted, or a web page of another origin may have sent the call.',
  404: 'The thing named in the path does not exist.',
  409: 'The call conflicts with the present state.',
  422: 'The request is invalid; the message lists every mistake.',
}

function describe(operation: ControlOperation) {
  const content = { 'application/json': { schema: schemaOf(operation.answer) } }
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    security: operation.scope === 'server' ? [{ controlToken: [] }, {}] : [{ apiKey: [] }, {}],
    parameters: [...parameters(operation.pathFields, 'path'), ...parameters(operation.queryFields, 'query')],
    ...(operation.body
      ? { requestBody: { content: { 'application/json': { schema: schemaOf(operation.body, { closed: true }) } } } }
      : {}),
    responses: {
      [operation.status]: operation.status === 204 ? { description: 'Done.' } : { description: 'Done.', content },
      ...Object.fromEntries(
        Object.entries(ERROR_STATUSES).map(([status, description]) => [
          status,
          { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
        ]),
      ),
    },
  }
}

/** Renders the control API as an OpenAPI 3.1 document; its server is `publicUrl`, or the address that serves the document. */
export function controlDocument(version: string, publicUrl = '') {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of CONTROL_OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Control API of the eSIM Go emulator',
      version,
      description: 'Controls the emulator: its clock, its eSIMs, its faults. It is not part of the eSIM Go API.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl === '' ? '/' : publicUrl }],
    tags: [...new Set(CONTROL_OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        controlToken: { type: 'http', scheme: 'bearer' },
      },
      schemas: {
        Error: {
          type: 'object',
          properties: {
            error: {
              type: 'object',
              properties: { code: { type: 'string' }, message: { type: 'string' } },
              required: ['code', 'message'],
            },
          },
          required: ['error'],
        },
      },
    },
  }
}
