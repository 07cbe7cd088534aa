import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim, observe, orderBody } from '../support/trade.ts'

const TIMESTAMP = /^2026-01-01T00:00:00(\.\d{1,9})?Z$/

test('a validation prices the order in the documented form', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.post('/orders', { body: orderBody({ assign: true, quantity: 3 }, 'validate') })
  expect(json.createdDate).toMatch(TIMESTAMP)
  expect(JSON.stringify({ ...json, createdDate: 'then' })).toBe(
    '{"order":[{"type":"bundle","item":"esim_1GB_7D_GB_V2","quantity":3,"subTotal":4.08,"pricePerUnit":1.36,' +
      '"AllowReassign":false}],"total":4.08,"valid":true,"currency":"USD","createdDate":"then","assigned":true}',
  )
})

test('a validation changes nothing, however often it is made', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const before = await observe(api)
  const calls = [{}, { assign: true }, { assign: true, iccids: [iccid] }, { quantity: 5000 }].map((purchase) =>
    orderBody(purchase, 'validate'),
  )
  const first = await Promise.all(calls.map(async (body) => (await api.post('/orders', { body })).json))
  const second = await Promise.all(calls.map(async (body) => (await api.post('/orders', { body })).json))
  expect(second).toEqual(first)
  expect(await observe(api)).toEqual(before)
})

test('a validation leaves the order after it as it would have been', async () => {
  const [{ api }, { api: untouched }] = [await createTestEmulator(), await createTestEmulator()]
  await api.post('/orders', { body: orderBody({ assign: true }, 'validate') })
  const order = await api.post('/orders', { body: orderBody({ assign: true }) })
  expect(order.text).toBe((await untouched.post('/orders', { body: orderBody({ assign: true }) })).text)
})

test('what the balance does not cover is priced and not valid', async () => {
  const { api } = await createTestEmulator()
  const { status, json } = await api.post('/orders', { body: orderBody({ quantity: 736 }, 'validate') })
  expect([status, json.total, json.valid]).toEqual([200, 1000.96, false])
  const affordable = await api.post('/orders', { body: orderBody({ quantity: 735 }, 'validate') })
  expect([affordable.json.total, affordable.json.valid]).toEqual([999.6, true])
})

test('what takes the whole balance is valid, and an order of it leaves nothing', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ balance: 2.72 })
  expect((await api.post('/orders', { body: orderBody({ quantity: 2 }, 'validate') })).json.valid).toBe(true)
  expect((await api.post('/orders', { body: orderBody({ quantity: 2 }) })).status).toBe(200)
  expect((await emulator.settings.get()).balance).toBe(0)
})

test.each([1e6, 5e9, Number.MAX_SAFE_INTEGER])('a quantity of %i is priced at once', async (quantity) => {
  const { api } = await createTestEmulator()
  const { status, json } = await api.post('/orders', { body: orderBody({ assign: true, quantity }, 'validate') })
  expect([status, json.valid]).toEqual([200, false])
})

test('each line is priced, and the total is their sum', async () => {
  const { api } = await createTestEmulator()
  const order = [
    { type: 'bundle', item: BUNDLES.threeDecimals, quantity: 3 },
    { type: 'bundle', item: BUNDLES.uk, quantity: 2 },
  ]
  const { json } = await api.post('/orders', { body: { type: 'validate', order } })
  expect(json.order).toMatchObject([
    { pricePerUnit: 93.067, subTotal: 279.2 },
    { pricePerUnit: 1.36, subTotal: 2.72 },
  ])
  expect([json.total, json.assigned]).toEqual([281.92, false])
})
