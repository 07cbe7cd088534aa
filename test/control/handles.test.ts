import { expect, test } from 'vitest'
import { createCalls } from '../../src/client/calls.ts'
import type { OrganisationHandle } from '../../src/client/handle.ts'
import { CONTROL_MODULES, CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { connectEmulator, EmulatorError } from '../../src/index.ts'
import { type Api, createApi } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim } from '../support/trade.ts'

interface World {
  readonly handle: OrganisationHandle
  readonly api: Api
}

const options = () => ({ callbackUrl: RECEIVER_URL, callbackFetch: createReceiver().fetch })

test.each([
  ['localhost:4149', '"localhost:4149"'],
  ['127.0.0.1', '"127.0.0.1"'],
  ['ftp://127.0.0.1', '"ftp://127.0.0.1"'],
  ['http://me:secret@127.0.0.1:4024', '"http://...@127.0.0.1:4024"'],
])('%s is not the URL of an emulator', (url, shown) => {
  expect(() => connectEmulator(url)).toThrow(
    new TypeError(
      `the URL of an emulator must be like http://127.0.0.1:4024, without a user and a password, not ${shown}`,
    ),
  )
})

/** One emulator in this process, and its like behind a socket. */
const WORLDS: Readonly<Record<string, () => Promise<World>>> = {
  createEmulator: async () => {
    const { api, emulator } = await createTestEmulator(options())
    return { handle: emulator, api }
  },
  connectEmulator: async () => {
    const { emulator } = await createTestEmulator(options())
    const { url } = await emulator.listen()
    const connected = connectEmulator(`${url}/`)
    const fetch = (request: Request) =>
      connected.fetch(new Request(request.url.replace('http://emulator', url), request))
    return { handle: connected, api: createApi(fetch, emulator.apiKey) }
  },
}

type Call = (handle: OrganisationHandle, iccid: string) => Promise<unknown>

/** Every call of the handle, one after the other. */
const CALLS: Readonly<Record<string, Call>> = {
  'clock.get': ({ clock }) => clock.get(),
  'clock.set': ({ clock }) => clock.set({ now: '2026-01-01T01:00:00Z', rate: 3 }),
  'catalogue.change': ({ catalogue }) => catalogue.change('esim_1GB_7D_DE_V2', { price: 2 }),
  'catalogue.withdraw': ({ catalogue }) => catalogue.withdraw('esim_1GB_7D_DE_V2', { at: '+1d' }),
  'catalogue.changes': ({ catalogue }) => catalogue.changes(),
  'catalogue.reset': ({ catalogue }) => catalogue.reset(),
  'settings.change': ({ settings }) => settings.change({ callbackRetries: 1, processingDelay: '1m' }),
  'settings.get': ({ settings }) => settings.get(),
  'esims.create': ({ esims }) => esims.create(),
  'esims.create with options': ({ esims }) => esims.create({ count: 2, msisdn: '447700900123' }),
  'esims.get': ({ esims }, iccid) => esims.get(iccid),
  'esims.list': ({ esims }) => esims.list(),
  'esims.install': ({ esims }, iccid) => esims.install(iccid),
  'esims.uninstall': ({ esims }, iccid) => esims.uninstall(iccid),
  'esims.attach to a country': ({ esims }, iccid) => esims.attach(iccid, 'GB'),
  'esims.attach to a network': ({ esims }, iccid) => esims.attach(iccid, { country: 'GB', network: 'GBRVF' }),
  'esims.use': ({ esims }, iccid) => esims.use(iccid, { megabytes: 1 }),
  'esims.setUsagePlan': ({ esims }, iccid) => esims.setUsagePlan(iccid, { profile: 'heavy' }),
  'esims.bulk': ({ esims }) => esims.bulk({ match: { installed: true }, acts: [{ plan: { profile: 'light' } }] }),
  'clock.events': ({ clock }) => clock.events({ limit: 2 }),
  'clock.advance by a text': ({ clock }) => clock.advance('12h'),
  'clock.advance by a number': ({ clock }) => clock.advance(90_000),
  'clock.advance as the control API says it': ({ clock }) => clock.advance({ toNextEvent: true }),
  'esims.stopUsagePlan': ({ esims }, iccid) => esims.stopUsagePlan(iccid),
  'callbacks.list': ({ callbacks }) => callbacks.list({ alertType: 'Utilisation', wait: '1s', count: 1 }),
  'callbacks.compare': async ({ callbacks }) =>
    callbacks.compare((await callbacks.list())[0]?.id ?? 0, { signature: 'abc' }),
  'callbacks.redeliverMatching': ({ callbacks }) => callbacks.redeliverMatching({ bundle: 'none' }),
  'callbacks.redeliver': async ({ callbacks }) => callbacks.redeliver((await callbacks.list())[0]?.id ?? 0),
  'callbacks.test': ({ callbacks }) => callbacks.test({ alertType: 'Topup' }),
  'callbacks.clear': ({ callbacks }) => callbacks.clear(),
  'callbacks.list afterwards': ({ callbacks }) => callbacks.list(),
  'esims.removeMsisdn': ({ esims }, iccid) => esims.removeMsisdn(iccid),
  'esims.giveMsisdn': ({ esims }, iccid) => esims.giveMsisdn(iccid),
  'esims.giveMsisdn a number': ({ esims }, iccid) => esims.giveMsisdn(iccid, '447700900123'),
  'callers.list': ({ callers }) => callers.list(),
  'callers.clear': ({ callers }) => callers.clear(),
  'sms.list': ({ sms }, iccid) => sms.list({ iccid }),
  'settings.rotateKey': ({ settings }) => settings.rotateKey(),
  'settings.get with the new key': ({ settings }) => settings.get(),
}

