import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonSchema } from '../../src/contract/json-schema.ts'
import { DIALECTS, type Dialect } from '../../src/domain/dialect.ts'
import type { Answer, Api } from '../support/api.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { createWorld } from '../support/example-calls.ts'
import { type Broken, brokenValuesOf, type Known, valuesOf } from '../support/from-schema.ts'
import { BUNDLES } from '../support/trade.ts'

/** What `/openapi.json` says of one operation. */
interface Described {
  readonly operationId: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly required: boolean
    readonly schema: JsonSchema
  }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } }
}

interface Call {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

const PREFIXES = ['/v2.1', '/v2.4', '/v2.5']

async function readDocument(dialect: Dialect, prefix: string) {
  const { emulator, close } = await openTestEmulator()
  const response = await emulator.fetch(new Request(`http://emulator${prefix}/openapi.json?dialect=${dialect}`))
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Described>> }
  await close()
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  )
}

/** Every operation as each dialect describes it; those of v2.4, and of the others what is not in v2.4. */
const OPERATIONS = (
  await Promise.all(
    DIALECTS.flatMap((dialect) =>
      PREFIXES.map(async (prefix) =>
        (await readDocument(dialect, prefix)).map((operation) => ({ dialect, prefix, ...operation })),
      ),
    ),
  )
)
  .flat()
  .sort((a, b) => Number(b.prefix === '/v2.4') - Number(a.prefix === '/v2.4'))
  .filter(
    ({ dialect, described }, index, all) =>
      index ===
      all.findIndex((other) => other.dialect === dialect && other.described.operationId === described.operationId),
  )

/** Refusals of what a request looks like, whatever there is in the account. */
const OF_FORM =
  /^(failed to parse|invalid |minimum topup|sender not allowed|either (bundle|name) or|iccid cannot be used with)| is required| must be /

/** Rules about several fields at once, which a schema of each cannot tell; the descriptions do. */
const ACROSS_FIELDS = [
  'countries, isos or returnAll is required',
  'offerId is required to refund to balance',
  'invalid filter',
  'quantity must match number of iccids',
]

const messageOf = ({ json, text }: Answer): string => json?.message ?? text

/** An emulator that speaks a dialect, and what its organisation has, by the names that fields have for it. */
async function openWorld(dialect: Dialect) {
  const { emulator, api } = await createTestEmulator()
  const world = await createWorld(api)
  await emulator.settings.change({ dialect })
  const bundles = [BUNDLES.uk, BUNDLES.europe, BUNDLES.scheduled]
  const known: Known = {
    iccid: [world.iccid],
    orderReference: [world.orderReference],
    reference: [world.orderReference],
    assignmentId: [world.assignmentId],
    offerId: [world.assignmentId],
    usageId: [world.usageId],
    ...Object.fromEntries(['name', 'bundle', 'item'].map((name) => [name, bundles])),
  }
  return { api: api.speaking(dialect), known }
}

const isSegment = (value: unknown): boolean => !/^\.{0,2}$/.test(String(value))

/** Calls that an operation's description allows. */
function callsOf({ parameters, requestBody }: Described, known: Known): fc.Arbitrary<Call> {
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
function brokenCallsOf(described: Described, known: Known): fc.Arbitrary<Call & { readonly keyword: string }>[] {
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

function send(api: Api, method: string, path: string, prefix: string, call: Call): Promise<Answer> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.path[name])))
  const query = new URLSearchParams(
    Object.entries(call.query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]),
    ),
  )
  return api.call(method, `${filled}?${query}`, { prefix, ...(call.body === undefined ? {} : { body: call.body }) })
}

/** Where the form of a segment decides the route: another form is that of no call. */
const LEADS_NOWHERE = ['path matchingId: pattern']

const CASES = OPERATIONS.map((each) => [`${each.described.operationId}, ${each.dialect}`, each] as const)

test.each(CASES)('%s: no request that the description allows is refused for its form', async (_, operation) => {
  const { dialect, prefix, method, path, described } = operation
  const { api, known } = await openWorld(dialect)
  await fc.assert(
    fc.asyncProperty(callsOf(described, known), async (call) => {
      const answer = await send(api, method, path, prefix, call)
      const message = answer.status < 300 ? '' : messageOf(answer)
      if (!ACROSS_FIELDS.includes(message)) expect(message).not.toMatch(OF_FORM)
    }),
    { numRuns: 30 },
  )
})

test.each(CASES)('%s: every request that breaks one keyword of the description is refused', async (_, operation) => {
  const { dialect, prefix, method, path, described } = operation
  const { api, known } = await openWorld(dialect)
  for (const calls of brokenCallsOf(described, known)) {
    await fc.assert(
      fc.asyncProperty(calls, async ({ keyword, ...call }) => {
        const { status } = await send(api, method, path, prefix, call)
        expect([keyword, status]).toEqual([keyword, LEADS_NOWHERE.includes(keyword) ? 404 : 400])
      }),
      { numRuns: 6 },
    )
  }
})
