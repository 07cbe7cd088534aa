import { request } from 'node:http'
import { expect, test, vi } from 'vitest'
import { connectEmulator } from '../../src/client/connect.ts'
import { balanceOf } from '../support/call.ts'
import { startCli } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { orderBody } from '../support/trade.ts'

const ORDER = JSON.stringify(orderBody({}))

/** Orders over a socket; whatever becomes of it is told, and after so long the caller gives up. */
function order(url: string, fault: string | undefined, patienceMs = 10_000): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { 'X-API-Key': 'test-key', ...(fault === undefined ? {} : { 'Emulator-Fault': fault }) }
    const sent = request(`${url}/v2.4/orders`, { method: 'POST', headers, timeout: patienceMs }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('gave up'), { code: 'GAVE_UP' })))
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sent.end(ORDER)
  })
}

const CASES = [
  ['reset', 'ECONNRESET', 1000],
  ['reset; phase=after', 'ECONNRESET', 998.64],
  ['timeout', 'GAVE_UP', 1000],
  ['timeout; phase=after', 'GAVE_UP', 998.64],
  ['malformed; phase=after', 200, 998.64],
  ['status=503; phase=after', 503, 998.64],
  ['delay=20ms', 200, 998.64],
] as const

/** Only who is to give up is impatient: a busy machine takes its time. */
const patienceFor = (outcome: string | number) => (outcome === 'GAVE_UP' ? 300 : 10_000)

test.each(CASES)('%s over a socket is %s to the caller, and leaves %d', async (fault, outcome, balance) => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  expect(await order(url, fault, patienceFor(outcome))).toBe(outcome)
  expect(await balanceOf(emulator)).toBe(balance)
  expect(await order(url, undefined)).toBe(200)
  // A caller that gives up is noticed by the server in its own time.
  const entry = await vi.waitFor(async () => {
    const found = (await emulator.requests.list()).find(({ id }) => id === 1)
    expect(found).toBeDefined()
    return found
  })
  expect(entry).toMatchObject({ operationId: 'createOrder', requestBody: ORDER })
  expect(entry?.status).toBe(typeof outcome === 'number' ? outcome : null)
})

test.each(CASES)('the built command does the same with %s: %s, and %d', async (fault, outcome, balance) => {
  const { url } = await startCli(['--clock', 'manual'])
  const emulator = connectEmulator(url)
  expect(await order(url, fault, patienceFor(outcome))).toBe(outcome)
  expect(await balanceOf(emulator)).toBe(balance)
  expect(await order(url, undefined)).toBe(200)
})

test.each([
  ['timeout; phase=after', 'ECONNRESET'],
  ['delay=1h; phase=after', 200],
])('an emulator that is closed holds no call up: %s is %s', async (fault, outcome) => {
  const { emulator, close } = await openTestEmulator()
  const { url } = await emulator.listen()
  const waiting = order(url, fault)
  await vi.waitFor(async () => expect(await balanceOf(emulator)).toBe(998.64))
  await close()
  expect(await waiting).toBe(outcome)
})

test('a rule strikes over a socket as it does without one', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const rule = { match: { operationId: 'createOrder' }, phase: 'after', times: 2, fault: { type: 'reset' } } as const
  await emulator.faults.add(rule)
  const outcomes = [await order(url, undefined), await order(url, undefined), await order(url, undefined)]
  expect(outcomes).toEqual(['ECONNRESET', 'ECONNRESET', 200])
  expect(await balanceOf(emulator)).toBe(995.92)
  expect((await emulator.faults.list())[0]?.hits).toBe(2)
})

test('fetch of a lost answer fails as on a broken connection', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const headers = { 'X-API-Key': 'test-key', 'Emulator-Fault': 'reset; phase=after' }
  const lost = fetch(`${url}/v2.4/orders`, { method: 'POST', headers, body: ORDER })
  await expect(lost).rejects.toMatchObject({ name: 'TypeError', message: 'fetch failed' })
  expect(await balanceOf(emulator)).toBe(998.64)
})
