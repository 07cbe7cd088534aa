import { BASE_VERSION, isInSpan, versionOf } from '../domain/api-version.ts'
import type { Dialect } from '../domain/dialect.ts'
import { callbackSchema } from './callbacks.ts'
import { schemaOf } from './json-schema.ts'
import type { Operation } from './operation.ts'
import { ALL_OPERATIONS, OPERATIONS } from './operations.ts'
import { describeBody, describeParameters } from './request-schema.ts'
import { ErrorBody } from './scalars.ts'
import { variantsOf, type WireVariant } from './variants/wire-variant.ts'

const JSON_TYPE = 'application/json'

/** The meaning of each error status of the vendor API. */
export const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'The request was understood and not accepted.',
  401: 'Documented by the vendor; the service was only ever seen to answer 403.',
  403: 'The key is not valid, the eSIM is not in the account, or there is nothing to take.',
  404: 'There is no such path.',
  410: 'The eSIM was deleted.',
  413: 'The body is too long.',
  429: 'Too many requests in this second.',
  500: 'The service failed.',
  503: 'Try again later.',
}

/** The tags of the vendor's document, in its order. */
const TAG_ORDER = [
  'API',
  'Callback',
  'eSIMs',
  'eSIMs (Deprecated)',
  'Organisation',
  'Orders',
  'Inventory',
  'Catalogue',
  'Networks',
] as const
type DocumentTag = (typeof TAG_ORDER)[number]

const tagOf = ({ tag, deprecated }: Operation): DocumentTag =>
  deprecated && tag === 'eSIMs' ? 'eSIMs (Deprecated)' : tag

/** The callback in the OpenAPI document; the vendor's document has it among its paths. */
const describeCallback = (dialect: Dialect) => ({
  operationId: 'usageCallback',
  tags: ['Callback' satisfies DocumentTag],
  summary: 'eSIM Usage Callback',
  description:
    'Sent to the callback URL of the organisation. From V3 on it is signed: HMAC-SHA256 of the body with the API key, in base64.',
  security: [],
  parameters: [
    {
      name: 'X-Signature-SHA256',
      in: 'header',
      required: false,
      description: 'The signature of the body; absent from V2.',
      schema: { type: 'string' },
    },
  ],
  requestBody: { required: true, content: { [JSON_TYPE]: { schema: callbackSchema(dialect) } } },
  responses: { '200': { description: 'Any answer of 2xx takes the callback.' } },
})

function describe(operation: Operation, variant: WireVariant | undefined, dialect: Dialect) {
  // Undocumented uses are left out in the documented dialect.
  const further = dialect === 'documented' ? undefined : operation.undocumentedUse
  const observed = schemaOf(operation.answer)
  const answer = variant ? variant.schema(observed) : observed
  const requestBody = describeBody(operation, variant)
  const description = [variant?.description ?? operation.description, further?.description]
    .filter((text) => text !== undefined)
    .join(' ')
  const errorType = variant?.errorType ?? JSON_TYPE
  const errors = (variant?.statuses(operation.errors) ?? operation.errors).map((status) => [
    String(status),
    {
      description: ERROR_TEXTS[status],
      content: {
        [errorType]: { schema: errorType === JSON_TYPE ? { $ref: '#/components/schemas/Error' } : { type: 'string' } },
      },
    },
  ])
  return {
    operationId: operation.operationId,
    tags: [tagOf(operation)],
    summary: operation.summary,
    ...(description === '' ? {} : { description }),
    ...(operation.deprecated ? { deprecated: true } : {}),
    ...(operation.undocumented === undefined ? {} : { 'x-undocumented': true }),
    parameters: describeParameters(operation, variant),
    ...(requestBody ? { requestBody } : {}),
    responses: {
      [operation.status ?? 200]: {
        description: 'Done.',
        content: Object.fromEntries(
          [...operation.contentTypes, ...(further?.contentTypes ?? [])].map((type) =>
            type === JSON_TYPE && variant?.contentType !== 'text/plain'
              ? [type, { schema: answer }]
              : [type === JSON_TYPE ? 'text/plain' : type, { schema: { type: 'string' } }],
          ),
        ),
      },
      ...Object.fromEntries(errors),
    },
  }
}

/** The rule of `isAbsent`, stated once for all fields. */
const ABSENT =
  'In an optional field null, an empty text, 0, false and an empty list count as absent; names are read in any letter case, and further fields are ignored.'

/** Renders the vendor API of a version prefix and dialect as an OpenAPI 3.1 document. */
export function openApiDocument({
  version,
  prefix,
  dialect = 'observed',
  baseUrl = prefix,
  publicUrl = '',
}: {
  /** The version of the emulator. */
  readonly version: string
  readonly prefix: string
  readonly dialect?: Dialect
  /** The base URL that answers like this document. */
  readonly baseUrl?: string
  /** The public address of the emulator; empty: the address that serves the document. */
  readonly publicUrl?: string
}) {
  const apiVersion = versionOf(prefix) ?? BASE_VERSION
  const known = dialect === 'documented' ? OPERATIONS : ALL_OPERATIONS
  const operations = known.filter((operation) => isInSpan(operation, apiVersion))
  const used = new Set<DocumentTag>(['Callback', ...operations.map(tagOf)])
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const variant = variantsOf(operation)(apiVersion, dialect)
    const described = describe(operation, variant, dialect)
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'eSIM Go API, as emulated',
      // The version of the API, as in the vendor's document; that of the emulator is in x-emulator-version.
      version: `${apiVersion}.0`,
      'x-emulator-version': version,
      description: `The reseller API, v${apiVersion}, as esim-go-emulator ${version} answers it in the ${dialect} dialect. ${ABSENT} Not affiliated with eSIM Go.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${publicUrl}${baseUrl}` }],
    security: [{ apikeyAuth: [] }],
    tags: TAG_ORDER.filter((name) => used.has(name)).map((name) => ({ name })),
    paths,
    webhooks: { usageCallback: { post: describeCallback(dialect) } },
    components: {
      securitySchemes: { apikeyAuth: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
      schemas: { Error: schemaOf(ErrorBody) },
    },
  }
}
