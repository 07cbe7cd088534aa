import { expect, test } from 'vitest'
import type { EmulatorEvent, EmulatorOptions } from '../../src/index.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'

type RequestEvent = Extract<EmulatorEvent, { kind: 'request' }>

/** An emulator whose events are kept, and a call that returns the one it caused. */
async function observed(options: EmulatorOptions = {}) {
  const events: EmulatorEvent[] = []
  const { emulator } = await createTestEmulator({ ...options, onEvent: (event) => events.push(event) })
  const call = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
    await emulator.fetch(new Request(`http://emulator${path}`, { headers, ...init }))
    return events.at(-1) as RequestEvent
  }
  return { emulator, events, call }
}

const KEY = 'a-key-that-shows'
const WITH_KEY = { 'X-API-Key': KEY }
const HASH = /^key [0-9a-f]{8}$/

test('an event says who called by the name of the organisation, and from where', async () => {
  const { emulator, call } = await observed()
  await emulator.organisation(KEY).settings.change({ name: 'Acme Travel' })
  expect(await call('/v2.4/organisation', WITH_KEY)).toMatchObject({
    organisation: 'Acme Travel',
    address: '127.0.0.1',
  })
  expect(await call(`/v2.1/organisation?api_key=${KEY}`)).toMatchObject({ organisation: 'Acme Travel', status: 200 })
  expect(await call('/_emulator/clock', WITH_KEY)).toMatchObject({ organisation: 'Acme Travel' })
  expect(await call('/_emulator/health')).toMatchObject({ organisation: null })
})

test('a key without an organisation is told by its hash, the same for the same key', async () => {
  const { call } = await observed({ apiKeys: ['good'] })
  const [first, again, other] = [
    await call('/v2.4/orders', WITH_KEY),
    await call('/v2.4/catalogue', WITH_KEY),
    await call('/v2.4/orders', { 'X-API-Key': 'another' }),
  ]
  expect(first.organisation).toMatch(HASH)
  expect(again.organisation).toBe(first.organisation)
  expect(other.organisation).not.toBe(first.organisation)
})

test.each([KEY, `x ${KEY} x`, ' '])(
  'an organisation that is called %j is told by the hash of its key',
  async (name) => {
    const { emulator, call } = await observed()
    await emulator.organisation(KEY).settings.change({ name })
    expect((await call('/v2.4/organisation', WITH_KEY)).organisation).toMatch(HASH)
  },
)

test('a name cannot begin a line of the log, nor colour it', async () => {
  const { emulator, call } = await observed()
  await emulator.organisation(KEY).settings.change({ name: 'Acme\n\u001b[31mfake line' })
  expect((await call('/v2.4/organisation', WITH_KEY)).organisation).toBe('Acme [31mfake line')
})

test.each<[what: string, headers: Record<string, string>, refusal: string]>([
  ['no key', {}, 'there is no key: send the key alone in the header X-API-Key'],
  [
    'a bearer token',
    { Authorization: `Bearer ${KEY}` },
    'the key came as Authorization: Bearer: send the key alone in the header X-API-Key',
  ],
  ['another key', WITH_KEY, 'the key in X-API-Key is not accepted: the server was started with other keys (--api-key)'],
  ['two words', { 'X-API-Key': 'two words' }, 'X-API-Key has a space in it: a key has visible ASCII characters only'],
])('of %s the log says what was wrong, as the list of refused callers does', async (_, headers, refusal) => {
  const { emulator, call, events } = await observed({ apiKeys: ['good'] })
  expect(await call('/v2.4/orders', headers)).toMatchObject({ status: 403, reason: 'api-key', refusal })
  expect(await emulator.callers.list()).toMatchObject([{ message: refusal, sourceIp: '127.0.0.1' }])
  // A control call without a key is of the default organisation.
  if (headers['X-API-Key'] !== undefined) {
    expect(await call('/_emulator/clock', headers)).toMatchObject({ status: 403, reason: 'access_denied', refusal })
    expect(await emulator.callers.list()).toMatchObject([{ api: 'control', message: refusal }, { api: 'vendor' }])
  }
  expect(JSON.stringify(events)).not.toContain(KEY)
})

