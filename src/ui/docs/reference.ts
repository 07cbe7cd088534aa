import type * as z from 'zod'
import { ERROR_STATUSES } from '../../contract/control/openapi.ts'
import type { ControlOperation } from '../../contract/control/operation.ts'
import { CONTROL_OPERATIONS } from '../../contract/control/operations.ts'
import { type ExampleCall, exampleCall } from '../../contract/examples/example-call.ts'
import { type JsonSchema, schemaOf } from '../../contract/json-schema.ts'
import { ERROR_TEXTS } from '../../contract/openapi.ts'
import type { Operation } from '../../contract/operation.ts'
import { ALL_OPERATIONS } from '../../contract/operations.ts'
import { BASE_PREFIX, BASE_VERSION, isInSpan, VERSIONS } from '../../domain/api-version.ts'

export interface Parameter {
  readonly in: 'path' | 'query'
  readonly name: string
  readonly schema: JsonSchema
  readonly example: string
}

/** One call of either API, as the API docs show it. */
export interface Entry {
  /** The anchor: the operationId, with the prefix `control-` for control calls, since both APIs have a `getEsim`. */
  readonly id: string
  readonly operationId: string
  readonly api: 'vendor' | 'control'
  readonly tag: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string | undefined
  readonly deprecated: boolean
  /** Whether the vendor's documents lack it. */
  readonly undocumented: boolean
  /** Whether it is server-scope: requires the control token. */
  readonly ofServer: boolean
  readonly parameters: readonly Parameter[]
  readonly body: JsonSchema | undefined
  readonly bodyOptional: boolean
  readonly status: number
  readonly contentTypes: readonly string[]
  /** Absent when there is no JSON in the answer. */
  readonly answer: JsonSchema | undefined
  readonly example: ExampleCall
  readonly errors: readonly (readonly [status: string, text: string])[]
}

function parametersOf(fields: z.ZodObject, place: Parameter['in'], values: Readonly<Record<string, string>>) {
  return Object.entries(fields.shape).map(([name, type]) => ({
    in: place,
    name,
    schema: schemaOf(type as z.ZodType),
    example: values[name] ?? '',
  }))
}

/** The base prefix, or that of the newest version with the operation. */
const prefixOf = (operation: Operation): string =>
  isInSpan(operation, BASE_VERSION) ? BASE_PREFIX : `/v${VERSIONS.findLast((version) => isInSpan(operation, version))}`

function vendorEntry(operation: Operation): Entry {
  const example = exampleCall(operation)
  return {
    ...entryOf(operation, example),
    id: operation.operationId,
    api: 'vendor',
    path: operation.path === '/' ? BASE_PREFIX : `${prefixOf(operation)}${operation.path}`,
    deprecated: operation.deprecated ?? false,
    undocumented: operation.undocumented !== undefined,
    ofServer: false,
    body: operation.body && schemaOf(operation.body),
    bodyOptional: operation.bodyOptional ?? false,
    status: 200,
    contentTypes: operation.contentTypes,
    answer: operation.contentTypes.includes('application/json') ? schemaOf(operation.answer) : undefined,
    errors: operation.errors.map((status) => [String(status), ERROR_TEXTS[status] ?? '']),
  }
}

function controlEntry(operation: ControlOperation): Entry {
  const example = exampleCall(operation)
  return {
    ...entryOf(operation, example),
    id: `control-${operation.operationId}`,
    api: 'control',
    path: operation.path,
    deprecated: false,
    undocumented: false,
    ofServer: operation.scope === 'server',
    body: operation.body && schemaOf(operation.body, { closed: true }),
    bodyOptional: false,
    status: operation.status,
    contentTypes: operation.status === 204 ? [] : ['application/json'],
    answer: operation.status === 204 ? undefined : schemaOf(operation.answer),
    errors: Object.entries(ERROR_STATUSES),
  }
}

const entryOf = (operation: Operation | ControlOperation, example: ExampleCall) => ({
  operationId: operation.operationId,
  tag: operation.tag,
  method: operation.method,
  summary: operation.summary,
  description: operation.description,
  parameters: [
    ...parametersOf(operation.pathFields, 'path', example.path),
    ...parametersOf(operation.queryFields, 'query', example.query),
  ],
  example,
})

/** Calls of one tag. */
export interface Chapter {
  readonly id: string
  readonly title: string
  readonly entries: readonly Entry[]
}

/** One API, its chapters in the order of the contract. */
export interface Book {
  readonly api: Entry['api']
  readonly title: string
  readonly chapters: readonly Chapter[]
}

function bookOf(api: Entry['api'], title: string, entries: readonly Entry[]): Book {
  const tags = [...new Set(entries.map(({ tag }) => tag))]
  return {
    api,
    title,
    chapters: tags.map((tag) => ({
      id: `${api}-${tag.toLowerCase()}`,
      title: tag,
      entries: entries.filter((entry) => entry.tag === tag),
    })),
  }
}

/** Describes both APIs, a call up to each `yield`. */
export function* describeBooks(): Generator<undefined, readonly Book[]> {
  const vendor: Entry[] = []
  for (const operation of ALL_OPERATIONS) {
    vendor.push(vendorEntry(operation))
    yield
  }
  const control: Entry[] = []
  for (const operation of CONTROL_OPERATIONS) {
    control.push(controlEntry(operation))
    yield
  }
  return [bookOf('vendor', 'eSIM Go API', vendor), bookOf('control', 'Control API', control)]
}
