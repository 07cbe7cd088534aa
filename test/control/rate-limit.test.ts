import { once } from 'node:events'
import { get } from 'node:http'
import { expect, test } from 'vitest'
import { balanceOf, callRaw, orderRaw, statusesOf } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { TestSystemClock } from '../support/wall.ts'

const HEADERS = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-ratelimit-cost', 'retry-after']
const limitsOf = (headers: Headers) => HEADERS.map((name) => headers.get(name))

/** At half past a second. */
async function start(rateLimit: number | null) {
  const wall = new TestSystemClock(Date.UTC(2030, 5, 15, 12, 0, 0, 500))
  const created = await createTestEmulator({ wall })
  await created.emulator.settings.change({ rateLimit })
  return { ...created, wall, call: () => callRaw(created.emulator, 'GET', '/v2.4/organisation/groups') }
}

const NEXT_SECOND = '2030-06-15T12:00:01Z'

test('without a limit there are no headers, and no end', async () => {
  const { call } = await start(null)
  expect(limitsOf((await call()).headers)).toEqual([null, null, null, null, null])
  expect(new Set(await statusesOf(100, call))).toEqual(new Set([200]))
})

test('a new organisation has no limit', async () => {
  const { emulator } = await createTestEmulator()
  expect((await emulator.settings.get()).rateLimit).toBeNull()
})

test('every answer tells what is left of the second, and the first one too many is refused', async () => {
  const { call, emulator } = await start(2)
  expect(limitsOf((await call()).headers)).toEqual(['2', '1', NEXT_SECOND, '1', null])
  expect(limitsOf((await call()).headers)).toEqual(['2', '0', NEXT_SECOND, '1', null])
  const { status, text, reason, headers } = await call()
  expect([status, text, reason]).toEqual([429, '{"message":"Rate limit exceeded"}', 'rate-limit'])
  expect(limitsOf(headers)).toEqual(['2', '0', NEXT_SECOND, '1', '1'])
  const [refused] = await emulator.requests.list()
  expect(refused).toMatchObject({ id: Number(headers.get('emulator-request-id')), status: 429, reason: 'rate-limit' })
})

test('the next second counts anew', async () => {
  const { call, wall } = await start(3)
  expect(await statusesOf(4, call)).toEqual([200, 200, 200, 429])
  await wall.pass(499)
  expect(await statusesOf(1, call)).toEqual([429])
  await wall.pass(1)
  expect(await statusesOf(4, call)).toEqual([200, 200, 200, 429])
  await wall.pass(60_000)
  expect(limitsOf((await call()).headers)).toEqual(['3', '2', '2030-06-15T12:01:02Z', '1', null])
})

test('a call over the limit does nothing, and faults do not see it', async () => {
  const { emulator } = await start(1)
  await emulator.faults.add({ fault: { type: 'status', status: 503 }, after: 1 })
  expect(await statusesOf(3, () => orderRaw(emulator))).toEqual([200, 429, 429])
  expect(await balanceOf(emulator)).toBe(998.64)
  expect((await emulator.faults.list())[0]?.hits).toBe(0)
})

test.each([
  ['an error', '/v2.4/orders?limit=-1', {}, 400],
  ['a fault before the call', '/v2.4/orders', { 'Emulator-Fault': 'status=503' }, 503],
  ['a fault after the call', '/v2.4/orders', { 'Emulator-Fault': 'status=503; phase=after' }, 503],
])('%s tells what is left too', async (_, path, headers, status) => {
  const { emulator } = await start(5)
  const answer = await callRaw(emulator, 'GET', path, { headers })
  expect([answer.status, ...limitsOf(answer.headers)]).toEqual([status, '5', '4', NEXT_SECOND, '1', null])
})

