import fc from 'fast-check'
import { expect, test } from 'vitest'
import { connectEmulator, verifySignature } from '../../src/index.ts'
import type { Api } from '../support/api.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim, observe, orderBody } from '../support/trade.ts'
import { SlowSystemClock, settle } from '../support/wall.ts'

const callbacksTo = (receiver: ReturnType<typeof createReceiver>) => ({
  callbackUrl: RECEIVER_URL,
  callbackFetch: receiver.fetch,
})

/** Reads all that the service shows of an organisation, but for its key. */
const seen = async (api: Api, key: string) => JSON.stringify(await observe(api)).replaceAll(key, 'KEY')

test.each([
  { mode: 'open', options: {}, key: 'test-key' },
  { mode: 'strict', options: { apiKeys: ['key-one', 'key-two'] }, key: 'key-one' },
])('$mode mode: the old key is refused at once, and the new one leads to the same organisation', async (given) => {
  const { emulator, api } = await createTestEmulator(given.options)
  const iccid = await buyEsim(api)
  const before = await seen(api, given.key)
  const apiKey = await emulator.settings.rotateKey()
  expect(apiKey).toMatch(/^[A-Za-z0-9]{40}$/)
  expect(await seen(api.as(apiKey), apiKey)).toEqual(before)
  const refused = await api.as(given.key).get('/esims')
  expect([refused.status, refused.json]).toEqual([403, { message: 'access denied' }])
  expect((await callControl({ ...emulator, apiKey: given.key }, { method: 'GET', path: '/clock' })).status).toBe(403)
  const problems = (await emulator.callers.list()).map(({ problem }) => problem)
  expect(problems).toEqual(['replaced_key', 'replaced_key'])
  // The handle goes on with the new key, and calls without a key still reach the default organisation.
  expect((await emulator.esims.get(iccid)).iccid).toBe(iccid)
  const anonymous = await emulator.fetch(new Request('http://emulator/_emulator/organisation'))
  expect((await anonymous.json()).apiKey).toBe(apiKey)
})

test('callbacks are signed with the new key, those that wait included; the rest of them stays', async () => {
  const receiver = createReceiver(() => 500)
  const { emulator, api } = await createTestEmulator(callbacksTo(receiver))
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  const [first] = receiver.received
  const apiKey = await emulator.settings.rotateKey('the-new-key')
  await emulator.clock.advance('1d')
  const sent = receiver.received.slice(1)
  expect(sent.length).toBeGreaterThan(0)
  for (const { body, headers } of sent) {
    const signature = new Headers(headers).get('x-signature-sha256')
    expect([verifySignature(body, signature, apiKey), verifySignature(body, signature, 'test-key')]).toEqual([
      true,
      false,
    ])
  }
  expect(sent[0]?.body).toBe(first?.body)
})

test('a key that has an organisation, or had one, is refused, and changes nothing', async () => {
  const { emulator, api } = await createTestEmulator()
  const other = emulator.organisation('other')
  await other.clock.get()
  await other.settings.rotateKey('second')
  for (const apiKey of ['second', 'other', emulator.apiKey]) {
    await expect(emulator.settings.rotateKey(apiKey)).rejects.toMatchObject({ status: 409, code: 'api_key_in_use' })
  }
  expect((await api.get('/organisation')).status).toBe(200)
  await expect(emulator.settings.rotateKey('a b')).rejects.toMatchObject({ status: 422 })
  await expect(
    connectEmulator((await emulator.listen()).url, { apiKey: 'nobody', opens: false }).settings.rotateKey(),
  ).rejects.toMatchObject({ code: 'organisation_not_found' })
})

test('a handle over a socket goes on with the new key', async () => {
  const { emulator } = await createTestEmulator()
  const connected = connectEmulator((await emulator.listen()).url, { apiKey: 'mine' })
  await connected.clock.advance('1d')
  await connected.settings.rotateKey('mine-too')
  expect([connected.apiKey, (await connected.clock.get()).now]).toEqual(['mine-too', '2026-01-02T00:00:00Z'])
})

test('a reset, a snapshot and a state document have the key that the organisation has now', async () => {
  const { emulator, api } = await createTestEmulator()
  await buyEsim(api)
  await emulator.snapshots.take('before')
  const state = await emulator.state.export()
  const apiKey = await emulator.settings.rotateKey()
  await emulator.snapshots.restore('before')
  await emulator.state.import(state)
  await emulator.reset()
  expect((await emulator.settings.get()).apiKey).toBe(apiKey)
  expect((await api.get('/organisation')).status).toBe(403)
  expect((await api.as(apiKey).get('/organisation')).status).toBe(200)
})

test('what follows is the same as without a new key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 }), async (rotations) => {
      const { emulator, api } = await createTestEmulator()
      for (let time = 0; time < rotations; time++) await emulator.settings.rotateKey()
      const now = api.as(emulator.apiKey)
      await buyEsim(now)
      await emulator.clock.advance('30d')
      const plain = await createTestEmulator()
      await buyEsim(plain.api)
      await plain.emulator.clock.advance('30d')
      expect(await seen(now, emulator.apiKey)).toEqual(await seen(plain.api, 'test-key'))
      expect(await emulator.esims.list()).toEqual(await plain.emulator.esims.list())
    }),
    { numRuns: 3 },
  )
})

test.each([{}, { apiKeys: ['test-key'] }])(
  'a call with the old key that waits for the clock meanwhile is refused, and opens nothing: %j',
  async (options) => {
    const systemClock = new SlowSystemClock(60_000)
    const { emulator, api } = await createTestEmulator({ systemClock, clock: 'auto', ...options })
    await emulator.settings.change({ balance: 100_000 })
    await api.post('/orders', { body: orderBody({ assign: true, quantity: 20 }) })
    systemClock.jump(900 * 86_400_000)
    const rotated = emulator.settings.rotateKey('the-new-key')
    await settle()
    expect((await api.get('/esims')).status).toBe(403)
    expect(await rotated).toBe('the-new-key')
    expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toEqual(['the-new-key'])
  },
)

test('the journal shows neither key of calls from before', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/esims?filterBy=customerRef&filter=test-key')
  await api.post('/orders', { body: { ...orderBody({}), note: 'test-key' } })
  await emulator.settings.rotateKey('the-new-key')
  await api.as('the-new-key').get('/esims?filterBy=customerRef&filter=the-new-key')
  const shown = JSON.stringify(await emulator.requests.list())
  expect(shown).toContain('***')
  expect(shown).not.toContain('test-key')
  expect(shown).not.toContain('the-new-key')
})
