import { expect, test } from 'vitest'
import type * as z from 'zod'
import { CONTROL_OPERATIONS } from '../src/contract/control/operations.ts'
import { OPERATIONS } from '../src/contract/operations.ts'
import { MOST_FAULTS, MOST_QR_CODES, MOST_UNITS, MOST_VALUES } from '../src/domain/limits.ts'
import type { Api } from './support/api.ts'
import { callControl } from './support/control.ts'
import { createTestEmulator } from './support/emulator.ts'
import { watchDatabase } from './support/tables.ts'
import { BUNDLES, buy, buyEsim, getBalance, orderBody } from './support/trade.ts'

/** What makes a schema, as far as it is looked into. */
interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly out?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly shape?: Readonly<Record<string, z.ZodType>>
}

/** Whether a schema says itself how large a value may be: with a maximum, or with a rule of its own. */
function isBounded(schema: z.ZodType): boolean {
  const checks = (schema.def.checks ?? []).map((check) => check._zod.def as { check: string })
  return checks.some(({ check }) => ['less_than', 'max_length', 'custom'].includes(check))
}

/** All such fields of a schema, at any depth, that have no bound. A rule on alternatives is one on each of them. */
function findUnbounded(schema: z.ZodType, name: string): string[] {
  const { type, innerType, options, element, valueType, shape, ...pipe } = schema.def as unknown as Definition
  const found: string[] = []
  const own: Readonly<Record<string, string>> = { number: '', array: '[]', record: '{}', unknown: '?' }
  const mark = own[type]
  if (mark !== undefined && !isBounded(schema)) found.push(name + mark)
  if (type === 'union' && isBounded(schema)) return found
  for (const each of [innerType, pipe.in, pipe.out, ...(options ?? [])]) {
    if (each) found.push(...findUnbounded(each, name))
  }
  for (const [key, each] of Object.entries(shape ?? {})) found.push(...findUnbounded(each, `${name}.${key}`))
  if (element) found.push(...findUnbounded(element, `${name}[]`))
  if (valueType && type === 'record' && !isBounded(schema)) found.push(...findUnbounded(valueType, `${name}{}`))
  return found
}

interface Contract {
  readonly operationId: string
  readonly pathFields: z.ZodType
  readonly queryFields: z.ZodType
  readonly body: z.ZodType | undefined
}

const unboundedOf = (operations: readonly Contract[]): string[] => [
  ...new Set(
    operations.flatMap(({ operationId, pathFields, queryFields, body }) => [
      ...findUnbounded(pathFields, `${operationId} path`),
      ...findUnbounded(queryFields, `${operationId} query`),
      ...(body ? findUnbounded(body, `${operationId} body`) : []),
    ]),
  ),
]

/** What the control API leaves open, and why that is no work without bound. */
const OPEN: Readonly<Record<string, string>> = {
  'reset body.scenario.steps[].call.body?': 'a reset does no steps',
  'reset body.scenario.steps[].call.headers{}': 'a reset does no steps',
  'reset body.scenario.steps[].expect.body?': 'a reset does no steps',
  'reset body.scenario.steps[].expect.inventory{}': 'a reset does no steps',
  'startStory body.scenario.steps[].call.body?': 'the vendor call has a bound of its own',
  'startStory body.scenario.steps[].call.headers{}': 'the vendor call has a bound of its own',
  'startStory body.scenario.steps[].expect.body?': 'it is compared with an answer, part by part',
  'startStory body.scenario.steps[].expect.inventory{}': 'the body has a bound, and each is one read',
}

test('each number and list that the control API takes has a bound', () => {
  expect(unboundedOf(CONTROL_OPERATIONS).sort()).toEqual(Object.keys(OPEN).sort())
})

/** More than any of the vendor's calls may have, and the largest number that can be counted to. */
const TOO_MANY = MOST_UNITS + 1
const HUGE = Number.MAX_SAFE_INTEGER
const entries = <T>(each: T): T[] => Array.from({ length: TOO_MANY }, () => each)
const TOO_MANY_UNITS = `400 cannot have more than ${MOST_UNITS} bundles in one call`

