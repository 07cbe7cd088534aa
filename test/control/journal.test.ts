import { join } from 'node:path'
import { expect, test } from 'vitest'
import { callRaw, orderRaw } from '../support/call.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { dumpTables, watchDatabase } from '../support/tables.ts'
import { BUNDLES, buy, buyEsim, orderBody } from '../support/trade.ts'
import { settle, TestWall } from '../support/wall.ts'

test('a call is noted as it came and as it was answered', async () => {
  const { emulator, api } = await createTestEmulator()
  const answer = await api.call('POST', '/orders?note=1&tag=a&tag=b', { body: orderBody({ assign: true }) })
  const [entry] = await emulator.requests.list()
  expect(entry).toEqual({
    id: Number(answer.headers.get('emulator-request-id')),
    at: '2026-01-01T00:00:00Z',
    method: 'POST',
    path: '/v2.4/orders',
    query: { note: '1', tag: ['a', 'b'] },
    operationId: 'createOrder',
    status: 200,
    durationMs: expect.any(Number),
    requestBody: JSON.stringify(orderBody({ assign: true })),
    responseBody: answer.text,
    contractIssues: expect.any(Array),
  })
  expect(entry?.durationMs).toBeGreaterThanOrEqual(0)
})

test.each<[string, string, object]>([
  ['GET', '/v2.2/organisation/groups', { operationId: 'listGroups', status: 200 }],
  ['GET', '/v2.4/nowhere', { operationId: null, status: 404, reason: 'unknown-route' }],
  ['GET', '/v2.4/orders?limit=0', { query: { limit: '0' }, status: 400, responseBody: '{"message":"invalid limit"}' }],
  ['GET', '/v2.4/esims/8943108167000000019', { operationId: 'getEsim', status: 403, reason: 'unknown-iccid' }],
  ['POST', '/v2.4/esims/apply', { operationId: 'applyBundles', status: 400, requestBody: '' }],
])('%s %s is noted too', async (method, path, expected) => {
  const { emulator } = await createTestEmulator()
  const { headers } = await callRaw(emulator, method, path)
  const id = Number(headers.get('emulator-request-id'))
  expect(await emulator.requests.list()).toMatchObject([{ id, method, path: path.split('?')[0], ...expected }])
})

test.each<[string, object]>([
  ['status=503', { status: 503, reason: 'fault:header', responseBody: '{"message":"Service Unavailable"}' }],
  ['status=503; phase=after', { status: 503, reason: 'fault:header', responseBody: '{"message":"Service Unavailable"}' }],
  ['malformed', { status: 200, reason: 'fault:header' }],
  ['reset', { status: null, responseBody: null }],
  ['reset; phase=after', { status: null, responseBody: null }],
])('what was sent is noted although %s struck', async (fault, expected) => {
  const { emulator } = await createTestEmulator()
  await orderRaw(emulator, { headers: { 'Emulator-Fault': fault } }).catch(() => undefined)
  const requestBody = JSON.stringify(orderBody({}))
  expect(await emulator.requests.list()).toMatchObject([{ operationId: 'createOrder', requestBody, ...expected }])
})

test('what is not text is noted as what it is', async () => {
  const { emulator, api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true })
  const { bytes } = await api.get(`/esims/assignments?reference=${orderReference}`, { headers: { Accept: 'application/zip' } })
  const [entry] = await emulator.requests.list()
  expect(entry?.responseBody).toBe(`<application/zip, ${bytes.byteLength} bytes>`)
})

test('control calls and calls without a good key are not noted', async () => {
  const { emulator, api } = await createTestEmulator({ apiKeys: ['good-key'] })
  await emulator.clock.advance('1d')
  await api.get('/organisation', { key: null })
  await api.get('/organisation', { key: 'bad-key' })
  expect(await emulator.requests.list()).toEqual([])
})