test.each<[path: string, init: RequestInit, expected: Partial<RequestEvent>]>([
  ['/v2.4/catalogue/bundle/nothing', {}, { status: 400, refusal: 'bundle not found' }],
  ['/v2.4/nowhere', {}, { status: 404, reason: 'unknown-route', refusal: 'Not Found' }],
  ['/_emulator/clock', { method: 'PUT', body: '{"speed":2}' }, { status: 422, reason: 'invalid_request' }],
  [
    '/_emulator/nowhere',
    {},
    { status: 404, refusal: 'there is no control call GET /_emulator/nowhere: GET /_emulator/openapi.json lists them' },
  ],
  ['/v2.4/organisation', {}, { status: 200, refusal: undefined }],
])('of %s it is said why it was refused, and of no other', async (path, init, expected) => {
  const { call } = await observed()
  expect(await call(path, WITH_KEY, init)).toMatchObject(expected)
})

test('a refusal that repeats the key is told without it', async () => {
  const { call } = await observed()
  const body = JSON.stringify({ type: 'validate', order: [{ type: 'bundle', item: KEY, quantity: 1 }] })
  const { refusal } = await call('/v2.4/orders', WITH_KEY, { method: 'POST', body })
  expect(refusal).toBe('bundle not found: ***')
})

test('a refusal that repeats the key of another organisation is told without it, too', async () => {
  const { emulator, call, events } = await observed()
  await emulator.organisation(KEY).settings.get()
  const { refusal } = await call(`/_emulator/${KEY}`, { 'X-API-Key': 'caller' })
  expect(refusal).toBe('there is no control call GET /_emulator/***: GET /_emulator/openapi.json lists them')
  const { refusal: quoted } = await call(`/_emulator/statement?limit=${KEY}`, { 'X-API-Key': 'caller' })
  expect(quoted).toBe('limit: must be a whole number from 1 to 1000, not "***"')
  const body = JSON.stringify({ type: 'validate', order: [{ type: 'bundle', item: KEY, quantity: 1 }] })
  await call('/v2.4/orders', { 'X-API-Key': 'caller' }, { method: 'POST', body })
  expect(JSON.stringify(events)).not.toContain(KEY)
})

test.each<[key: string, path: string, refusal: string]>([
  ['k', '/v2.4/orders', 'bundle not found: ***'],
  ['not', '/v2.4/nowhere', 'Not Found'],
])('a short key %j is told nowhere but as a part of words', async (key, path, refusal) => {
  const { call } = await observed()
  const body = JSON.stringify({ type: 'validate', order: [{ type: 'bundle', item: key, quantity: 1 }] })
  expect(await call(path, { 'X-API-Key': key }, { method: 'POST', body })).toMatchObject({ refusal })
})

test('a key that a version does not take in the query is of nobody, and told nowhere', async () => {
  const { emulator, call, events } = await observed()
  await emulator.organisation(KEY).settings.change({ name: 'Acme Travel' })
  expect(await call(`/v2.4/organisation?api_key=${KEY}`)).toMatchObject({
    organisation: null,
    refusal: expect.stringContaining('which v2.4 does not take'),
  })
  expect(JSON.stringify(events)).not.toContain(KEY)
})

test.each<[publicUrl: string | undefined, address: string]>([
  [undefined, '127.0.0.1'],
  ['https://sandbox.example.com', '203.0.113.9'],
])('with the public URL %s a call from 203.0.113.9 is told as from %s', async (publicUrl, address) => {
  const { call } = await observed(publicUrl === undefined ? {} : { publicUrl })
  const headers = { ...WITH_KEY, 'X-Forwarded-For': '6.6.6.6, 203.0.113.9' }
  expect(await call('/v2.4/organisation', headers)).toMatchObject({ address })
})

test('a callback says whose it is', async () => {
  const { emulator, events } = await observed({ callbackUrl: RECEIVER_URL, callbackFetch: createReceiver().fetch })
  await emulator.settings.change({ name: 'Acme Travel' })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  expect(events.find(({ kind }) => kind === 'callback')).toMatchObject({ organisation: 'Acme Travel', status: 200 })
})
