import { expect, test } from 'vitest'
import type { EmulatorEvent } from '../../src/index.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'

const KEY = 'a-key-that-shows'

test.each([
  [`/_emulator/organisations/${KEY}`, '/_emulator/organisations/***'],
  [`/_emulator/organisations/${KEY}/more`, '/_emulator/organisations/***'],
  [`/_emulator/organ%69sations/${KEY}`, '/_emulator/organisations/***'],
  [`/_emulator/%6Frganisations%2F${KEY}`, '/_emulator/organisations/***'],
  ['/_emulator/organisations', '/_emulator/organisations'],
  ['/_emulator/organisations/', '/_emulator/organisations/***'],
  ['/_emulator/organisation', '/_emulator/organisation'],
  [`/v2.1/organisation?api_key=${KEY}`, '/v2.1/organisation'],
  [`/v2.4/orders?api%5Fkey=${KEY}`, '/v2.4/orders'],
  [`/nowhere?api_key=${KEY}`, '/nowhere'],
  ['/v2.4/catalogue/bundle/%E0%A4%A', '/v2.4/catalogue/bundle/%E0%A4%A'],
])('of %s the log says %s', async (path, logged) => {
  const events: EmulatorEvent[] = []
  const { emulator } = await createTestEmulator({ onEvent: (event) => events.push(event) })
  await emulator.fetch(new Request(`http://emulator${path}`, { method: 'DELETE' }))
  expect(events).toMatchObject([{ kind: 'request', path: logged }])
  expect(JSON.stringify(events)).not.toContain(KEY)
})

const SENT = { 'X-API-Key': KEY }

test.each<[string, Record<string, string>, string]>([
  [`/v2.4/organisation/${KEY}`, SENT, '/v2.4/organisation/***'],
  [`/v2.4/esims/${KEY}`, SENT, '/v2.4/esims/***'],
  [`/v2.4/esims/x${KEY}x/history`, SENT, '/v2.4/esims/x***x/history'],
  [`/v2.4/organ%69sation/${encodeURIComponent(KEY).replace('k', '%6B')}`, SENT, '/v2.4/organ%69sation/***'],
  [`/v2.4/orders/${KEY}?api_key=${KEY}`, {}, '/v2.4/orders/***'],
  [`/_emulator/esims/${KEY}/install`, SENT, '/_emulator/esims/***/install'],
  ['/v2.4/esims/key-of-another', SENT, '/v2.4/esims/***'],
  ['/v2.4/esims/key%2Dof-another', {}, '/v2.4/esims/***'],
  ['/v2.4/orders', { 'X-API-Key': 'orders' }, '/v2.4/orders'],
])('of %s with %j the log says %s', async (path, headers, logged) => {
  const events: EmulatorEvent[] = []
  const { emulator } = await createTestEmulator({ onEvent: (event) => events.push(event) })
  await emulator.organisation('key-of-another').settings.get()
  await emulator.fetch(new Request(`http://emulator${path}`, { headers }))
  expect(events.at(-1)).toMatchObject({ kind: 'request', path: logged })
  expect(JSON.stringify(events)).not.toContain(KEY)
})

test('a key in the address of a receiver does not go into the log', async () => {
  const events: EmulatorEvent[] = []
  const callbackFetch = async () => new Response(null, { status: 200 })
  const { emulator } = await createTestEmulator({ callbackFetch, onEvent: (event) => events.push(event) })
  const org = emulator.organisation(KEY)
  await org.settings.change({ callbackUrl: `http://127.0.0.1:9/${KEY}/hook?token=${KEY}&api_key=other-key` })
  await org.callbacks.test({ alertType: 'LowBalance' })
  expect(events.at(-2)).toMatchObject({ kind: 'callback', url: 'http://127.0.0.1:9/***/hook?token=***&api_key=***' })
  expect(JSON.stringify(events)).not.toContain(KEY)
})

test('what is answered about organisations does not go into the log either', async () => {
  const events: EmulatorEvent[] = []
  const { emulator } = await createTestEmulator({ onEvent: (event) => events.push(event) })
  await callControl(emulator, { method: 'POST', path: '/organisations', body: { apiKey: KEY } })
  await callControl(emulator, { method: 'DELETE', path: `/organisations/${KEY}` })
  expect(events.map((event) => event.kind === 'request' && event.status)).toEqual([201, 204])
  expect(JSON.stringify(events)).not.toContain(KEY)
})
