import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'

test('a call that is made again has its effects once more, and its answer stands beside the old one', async () => {
  const { emulator, api } = await createTestEmulator()
  const body = orderBody({ item: BUNDLES.france, assign: true })
  const { json: first } = await api.post('/orders?note=a&note=b', { body, headers: { 'X-Trace': '1' } })
  const { before, again, differences } = await emulator.requests.resend(1)
  expect([before.id, again.id]).toEqual([1, 2])
  // The key is not kept, and is shown with stars in both.
  expect(again.requestHeaders).toEqual(before.requestHeaders)
  expect(again).toMatchObject({
    method: 'POST',
    path: before.path,
    query: before.query,
    requestBody: before.requestBody,
  })
  const second = JSON.parse(again.responseBody ?? '')
  expect(differences).toContainEqual({
    place: 'body.orderReference',
    before: first.orderReference,
    again: second.orderReference,
  })
  expect(differences.map(({ place }) => place)).not.toContain('header Emulator-Request-Id')
  expect((await emulator.settings.get()).balance).toBe(997.66)
  expect(await emulator.orders.list()).toHaveLength(2)
})

test('an answer that stays the same has no differences', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/catalogue?perPage=3')
  expect((await emulator.requests.resend(1)).differences).toEqual([])
})

test('a call that a fault hit is made again without it, and the difference is the status', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ fault: { type: 'status', status: 503 }, times: 1 })
  await callRaw(emulator, 'GET', '/v2.4/organisation')
  const { differences } = await emulator.requests.resend(1)
  expect(differences).toContainEqual({ place: 'status', before: 503, again: 200 })
})

test('a call that is left without an answer again is told as such', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/organisation')
  await emulator.faults.add({ fault: { type: 'reset' } })
  const { again, differences } = await emulator.requests.resend(1)
  expect(again).toMatchObject({ id: 2, status: null })
  expect(differences).toContainEqual({ place: 'status', before: 200, again: null })
})

test.each([
  [
    'a body of which only the beginning is kept',
    { type: 'transaction', order: [], note: 'x'.repeat(9_000) },
    'beginning',
  ],
  ['a key in its body', { type: 'transaction', order: [], note: 'test-key' }, 'had a key'],
])('%s is not made again', async (_, body, words) => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body })
  await expect(emulator.requests.resend(1)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining(words),
  })
  expect(await emulator.requests.list()).toHaveLength(1)
})

test('there is nothing to make again that was never made', async () => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.requests.resend(3)).rejects.toMatchObject({ status: 404, code: 'request_not_found' })
})

test('a call that is made again asks for the same type, and sends its body as the same type', async () => {
  const { emulator, api } = await createTestEmulator()
  const { json } = await api.post('/orders', { body: orderBody({ item: BUNDLES.france, assign: true }) })
  await callRaw(emulator, 'GET', `/v2.4/esims/assignments?reference=${json.orderReference}`, {
    headers: { Accept: 'text/csv' },
  })
  const { again } = await emulator.requests.resend(2)
  expect(again.responseHeaders?.['Content-Type']).toContain('text/csv')
  await callRaw(emulator, 'POST', '/v2.4/orders', { headers: { 'Content-Type': 'text/plain' }, body: '{}' })
  const { again: posted, differences } = await emulator.requests.resend(4)
  expect(posted.requestHeaders).toMatchObject({ 'content-type': 'text/plain' })
  expect(differences).toEqual([])
})
