import { expect, test } from 'vitest'
import type * as z from 'zod'
import { isCommaList, isList, typeWithin } from '../../src/contract/fields.ts'
import { OPERATIONS } from '../../src/contract/operations.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { callExample, createWorld, exampleOf } from '../support/example-calls.ts'
import { expectRefusals } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, orderBody } from '../support/trade.ts'

const UNREADABLE = ['abc', 'maybe', 'tru', '2', '-1', 'on', 'truefalse', 'true,false', '{}']

const FLAGS = OPERATIONS.flatMap(({ operationId, queryFields }) =>
  Object.entries(queryFields.shape).flatMap(([name, type]) =>
    typeWithin(type as z.ZodType).def.type === 'boolean' ? [[operationId, name] as const] : [],
  ),
)

test('there are flags in the queries of six operations', () => {
  expect(FLAGS.map((each) => each.join('.')).sort()).toEqual([
    'createOrder.includeIccids',
    'getOrder.includeIccids',
    'listEsimBundles.includeUsed',
    'listNetworks.returnAll',
    'listOrders.includeIccids',
    'revokeBundle.refundToBalance',
  ])
})

test.each(FLAGS)(
  '%s with a %s that is neither yes nor no is refused, and changes nothing',
  async (operationId, name) => {
    const { api } = await createTestEmulator()
    const world = await createWorld(api)
    const { method, path, options } = exampleOf(operationId, world)
    const [plain, query = ''] = path.split('?')
    const parameters = new URLSearchParams(query)
    const asked = (text: string) => {
      parameters.set(name, text)
      return `${plain}?${parameters}`
    }
    const calls = UNREADABLE.map((text) => () => api.call(method, asked(text), options))
    await expectRefusals(api, calls, [400, `invalid ${name}`])
  },
)

test.each([
  [['true', 'TRUE', '1', 'yes', 'Yes', ' true '], 2],
  [['false', 'False', '0', 'no', '', 'null'], 1],
])('of the texts %j each means the same in every place', async (texts, assignments) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.uk, iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  for (const text of texts) {
    const { json } = await api.get(`/esims/${iccid}/bundles?includeUsed=${encodeURIComponent(text)}`)
    expect([text, json.bundles[0].assignments.length]).toEqual([text, assignments])
    if (text === 'null') continue
    const order = await api.post('/orders', { body: { ...orderBody({}, 'validate'), assign: text } })
    expect([text, order.json.assigned]).toEqual([text, assignments === 2])
  }
})

/** Two values of each list that a query can have, and what it needs beside. */
const LISTS: Readonly<
  Record<string, (references: readonly string[]) => readonly [values: readonly string[], rest?: string]>
> = {
  'listCatalogue.countries': () => [['GB', 'US'], 'perPage=1000'],
  'listNetworks.countries': () => [['France', 'South Korea']],
  'listNetworks.isos': () => [['GB', 'US']],
  'listOrders.createdAt': () => [['gte:2026-01-01T00:00:00Z', 'lt:2026-01-01T00:00:00Z']],
  'getInstallDetails.reference': (references) => [references],
  'getInstallDetails.additionalFields': ([reference]) => [['qrCode', 'appleInstallUrl'], `reference=${reference}`],
  'getInstallCsv.additionalFields': () => [['qrCode', 'appleInstallUrl']],
  'getEsim.additionalFields': () => [['qrCode', 'appleInstallUrl']],
}

test('every list of a query is in the table below', () => {
  const lists = OPERATIONS.flatMap(({ operationId, queryFields }) =>
    Object.entries(queryFields.shape as Record<string, z.ZodType>).flatMap(([name, type]) =>
      isList(type) || isCommaList(type) ? [`${operationId}.${name}`] : [],
    ),
  )
  expect(lists).toEqual(Object.keys(LISTS))
})

/** The ways in which programs write a list into a query. */
const WRITTEN: readonly (readonly [string, (name: string, values: readonly string[]) => string])[] = [
  ['repeated', (name, values) => values.map((value) => `${name}=${value}`).join('&')],
  ['in brackets', (name, values) => values.map((value) => `${name}[]=${value}`).join('&')],
  ['in brackets that are encoded', (name, values) => values.map((value) => `${name}%5B%5D=${value}`).join('&')],
  ['in brackets with numbers', (name, values) => values.map((value, index) => `${name}[${index}]=${value}`).join('&')],
  ['with commas and spaces', (name, values) => `${name}=${values.join('%2C%20')}`],
  ['with a comma too many', (name, values) => `${name}=${values.join()},&${name}=`],
  ['with repetitions of lists', (name, values) => `${name}=${values[0]}&${name}=,${values[1]}`],
]

test.each(Object.keys(LISTS).flatMap((list) => WRITTEN.map(([way, write]) => [list, way, write] as const)))(
  '%s %s is the list that it is with commas',
  async (list, _, write) => {
    const { api } = await createTestEmulator()
    const world = await createWorld(api)
    const second = await buy(api, { assign: true })
    const [operationId = '', name = ''] = list.split('.')
    const [values, rest = ''] = LISTS[list]?.([world.orderReference, second.orderReference]) ?? [[]]
    const { method, path, options } = exampleOf(operationId, world)
    const [plain] = path.split('?')
    const ask = (query: string) => api.call(method, `${plain}?${rest}&${query}`, options)
    const [expected, answer] = [await ask(`${name}=${values.join()}`), await ask(write(name, values))]
    expect([answer.status, answer.text]).toEqual([200, expected.text])
    expect(answer.text).not.toBe((await ask(`${name}=${values[0]}`)).text)
  },
)

test('brackets around what is no list are not read', async () => {
  const { api } = await createTestEmulator()
  expect((await api.get('/catalogue?perPage[]=3')).json.pageSize).toBe(50)
  expect((await callExample(api, 'listOrders', await createWorld(api))).status).toBe(200)
})
