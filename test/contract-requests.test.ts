import { expect, test } from 'vitest'
import * as z from 'zod'
import type { JsonSchema } from '../src/contract/json-schema.ts'
import { DIALECTS, type Dialect } from '../src/domain/dialect.ts'
import { createTestEmulator } from './support/emulator.ts'

interface Described {
  readonly parameters: readonly { readonly name: string; readonly required: boolean; readonly schema: JsonSchema }[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: Record<string, { readonly schema: JsonSchema }>
  }
}

async function describeCall(dialect: Dialect, call: string): Promise<Described> {
  const { emulator } = await createTestEmulator()
  const response = await emulator.fetch(new Request(`http://emulator/openapi.json?dialect=${dialect}`))
  const [method = '', path = ''] = call.split(' ')
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Described>> }
  return paths[path]?.[method.toLowerCase()] as Described
}

const keywords = ({ description: _, examples: __, default: ___, ...rest }: JsonSchema): JsonSchema => rest

const BOTH: readonly (readonly [call: string, name: string, required: boolean, schema: JsonSchema])[] = [
  ['POST /organisation/balance', 'amount', true, { type: 'integer', minimum: 1000 }],
  ['GET /esims/{iccid}/bundles', 'limit', false, { type: 'integer', minimum: 1, maximum: 200 }],
  ['GET /esims/{iccid}/bundles', 'includeUsed', false, { type: 'boolean' }],
  ['GET /esims/{iccid}', 'iccid', true, { type: 'string', pattern: '^\\d{18,22}$' }],
  ['GET /orders', 'limit', false, { type: 'integer', minimum: 1 }],
  ['GET /orders', 'page', false, { type: 'integer' }],
  ['GET /catalogue', 'perPage', false, { type: 'integer', minimum: 1 }],
  ['GET /catalogue', 'direction', false, { type: 'string', enum: ['asc', 'desc'] }],
  [
    'GET /esims',
    'filterBy',
    false,
    { type: 'string', enum: ['iccid', 'customerRef', 'lastAction', 'actionDate', 'assignedDate'] },
  ],
  ['DELETE /esims/{iccid}/bundles/{name}', 'type', false, { type: 'string', enum: ['validate', 'transaction'] }],
  ['DELETE /esims/{iccid}/bundles/{name}', 'refundToBalance', false, { type: 'boolean' }],
]

test.each(DIALECTS.flatMap((dialect) => BOTH.map((row) => [dialect, ...row] as const)))(
  'in the %s dialect %s describes %s with its rules',
  async (dialect, call, name, required, schema) => {
    const { parameters } = await describeCall(dialect, call)
    const parameter = parameters.find((each) => each.name === name)
    expect([parameter?.required, keywords(parameter?.schema ?? {})]).toEqual([required, schema])
  },
)

test.each(DIALECTS)('in the %s dialect install details need a reference', async (dialect) => {
  const { parameters } = await describeCall(dialect, 'GET /esims/assignments')
  expect(parameters.find(({ name }) => name === 'reference')).toMatchObject({
    required: true,
    schema: { type: 'array', minItems: 1 },
  })
})

const body = ({ requestBody }: Described): JsonSchema => requestBody?.content['application/json']?.schema ?? {}

test.each(DIALECTS)('in the %s dialect a message, an update and a refund say what they need', async (dialect) => {
  const sms = body(await describeCall(dialect, 'POST /esims/{iccid}/sms'))
  expect(sms).toMatchObject({
    required: ['message'],
    properties: { message: { type: 'string', minLength: 1, maxLength: 160 }, from: { enum: ['eSIM'] } },
  })
  const update = await describeCall(dialect, 'PUT /esims')
  const standIns = dialect === 'observed' ? [] : ['iccid', 'customerRef']
  expect(update.parameters.map(({ name, required }) => [name, required])).toEqual(standIns.map((name) => [name, false]))
  expect(update.requestBody?.required).toBe(true)
  expect(body(update)).toMatchObject({ required: ['iccid', 'customerRef'] })
  expect(body(await describeCall(dialect, 'POST /inventory/refund'))).toMatchObject({
    required: ['usageId', 'quantity'],
    properties: { quantity: { type: 'integer', minimum: 1 } },
  })
})

