import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { connectEmulator } from '../../src/index.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { look, region, textOf } from '../support/page.ts'
import { TestSystemClock } from '../support/wall.ts'

const KEY = 'a-key-that-is-meant'
const OTHER = 'a-key-that-shows'

const strict = (options: EmulatorOptions = {}) => createTestEmulator({ apiKeys: [KEY], ...options })

const SEND = 'send the key alone in the header X-API-Key'

interface Refused {
  readonly path?: string
  readonly headers?: Record<string, string>
}

test.each<[Refused, string, string]>([
  [{}, 'no_key', `there is no key: ${SEND}`],
  [{ headers: { 'X-API-Key': '' } }, 'empty_key', 'the key is empty: check that the variable it comes from is set'],
  [{ path: '/v2/orders?api_key=' }, 'empty_key', 'the key is empty: check that the variable it comes from is set'],
  [
    { headers: { Authorization: `Bearer ${OTHER}` } },
    'authorization_header',
    `the key came as Authorization: Bearer: ${SEND}`,
  ],
  [
    { headers: { Authorization: `Basic ${OTHER}` } },
    'authorization_header',
    `the key came as Authorization: Basic: ${SEND}`,
  ],
  [{ headers: { Authorization: OTHER } }, 'authorization_header', `the key came as Authorization: ${SEND}`],
  [
    { headers: { 'X-API-Key': '', Authorization: `Bearer ${OTHER}` } },
    'authorization_header',
    `the key came as Authorization: Bearer: ${SEND}`,
  ],
  [{ headers: { Authorization: `${OTHER} again` } }, 'authorization_header', `the key came as Authorization: ${SEND}`],
  [{ headers: { 'Api-Key': OTHER } }, 'other_header', `the key came in the header api-key: ${SEND}`],
  [{ headers: { 'X-Auth-Token': OTHER } }, 'other_header', `the key came in the header x-auth-token: ${SEND}`],
  [{ headers: { apikey: OTHER } }, 'other_header', `the key came in the header apikey: ${SEND}`],
  [
    { path: `/v2.4/orders?api_key=${OTHER}` },
    'query_in_this_version',
    `the key came as the query parameter api_key, which v2.4 does not take (v2.2 is the last): ${SEND}`,
  ],
  [{ path: `/v2.4/orders?apikey=${OTHER}` }, 'other_parameter', `the key came as the query parameter apikey: ${SEND}`],
  [{ path: `/v2/orders?key=${OTHER}` }, 'other_parameter', `the key came as the query parameter key: ${SEND}`],
  [
    { headers: { 'X-API-Key': OTHER } },
    'unknown_key',
    'the key in X-API-Key is not accepted: the server was started with other keys (--api-key)',
  ],
  [
    { path: `/v2.2/orders?api_key=${OTHER}` },
    'unknown_key',
    'the key in the query parameter api_key is not accepted: the server was started with other keys (--api-key)',
  ],
  [
    { headers: { 'X-API-Key': KEY.toUpperCase() } },
    'unknown_key',
    'the key in X-API-Key is not accepted: it would be accepted in another letter case',
  ],
  [
    { headers: { 'X-API-Key': `"${KEY}"` } },
    'unknown_key',
    'the key in X-API-Key is not accepted: it would be accepted without the quotes or signs around it',
  ],
  [
    { headers: { 'X-API-Key': `Bearer ${OTHER}` } },
    'malformed_key',
    'X-API-Key begins with Bearer: send the key alone',
  ],
  [
    { headers: { 'X-API-Key': 'x'.repeat(129) } },
    'malformed_key',
    'X-API-Key has 129 characters: a key has at most 128',
  ],
  [
    { headers: { 'X-API-Key': `${OTHER}, ${OTHER}` } },
    'malformed_key',
    'X-API-Key was sent more than once: send it once',
  ],
  [
    { headers: { 'X-API-Key': `${OTHER} again` } },
    'malformed_key',
    'X-API-Key has a space in it: a key has visible ASCII characters only',
  ],
  [
    { headers: { 'X-API-Key': `${OTHER}é` } },
    'malformed_key',
    'X-API-Key has a character in it that is not visible ASCII',
  ],
])('of a call with %j is said: %s, %s', async ({ path = '/v2.4/orders', headers = {} }, problem, message) => {
  const { emulator } = await strict()
  await emulator.fetch(new Request(`http://emulator${path}`, { headers }))
  const callers = await emulator.callers.list()
  expect(callers).toMatchObject([{ problem, message, path: path.split('?')[0] }])
  expect(JSON.stringify(callers)).not.toContain(OTHER)
  expect(JSON.stringify(callers)).not.toContain(KEY)
})

test('a refused call is noted with who made it, and when', async () => {
  const wall = new TestSystemClock()
  const { emulator } = await strict({ wall, publicUrl: 'http://127.0.0.1:8080' })
  const headers = { 'X-API-Key': OTHER, 'User-Agent': `my-client/1 (${OTHER})`, 'X-Forwarded-For': '203.0.113.9' }
  const init = { method: 'POST', headers, body: '{}' }
  await emulator.fetch(new Request(`http://emulator/v2.4/orders/${OTHER}/x?secret=${OTHER}`, init))
  expect(await emulator.callers.list()).toEqual([
    {
      id: 1,
      at: new Date(wall.now()).toISOString().replace('.000', ''),
      api: 'vendor',
      method: 'POST',
      path: '/v2.4/orders/***/x',
      sourceIp: '203.0.113.9',
      userAgent: 'my-client/1 (***)',
      problem: 'unknown_key',
      message: 'the key in X-API-Key is not accepted: the server was started with other keys (--api-key)',
      // printf %s a-key-that-shows | sha256sum
      keyHash: '0edad9ef',
    },
  ])
})

