import { expect, test } from 'vitest'
import { balanceOf, callRaw, orderRaw, requestOf } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { buy } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

const BEFORE = 1000
const AFTER = 998.64
const PHASES = [
  ['before', BEFORE],
  ['after', AFTER],
] as const

test.each(PHASES)(
  'a status in place of the answer, %s the order takes effect: the balance is %d',
  async (phase, balance) => {
    const { emulator } = await createTestEmulator()
    const { id } = await emulator.faults.add({
      match: { operationId: 'createOrder' },
      phase,
      fault: { type: 'status', status: 503 },
    })
    const answer = await orderRaw(emulator)
    expect([answer.status, answer.text, answer.reason]).toEqual([
      503,
      '{"message":"Service Unavailable"}',
      `fault:${id}`,
    ])
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await balanceOf(emulator)).toBe(balance)
  },
)

test.each(PHASES)('half an answer, %s the order takes effect: the balance is %d', async (phase, balance) => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ match: { operationId: 'createOrder' }, phase, fault: { type: 'malformed' } })
  const { status, text } = await orderRaw(emulator)
  expect(status).toBe(200)
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(await balanceOf(emulator)).toBe(balance)
})

test('the half is the first one of the true answer', async () => {
  const [{ emulator }, { emulator: faultless }] = [await createTestEmulator(), await createTestEmulator()]
  const half = await orderRaw(emulator, { headers: { 'Emulator-Fault': 'malformed; phase=after' } })
  const whole = await orderRaw(faultless)
  expect(whole.text.startsWith(half.text)).toBe(true)
  expect(half.text.length).toBe(Math.ceil(whole.text.length / 2))
})

test.each(PHASES)('a broken connection, %s the order takes effect: the balance is %d', async (phase, balance) => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ match: { operationId: 'createOrder' }, phase, fault: { type: 'reset' } })
  await expect(orderRaw(emulator)).rejects.toMatchObject({ name: 'TypeError', code: 'ECONNRESET' })
  expect(await balanceOf(emulator)).toBe(balance)
})

test.each(PHASES)('no answer, %s the order takes effect: the balance is %d', async (phase, balance) => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ match: { operationId: 'createOrder' }, phase, fault: { type: 'timeout' } })
  const patience = new AbortController()
  const answer = orderRaw(emulator, { signal: patience.signal })
  await settle()
  expect(await balanceOf(emulator)).toBe(balance)
  patience.abort()
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
})

test.each(PHASES)('a late answer, %s the order takes effect: the balance is %d meanwhile', async (phase, balance) => {
  const wall = new TestSystemClock()
  const { emulator } = await createTestEmulator({ wall })
  const { id } = await emulator.faults.add({
    match: { operationId: 'createOrder' },
    phase,
    fault: { type: 'delay', delay: '30s' },
  })
  let over = false
  const answer = orderRaw(emulator).finally(() => {
    over = true
  })
  await settle()
  await wall.pass(29_999)
  expect([over, await balanceOf(emulator)]).toEqual([false, balance])
  await wall.pass(1)
  expect([(await answer).status, (await answer).reason]).toEqual([200, `fault:${id}`])
  expect(await balanceOf(emulator)).toBe(AFTER)
})

test('an order whose answer was lost is there, and a client that tries again buys twice', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.faults.add({
    match: { operationId: 'createOrder' },
    phase: 'after',
    fault: { type: 'status', status: 504 },
    times: 1,
  })
  const statuses = [(await orderRaw(emulator)).status, (await orderRaw(emulator)).status]
  expect(statuses).toEqual([504, 200])
  expect((await api.get('/orders')).json.rows).toBe(2)
  expect(await balanceOf(emulator)).toBe(997.28)
})

test('a fault touches no control call, no path that is none, and no other organisation', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.faults.add({ fault: { type: 'status', status: 503 } })
  expect((await callRaw(emulator, 'GET', '/v2.4/organisation')).status).toBe(503)
  expect((await callRaw(emulator, 'GET', '/v2.4/nowhere')).status).toBe(404)
  for (const path of ['/_emulator/health', '/_emulator/clock', '/_emulator/faults', '/v2.4/openapi.json']) {
    expect([path, (await callRaw(emulator, 'GET', path)).status]).toEqual([path, 200])
  }
  expect((await buy(api.as('another-key'))).total).toBe(1.36)
  expect(await emulator.organisation('another-key').faults.list()).toEqual([])
})

test('a fault changes nothing of what is random', async () => {
  const [{ emulator, api }, { api: calm }] = [await createTestEmulator(), await createTestEmulator()]
  await emulator.faults.add({
    match: { operationId: 'createOrder' },
    probability: 0.5,
    fault: { type: 'status', status: 500 },
  })
  for (let call = 0; call < 5; call++) await emulator.fetch(requestOf(emulator, 'POST', '/v2.4/orders', { body: {} }))
  await emulator.faults.clear()
  expect(await buy(api, { assign: true })).toEqual(await buy(calm, { assign: true }))
})
