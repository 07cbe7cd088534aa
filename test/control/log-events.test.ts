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
  ['no key', {}, 'no X-API-Key header was sent'],
  [
    'a bearer token',
    { Authorization: `Bearer ${KEY}` },
    'the key belongs in X-API-Key, and only Authorization was sent',
  ],
  ['another key', WITH_KEY, 'this key is not one of those that the emulator was started with'],
  ['two words', { 'X-API-Key': 'two words' }, 'a key has 1 to 128 visible ASCII characters'],
])('of %s it is said what was wrong', async (_, headers, refusal) => {
  const { call, events } = await observed({ apiKeys: ['good'] })
  expect(await call('/v2.4/orders', headers)).toMatchObject({ status: 403, reason: 'api-key', refusal })
  expect(JSON.stringify(events)).not.toContain(KEY)
})

test.each<[path: string, init: RequestInit, expected: Partial<RequestEvent>]>([
  ['/v2.4/catalogue/bundle/nothing', {}, { status: 400, refusal: 'bundle not found' }],
  ['/v2.4/nowhere', {}, { status: 404, reason: 'unknown-route', refusal: 'Not Found' }],
  ['/_emulator/clock', { method: 'PUT', body: '{"speed":2}' }, { status: 422, reason: 'invalid_request' }],
  ['/_emulator/nowhere', {}, { status: 404, refusal: 'there is no control call /_emulator/nowhere' }],
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

test('a callback says whose it is', async () => {
  const { emulator, events } = await observed({ callbackUrl: RECEIVER_URL, callbackFetch: createReceiver().fetch })
  await emulator.settings.change({ name: 'Acme Travel' })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  expect(events.find(({ kind }) => kind === 'callback')).toMatchObject({ organisation: 'Acme Travel', status: 200 })
})