test.each<[string, Record<string, string>]>([
  [`/v2.4/organisation/${KEY}`, {}],
  [`/v2.4/organisation/${encodeURIComponent(KEY).replace('k', '%6b')}/x`, {}],
  [`/v2.4/x/${OTHER}`, { Authorization: `Bearer ${OTHER}` }],
  [`/v2.4/x/${OTHER}?token=${OTHER}`, {}],
  ['/v2.4/x', { 'X-API-Key': `${OTHER}, ${OTHER}`, 'User-Agent': `x/${OTHER}` }],
])('of %s with %j no key is kept', async (path, headers) => {
  const { emulator } = await strict()
  await emulator.fetch(new Request(`http://emulator${path}`, { headers }))
  const [caller] = await emulator.callers.list()
  expect(caller?.path).toMatch(/^\/v2\.4\/(?:organisation|x)(?:\/\*\*\*)?(?:\/x)?$/)
  expect(JSON.stringify(caller)).not.toMatch(/a-key|a-%6bey/)
})

test('calls that are let through are not in it, refused control calls are', async () => {
  const { emulator, api } = await strict()
  await api.get('/orders')
  await api.get('/esims/8943108167000000019')
  for (const path of ['/health', '/', '/favicon.ico', '/nowhere'])
    await emulator.fetch(new Request(`http://emulator${path}`))
  expect(await emulator.callers.list()).toEqual([])
  await callControl(emulator, { method: 'GET', path: '/clock', headers: { 'X-API-Key': OTHER } })
  expect(await emulator.callers.list()).toMatchObject([
    { api: 'control', path: '/_emulator/clock', problem: 'unknown_key' },
  ])
})

test('in open mode a call without a key is in it, and one where a key must be said', async () => {
  const { emulator } = await createTestEmulator({ controlToken: 'token' })
  await emulator.listen({ host: '0.0.0.0' })
  await emulator.fetch(new Request('http://emulator/v2.4/orders'))
  await emulator.fetch(new Request('http://emulator/_emulator/clock', { headers: { 'X-Token': OTHER } }))
  expect((await emulator.callers.list()).map(({ problem }) => problem)).toEqual(['other_header', 'no_key'])
})

test('it is listed newest first, by what is wrong, and forgotten', async () => {
  const { emulator } = await strict()
  for (const key of [OTHER, '', OTHER]) {
    await emulator.fetch(new Request('http://emulator/v2.4/orders', { headers: { 'X-API-Key': key } }))
  }
  expect((await emulator.callers.list()).map(({ id }) => id)).toEqual([3, 2, 1])
  expect((await emulator.callers.list({ limit: 1 })).map(({ id }) => id)).toEqual([3])
  expect((await emulator.callers.list({ problem: 'empty_key' })).map(({ id }) => id)).toEqual([2])
  const { status } = await callControl(emulator, { method: 'GET', path: '/callers?problem=bad' })
  expect(status).toBe(422)
  await emulator.callers.clear()
  expect(await emulator.callers.list()).toEqual([])
})

test('it is bounded, and so is each entry', async () => {
  const { emulator } = await strict()
  for (let call = 0; call < 1_100; call += 1) await emulator.fetch(new Request('http://emulator/v2.4/orders'))
  const headers = { 'User-Agent': 'x'.repeat(5_000), 'X-API-Key': OTHER }
  await emulator.fetch(new Request(`http://emulator/v2.4/${'y'.repeat(5_000)}`, { headers }))
  const callers = await emulator.callers.list({ limit: 10_000 })
  expect([callers.length, callers[0]?.id]).toEqual([500, 1_101])
  expect(JSON.stringify(callers[0]).length).toBeLessThan(1_000)
})

test('it is of whoever runs the server', async () => {
  const { emulator } = await strict({ controlToken: 'token' })
  const { url } = await emulator.listen()
  await expect(connectEmulator(url, { apiKey: KEY }).callers.list()).rejects.toMatchObject({ status: 401 })
  await expect(connectEmulator(url, { apiKey: KEY }).callers.clear()).rejects.toMatchObject({ status: 401 })
  expect(await connectEmulator(url, { apiKey: OTHER, controlToken: 'token' }).callers.list()).toEqual([])
  expect((await look(emulator, '/_emulator/ui/callers')).html).toContain('data-needs-token')
})

test('the page tells it, a key never, and hears of the next one', async () => {
  const { emulator } = await strict()
  const read = async () => {
    const { html } = await look(emulator, '/_emulator/ui/callers')
    expect(html).not.toContain(OTHER)
    return textOf(region(html, 'callers'))
  }
  expect(await read()).toContain('No call was refused for its key.')
  const headers = { 'X-API-Key': emulator.apiKey }
  const stream = await emulator.fetch(new Request('http://emulator/_emulator/stream', { headers }))
  const reader = stream.body?.getReader()
  await reader?.read()
  const heard = reader?.read()
  await emulator.fetch(new Request('http://emulator/v2.4/orders', { headers: { Authorization: `Bearer ${OTHER}` } }))
  expect((await heard)?.done).toBe(false)
  expect(await read()).toContain(`GET /v2.4/orders the key came as Authorization: Bearer: ${SEND} 127.0.0.1 0edad9ef`)
  await reader?.cancel()
})
