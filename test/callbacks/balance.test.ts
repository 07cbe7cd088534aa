import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buy, getBalance, getInventory, orderBody } from '../support/trade.ts'

/** An organisation with this balance, that is told to a receiver. */
async function createPoor(balance: number, changes: object = {}) {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.settings.change({ balance, ...changes })
  const told = async () => {
    await emulator.clock.advance(0)
    return receiver.bodies.map(({ alertType, balanceInfo }) => [alertType, balanceInfo.balance])
  }
  const spend = (quantity: number) => buy(api, { quantity, item: BUNDLES.uk })
  const order = async (quantity: number, type = 'transaction') =>
    (await api.post('/orders', { body: orderBody({ quantity, item: BUNDLES.uk }, type) })).status
  return { api, emulator, receiver, told, spend, order }
}

test('a payment that brings the balance to the threshold, or a part of it, is told once for each part', async () => {
  const { api, receiver, told, spend } = await createPoor(103)
  const balances: number[] = []
  for (const quantity of [2, 1, 10, 8, 20, 5, 25, 3]) {
    await spend(quantity)
    balances.push(await getBalance(api))
  }
  expect(balances).toEqual([100.28, 98.92, 85.32, 74.44, 47.24, 40.44, 6.44, 2.36])
  expect(await told()).toEqual([
    ['LowBalance', 98.92],
    ['LowBalance', 74.44],
    ['LowBalance', 47.24],
    ['LowBalance', 6.44],
  ])
  expect(receiver.bodies[1]).toEqual({
    alertType: 'LowBalance',
    balanceInfo: { balance: 74.44, threshold: 100, thresholdPercentRemaining: 74 },
  })
})

test('a payment that crosses several levels is told once', async () => {
  const { told, spend } = await createPoor(101)
  await spend(70)
  expect(await told()).toEqual([['LowBalance', 5.8]])
})

test.each([
  ['exactly at the threshold', 101.36, [['LowBalance', 100]]],
  ['a thousandth above it', 101.361, []],
])('a balance that comes to be %s', async (_, balance, expected) => {
  const { told, spend } = await createPoor(balance)
  await spend(1)
  expect(await told()).toEqual(expected)
})

test('the threshold can be set, and what was above it is told again after money came in', async () => {
  const { api, emulator, told, spend } = await createPoor(21, { lowBalanceThreshold: 20 })
  await spend(1)
  await api.post('/organisation/balance?amount=1000')
  await emulator.settings.change({ balance: 21 })
  await spend(1)
  expect(await told()).toEqual([
    ['LowBalance', 19.64],
    ['LowBalance', 19.64],
  ])
})

test('a balance that is set, and money that comes back, are no payments', async () => {
  const { api, emulator, told, spend } = await createPoor(1_000)
  await spend(1)
  await emulator.settings.change({ balance: 50 })
  const usageId = (await getInventory(api))[0]?.available[0]?.id
  await api.post('/inventory/refund', { body: { usageId, quantity: 1 } })
  expect(await told()).toEqual([])
})

test('an order that fails for lack of money is told, at most ten times', async () => {
  const { receiver, told, order } = await createPoor(1)
  for (let time = 0; time < 12; time++) expect(await order(1)).toBe(403)
  expect((await told()).length).toBe(10)
  expect(receiver.bodies[0]).toEqual({
    alertType: 'InsufficientBalance',
    balanceInfo: { balance: 1, threshold: 100, thresholdPercentRemaining: 1 },
  })
})

test.each<[string, (world: Awaited<ReturnType<typeof createPoor>>) => Promise<unknown>]>([
  ['a top-up', ({ api }) => api.post('/organisation/balance?amount=1000')],
  ['a balance that is set higher', ({ emulator }) => emulator.settings.change({ balance: 2 })],
])('after %s it is told again', async (_, pay) => {
  const world = await createPoor(1)
  for (let time = 0; time < 11; time++) await world.order(1)
  await pay(world)
  expect(await world.order(1_000)).toBe(403)
  expect((await world.told()).length).toBe(11)
})

test('after a balance that is set lower it is not told again', async () => {
  const { emulator, order, told } = await createPoor(1)
  for (let time = 0; time < 11; time++) await order(1)
  await emulator.settings.change({ balance: 0.5 })
  await order(1)
  expect((await told()).length).toBe(10)
})

test('an order that is only validated, or refused for another reason, tells nothing', async () => {
  const { api, told, order } = await createPoor(1)
  expect(await order(1, 'validate')).toBe(200)
  await api.post('/orders', { body: orderBody({ item: 'no-such-bundle' }) })
  expect(await told()).toEqual([])
})
