import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, orderBody } from '../support/trade.ts'

const idsOf = (calls: readonly { readonly id: number }[]) => calls.map(({ id }) => id)

test.each([
  ['/ORDERS', [3, 1]],
  ['note=mañana', [3]],
  ['esim_1GB_7D_FR_V2', [4, 3, 1]],
  ['"quantity":1,', [3, 1]],
  ['"assign":true', [1]],
  ['bundle not found', [4]],
  ['nothing has this', []],
])('a search for %s looks into paths, queries, bodies and refusals', async (search, ids) => {
  const { emulator, api } = await createTestEmulator()
  await buy(api, { item: BUNDLES.france, assign: true })
  await api.get('/inventory')
  await api.get(`/orders?note=${encodeURIComponent('mañana')}`)
  await api.get(`/catalogue/bundle/esim_1GB_7D_FR_V2_none`)
  expect(idsOf(await emulator.requests.list({ search }))).toEqual(ids)
})

test('a search goes through the whole journal, with the other filters and the pages of the list', async () => {
  const { emulator, api } = await createTestEmulator()
  for (let call = 0; call < 130; call += 1) await api.get(call % 10 === 0 ? '/orders?tenth=1' : '/inventory')
  const search = 'tenth'
  expect(idsOf(await emulator.requests.list({ search, limit: 3 }))).toEqual([121, 111, 101])
  expect(idsOf(await emulator.requests.list({ search, limit: 3, before: 101 }))).toEqual([91, 81, 71])
  expect(await emulator.requests.list({ search, limit: 100 })).toHaveLength(13)
  expect(await emulator.requests.list({ search, operationId: 'getInventory' })).toEqual([])
})

test('calls of an order are the one that placed it, and those about it', async () => {
  const { emulator, api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true })
  await buy(api, { assign: true })
  await api.get(`/orders/${orderReference}`)
  await api.get(`/esims/assignments?reference=${orderReference}`)
  expect(idsOf(await emulator.requests.list({ order: orderReference }))).toEqual([4, 3, 1])
  expect(await emulator.requests.list({ order: 'none' })).toEqual([])
})

test('the headers of the last hundred calls are kept, without keys and cookies', async () => {
  const { emulator, api } = await createTestEmulator()
  const secrets = { Cookie: 'session=secret', 'X-Gateway-Token': 'secret', 'Ocp-Apim-Subscription-Key': 'secret' }
  const others = { 'X-Trace': 'of test-key', 'Idempotency-Key': 'first', 'Content-Type': 'application/json' }
  const headers = { ...secrets, ...others }
  await api.post('/orders', { body: orderBody({}), headers })
  const [first] = await emulator.requests.list()
  expect(first?.requestHeaders).toMatchObject({ 'x-trace': 'of ***', 'x-api-key': '***', 'idempotency-key': 'first' })
  expect(JSON.stringify(first)).not.toContain('secret')
  expect(first?.responseHeaders).toEqual({ 'Content-Type': 'application/json', 'Emulator-Request-Id': '1' })
  for (let call = 0; call < 100; call += 1) await api.get('/inventory')
  const [faded] = await emulator.requests.list({ before: 2, limit: 1 })
  expect([faded?.requestHeaders, faded?.responseHeaders, faded?.responseBody]).toEqual([undefined, undefined, null])
  const [kept] = await emulator.requests.list({ before: 3, limit: 1 })
  expect(kept?.requestHeaders).toMatchObject({ 'x-api-key': '***' })
})

test('a refusal says why in words, also when its body is no longer kept', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/esims/8943108167000000019')
  await api.get('/nowhere')
  await api.get('/inventory')
  for (let call = 0; call < 100; call += 1) await api.get('/inventory')
  const oldest = (await emulator.requests.list({ before: 4 })).map(({ explanation }) => explanation)
  expect(oldest).toEqual([
    undefined,
    'Not Found: the service has no such path',
    'access denied: the organisation has no such eSIM',
  ])
})

test.each<[object, RegExp]>([
  [{ type: 'status', status: 503 }, /^Service Unavailable: fault \d+ gave this answer$/],
  [{ type: 'malformed' }, /^fault \d+ delayed or changed the answer$/],
  [{ type: 'delay', delay: '1ms' }, /^fault \d+ delayed or changed the answer$/],
  [{ type: 'reset' }, /^fault \d+ left the call without an answer$/],
])('a call that the fault %j hits names the fault', async (fault, explanation) => {
  const { emulator, api } = await createTestEmulator()
  const { id } = await emulator.faults.add({ fault: fault as never })
  await api.get('/inventory').catch(() => undefined)
  const { request, faultId } = await emulator.requests.get(1)
  expect(faultId).toBe(id)
  expect(request.explanation).toMatch(explanation)
})

test('a call is linked with its order, its eSIM and the callbacks that it caused', async () => {
  const { emulator, api } = await createTestEmulator({ callbackUrl: 'http://127.0.0.1:9/hook' })
  await emulator.settings.change({ balance: 20, lowBalanceThreshold: 19.5 })
  const { orderReference, order } = await buy(api, { item: BUNDLES.france, assign: true })
  const [{ id } = { id: 0 }] = await emulator.callbacks.list()
  expect(await emulator.requests.get(1)).toMatchObject({
    orderReference,
    iccid: null,
    faultId: null,
    callbackIds: [id],
  })
  const iccid = order[0]?.iccids?.[0]
  await api.get(`/esims/${iccid}`)
  expect(await emulator.requests.get(2)).toMatchObject({ orderReference: null, iccid, callbackIds: [] })
  await expect(emulator.requests.get(9)).rejects.toMatchObject({ status: 404, code: 'request_not_found' })
})
