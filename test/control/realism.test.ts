import { once } from 'node:events'
import { get } from 'node:http'
import { expect, test } from 'vitest'
import { REALISM } from '../../src/domain/realism.ts'
import type { Emulator } from '../../src/emulator.ts'
import { callRaw, orderRaw, statusesOf } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, buyEsim, getAssignments } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

const KIND = {
  realism: 'test',
  callbackVersion: 'V3',
  addressRateLimit: null,
  largeOrders: 'at-once',
  longestProcessing: 'PT0S',
  unavailability: 0,
  callbackDisorder: 0,
  refunds: true,
  card: 'accepted',
  priceChanges: 0,
} as const

const UNKIND = {
  realism: 'production',
  callbackVersion: 'V2',
  addressRateLimit: 10,
  largeOrders: 'later',
  longestProcessing: 'PT10M',
  unavailability: 0.04,
  callbackDisorder: 0.2,
  refunds: false,
  card: 'unreliable',
  priceChanges: 0.3,
} as const

const partsOf = async ({ settings }: Pick<Emulator, 'settings'>) => {
  const all = await settings.get()
  return Object.fromEntries(Object.keys(KIND).map((name) => [name, all[name as keyof typeof KIND]]))
}

test('a new organisation is kind, and the switch turns everything on and off', async () => {
  const { emulator } = await createTestEmulator()
  expect(await partsOf(emulator)).toEqual(KIND)
  await emulator.settings.change({ realism: 'production' })
  expect(await partsOf(emulator)).toEqual(UNKIND)
  await emulator.settings.change({ realism: 'test' })
  expect(await partsOf(emulator)).toEqual(KIND)
})

test.each(Object.entries(REALISM.production).filter(([name]) => name !== 'realism'))(
  'the part %s is a setting by itself',
  async (stored) => {
    const name = stored.replace(/Ms$/, '') as keyof typeof KIND
    const { emulator } = await createTestEmulator()
    await emulator.settings.change({ [name]: UNKIND[name] })
    expect(await partsOf(emulator)).toEqual({ ...KIND, [name]: UNKIND[name] })
    await emulator.settings.change({ realism: 'production', [name]: KIND[name] })
    expect(await partsOf(emulator)).toEqual({ ...UNKIND, [name]: KIND[name] })
  },
)

test.each([
  [{ realism: 'staging' }, 'realism: '],
  [{ unavailability: 1.5 }, 'unavailability: '],
  [{ callbackDisorder: -0.1 }, 'callbackDisorder: '],
  [{ addressRateLimit: 0 }, 'addressRateLimit: '],
  [{ longestProcessing: 'soon' }, 'longestProcessing: '],
  [{ card: 'gold' }, 'card: '],
])('%j is refused, and changes nothing', async (changes, place) => {
  const { emulator } = await createTestEmulator()
  const refused = emulator.settings.change({ realism: 'production', ...changes } as never)
  await expect(refused).rejects.toMatchObject({ status: 422, message: expect.stringContaining(place) })
  expect(await partsOf(emulator)).toEqual(KIND)
})

test.each([
  ['the option', { realism: 'production' }, UNKIND],
  [
    'the option, with V3 turned on',
    { realism: 'production', callbackVersion: 'V3' },
    { ...UNKIND, callbackVersion: 'V3' },
  ],
  ['a scenario', { scenario: { organisation: { realism: 'production' } } }, UNKIND],
  [
    'a scenario with a part of its own',
    { scenario: { organisation: { realism: 'production', refunds: true } } },
    { ...UNKIND, refunds: true },
  ],
  [
    'the option before the scenario, whose parts stay',
    { realism: 'production', scenario: { organisation: { realism: 'test', card: 'declined' } } },
    { ...UNKIND, card: 'declined' },
  ],
  [
    'the option test before a scenario',
    { realism: 'test', scenario: { organisation: { realism: 'production' } } },
    KIND,
  ],
] as const)('organisations start as %s says', async (_, options, parts) => {
  const { emulator } = await createTestEmulator(options as never)
  expect(await partsOf(emulator)).toEqual(parts)
  expect(await partsOf(emulator.organisation('another-key'))).toEqual(parts)
})