test('organisations are counted apart, each by its own limit', async () => {
  const { emulator, call } = await start(1)
  const other = () => callRaw(emulator, 'GET', '/v2.4/organisation/groups', { key: 'another-key' })
  expect(await statusesOf(2, call)).toEqual([200, 429])
  expect(await statusesOf(3, other)).toEqual([200, 200, 200])
  await emulator.organisation('another-key').settings.change({ rateLimit: 2 })
  expect(await statusesOf(3, other)).toEqual([200, 200, 429])
})

// Elsewhere than on Linux a machine has only one loopback address, unless it is told otherwise.
test.skipIf(process.platform !== 'linux')(
  'the addresses that call for one organisation are counted apart',
  async () => {
    const { emulator } = await start(1)
    const { url } = await emulator.listen()
    const from = (localAddress: string) => async () => {
      const headers = { 'X-API-Key': emulator.apiKey }
      const [answer] = await once(
        get(`${url}/v2.4/organisation/groups`, { localAddress, headers, agent: false }),
        'response',
      )
      answer.resume()
      return { status: answer.statusCode as number }
    }
    expect(await statusesOf(2, from('127.0.0.1'))).toEqual([200, 429])
    expect(await statusesOf(2, from('127.0.0.2'))).toEqual([200, 429])
  },
)

test('control calls are not counted', async () => {
  const { emulator, call } = await start(2)
  for (let time = 0; time < 5; time++) {
    const { status, headers } = await callRaw(emulator, 'GET', '/_emulator/clock')
    expect([status, ...limitsOf(headers)]).toEqual([200, null, null, null, null, null])
  }
  expect(await statusesOf(3, call)).toEqual([200, 200, 429])
})

test('a limit can be changed and taken away', async () => {
  const { emulator, call } = await start(1)
  expect(await statusesOf(2, call)).toEqual([200, 429])
  await emulator.settings.change({ rateLimit: 10 })
  expect(await statusesOf(1, call)).toEqual([200])
  await emulator.settings.change({ rateLimit: null })
  expect(new Set(await statusesOf(20, call))).toEqual(new Set([200]))
})

test.each([0, -1, 1.5, '10', 1_000_001])('a limit of %j is refused', async (rateLimit) => {
  const { emulator } = await createTestEmulator()
  const refused = emulator.settings.change({ rateLimit: rateLimit as number })
  await expect(refused).rejects.toMatchObject({ status: 422, message: expect.stringContaining('rateLimit: ') })
})

test.each([
  ['GET', '/v2.4/nowhere', 404],
  ['DELETE', '/v2.4/orders', 404],
  ['GET', '/v2.9/orders', 404],
  ['POST', '/v2.4/esims/8943108167000000019/suspend', 404],
])('%s %s, which leads nowhere, is counted like any other call', async (method, path, status) => {
  const { emulator, call } = await start(2)
  const lost = () => callRaw(emulator, method, path)
  const first = await lost()
  expect([first.status, ...limitsOf(first.headers)]).toEqual([status, '2', '1', NEXT_SECOND, '1', null])
  expect(await statusesOf(2, call)).toEqual([200, 429])
  const { status: refused, text, reason } = await lost()
  expect([refused, text, reason]).toEqual([429, '{"message":"Rate limit exceeded"}', 'rate-limit'])
  expect((await emulator.requests.list()).map((entry) => entry.status)).toEqual([429, 429, 200, status])
})

test('calls without a key that is good are nobody’s, and are not counted', async () => {
  const wall = new TestSystemClock(Date.UTC(2030, 5, 15, 12, 0, 0, 500))
  const { emulator } = await createTestEmulator({ wall, apiKeys: ['the-key'], rateLimit: 1 })
  for (const path of ['/v2.4/orders', '/v2.4/nowhere']) {
    const { status, headers } = await callRaw(emulator, 'GET', path, { key: 'wrong-key' })
    expect([status, ...limitsOf(headers)]).toEqual([path.endsWith('orders') ? 403 : 404, null, null, null, null, null])
  }
  expect(await statusesOf(2, () => callRaw(emulator, 'GET', '/v2.4/orders'))).toEqual([200, 429])
})
