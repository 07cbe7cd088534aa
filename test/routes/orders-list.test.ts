import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, getBalance, pastOrder, type WireOrder } from '../support/trade.ts'

/** As the list shows them: each as it was answered, with the balance that it left. */
async function buyMany(api: Api, count: number): Promise<WireOrder[]> {
  const orders: WireOrder[] = []
  for (let index = 0; index < count; index++) {
    const order = await buy(api, { assign: index % 2 === 0 })
    orders.push(pastOrder(order, await getBalance(api)))
  }
  return orders.toReversed()
}

const list = async (api: Api, query = '') => (await api.get(`/orders?${query}`)).json

test('orders come newest first, each as it was answered and with the balance after it', async () => {
  const { api } = await createTestEmulator()
  const orders = await buyMany(api, 4)
  const json = await list(api)
  expect(json).toEqual({ orders, pageCount: 1, rows: 4, pageSize: 10 })
  expect(orders.map(({ runningBalance }) => runningBalance)).toEqual([994.56, 995.92, 997.28, 998.64])
})

test('an order is found by its reference, as it is in the list', async () => {
  const { api } = await createTestEmulator()
  for (const order of await buyMany(api, 3)) {
    const { text } = await api.get(`/orders/${order.orderReference}`)
    expect(text).toBe(JSON.stringify(order))
  }
})

test('there are no orders at first', async () => {
  const { api } = await createTestEmulator()
  expect(await list(api)).toEqual({ orders: [], pageCount: 0, rows: 0, pageSize: 10 })
})

test.each([
  ['', 1, 10],
  ['limit=5', 1, 5],
  ['limit=5&page=2', 2, 5],
  ['limit=5&page=3', 3, 5],
  ['limit=5&page=4', 4, 5],
  ['limit=1&page=12', 12, 1],
  ['page=0', 1, 10],
  ['page=2', 2, 10],
  ['limit=10000', 1, 10_000],
  ['limit=10001', 1, 10_000],
  ['includeIccids=true', 1, 10],
  ['includeIccids=false&perPage=2&pageSize=3', 1, 10],
])('?%s is page %i of %i rows', async (query, page, size) => {
  const { api } = await createTestEmulator()
  const orders = await buyMany(api, 12)
  expect(await list(api, query)).toEqual({
    orders: orders.slice((page - 1) * size, page * size),
    pageCount: Math.ceil(12 / size),
    rows: 12,
    pageSize: size,
  })
})

/** Orders placed at one, two, three, ... milliseconds of the clock, the newest first. */
async function buyEachMillisecond(count: number) {
  const { api, emulator } = await createTestEmulator()
  for (let index = 0; index < count; index++) {
    await emulator.clock.advance(1)
    await buy(api)
  }
  return { api, emulator, orders: (await list(api)).orders as WireOrder[] }
}

test('createdAt limits the list to a range, its ends included', async () => {
  const { api, orders } = await buyEachMillisecond(5)
  const at = (index: number) => encodeURIComponent(orders[index]?.createdDate ?? '')
  const find = async (query: string) => (await list(api, query)).orders
  expect(await find(`createdAt=gte:${at(3)}`)).toEqual(orders.slice(0, 4))
  expect(await find(`createdAt=lte:${at(3)}`)).toEqual(orders.slice(3))
  expect(await find(`createdAt=gte:${at(3)}&createdAt=lte:${at(1)}`)).toEqual(orders.slice(1, 4))
  expect(await find(`createdAt=gte:${at(2)}&createdAt=lte:${at(2)}`)).toEqual(orders.slice(2, 3))
  expect(await find(`createdAt=gte:${at(1)}&createdAt=lte:${at(3)}`)).toEqual([])
})

test.each([
  ['lt', '.001999999Z', [1]],
  ['lt', '.002Z', [1]],
  ['lt', '.002000001Z', [2, 1]],
  ['lte', '.001999999Z', [1]],
  ['lte', '.002Z', [2, 1]],
  ['lte', '.002000001Z', [2, 1]],
  ['gt', '.001999999Z', [3, 2]],
  ['gt', '.002Z', [3]],
  ['gt', '.002000001Z', [3]],
  ['gte', '.001999999Z', [3, 2]],
  ['gte', '.002Z', [3, 2]],
  ['gte', '.002000001Z', [3]],
  ['eq', '.001999999Z', []],
  ['eq', '.002Z', [2]],
  ['eq', '.002000001Z', []],
])('createdAt=%s:%s finds, of the orders of the first three milliseconds, %j', async (operator, fraction, found) => {
  const { api } = await buyEachMillisecond(3)
  const { orders } = await list(api, `createdAt=${operator}:2026-01-01T00:00:00${fraction}`)
  const milliseconds = orders.map(({ createdDate }: WireOrder) => Number(createdDate.slice(20, 23)))
  expect(milliseconds).toEqual(found)
})

test.each([
  ['createdAt=gte:2026-01-01T00:00:00.000Z', 3],
  ['createdAt=gte:2026-01-01T00:00:00Z&createdAt=lte:2026-01-31T23:59:59.999Z', 3],
  ['createdAt=lte:2025-12-31T23:59:59.999999999Z', 0],
  ['createdAt=gte:2026-01-02T00:00:00Z', 0],
  ['createdAt=gte:2026-01-01T01:00:00%2B01:00', 3],
  ['createdAt=gte:2025-12-31T20:00:00-05:00', 0],
  ['createdAt=', 3],
])('?%s finds %i of three orders', async (query, rows) => {
  const { api } = await createTestEmulator()
  await buyMany(api, 3)
  const json = await list(api, query)
  expect([json.rows, json.orders.length]).toEqual([rows, rows])
})

test.each([
  ['createdAt=gte:yesterday', 'createdAt'],
  ['createdAt=gte:2026-13-01T00:00:00Z', 'createdAt'],
  ['createdAt=gte:2026-02-30T00:00:00Z', 'createdAt'],
  ['createdAt=after:2026-01-01T00:00:00Z', 'createdAt'],
  ['createdAt=gte:2026-01-01T00:00:00Z&createdAt=lte:never', 'createdAt'],
  ['limit=ten', 'limit'],
  ['page=first', 'page'],
])('?%s is refused', async (query, name) => {
  const { api } = await createTestEmulator()
  const answer = await api.get(`/orders?${query}`)
  expect([answer.status, answer.json]).toEqual([400, { message: `invalid ${name}` }])
})

test.each(['7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10', 'nothing', '%20', "'--"])(
  'no order is called %s',
  async (reference) => {
    const { api } = await createTestEmulator()
    await buy(api)
    const answer = await api.get(`/orders/${reference}`)
    expect([answer.status, answer.json]).toEqual([400, { message: 'order not found' }])
  },
)

test('an apply is an order of its assignments, at no cost', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  const { applyReference } = (await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, repeat: 2 } })).json
  const [apply] = (await list(api)).orders
  expect(apply).toMatchObject({ orderReference: applyReference, total: 0, runningBalance: 997.28, assigned: true })
  expect(apply.order).toEqual(
    [0, 1].map((unit) => ({
      type: 'bundleAssignment',
      item: `${applyReference}-${unit}`,
      quantity: 0,
      subTotal: 0,
      pricePerUnit: 0,
    })),
  )
})
