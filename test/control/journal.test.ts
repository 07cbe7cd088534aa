import { expect, test } from 'vitest'
import { callRaw, orderRaw } from '../support/call.ts'
import { createTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { buy, buyEsim, orderBody } from '../support/trade.ts'

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
    requestHeaders: expect.objectContaining({ 'x-api-key': '***', 'content-type': 'application/json' }),
    responseHeaders: expect.objectContaining({ 'Content-Type': 'application/json' }),
    contractIssues: expect.any(Array),
  })
  expect(entry?.durationMs).toBeGreaterThanOrEqual(0)
})

test.each<[string, string, object]>([
  ['GET', '/v2.2/organisation/groups', { operationId: 'listGroups', status: 200 }],
  ['GET', '/v2.4/nowhere', { operationId: null, status: 404, reason: 'unknown-route' }],
  [
    'GET',
    '/v2.4/orders?limit=-1',
    { query: { limit: '-1' }, status: 400, responseBody: '{"message":"invalid limit"}' },
  ],
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
  [
    'status=503; phase=after',
    { status: 503, reason: 'fault:header', responseBody: '{"message":"Service Unavailable"}' },
  ],
  ['malformed', { status: 200, reason: 'fault:header' }],
  ['reset', { status: null, responseBody: null, reason: 'fault:header' }],
  ['reset; phase=after', { status: null, responseBody: null, reason: 'fault:header' }],
])('what was sent is noted although %s struck', async (fault, expected) => {
  const { emulator } = await createTestEmulator()
  await orderRaw(emulator, { headers: { 'Emulator-Fault': fault } }).catch(() => undefined)
  const requestBody = JSON.stringify(orderBody({}))
  expect(await emulator.requests.list()).toMatchObject([{ operationId: 'createOrder', requestBody, ...expected }])
})

test('what is not text is noted as what it is', async () => {
  const { emulator, api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true })
  const { bytes } = await api.get(`/esims/assignments?reference=${orderReference}`, {
    headers: { Accept: 'application/zip' },
  })
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
  [{ status: '4xx' }, [5]],
  [{ status: '2xx' }, [6, 4, 3, 2, 1]],
  [{ status: '5xx' }, []],
  [{ status: 'none' }, []],
  [{ status: 'refused' }, [5]],
  [{ iccid: true }, [4, 3]],
  [{ since: '2026-01-05T00:00:00Z' }, [6, 5]],
  [{ since: '2026-01-05T00:00:00.001Z' }, [6]],
  [{ limit: 2 }, [6, 5]],
  [{ before: 5, limit: 2 }, [4, 3]],
  [{ operationId: 'createOrder', limit: 1 }, [6]],
])('a search for %j finds %j', async (query, ids) => {
  const started = await createTestEmulator()
  const iccid = await tradeAWeek(started)
  const found = await started.emulator.requests.list('iccid' in query ? { iccid } : query)
  expect(found.map(({ id }) => id)).toEqual(ids)
})

test('of a long body, of which the beginning is kept, the contract is not said to be broken', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: { ...orderBody({ item: 'x'.repeat(20_000) }), type: 'validate' } })
  await api.post('/orders', { body: '{"type": "validate"' })
  const [broken, long] = await emulator.requests.list()
  expect([long?.contractIssues, broken?.contractIssues]).toEqual([[], ['body: not JSON']])
})