/** Answers without what depends on how long things really took. */
const withoutDurations = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify({ answer }, (key, value) => (key === 'durationMs' ? undefined : value)))

async function goThrough({ handle, api }: World): Promise<unknown[]> {
  const iccid = await buyEsim(api)
  const answers: unknown[] = []
  for (const [name, call] of Object.entries(CALLS)) {
    answers.push([name, withoutDurations(await call(handle, iccid))])
  }
  return answers
}

test('every call of a handle means the same in this process and behind a socket', async () => {
  const [here, there] = await Promise.all(Object.values(WORLDS).map(async (open) => goThrough(await open())))
  expect(there).toEqual(here)
  expect(here?.length).toBe(Object.keys(CALLS).length)
})

test('a handle has a call for every operation of the control API', async () => {
  const called = new Set<string>()
  const calls = createCalls((named) => {
    called.add(named(CONTROL_MODULES).operationId)
    return Promise.resolve({}) as never
  })
  const each = (entry: unknown): unknown =>
    typeof entry === 'function' ? entry('') : Promise.all(Object.values(entry as object).map(each))
  await each(calls)
  expect([...called].sort()).toEqual(CONTROL_OPERATIONS.map(({ operationId }) => operationId).sort())
})

const REFUSALS: Readonly<Record<string, readonly [Call, number, string]>> = {
  'an eSIM that is not there': [({ esims }) => esims.install('8'.repeat(19)), 404, 'esim_not_accessible'],
  'a text that is no ICCID': [({ esims }) => esims.install('../clock'), 400, 'malformed_iccid'],
  'a clock that goes back': [({ clock }) => clock.set({ now: '2025-01-01T00:00:00Z' }), 409, 'clock_backwards'],
  'an unknown field': [({ clock }) => clock.set({ speed: 2 } as never), 422, 'invalid_request'],
  'an unknown callback': [({ callbacks }) => callbacks.redeliver(7), 404, 'callback_not_found'],
}

const REFUSED = Object.entries(WORLDS).flatMap(([world, open]) =>
  Object.entries(REFUSALS).map(([what, refusal]) => ({ world, what, open, refusal })),
)

test.each(REFUSED)('$world: $what is an EmulatorError', async ({ open, refusal: [call, status, code] }) => {
  const { handle } = await open()
  const error = await call(handle, '').catch((reason) => reason)
  expect(error).toBeInstanceOf(EmulatorError)
  expect(error).toMatchObject({ name: 'EmulatorError', status, code, message: expect.stringMatching(/\w{3} .+/) })
})

test.each(Object.keys(WORLDS))('%s: another key is another organisation', async (world) => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const connected = connectEmulator(url, { apiKey: 'my-key' })
  const other = world === 'createEmulator' ? emulator.organisation('my-key') : connected
  await other.clock.advance('1d')
  expect(other.apiKey).toBe('my-key')
  expect((await emulator.clock.get()).now).toBe('2026-01-01T00:00:00Z')
  expect((await connected.organisation('my-key').clock.get()).now).toBe('2026-01-02T00:00:00Z')
  // Not the one that was asked for last, nor that of the handle it is asked for with.
  for (const handle of [emulator, connected]) {
    const third = handle.organisation('third-key')
    expect([third.apiKey, (await third.clock.get()).now]).toEqual(['third-key', '2026-01-01T00:00:00Z'])
  }
})

test('a connected emulator answers requests of the vendor API too', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const connected = connectEmulator(url)
  const response = await connected.fetch('/v2.4/organisation', { headers: { 'X-API-Key': emulator.apiKey } })
  expect([response.status, connected.url]).toEqual([200, url])
})

test('where no emulator answers, that is what the error says', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  await emulator.close()
  await expect(connectEmulator(url).clock.get()).rejects.toMatchObject({
    status: 0,
    code: 'not_reachable',
    message: `no emulator answers at ${url}: ECONNREFUSED`,
  })
})

test('below a sub-path a connected emulator is the same', async () => {
  const { emulator } = await createTestEmulator({ publicUrl: 'http://127.0.0.1:8080/esim' })
  const { url } = await emulator.listen()
  const connected = connectEmulator(`${url}/esim/`)
  expect((await connected.clock.get()).now).toBe('2026-01-01T00:00:00Z')
  const headers = { 'X-API-Key': emulator.apiKey }
  expect((await connected.fetch('/v2.4/organisation', { headers })).url).toBe(`${url}/esim/v2.4/organisation`)
  expect((await connected.fetch(`${url}/esim/health`)).status).toBe(200)
})

test('who made an emulator with a control token may make the calls of its server', async () => {
  const { emulator } = await createTestEmulator({ controlToken: 'token' })
  expect(await emulator.callers.list()).toEqual([])
  expect(await emulator.organisation('other').organisations.list()).toHaveLength(0)
})
