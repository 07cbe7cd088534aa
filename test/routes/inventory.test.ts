import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, countStock, getBalance, getInventory } from '../support/trade.ts'

test('a bundle in the inventory has the documented fields in their order', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 10 })
  const { json } = await api.get('/inventory')
  const id = json.bundles[0].available[0].id
  expect(id).toBeTypeOf('number')
  expect(JSON.stringify(json.bundles)).toBe(
    '[{"name":"esim_1GB_7D_GB_V2","desc":"eSIM, 1GB, 7 Days, United Kingdom, V2","useDms":false,' +
      `"available":[{"id":${id},"total":10,"remaining":10,"expiry":"2027-01-01T00:00:00Z"}],` +
      '"countries":["GB"],"data":1000,"duration":7,"durationUnit":"day","autostart":true,"unlimited":false,' +
      '"speed":["2G","3G","4G","5G"],' +
      '"allowances":[{"type":"DATA","service":"ROAMING","description":"esim_1GB_7D_GB_V2 (data)",' +
      '"amount":1000,"unit":"MB","unlimited":false}]}]',
  )
})

test('there is nothing at first', async () => {
  const { api } = await createTestEmulator()
  expect((await api.get('/inventory')).json).toEqual({ bundles: [], pageCount: 0, rows: 0, pageSize: 50 })
})

test('each purchase of a bundle has an entry of its own, gone when nothing is left of it', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 1 })
  await buy(api, { quantity: 2 })
  const [bundle, ...others] = await getInventory(api)
  expect(others).toEqual([])
  expect(bundle?.available).toMatchObject([
    { total: 1, remaining: 1 },
    { total: 2, remaining: 2 },
  ])
  expect(bundle?.available[0]?.id).not.toBe(bundle?.available[1]?.id)
  await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, repeat: 2 } })
  expect((await getInventory(api))[0]?.available).toMatchObject([{ total: 2, remaining: 1 }])
  await api.post('/esims/apply', { body: { bundle: BUNDLES.uk } })
  expect(await getInventory(api)).toEqual([])
})

test.each([
  ['', 1, 50],
  ['perPage=2', 1, 2],
  ['perPage=2&page=2', 2, 2],
  ['perPage=2&page=3', 3, 2],
  ['page=0&perPage=1', 1, 1],
])('?%s is page %i of %i of three bundles', async (query, page, size) => {
  const { api } = await createTestEmulator()
  for (const item of [BUNDLES.uk, BUNDLES.europe, BUNDLES.caribbean]) await buy(api, { item, quantity: 2 })
  const all = await getInventory(api)
  expect(all.map(({ name }) => name).sort()).toEqual([BUNDLES.uk, BUNDLES.caribbean, BUNDLES.europe])
  expect((await api.get(`/inventory?${query}`)).json).toEqual({
    bundles: all.slice((page - 1) * size, page * size),
    pageCount: Math.ceil(3 / size),
    rows: 3,
    pageSize: size,
  })
})

test('units that are given back are paid back, and the refund is an order', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 10 })
  const usageId = (await getInventory(api))[0]?.available[0]?.id
  const { json } = await api.post('/inventory/refund', { body: { usageId, quantity: 4 } })
  const text = 'Successfully refunded bundles to balance'
  expect(json).toEqual({ status: text })
  expect(await getBalance(api)).toBe(991.84)
  expect((await getInventory(api))[0]?.available).toMatchObject([{ id: usageId, total: 10, remaining: 6 }])
  const [refund] = (await api.get('/orders')).json.orders
  expect(refund).toMatchObject({
    order: [{ type: 'bundleRefund', item: BUNDLES.uk, quantity: 4, subTotal: -5.44, pricePerUnit: 1.36 }],
    total: -5.44,
    status: 'completed',
    statusMessage: 'Refund completed',
    runningBalance: 991.84,
  })
  expect((await api.get(`/orders/${refund.orderReference}`)).json).toEqual(refund)
})

test('units that are given back one by one are paid back to the last cent', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { item: BUNDLES.threeDecimals, quantity: 3 })
  const usageId = (await getInventory(api))[0]?.available[0]?.id
  const balances: number[] = []
  for (let unit = 1; unit <= 3; unit += 1) {
    await api.post('/inventory/refund', { body: { usageId, quantity: 1 } })
    balances.push(await getBalance(api))
  }
  expect(balances).toEqual([813.87, 906.93, 1000])
})

test('fields of a refund are read in any letter case', async () => {
  const { api } = await createTestEmulator()
  await buy(api)
  const UsageID = (await getInventory(api))[0]?.available[0]?.id
  expect((await api.post('/inventory/refund', { body: { UsageID, Quantity: 1 } })).status).toBe(200)
  expect(await getBalance(api)).toBe(1000)
})

test.each<[string, (id: number) => object, string]>([
  ['a usage that is not known', (id) => ({ usageId: id + 1, quantity: 1 }), 'usage not found'],
  ['a usage below 0', () => ({ usageId: -1, quantity: 1 }), 'usage not found'],
  ['more than remains', (id) => ({ usageId: id, quantity: 3 }), 'quantity exceeds remaining bundles'],
  ['nothing', (id) => ({ usageId: id, quantity: 0 }), 'quantity must be at least 1'],
  ['less than nothing', (id) => ({ usageId: id, quantity: -2 }), 'quantity must be at least 1'],
])('a refund of %s is refused', async (_, body, message) => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 3 })
  const usageId = (await getInventory(api))[0]?.available[0]?.id ?? 0
  await api.post('/esims/apply', { body: { bundle: BUNDLES.uk } })
  await expectRefusal(api, () => api.post('/inventory/refund', { body: body(usageId) }), [400, message])
  expect(await countStock(api, BUNDLES.uk)).toBe(2)
})

test('what was given back once cannot be given back again', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  const usageId = (await getInventory(api))[0]?.available[0]?.id
  await api.post('/inventory/refund', { body: { usageId, quantity: 2 } })
  const again = () => api.post('/inventory/refund', { body: { usageId, quantity: 1 } })
  await expectRefusal(api, again, [400, 'quantity exceeds remaining bundles'])
})
