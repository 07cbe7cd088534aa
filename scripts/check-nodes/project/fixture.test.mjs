import { createEmulator, verifySignature } from 'esim-go-emulator'
import { test } from 'esim-go-emulator/vitest'
import { expect, test as plain } from 'vitest'

plain('the library answers in every form', async () => {
  const emulator = await createEmulator()
  const call = (path, init) => emulator.fetch(new Request(`http://emulator${path}`, init))
  const headers = { 'X-API-Key': emulator.apiKey }
  const line = { type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }
  const body = JSON.stringify({ type: 'transaction', assign: true, order: [line] })
  const order = await (await call('/v2.4/orders', { method: 'POST', headers, body })).json()
  const get = (path, accept) => call(path, { headers: { ...headers, Accept: accept } })
  const zip = await get(`/v2.4/esims/assignments?reference=${order.orderReference}`, 'application/zip')
  expect([zip.status, zip.headers.get('content-type')]).toEqual([200, 'application/zip'])
  const csv = await get('/_emulator/ledger', 'text/csv')
  expect(await csv.text()).toContain(',')
  await emulator.close()
})

plain('time moves', async () => {
  const emulator = await createEmulator()
  expect((await emulator.settings.get()).balance).toBe(1000)
  const { from, now } = await emulator.clock.advance('8d')
  expect(Date.parse(now) - Date.parse(from)).toBe(8 * 86_400_000)
  await emulator.close()
  expect(verifySignature).toBeTypeOf('function')
})

test('the fixture is there', async ({ emulator }) => {
  expect((await emulator.clock.get()).now).toBe('2026-01-01T00:00:00Z')
})
