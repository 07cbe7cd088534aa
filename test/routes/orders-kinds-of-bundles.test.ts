import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, buyEsim, getAssignments, getBalance, getInventory, pastOrder } from '../support/trade.ts'

test('a one-year bundle is one unit and twelve assignments that share its data', async () => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { item: BUNDLES.year, assign: true })
  expect(order).toMatchObject({ total: 16.32, statusMessage: 'Order completed: 1 eSIMs assigned' })
  const iccid = order.order[0]?.iccids?.[0] as string
  const { assignments } = (await api.get(`/esims/${iccid}/bundles/${BUNDLES.year}`)).json
  expect(assignments).toHaveLength(12)
  expect(new Set(assignments.map(({ id }: { id: string }) => id)).size).toBe(12)
  for (const assignment of assignments) {
    expect(assignment).toMatchObject({
      initialQuantity: 1_000_000_000,
      remainingQuantity: 1_000_000_000,
      assignmentReference: `${order.orderReference}-0`,
      bundleState: 'queued',
    })
  }
})

test('a one-year bundle in the inventory lasts twelve months', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { item: BUNDLES.year, quantity: 2 })
  expect(await getInventory(api)).toMatchObject([
    { name: BUNDLES.year, duration: 12, durationUnit: 'month', data: 12_000, available: [{ total: 2, remaining: 2 }] },
  ])
})

test.each([
  ['esim_UL_1D_GB_V2', 1_000_000_000],
  ['esim_ULE_1D_GB_V2', 1_000_000_000],
  ['esim_ULP_1D_GB_V2', 2_000_000_000],
])('%s carries %i bytes a day at full speed', async (item, bytes) => {
  const { api } = await createTestEmulator()
  const [assignment] = await getAssignments(api, await buyEsim(api, item))
  expect(assignment).toMatchObject({ initialQuantity: bytes, remainingQuantity: bytes, unlimited: true })
})

test('a bundle that does not start by itself starts at once when it is ordered', async () => {
  const { api } = await createTestEmulator()
  const [assignment] = await getAssignments(api, await buyEsim(api, BUNDLES.scheduled))
  expect(assignment).toMatchObject({
    bundleState: 'active',
    startTime: '2026-01-01T00:00:00Z',
    endTime: '2026-01-08T00:00:00Z',
    remainingQuantity: 1_000_000_000,
  })
})

test.each([
  [1, 93.07, 906.93],
  [2, 186.13, 813.87],
  [3, 279.2, 720.8],
  [10, 930.67, 69.33],
])('%i units at 93.067 cost %d in whole cents', async (quantity, total, balance) => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { item: BUNDLES.threeDecimals, quantity })
  expect(order).toMatchObject({ order: [{ pricePerUnit: 93.067, subTotal: total }], total })
  expect((await api.get('/orders')).json.orders).toEqual([pastOrder(order, balance)])
  expect(await getBalance(api)).toBe(balance)
})

test.each([
  ['all at once', [3]],
  ['one by one', [1, 1, 1]],
  ['one and then two', [1, 2]],
])('three units at 93.067 given back %s bring back all that was paid', async (_, quantities) => {
  const { api } = await createTestEmulator()
  await buy(api, { item: BUNDLES.threeDecimals, quantity: 3 })
  const usageId = (await getInventory(api))[0]?.available[0]?.id
  for (const quantity of quantities) {
    expect((await api.post('/inventory/refund', { body: { usageId, quantity } })).status).toBe(200)
  }
  expect(await getBalance(api)).toBe(1000)
  expect(await getInventory(api)).toEqual([])
})