/** Each number and list that the vendor API takes, as large as it can be written, and what is answered. */
const HUGE_CALLS: Readonly<Record<string, readonly [path: string, body: object | undefined, answer: string]>> = {
  'topUpBalance query.amount': [`/organisation/balance?amount=${HUGE}`, {}, '400 daily topup limit of 5000 exceeded'],
  'createOrder body.order[]': [
    '/orders',
    { type: 'transaction', order: entries({ item: BUNDLES.uk, quantity: 1 }) },
    TOO_MANY_UNITS,
  ],
  'createOrder body.order[].quantity': ['/orders', orderBody({ quantity: TOO_MANY, assign: true }), TOO_MANY_UNITS],
  'createOrder body.order[].iccids[]': [
    '/orders',
    orderBody({ quantity: TOO_MANY, assign: true, iccids: entries('') }),
    TOO_MANY_UNITS,
  ],
  'listOrders query.page': [`/orders?page=${HUGE}`, undefined, '200'],
  'listOrders query.limit': [`/orders?limit=${HUGE}`, undefined, '200'],
  'listOrders query.createdAt[]': [`/orders?${'createdAt=lt:2030-01-01T00:00:00Z&'.repeat(1_000)}`, undefined, '200'],
  'listInventory query.page': [`/inventory?page=${HUGE}`, undefined, '200'],
  'listInventory query.perPage': [`/inventory?perPage=${HUGE}`, undefined, '200'],
  'refundInventory body.usageId': ['/inventory/refund', { usageId: HUGE, quantity: 1 }, '400 usage not found'],
  'refundInventory body.quantity': [
    '/inventory/refund',
    { usageId: 12_000_001, quantity: HUGE },
    '400 quantity exceeds remaining bundles',
  ],
  'listEsims query.page': [`/esims?page=${HUGE}`, undefined, '200'],
  'listEsims query.perPage': [`/esims?perPage=${HUGE}`, undefined, '400 invalid perPage'],
  'applyBundles body.bundles[]': ['/esims/apply', { bundles: entries(BUNDLES.uk) }, TOO_MANY_UNITS],
  'applyBundles body.bundles[].repeat': [
    '/esims/apply',
    { bundles: [{ name: BUNDLES.uk, repeat: HUGE }] },
    '403 no available bundles',
  ],
  'applyBundles body.repeat': ['/esims/apply', { bundle: BUNDLES.uk, repeat: HUGE }, '403 no available bundles'],
  'getInstallDetails query.reference[]': [
    `/esims/assignments?${'reference=x&'.repeat(1_000)}`,
    undefined,
    '400 no esims found for reference',
  ],
  'listHistory query.page': [`/esims/ICCID/history?page=${HUGE}`, undefined, '200'],
  'listHistory query.perPage': [`/esims/ICCID/history?perPage=${HUGE}`, undefined, '200'],
  'applyBundleToEsim body.repeat': [
    '/esims/ICCID/bundles',
    { name: BUNDLES.uk, repeat: HUGE },
    '400 esim cannot have more than 30 bundles queued',
  ],
  'listCatalogue query.page': [`/catalogue?page=${HUGE}`, undefined, '200'],
  'listCatalogue query.perPage': [`/catalogue?perPage=${HUGE}`, undefined, '200'],
  'listPrices query.page': [`/v2.5/catalogue/prices?page=${HUGE}`, undefined, '200'],
  'listPrices query.perPage': [`/v2.5/catalogue/prices?perPage=${HUGE}`, undefined, '200'],
}

test('each number and list that the vendor API takes is tried as large as it can be', () => {
  expect(unboundedOf(OPERATIONS).sort()).toEqual(Object.keys(HUGE_CALLS).sort())
})

test.each(Object.entries(HUGE_CALLS))(
  '%s as large as it can be is answered at once',
  async (_, [path, body, answer]) => {
    const { emulator, api } = await createTestEmulator()
    await emulator.settings.change({ balance: 100_000_000_000 })
    await buy(api)
    const iccid = await buyEsim(api)
    const before = await getBalance(api)
    const at = path.replace('ICCID', iccid)
    const { status, json } = await (body === undefined
      ? api.get(at, at.startsWith('/v2') ? { prefix: '' } : {})
      : api.post(at, { body }))
    expect([status, json.message].filter((part) => part !== undefined).join(' ')).toBe(answer)
    expect(await getBalance(api)).toBe(before)
  },
)

test('an apply may have as many units as the limit says', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.settings.change({ balance: 1_000_000 })
  for (const quantity of [MOST_UNITS, 1]) await buy(api, { quantity })
  const apply = (repeat: number) => api.post('/esims/apply', { body: { bundle: BUNDLES.uk, repeat } })
  expect(await apply(TOO_MANY)).toMatchObject({ status: 400, json: { message: TOO_MANY_UNITS.slice(4) } })
  expect((await apply(1)).status).toBe(200)
})

