import { expect, test } from 'vitest'
import type * as z from 'zod'
import { isList, isOptional, typeWithin } from '../../src/contract/fields.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { OPERATIONS } from '../../src/contract/operations.ts'
import { BASE_VERSION } from '../../src/domain/api-version.ts'
import type { CallOptions } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createWorld, type ExampleCall, exampleOf, type World } from '../support/example-calls.ts'
import { BUNDLES, buyEsim, observe } from '../support/trade.ts'

type Fields = Readonly<Record<string, z.ZodType>>
type Body = Readonly<Record<string, unknown>>

const bundle = BUNDLES.uk

/** Bodies that have all that an operation needs and nothing else, where its example has more. */
const BARE: Readonly<Record<string, readonly Body[]>> = {
  createOrder: [{ type: 'transaction', order: [{ item: bundle, quantity: 1 }] }],
  applyBundles: [{ bundle }, { name: bundle }, { bundles: [bundle] }, { bundles: [{ name: bundle }] }],
  applyBundleToEsim: [{ name: bundle }],
}

/** What clients send for what was never set, whatever the type of the field. */
const NOTHINGS: readonly unknown[] = [null, '', 0, false, [], [''], ['', '']]

const shapeOf = (type: z.ZodType): Fields => (typeWithin(type) as z.ZodObject<Record<string, z.ZodType>>).shape

/** A body with every optional field that it does not have as a value. */
function filled(fields: Fields, body: Body, value: unknown): Body {
  const given = Object.entries(body).map(([name, field]) => {
    const element = Array.isArray(field) ? elementFields(fields[name]) : undefined
    const isObject = (each: unknown): each is Body => typeof each === 'object' && each !== null
    return [
      name,
      element && Array.isArray(field)
        ? field.map((each) => (isObject(each) ? filled(element, each, value) : each))
        : field,
    ]
  })
  const absent = Object.entries(fields).flatMap(([name, type]) =>
    isOptional(type) && !(name in body) ? [[name, value]] : [],
  )
  return Object.fromEntries([...absent, ...given])
}

/** The fields of the objects in a list. */
function elementFields(type: z.ZodType | undefined): Fields | undefined {
  if (!type || !isList(type)) return undefined
  const { element } = (typeWithin(type) as z.ZodArray<z.ZodType>).def
  const options = element.def.type === 'union' ? (element as z.ZodUnion<z.ZodType[]>).def.options : [element]
  const object = options.find((option) => typeWithin(option).def.type === 'object')
  return object && shapeOf(object)
}

/** The answer to a call of a new organisation that has the usual world, and what it left there. */
async function answerOf(example: (world: World) => ExampleCall, change: (call: ExampleCall) => ExampleCall) {
  const { api } = await createTestEmulator()
  const { method, path, options } = change(example(await createWorld(api)))
  const { status, text } = await api.call(method, path, options)
  return [status, text, await observe(api)]
}

const withBody =
  (body: unknown) =>
  (call: ExampleCall): ExampleCall => ({ ...call, options: { ...call.options, body } })

const WITH_BODY = OPERATIONS.flatMap((operation) =>
  operation.body && operation.operationId in BARE
    ? (BARE[operation.operationId] ?? []).map((body) => [operation.operationId, body, operation] as const)
    : [],
)

test.each(WITH_BODY)(
  '%s of %j: every other field as the nothing of a type is the same',
  async (operationId, body, operation) => {
    const example = (world: World) => exampleOf(operationId, world)
    const fields = shapeOf(operation.body as z.ZodType)
    const expected = await answerOf(example, withBody(body))
    expect(expected[0]).toBe(200)
    for (const nothing of NOTHINGS) {
      expect([nothing, await answerOf(example, withBody(filled(fields, body, nothing)))]).toEqual([nothing, expected])
    }
  },
)

test('the sender of a message as the nothing of a type is the usual one', async () => {
  const { api, emulator } = await createTestEmulator()
  const [esim] = await emulator.esims.create({ msisdn: '447700900123' })
  for (const from of NOTHINGS) {
    const { status } = await api.post(`/esims/${esim?.iccid}/sms`, { body: { message: 'Hello!', from } })
    expect([from, status]).toEqual([from, 200])
  }
})

/** The texts by which a query says nothing in a field of a type. */
const nothingsOf = (type: z.ZodType): readonly string[] => {
  const kind = typeWithin(type).def.type
  if (kind === 'number') return ['', 'null', '0', '00', '-0', 'false']
  return kind === 'boolean' || kind === 'array' ? ['', 'null', 'false'] : ['', 'null']
}

const QUERIES = OPERATIONS.flatMap((operation) =>
  Object.entries(operation.queryFields.shape).flatMap(([name, type]) =>
    isOptional(type) && !operation.bodyOptional ? [[operation.operationId, name, operation, type] as const] : [],
  ),
)

const prefixOf = ({ since, until }: Operation) => `/v${since ?? until ?? BASE_VERSION}`

test.each(QUERIES)(
  '%s: the nothing of a type as %s is the same as none',
  async (operationId, name, operation, type) => {
    const example = (world: World) => exampleOf(operationId, world)
    const asked =
      (text?: string) =>
      (call: ExampleCall): ExampleCall => {
        const [path, query = ''] = call.path.split('?')
        const parameters = new URLSearchParams(query)
        if (text !== undefined) parameters.append(name, text)
        return { ...call, path: `${path}?${parameters}`, options: { prefix: prefixOf(operation), ...call.options } }
      }
    const without = (call: ExampleCall): ExampleCall => {
      const [path, query = ''] = asked()(call).path.split('?')
      const parameters = new URLSearchParams(query)
      // A call for networks has to name some.
      if (name !== 'isos') parameters.delete(name)
      return { ...asked()(call), path: `${path}?${parameters}` }
    }
    const expected = await answerOf(example, without)
    for (const text of nothingsOf(type)) {
      expect([text, await answerOf((world) => without(example(world)), asked(text))]).toEqual([text, expected])
    }
  },
)

test.each<[string, string, (iccid: string) => CallOptions & { readonly query?: string }]>([
  ['an empty text in the body', '', (iccid) => ({ body: { iccid, customerRef: '' } })],
  ['an empty text in the query', '', (iccid) => ({ query: `?iccid=${iccid}&customerRef=` })],
  [
    'an empty text in the query, beside a body of null',
    '',
    (iccid) => ({ query: `?iccid=${iccid}&customerRef=`, body: 'null' }),
  ],
  [
    'an empty text in the body before one in the query',
    '',
    (iccid) => ({ query: '?customerRef=x', body: { iccid, customerRef: '' } }),
  ],
  [
    'null in the body beside a text in the query',
    'x',
    (iccid) => ({ query: '?customerRef=x', body: { iccid, customerRef: null } }),
  ],
  [
    'an empty ICCID in the body beside one in the query',
    'x',
    (iccid) => ({ query: `?iccid=${iccid}`, body: { iccid: '', customerRef: 'x' } }),
  ],
  ['the text null in the query', 'null', (iccid) => ({ query: `?iccid=${iccid}&customerRef=null` })],
])('a customer reference by %s is %j afterwards', async (_, customerRef, call) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await api.put('/esims', { body: { iccid, customerRef: 'before' } })
  const { query = '', ...options } = call(iccid)
  expect((await api.put(`/esims${query}`, options)).status).toBe(200)
  expect((await api.get(`/esims/${iccid}`)).json.customerRef).toBe(customerRef)
})