test.each([
  ['observed', 'order', ['type', 'assign', 'order', 'profileID']],
  ['documented', 'Order', ['type', 'assign', 'Order']],
] as const)('in the %s dialect the lines of an order are described as %s', async (dialect, list, names) => {
  const schema = body(await describeCall(dialect, 'POST /orders')) as { properties: Record<string, JsonSchema> }
  expect(Object.keys(schema.properties)).toEqual(names)
  expect(schema).toMatchObject({
    required: ['type', list],
    properties: {
      type: { enum: ['validate', 'transaction'] },
      [list]: {
        type: 'array',
        minItems: 1,
        items: {
          required: ['item', 'quantity'],
          properties: { type: { enum: ['bundle'] }, quantity: { minimum: 1 }, allowReassign: { type: 'boolean' } },
        },
      },
    },
  })
})

const isValid = (schema: JsonSchema, value: unknown): boolean => z.fromJSONSchema(schema).safeParse(value).success

/** The examples of the vendor's document, with values. */
const DOCUMENTED: Readonly<Record<string, unknown>> = {
  'POST /orders': {
    type: 'validate',
    assign: true,
    Order: [
      { type: 'bundle', quantity: 1, item: 'esim_1GB_7D_GB_V2', iccids: ['8943108167000000019'], allowReassign: false },
    ],
  },
  'POST /esims/apply': { iccid: '8943108167000000019', bundle: 'esim_1GB_7D_GB_V2', allowReassign: true },
  'POST /esims/{iccid}/bundles': { name: 'esim_1GB_7D_GB_V2', startTime: '2026-01-01T00:00:00Z', repeat: 2 },
  'PUT /esims': { iccid: '8943108167000000019', customerRef: '' },
  'POST /inventory/refund': { usageId: 1, quantity: 1 },
  'POST /esims/{iccid}/sms': { message: 'message', from: 'eSIM' },
}

test.each(Object.entries(DOCUMENTED))(
  "%s: the document's example is valid where it is spoken",
  async (call, example) => {
    expect(isValid(body(await describeCall('documented', call)), example)).toBe(true)
    expect(isValid(body(await describeCall('documented', call)), {})).toBe(false)
  },
)

test.each<[string, unknown, readonly Dialect[]]>([
  ['a bundle', { bundle: 'x' }, ['observed', 'documented']],
  ['a bundle, repeated', { bundle: 'x', repeat: 2 }, ['observed', 'documented']],
  ['a name', { name: 'x', repeat: 2 }, ['observed']],
  ['a list of names', { bundles: ['x', 'y'] }, ['observed', 'documented']],
  ['a list of objects', { bundles: [{ name: 'x', repeat: 2 }] }, ['observed']],
  ['an empty list', { bundles: [] }, []],
  ['nothing', {}, []],
])('an apply of %s is valid as described', async (_, value, dialects) => {
  const forms = await Promise.all(
    DIALECTS.map(async (dialect) => [dialect, body(await describeCall(dialect, 'POST /esims/apply'))] as const),
  )
  expect(forms.flatMap(([dialect, schema]) => (isValid(schema, value) ? [dialect] : []))).toEqual(dialects)
})

test.each<[Dialect, readonly string[]]>([
  ['observed', ['processing', 'queued', 'active', 'depleted', 'expired', 'revoked', 'lapsed']],
  ['documented', ['Processing', 'Queued', 'Active', 'Depleted', 'Expired', 'Revoked']],
])('in the %s dialect an answer lists the states of a bundle', async (dialect, states) => {
  const statesOf = async (call: string) => {
    const text = JSON.stringify(await describeCall(dialect, call))
    return /"bundleState":(\{[^}]*\})/.exec(text)?.[1]
  }
  expect(JSON.parse((await statesOf('GET /esims/{iccid}/bundles')) ?? '')).toEqual({ type: 'string', enum: states })
  expect(JSON.parse((await statesOf('GET /esims/{iccid}/bundles/{name}')) ?? '')).toMatchObject({ enum: states })
  const history = dialect === 'observed' ? states : [...states, '']
  expect(JSON.parse((await statesOf('GET /esims/{iccid}/history')) ?? '')).toMatchObject({ enum: history })
})