test('an order may have as many units as the limit says, over all its lines', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.settings.change({ balance: 1_000_000 })
  const half = MOST_UNITS / 2
  const order = (quantities: readonly number[]) =>
    api.post('/orders', {
      body: { type: 'transaction', order: quantities.map((quantity) => ({ item: BUNDLES.uk, quantity })) },
    })
  expect((await order([half, half])).status).toBe(200)
  expect(await order([half, half + 1])).toMatchObject({ status: 400, json: { message: TOO_MANY_UNITS.slice(4) } })
})

/** Lists of what is wrong: each entry of them would be a complaint of its own. */
const wrong = (length: number): string => `[${'1,'.repeat(length)}1]`

test.each<[string, string]>([
  ['/orders', `{"type":"transaction","order":${wrong(500_000)}}`],
  ['/orders', `{"type":"transaction","order":[{"iccids":${wrong(500_000)}}]}`],
  ['/esims/apply', `{"bundles":${wrong(500_000)}}`],
])('%s with half a million mistakes is refused in a sentence', async (path, body) => {
  const { api } = await createTestEmulator()
  expect(await api.post(path, { body })).toMatchObject({ status: 400, json: { message: TOO_MANY_UNITS.slice(4) } })
})

test.each<[string, string, string, string]>([
  [
    'POST',
    '/requests/verify',
    `{"match":{"body":{"a":${wrong(MOST_VALUES)}}}}`,
    `the body has more than ${MOST_VALUES} values`,
  ],
  ['PATCH', '/organisation', `{"usageThresholds":${wrong(200)}}`, 'usageThresholds: '],
  ['POST', '/faults', `{"fault":{"type":"status","status":500,"body":${wrong(2_000)}}}`, 'fault.body: '],
  ['POST', '/reset', '{"scenario":{"esims":[{"count":10000},{"count":10000},{"count":1}]}}', 'esims'],
])('%s %s that asks for more than may be is refused', async (method, path, body, message) => {
  const { emulator } = await createTestEmulator()
  const { status, json } = await callControl(emulator, { method, path, body })
  expect([status, json.error.message]).toEqual([422, expect.stringContaining(message)])
})

test('faults are in force up to a number of them', async () => {
  const { emulator } = await createTestEmulator()
  const add = () => emulator.faults.add({ match: { path: '/networks' }, fault: { type: 'reset' } })
  const { count } = await addUntilRefused(add)
  expect(count).toBe(MOST_FAULTS)
  await emulator.faults.clear()
  await add()
})

async function addUntilRefused(add: () => Promise<unknown>): Promise<{ readonly count: number }> {
  for (let count = 0; ; count++) {
    const refused = await add().catch((error) => error)
    if (refused instanceof Error) {
      expect(refused).toMatchObject({ status: 422, code: 'too_many_faults' })
      return { count }
    }
  }
}

test('QR codes are drawn of so many eSIMs, and CSV names more', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.settings.change({ balance: 1_000_000 })
  const { orderReference } = await buy(api, { quantity: MOST_QR_CODES + 1, assign: true })
  const ask = (accept: string): ReturnType<Api['get']> =>
    api.get(`/esims/assignments?reference=${orderReference}`, { headers: { Accept: accept } })
  const message = `cannot have more than ${MOST_QR_CODES} QR codes: use CSV or JSON`
  expect(await ask('application/zip')).toMatchObject({ status: 400, json: { message } })
  expect((await ask('text/csv')).text.trim().split('\n')).toHaveLength(MOST_QR_CODES + 2)
})

test('a page of orders that is longer than an answer may be is refused', async () => {
  const { opened, database } = await watchDatabase(() => createTestEmulator())
  const { api } = opened
  for (let order = 0; order < 3; order++) await buy(api, { assign: true })
  const longer = `store_order_lines(replace(read_order_lines(lines), '"iccid":"', '"iccid":"' || hex(zeroblob(12000000))))`
  database.acrossOrganisations.run(`UPDATE orders SET lines = ${longer}`)
  const tooLarge = { status: 400, json: { message: 'response too large: ask for less' } }
  expect(await api.get('/orders?limit=10000')).toMatchObject(tooLarge)
  expect((await api.get('/orders?limit=1')).json.orders).toHaveLength(1)
})
