import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { ask } from '../support/ask.ts'
import { balanceOf } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { orderBody } from '../support/trade.ts'

async function listening(options: EmulatorOptions) {
  const { emulator } = await createTestEmulator(options)
  const { port } = await emulator.listen()
  return { emulator, port }
}

const APP = 'https://app.example.com'

/** What a browser asks before it sends an order with a key. */
const preflight = (origin: string) => ({
  Origin: origin,
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'content-type,x-api-key,traceparent',
})

const order = (port: number, headers: Record<string, string>) =>
  ask(port, {
    method: 'POST',
    path: '/v2.4/orders',
    headers: { 'X-API-Key': 'test-key', 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(orderBody({})),
  })

test('by default no page of another place is told that it may call', async () => {
  const { port } = await listening({})
  const asked = await ask(port, {
    method: 'OPTIONS',
    path: '/v2.4/orders',
    headers: preflight('http://localhost:3000'),
  })
  expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([404, undefined])
  const placed = await order(port, { Origin: 'http://localhost:3000' })
  expect([placed.status, placed.headers['access-control-allow-origin']]).toEqual([200, undefined])
})

test.each<[string[], string, string | undefined]>([
  [[APP], APP, APP],
  [['https://APP.example.com:443/'], APP, APP],
  [['http://other.example', APP], APP, APP],
  [['*'], APP, '*'],
  [['*'], 'null', '*'],
  [['null'], 'null', 'null'],
  [['capacitor://localhost'], 'capacitor://localhost', 'capacitor://localhost'],
  [['http://app.test:3000'], 'http://app.test:3000', 'http://app.test:3000'],
  [[APP], 'http://app.example.com', undefined],
  [[APP], 'https://app.example.com:8443', undefined],
  [[APP], 'https://app.example.com.evil.example', undefined],
  [[APP], 'https://evil.example', undefined],
  [[APP], 'null', undefined],
])('with --cors %j a page of %s is told that it may call: %s', async (cors, origin, allowed) => {
  const { emulator, port } = await listening({ cors })
  const asked = await ask(port, { method: 'OPTIONS', path: '/v2.4/orders', headers: preflight(origin) })
  expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, allowed])
  if (allowed) {
    expect(asked.headers['access-control-allow-headers']).toBe('content-type,x-api-key,traceparent')
    expect(String(asked.headers['access-control-allow-methods']).split(',')).toEqual(
      expect.arrayContaining(['GET', 'POST', 'PUT', 'DELETE']),
    )
    expect(Number(asked.headers['access-control-max-age'])).toBeGreaterThan(0)
  }
  // What it may, the guard against other pages lets it do, too.
  const placed = await order(port, { Origin: origin })
  expect([placed.status, placed.headers['access-control-allow-origin']]).toEqual([allowed ? 200 : 403, allowed])
  expect(await balanceOf(emulator)).toBe(allowed ? 998.64 : 1000)
  if (allowed !== '*') expect(placed.headers.vary).toContain('Origin')
})

test('the answer says to such a page what is beside its body', async () => {
  const { port } = await listening({ cors: [APP] })
  const { headers } = await order(port, { Origin: APP })
  const exposed = String(headers['access-control-expose-headers']).toLowerCase().split(',')
  expect(exposed).toEqual(expect.arrayContaining(['emulator-request-id', 'emulator-reason', 'retry-after']))
  expect(exposed).toEqual(expect.arrayContaining(['content-disposition', 'x-ratelimit-remaining']))
})

test.each([
  ['a refusal', '/v2.4/organisation', {}, 403],
  ['an unknown path', '/v2.4/nowhere', { 'X-API-Key': 'test-key' }, 404],
  ['a fault', '/v2.4/orders', { 'X-API-Key': 'test-key', 'Emulator-Fault': 'status=503' }, 503],
  ['the document', '/openapi.json', {}, 200],
])('%s can be read by such a page as well', async (_, path, headers, status) => {
  const { port } = await listening({ cors: [APP] })
  const answer = await ask(port, { path, headers: { Origin: APP, ...headers } })
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, APP])
})

test('a key in the query is enough for a page that may call', async () => {
  const { emulator, port } = await listening({ cors: [APP] })
  const path = '/v2/organisation?api_key=of-the-app'
  expect((await ask(port, { path, headers: { Origin: APP } })).status).toBe(200)
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toContain('of-the-app')
})

test.each(['/_emulator/clock', '/_emulator/organisations', '/_emulator/'])('%s is not opened by it', async (path) => {
  const { port } = await listening({ cors: ['*'] })
  const asked = await ask(port, { method: 'OPTIONS', path, headers: preflight(APP) })
  expect(asked.headers['access-control-allow-origin']).toBeUndefined()
  const put = await ask(port, { method: 'PUT', path: '/_emulator/clock', headers: { Origin: APP } })
  expect([put.status, JSON.parse(put.text).error.code]).toEqual([403, 'foreign_origin'])
})

test('a page of the internet is let call a machine of the local network where its browser asks', async () => {
  const { port } = await listening({ cors: [APP] })
  const headers = { ...preflight(APP), 'Access-Control-Request-Private-Network': 'true' }
  const asked = await ask(port, { method: 'OPTIONS', path: '/v2.4/orders', headers })
  expect(asked.headers['access-control-allow-private-network']).toBe('true')
  const other = await ask(port, {
    method: 'OPTIONS',
    path: '/v2.4/orders',
    headers: { ...headers, Origin: 'https://b.example' },
  })
  expect(other.headers['access-control-allow-private-network']).toBeUndefined()
})

test('without a socket it is the same', async () => {
  const { emulator } = await createTestEmulator({ cors: [APP] })
  const request = new Request('http://emulator/v2.4/orders', { method: 'OPTIONS', headers: preflight(APP) })
  const { status, headers } = await emulator.fetch(request)
  expect([status, headers.get('access-control-allow-origin')]).toEqual([204, APP])
})

test('a call that a fault breaks off breaks off for a page, too', async () => {
  const { emulator, port } = await listening({ cors: [APP] })
  const broken = { path: '/v2.4/orders', headers: { Origin: APP, 'X-API-Key': 'test-key', 'Emulator-Fault': 'reset' } }
  await expect(ask(port, broken)).rejects.toMatchObject({ code: 'ECONNRESET' })
  const request = new Request('http://emulator/v2.4/orders', { headers: broken.headers })
  await expect(emulator.fetch(request)).rejects.toThrow('the connection was reset')
})
