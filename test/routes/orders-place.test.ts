import { expect, test } from 'vitest'
import { luhnDigit } from '../../src/domain/identifiers.ts'
import { createTestEmulator } from '../support/emulator.ts'
import {
  BUNDLES,
  buy,
  buyEsim,
  countStock,
  getAssignments,
  getBalance,
  observe,
  orderBody,
  pastOrder,
} from '../support/trade.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('an order that is assigned answers in the recorded form', async () => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { assign: true })
  expect(Object.keys(order)).toEqual([
    'order',
    'total',
    'currency',
    'status',
    'statusMessage',
    'orderReference',
    'createdDate',
    'assigned',
    'sourceIP',
  ])
  const [line] = order.order
  expect(Object.keys(line ?? {}).join(' ')).toBe('esims type item iccids quantity subTotal pricePerUnit AllowReassign')
  expect(Object.keys(line?.esims?.[0] ?? {})).toEqual(['iccid', 'matchingId', 'smdpAddress'])
  expect(order).toMatchObject({
    order: [{ type: 'bundle', item: BUNDLES.uk, quantity: 1, subTotal: 1.36, pricePerUnit: 1.36 }],
    total: 1.36,
    currency: 'USD',
    status: 'completed',
    statusMessage: 'Order completed: 1 eSIMs assigned',
    assigned: true,
    sourceIP: '127.0.0.1',
  })
  expect(order.orderReference).toMatch(UUID)
  expect(order.createdDate).toBe('2026-01-01T00:00:00.000000000Z')
})

test('an order for the inventory has no eSIMs', async () => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { quantity: 10 })
  expect(order).toMatchObject({ assigned: false, statusMessage: 'Order completed', total: 13.6 })
  expect(Object.keys(order.order[0] ?? {})).not.toEqual(expect.arrayContaining(['esims', 'iccids']))
  expect(await countStock(api, BUNDLES.uk)).toBe(10)
  expect(await getBalance(api)).toBe(986.4)
  expect((await api.get('/esims')).json.rows).toBe(0)
})

test('each unit that is assigned goes to a new eSIM, and none to the inventory', async () => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { assign: true, quantity: 3 })
  const iccids = order.order[0]?.iccids ?? []
  expect(new Set(iccids).size).toBe(3)
  expect(order.order[0]?.esims?.map(({ iccid }) => iccid)).toEqual(iccids)
  expect(order).toMatchObject({ total: 4.08, statusMessage: 'Order completed: 3 eSIMs assigned' })
  for (const [index, iccid] of iccids.entries()) {
    const assignments = await getAssignments(api, iccid)
    expect(assignments).toMatchObject([{ assignmentReference: `${order.orderReference}-${index}` }])
  }
  expect(await countStock(api, BUNDLES.uk)).toBe(0)
})

test('an order of more than five is complete when it is answered', async () => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { assign: true, quantity: 12 })
  expect(order).toMatchObject({ status: 'completed', statusMessage: 'Order completed: 12 eSIMs assigned' })
  expect(order.order[0]?.esims).toHaveLength(12)
})

test('several lines are one order: one total, and units counted through', async () => {
  const { api } = await createTestEmulator()
  const body = {
    type: 'transaction',
    assign: true,
    order: [
      { type: 'bundle', item: BUNDLES.uk, quantity: 2 },
      { type: 'bundle', item: BUNDLES.europe, quantity: 1 },
    ],
  }
  const { json } = await api.post('/orders', { body })
  expect(json).toMatchObject({ total: 4.31, statusMessage: 'Order completed: 3 eSIMs assigned' })
  expect((await api.get('/orders')).json.orders).toEqual([pastOrder(json, 995.69)])
  const references: string[] = []
  for (const iccid of json.order.flatMap((line: { iccids: string[] }) => line.iccids)) {
    references.push(...(await getAssignments(api, iccid)).map(({ assignmentReference }) => assignmentReference))
  }
  expect(references).toEqual([0, 1, 2].map((unit) => `${json.orderReference}-${unit}`))
})

test('a named eSIM takes the bundle beside those it has', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  expect(await buyEsim(api, 'esim_3GB_30D_GB_V2', iccid)).toBe(iccid)
  const { json } = await api.get(`/esims/${iccid}/bundles`)
  expect(json.bundles.map(({ name }: { name: string }) => name)).toEqual(['esim_3GB_30D_GB_V2', BUNDLES.uk])
  expect((await api.get('/esims')).json.rows).toBe(1)
})

test('an eSIM that is named twice takes two', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const order = await buy(api, { assign: true, quantity: 2, iccids: [iccid, iccid] })
  expect(order.order[0]?.iccids).toEqual([iccid, iccid])
  expect(await getAssignments(api, iccid)).toHaveLength(3)
})

test.each([
  [BUNDLES.uk, /^8943108167\d{9}$/, /^([A-Z0-9]{5}-){3}[A-Z0-9]{5}$/, 'rsp-3104.idemia.io'],
  [BUNDLES.caribbean, /^8943108165\d{9}$/, /^JQ-[A-Z0-9]{6}-[A-Z0-9]{7}$/, 'rsp.truphone.com'],
])('an eSIM made for %s has codes as recorded on its platform', async (item, iccid, matchingId, host) => {
  const { api } = await createTestEmulator()
  const { order } = await buy(api, { item, assign: true, quantity: 5 })
  for (const esim of order[0]?.esims ?? []) {
    expect(esim.iccid).toMatch(iccid)
    expect(luhnDigit(esim.iccid.slice(0, -1))).toBe(esim.iccid.slice(-1))
    expect(esim.matchingId).toMatch(matchingId)
    expect(esim.smdpAddress).toBe(host)
  }
})

test('a bundle that does not fit goes to a new eSIM when that is allowed', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.uk)
  const before = await getAssignments(api, iccid)
  const order = await buy(api, { item: BUNDLES.france, assign: true, iccids: [iccid], allowReassign: true })
  expect(order.order[0]).toMatchObject({ AllowReassign: true, quantity: 1 })
  expect(order.order[0]?.iccids).not.toContain(iccid)
  expect(await getAssignments(api, iccid)).toEqual(before)
})

test('a bundle that fits stays on the eSIM named, whatever is allowed', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const order = await buy(api, { assign: true, iccids: [iccid], allowReassign: true })
  expect(order.order[0]?.iccids).toEqual([iccid])
})

test('an order can spend the balance to the last cent, and not one more', async () => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { item: 'esim_UL_1D_RAS_V2', quantity: 250 })
  expect([order.total, await getBalance(api)]).toEqual([1000, 0])
  const before = await observe(api)
  const answer = await api.post('/orders', { body: orderBody({}) })
  expect([answer.status, answer.json]).toEqual([403, { message: 'insufficient balance' }])
  expect(await observe(api)).toEqual(before)
})