/** Six calls, a day apart. */
async function tradeAWeek({ emulator, api }: TestEmulator): Promise<string> {
  const iccid = await buyEsim(api)
  const later: (() => Promise<unknown>)[] = [
    () => api.get('/orders'),
    () => api.get(`/esims/${iccid}`, { prefix: '/v2.3' }),
    () => api.get(`/esims/${iccid}/bundles`),
    () => api.get('/orders/nothing'),
    () => buy(api),
  ]
  for (const call of later) {
    await emulator.clock.advance('1d')
    await call()
  }
  return iccid
}

test.each<[object, readonly number[]]>([
  [{}, [6, 5, 4, 3, 2, 1]],
  [{ operationId: 'createOrder' }, [6, 1]],
  [{ operationId: 'nothing' }, []],
  [{ method: 'GET' }, [5, 4, 3, 2]],
  [{ method: 'post' }, [6, 1]],
  [{ path: '/v2.4/orders' }, [6, 2, 1]],
  [{ path: '/orders' }, [6, 2, 1]],
  [{ path: '/v2.4/orders*' }, [6, 5, 2, 1]],
  [{ path: '/esims/*' }, [4, 3]],
  [{ path: '/esims/?*' }, []],
  [{ path: '*/bundles' }, [4]],
  [{ status: 400 }, [5]],
  [{ iccid: true }, [4, 3]],
  [{ since: '2026-01-05T00:00:00Z' }, [6, 5]],
  [{ since: '2026-01-05T00:00:00.001Z' }, [6]],
  [{ limit: 2 }, [6, 5]],
  [{ operationId: 'createOrder', limit: 1 }, [6]],
])('a search for %j finds %j', async (query, ids) => {
  const started = await createTestEmulator()
  const iccid = await tradeAWeek(started)
  const found = await started.emulator.requests.list('iccid' in query ? { iccid } : query)
  expect(found.map(({ id }) => id)).toEqual(ids)
})

test('a key is never in it, nor anywhere but in the row of its organisation', async () => {
  const key = 'a-key-that-shows'
  const { opened, database } = await watchDatabase(() => createTestEmulator({ apiKeys: [key] }))
  const { emulator, api } = opened
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:9/' })
  await buy(api, { assign: true })
  await emulator.fetch(new Request(`http://emulator/v2.4/organisation?api_key=${key}&more=1`))
  await emulator.fetch(new Request(`http://emulator/v2.4/nowhere?api_key=${key}`))
  await emulator.snapshots.take('all')
  expect((await emulator.requests.list()).map(({ query }) => query)).toEqual([{}, { more: '1' }, {}])
  const { organisations = [], ...tables } = dumpTables(database)
  expect(tables.requests).toHaveLength(3)
  expect(JSON.stringify(tables)).not.toContain(key)
  expect(JSON.stringify(organisations.map(({ api_key: _, ...row }) => row))).not.toContain(key)
})

test('it goes on after a restart, with the next number', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db })
  await buy(first.api, { item: BUNDLES.europe })
  await first.api.get('/orders')
  const before = await first.emulator.requests.list()
  await first.api.get('/inventory')
  await first.close()

  const { emulator, api } = await createTestEmulator({ db })
  await api.get('/esims')
  const after = await emulator.requests.list()
  expect(after.map(({ id, path }) => [id, path.slice(6)])).toEqual([[4, 'esims'], [3, 'inventory'], [2, 'orders'], [1, 'orders']])
  expect(after.slice(2)).toEqual(before)
})

test('calls that overlap keep their numbers, and so do those after them', async () => {
  const wall = new TestWall()
  const { emulator, api } = await createTestEmulator({ wall })
  const slow = orderRaw(emulator, { headers: { 'Emulator-Fault': 'delay=1m' } })
  await settle()
  await api.get('/orders')
  expect((await emulator.requests.list()).map(({ id }) => id)).toEqual([2])
  await wall.pass(60_000)
  expect((await slow).headers.get('emulator-request-id')).toBe('1')
  expect((await emulator.requests.list()).map(({ id }) => id)).toEqual([2, 1])
  await emulator.state.import(await emulator.state.export())
  await api.get('/orders')
  expect((await emulator.requests.list()).map(({ id }) => id)).toEqual([3, 2, 1])
})
