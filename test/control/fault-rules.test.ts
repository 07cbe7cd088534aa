import { expect, test } from 'vitest'
import { callRaw, statusesOf } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'

const STRUCK = 503
const fault = { type: 'status', status: STRUCK } as const

/** Which of some calls are struck, one after the other: `x` is struck, `.` is not. */
async function patternOf(count: number, pacing: object, seed = 1): Promise<string> {
  const { emulator } = await createTestEmulator({ seed })
  await emulator.faults.add({ fault, ...pacing })
  const statuses = await statusesOf(count, () => callRaw(emulator, 'GET', '/v2.4/organisation/groups'))
  const pattern = statuses.map((status) => (status === STRUCK ? 'x' : '.')).join('')
  expect((await emulator.faults.list())[0]?.hits).toBe(pattern.replaceAll('.', '').length)
  return pattern
}

test.each<[object, string]>([
  [{}, 'xxxxxx'],
  [{ times: 1 }, 'x.....'],
  [{ times: 2 }, 'xx....'],
  [{ after: 0 }, 'xxxxxx'],
  [{ after: 2 }, '..xxxx'],
  [{ after: 1, times: 2 }, '.xx...'],
  [{ after: 9 }, '......'],
  [{ probability: 0 }, '......'],
  [{ probability: 1 }, 'xxxxxx'],
])('%j strikes %s', async (pacing, pattern) => {
  expect(await patternOf(6, pacing)).toBe(pattern)
})

test('a probability is kept, and is the same each time', async () => {
  const pattern = await patternOf(200, { probability: 0.3 })
  expect(pattern.replaceAll('.', '').length).toBeGreaterThan(40)
  expect(pattern.replaceAll('.', '').length).toBeLessThan(80)
  expect(await patternOf(200, { probability: 0.3 })).toBe(pattern)
  expect(await patternOf(200, { probability: 0.3 }, 2)).not.toBe(pattern)
})

test('a probability counts from the first call that may be struck, and its strikes are limited', async () => {
  expect(await patternOf(40, { probability: 0.5, after: 10, times: 3 })).toMatch(/^\.{10}(\.*x){3}\.*$/)
})

test('two rules have two sequences of chance', async () => {
  const { emulator } = await createTestEmulator()
  const rules = [500, 503].map((status) => ({ probability: 0.5, fault: { type: 'status', status } as const }))
  for (const rule of rules) await emulator.faults.add(rule)
  const statuses = await statusesOf(40, () => callRaw(emulator, 'GET', '/v2.4/organisation/groups'))
  expect(new Set(statuses)).toEqual(new Set([200, 500, 503]))
})

test('the first rule that strikes counts, and the others have seen the call', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ fault: { type: 'status', status: 503 }, times: 1 })
  await emulator.faults.add({ fault: { type: 'status', status: 500 }, after: 1, times: 1 })
  const statuses = await statusesOf(3, () => callRaw(emulator, 'GET', '/v2.4/organisation'))
  expect(statuses).toEqual([503, 500, 200])
  expect((await emulator.faults.list()).map(({ hits }) => hits)).toEqual([1, 1])
})

const ICCID = '8943108167000000019'
const CALLS = [
  'GET /orders',
  'POST /orders',
  'GET /orders/x',
  `GET /esims/${ICCID}`,
  `PUT /esims`,
  'GET /esims/',
] as const

test.each<[object | undefined, string]>([
  [undefined, 'xxxxxx'],
  [{}, 'xxxxxx'],
  [{ operationId: 'listOrders' }, 'x.....'],
  [{ operationId: 'createOrder', method: 'POST' }, '.x....'],
  [{ method: 'POST' }, '.x....'],
  [{ method: 'put' }, '....x.'],
  [{ path: '/orders' }, 'xx....'],
  [{ path: '/orders/' }, 'xx....'],
  [{ path: '/v2.4/orders' }, 'xx....'],
  [{ path: '/v2.2/orders', method: 'GET' }, 'x.....'],
  [{ path: '/orders*' }, 'xxx...'],
  [{ path: '/orders/*' }, '..x...'],
  [{ path: '*' }, 'xxxxxx'],
  [{ path: '/esims/{iccid}' }, '...x..'],
  [{ path: `/esims/${ICCID}` }, '...x..'],
  [{ path: '/esims/1' }, '......'],
  [{ path: '/esims' }, '....xx'],
])('%j strikes %s of the six calls', async (match, pattern) => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ ...(match ? { match } : {}), fault })
  const struck: string[] = []
  for (const call of CALLS) {
    const [method = '', path] = call.split(' ')
    const { status } = await callRaw(emulator, method, `/v2.3${path}`, method === 'GET' ? {} : { body: {} })
    struck.push(status === STRUCK ? 'x' : '.')
  }
  expect(struck.join('')).toBe(pattern)
})

test('faults are listed in their order as they were asked for, and taken away', async () => {
  const { emulator, api } = await createTestEmulator()
  const first = await emulator.faults.add({
    match: { path: '/orders' },
    phase: 'after',
    fault: { type: 'delay', delay: '1m30s' },
    times: 3,
    after: 1,
    probability: 0.5,
  })
  const second = await emulator.faults.add({ match: { callback: '*' }, fault: { type: 'duplicate' } })
  const third = await emulator.faults.add({ fault: { type: 'status', status: 503, body: 'no', headers: { A: 'b' } } })
  expect(await emulator.faults.list()).toEqual([first, second, third])
  expect(first).toMatchObject({
    match: { path: '/orders' },
    phase: 'after',
    fault: { type: 'delay', delay: 'PT1M30S' },
  })
  expect(first).toMatchObject({ times: 3, after: 1, probability: 0.5, hits: 0 })
  expect(second).toMatchObject({ match: { callback: '*' }, fault: { type: 'duplicate', count: 1 } })
  expect(third).toMatchObject({ match: {}, phase: 'before', fault: { body: 'no', headers: { A: 'b' } } })
  await emulator.faults.remove(third.id)
  expect(await emulator.faults.list()).toEqual([first, second])
  await expect(emulator.faults.remove(third.id)).rejects.toMatchObject({ status: 404, code: 'fault_not_found' })
  await emulator.faults.clear()
  expect(await emulator.faults.list()).toEqual([])
  await buyEsim(api)
})