test('the past of a scenario is built without bad days', async () => {
  const kind = await createTestEmulator({ scenario: 'busy-reseller' })
  const unkind = await createTestEmulator({ scenario: 'busy-reseller', realism: 'production' })
  const read = async ({ emulator }: typeof kind) =>
    (await emulator.esims.list({ limit: 1_000 })).map(({ bundles }) => bundles)
  expect(await read(unkind)).toEqual(await read(kind))
})

test('a state of an earlier version is kind', async () => {
  const { emulator } = await createTestEmulator({ realism: 'production' })
  // biome-ignore lint/suspicious/noExplicitAny: a document of an earlier version has no type.
  const document = (await emulator.state.export()) as any
  const settings = JSON.parse(document.organisation.settings)
  for (const name of Object.keys(REALISM.test)) if (name !== 'callbackVersion') delete settings[name]
  document.organisation.settings = JSON.stringify(settings)
  delete document.pending_orders
  for (const callback of document.callbacks) delete callback.reason
  const other = await createTestEmulator()
  await other.emulator.state.import(document)
  expect(await partsOf(other.emulator)).toEqual({ ...KIND, callbackVersion: 'V2' })
})

// The limit of an address.

const read =
  (emulator: Emulator, key = emulator.apiKey) =>
  () =>
    callRaw(emulator, 'GET', '/v2.4/organisation/groups', { key })

/** Organisations on running clocks, at half past a second. */
async function startRunning(options: { readonly addressRateLimit: number; readonly rateLimit?: number }) {
  const systemClock = new TestSystemClock(Date.UTC(2030, 5, 15, 12, 0, 0, 500))
  const { emulator } = await createTestEmulator({ systemClock, clock: 'auto' })
  for (const key of [emulator.apiKey, 'another-key']) await emulator.organisation(key).settings.change(options)
  return { emulator, systemClock }
}

test('an address has its calls a second for all organisations together, and the next second counts anew', async () => {
  const { emulator, systemClock } = await startRunning({ addressRateLimit: 3 })
  expect(await statusesOf(2, read(emulator))).toEqual([200, 200])
  expect(await statusesOf(2, read(emulator, 'another-key'))).toEqual([200, 429])
  const { status, text, reason, headers } = await read(emulator)()
  expect([status, text, reason]).toEqual([429, '{"message":"Rate limit exceeded"}', 'realism:rate-limit'])
  const names = ['limit', 'remaining', 'reset', 'cost'].map((name) => headers.get(`x-ratelimit-${name}`))
  expect([...names, headers.get('retry-after')]).toEqual(['3', '0', '2030-06-15T12:00:01Z', '1', '1'])
  await systemClock.pass(500)
  expect(await statusesOf(4, read(emulator))).toEqual([200, 200, 200, 429])
})

test.each([
  [{ addressRateLimit: 2, rateLimit: 4 }, 'realism:rate-limit'],
  [{ addressRateLimit: 4, rateLimit: 2 }, 'rate-limit'],
])('of %j the nearer limit counts, and is told', async (limits, reason) => {
  const { emulator } = await startRunning(limits)
  const first = await read(emulator)()
  expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual(['2', '1'])
  await read(emulator)()
  const refused = await read(emulator)()
  expect([refused.status, refused.reason]).toEqual([429, reason])
})

test('on a clock that stands, a second ends when the clock is moved', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ addressRateLimit: 2 })
  expect(await statusesOf(3, read(emulator))).toEqual([200, 200, 429])
  await emulator.clock.advance('999ms')
  expect(await statusesOf(1, read(emulator))).toEqual([429])
  await emulator.clock.advance('1ms')
  expect(await statusesOf(3, read(emulator))).toEqual([200, 200, 429])
  await emulator.organisation('another-key').settings.change({ addressRateLimit: 2 })
  expect(await statusesOf(3, read(emulator, 'another-key'))).toEqual([200, 200, 429])
})

