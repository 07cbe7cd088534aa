import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestEmulator } from 'esim-go-emulator/vitest'
import { expect, onTestFinished } from 'vitest'
import { Shop } from '../src/shop.ts'
import { test } from './emulator.ts'

const FRANCE = 'esim_1GB_7D_FR_V2'
const PRICE = 1.17

const shopOf = ({ url, apiKey, fetch }: TestEmulator): Shop =>
  new Shop({ baseUrl: `${url}/v2.4`, apiKey, fetch, pause: async () => undefined })

/** Puts the shop behind an address, and has the emulator call it there. Returns the statuses it answers with. */
async function listenToCallbacks(shop: Shop, emulator: TestEmulator): Promise<number[]> {
  const answers: number[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const status = shop.receive(Buffer.concat(chunks), String(request.headers['x-signature-sha256'] ?? ''))
    answers.push(status)
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  await emulator.settings.change({ callbackUrl: `http://127.0.0.1:${port}/callbacks`, callbackRetries: 0 })
  return answers
}

async function travel(emulator: TestEmulator, iccid: string): Promise<void> {
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'FR')
}

/** Until so many warnings about used data have been sent and answered. */
const warnings = (emulator: TestEmulator, count: number) =>
  emulator.callbacks.list({ alertType: 'Utilisation', count, wait: '5s' })

test('a trip is sold once, for its price', async ({ emulator }) => {
  const shop = shopOf(emulator)
  const before = await shop.balance()
  const trip = await shop.sell(FRANCE)
  expect(trip).toMatchObject({ bundle: FRANCE, iccid: expect.stringMatching(/^\d{18,22}$/) })
  expect(await shop.balance()).toBeCloseTo(before - PRICE, 3)
})

test('a customer who has used up most of the data is noticed', async ({ emulator }) => {
  const shop = shopOf(emulator)
  const answers = await listenToCallbacks(shop, emulator)
  const { iccid } = await shop.sell(FRANCE)
  await travel(emulator, iccid)

  await emulator.esims.use(iccid, { megabytes: 500 })
  await warnings(emulator, 1)
  expect(shop.nearlyEmpty).toEqual([])
  await emulator.esims.use(iccid, { megabytes: 350 })
  await warnings(emulator, 2)
  expect(shop.nearlyEmpty).toEqual([iccid])
  expect(new Set(answers)).toEqual(new Set([200]))
})

test('a callback that comes twice is handled once', async ({ emulator }) => {
  const shop = shopOf(emulator)
  await listenToCallbacks(shop, emulator)
  await emulator.faults.add({ match: { callback: 'Utilisation' }, fault: { type: 'duplicate' } })
  const { iccid } = await shop.sell(FRANCE)
  await travel(emulator, iccid)
  await emulator.esims.use(iccid, { megabytes: 500 })
  await emulator.esims.use(iccid, { megabytes: 350 })
  const [last, first] = await warnings(emulator, 2)
  expect([first, last].map((callback) => callback?.attempts.length)).toEqual([2, 2])
  expect(shop.nearlyEmpty).toEqual([iccid])
})

test('a forged callback is refused', async ({ emulator }) => {
  const shop = shopOf(emulator)
  const answers = await listenToCallbacks(shop, emulator)
  await emulator.faults.add({ match: { callback: '*' }, fault: { type: 'bad-signature' } })
  await emulator.callbacks.test({ alertType: 'Utilisation' })
  expect(answers).toEqual([401])
})

test('a 503 is tried again, and the trip is sold once', async ({ emulator }) => {
  const shop = shopOf(emulator)
  const before = await shop.balance()
  await emulator.faults.add({
    match: { method: 'POST', path: '/orders' },
    fault: { type: 'status', status: 503 },
    times: 2,
  })
  await shop.sell(FRANCE)
  expect(await shop.balance()).toBeCloseTo(before - PRICE, 3)
  const orders = { method: 'POST', path: '/orders' }
  expect(await emulator.requests.verify({ match: orders, exactly: 3 })).toMatchObject({ ok: true })
})

test('an order whose answer was lost is not placed twice', async ({ emulator }) => {
  const shop = shopOf(emulator)
  const before = await shop.balance()
  // The order is taken and the money gone; what the shop gets is a 503.
  await emulator.faults.add({
    match: { method: 'POST', path: '/orders' },
    phase: 'after',
    fault: { type: 'status', status: 503 },
    times: 1,
  })
  const { iccid } = await shop.sell(FRANCE)
  expect(await shop.balance()).toBeCloseTo(before - PRICE, 3)
  const orders = { method: 'POST', path: '/orders' }
  expect(await emulator.requests.verify({ match: orders, exactly: 1 })).toMatchObject({ ok: true })
  await travel(emulator, iccid)
})
