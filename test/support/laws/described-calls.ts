import fc from 'fast-check'
import type { JsonSchema } from '../../../src/contract/json-schema.ts'
import type { Answer, Api } from '../api.ts'
import type { World } from '../example-calls.ts'
import { type Broken, brokenValuesOf, type Known, valuesOf } from '../from-schema.ts'

/** What `/openapi.json` says of one operation. */
export interface Described {
  readonly operationId: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly required: boolean
    readonly schema: JsonSchema
  }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } }
}

export interface Call {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** One operation of an OpenAPI document. */
export interface DescribedOperation {
  readonly method: string
  readonly path: string
  readonly described: Described
}

/** Reads the operations of an OpenAPI document of the emulator. */
export async function readDocument(fetch: (request: Request) => Promise<Response>, path: string) {
  const response = await fetch(new Request(`http://emulator${path}`))
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Described>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, described]): DescribedOperation => ({
        method: method.toUpperCase(),
        path,
        described,
      }),
    ),
  )
}

const isSegment = (value: unknown): boolean => !/^\.{0,2}$/.test(String(value))

/** What an organisation has, by the names that fields have for it, and bundles that it can name. */
export const knownOf = (world: World, bundles: readonly string[]): Known => ({
  iccid: [world.iccid],
  orderReference: [world.orderReference],
  reference: [world.orderReference],
  assignmentId: [world.assignmentId],
  offerId: [world.assignmentId],
  usageId: [world.usageId],
  ...Object.fromEntries(['name', 'bundle', 'item'].map((name) => [name, bundles])),
})

/** Calls that an operation's description allows. */
export function callsOf({ parameters, requestBody }: Described, known: Known): fc.Arbitrary<Call> {
  const fieldsIn = (place: 'path' | 'query') => {
    const mine = parameters.filter((parameter) => parameter.in === place)
    return fc.record(
      Object.fromEntries(
        mine.map(({ name, schema }) => {
          const values = valuesOf(schema, known, name)
          return [name, place === 'path' ? values.filter(isSegment) : values]
        }),
      ),
      { requiredKeys: mine.filter(({ required }) => required).map(({ name }) => name) },
    )
  }
  const body = requestBody?.content['application/json'].schema
  return fc.record({
    path: fieldsIn('path'),
    query: fieldsIn('query'),
    body: body ? valuesOf(body, known) : fc.constant(undefined),
  })
}

/** Texts that no number and no flag is written as. */
const UNREADABLE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  integer: fc.constantFrom('one', '0.5', '1e3', '0x10', '1,2'),
  boolean: fc.constantFrom('perhaps', 'on', 'abc', '2', 'tru', 'truefalse'),
}

/** Calls that break one keyword of an operation's description, and are right otherwise. */
export function brokenCallsOf(described: Described, known: Known): fc.Arbitrary<Call & { readonly keyword: string }>[] {
  const { parameters, requestBody } = described
  const whole = callsOf(described, known)
  const inParameters = parameters.flatMap(({ name, in: place, required, schema }) => {
    const placed = (each: fc.Arbitrary<Broken>) =>
      fc.tuple(whole, each).map(([call, { keyword, value }]) => ({
        ...call,
        [place]: { ...call[place], [name]: value },
        keyword: `${place} ${name}: ${keyword}`,
      }))
    // What is written in a URL has no type but text, and an empty text there is none, or another path.
    const unreadable = UNREADABLE[String(schema.type)]
    const wrong = brokenValuesOf(schema, known, name, ['type', 'minLength', 'minItems'])
    const breaks = [
      ...(unreadable && place === 'query' ? [unreadable.map((value) => ({ keyword: 'type', value }))] : []),
      ...wrong,
    ]
    const missing = whole.map((call) => {
      const { [name]: _, ...query } = call.query
      return { ...call, query, keyword: `query ${name}: required` }
    })
    return [...breaks.map(placed), ...(place === 'query' && required ? [missing] : [])]
  })
  const schema = requestBody?.content['application/json'].schema
  // What a body lacks, a parameter of the same name may say.
  const bodies = schema
    ? [...brokenValuesOf(schema, known), fc.constant({ keyword: 'required', value: undefined })]
    : []
  const inBody = bodies.map((each) =>
    fc.tuple(whole, each).map(([call, { keyword, value }]) => ({
      ...call,
      query: {},
      body: value,
      keyword: `body ${keyword}`,
    })),
  )
  return [...inParameters, ...inBody]
}

/** The path and query of a call, below the base URL. */
export function targetOf(path: string, call: Call): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.path[name])))
  const query = new URLSearchParams(
    Object.entries(call.query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]),
    ),
  )
  return `${filled}?${query}`
}

/** Makes a call of the vendor API. */
export const sendCall = (api: Api, method: string, path: string, prefix: string, call: Call): Promise<Answer> =>
  api.call(method, targetOf(path, call), { prefix, ...(call.body === undefined ? {} : { body: call.body }) })