// Elsewhere than on Linux a machine has only one loopback address, unless it is told otherwise.
test.skipIf(process.platform !== 'linux')('another address has its own calls', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ addressRateLimit: 1 })
  const { url } = await emulator.listen()
  const from = (localAddress: string) => async () => {
    const headers = { 'X-API-Key': emulator.apiKey }
    const request = get(`${url}/v2.4/organisation/groups`, { localAddress, headers, agent: false })
    const [answer] = await once(request, 'response')
    answer.resume()
    return { status: answer.statusCode as number }
  }
  expect(await statusesOf(2, from('127.0.0.1'))).toEqual([200, 429])
  expect(await statusesOf(2, from('127.0.0.2'))).toEqual([200, 429])
})

// 503 now and then.

test('a share of the calls answers 503 with Retry-After, has no effect, and the journal says why', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ unavailability: 0.3 })
  const answers = []
  for (let time = 0; time < 100; time++) answers.push(await orderRaw(emulator))
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThan(15)
  expect(refused.length).toBeLessThan(45)
  for (const { text, reason, headers } of refused) {
    expect([text, reason]).toEqual(['{"message":"Service Unavailable"}', 'realism:unavailable'])
    expect(headers.get('retry-after')).toMatch(/^[123]$/)
  }
  expect((await emulator.orders.list({ limit: 1_000 })).length).toBe(100 - refused.length)
  const journalled = await emulator.requests.list({ limit: 1_000 })
  expect(journalled.filter(({ reason }) => reason === 'realism:unavailable')).toHaveLength(refused.length)
  await emulator.settings.change({ unavailability: 0 })
  expect(new Set(await statusesOf(50, () => orderRaw(emulator)))).toEqual(new Set([200]))
})

test('a fault that was set goes before a 503 that is drawn', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ unavailability: 1 })
  const { id } = await emulator.faults.add({ match: { path: '*' }, fault: { type: 'status', status: 500 }, times: 1 })
  const statuses = [await read(emulator)(), await read(emulator)()].map(({ status, reason }) => [status, reason])
  expect(statuses).toEqual([
    [500, `fault:${id}`],
    [503, 'realism:unavailable'],
  ])
})

// Processing.

test('a new bundle is processed for a time that is drawn: usually none, at most the longest', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ longestProcessing: '10m' })
  const order = await buy(api, { assign: true, quantity: 60 })
  const iccids = order.order[0]?.iccids ?? []
  const statesOf = async () => {
    const states: string[] = []
    for (const iccid of iccids) states.push((await getAssignments(api, iccid))[0]?.bundleState ?? '')
    return states
  }
  const atFirst = await statesOf()
  const waiting = atFirst.filter((state) => state === 'processing').length
  expect(waiting).toBeGreaterThan(15)
  expect(waiting).toBeLessThan(45)
  // A short time is likelier than a long one.
  await emulator.clock.advance('2m')
  const later = (await statesOf()).filter((state) => state === 'processing').length
  expect(later).toBeGreaterThan(0)
  expect(later).toBeLessThan(waiting * 0.6)
  await emulator.clock.advance('8m')
  expect(new Set(await statesOf())).toEqual(new Set(['queued']))
})

test('the drawn time comes on top of the processing delay', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ longestProcessing: '10m', processingDelay: '1h' })
  const iccid = await buyEsim(api, BUNDLES.uk)
  await emulator.clock.advance('59m')
  expect((await getAssignments(api, iccid))[0]?.bundleState).toBe('processing')
  await emulator.clock.advance('11m')
  expect((await getAssignments(api, iccid))[0]?.bundleState).toBe('queued')
})
