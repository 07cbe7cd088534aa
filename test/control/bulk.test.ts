import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buy } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

const FR = BUNDLES.france
const GB = BUNDLES.uk
const UNKNOWN = '8943108167999999999'

type Bulk = Parameters<Emulator['esims']['bulk']>[0]

/** Six eSIMs, each in a state of its own; their customer references are their names. */
const ESIMS = [
  { customerRef: 'new' },
  { customerRef: 'queued', bundles: [{ bundle: FR }] },
  { customerRef: 'paris', location: 'FR', bundles: [{ bundle: FR, state: 'active' as const }] },
  { customerRef: 'both', bundles: [{ bundle: FR, state: 'expired' as const, started: '20d ago' }, { bundle: FR }] },
  { customerRef: 'london', location: 'GB', bundles: [{ bundle: GB, state: 'active' as const }] },
  { customerRef: 'home', installed: true },
]
const ALL = ['new', 'queued', 'paris', 'both', 'london', 'home']

async function createWorld() {
  const made = await createTestEmulator({ scenario: { esims: ESIMS } })
  const esims = await made.emulator.esims.list()
  const names = new Map(esims.map(({ iccid, customerRef }) => [iccid, customerRef]))
  const iccidOf = (name: string) => esims.find(({ customerRef }) => customerRef === name)?.iccid as string
  /** The names of those that have no number any more, which the acts of a test take away. */
  const touched = async () =>
    (await made.emulator.esims.list()).filter(({ msisdn }) => msisdn === null).map(({ iccid }) => names.get(iccid))
  const byAge = (some: readonly string[]) => [...names.values()].filter((name) => some.includes(name))
  return { ...made, iccidOf, touched, byAge }
}

const TOUCH: Bulk['acts'] = [{ msisdn: { number: null } }]

/** Conditions; a function where these need ICCIDs. */
type Conditions = Bulk['match'] | ((iccidOf: (name: string) => string) => Bulk['match'])

test.each<[match: Conditions, matched: string[]]>([
  [{}, ALL],
  [{ customerRef: 'paris' }, ['paris']],
  [{ customerRef: ['london', 'new', 'nobody'] }, ['new', 'london']],
  [{ bundle: FR }, ['queued', 'paris', 'both']],
  [{ bundle: [FR, GB] }, ['queued', 'paris', 'both', 'london']],
  [{ bundleState: 'active' }, ['paris', 'london']],
  [{ bundleState: ['expired', 'active'] }, ['paris', 'both', 'london']],
  [{ bundle: FR, bundleState: 'active' }, ['paris']],
  [{ bundle: GB, bundleState: 'queued' }, []],
  [{ installed: true }, ['paris', 'both', 'london', 'home']],
  [{ installed: false }, ['new', 'queued']],
  [{ country: 'FR' }, ['paris', 'both']],
  [{ country: ['france', 'GB'] }, ['paris', 'both', 'london']],
  [{ find: 'ON' }, ['london']],
  [{ find: 'o', installed: false }, []],
  [{ find: 'O', bundleState: 'queued' }, ['both']],
  [{ find: '8943' }, ALL],
  [{ installed: false, bundle: FR, customerRef: ['queued', 'paris', 'new'] }, ['queued']],
  [(iccidOf) => ({ iccids: iccidOf('home') }), ['home']],
  [(iccidOf) => ({ iccids: ['home', 'new', 'home'].map(iccidOf) }), ['new', 'home']],
  [(iccidOf) => ({ iccids: ['home', 'new'].map(iccidOf), installed: true }), ['home']],
  [() => ({ iccids: [] }), []],
])('%j matches %j', async (match, expected) => {
  const { emulator, iccidOf, touched, byAge } = await createWorld()
  const { matched, acts } = await emulator.esims.bulk({
    match: typeof match === 'function' ? match(iccidOf) : match,
    acts: TOUCH,
  })
  expect(await touched()).toEqual(byAge(expected))
  expect([matched, acts]).toEqual([
    expected.length,
    [{ act: 'msisdn', done: expected.length, refused: 0, refusals: [] }],
  ])
})

test('with a limit the oldest of those that match are meant', async () => {
  const { emulator } = await createTestEmulator()
  const iccids = (await emulator.esims.create({ count: 6 })).map(({ iccid }) => iccid)
  const installed = async () =>
    (await emulator.esims.list()).filter((esim) => esim.installed).map(({ iccid }) => iccids.indexOf(iccid))
  await emulator.esims.bulk({ match: { installed: false, limit: 2 }, acts: [{ install: {} }] })
  expect(await installed()).toEqual([0, 1])
  await emulator.esims.bulk({ match: { installed: false, limit: 1 }, acts: [{ install: {} }] })
  expect(await installed()).toEqual([0, 1, 2])
  await emulator.esims.bulk({ match: { iccids: iccids.toReversed(), limit: 5 }, acts: [{ install: {} }] })
  expect(await installed()).toEqual([0, 1, 2, 3, 4])
})

test('more eSIMs than one statement looks at are all found, by their age and by their names', async () => {
  const { emulator } = await createTestEmulator()
  const iccids = (await emulator.esims.create({ count: 2_500 })).map(({ iccid }) => iccid)
  expect((await emulator.esims.bulk({ match: {}, acts: [{ install: {} }] })).acts[0]?.done).toBe(2_500)
  const named = await emulator.esims.bulk({ match: { iccids: iccids.toReversed() }, acts: [{ uninstall: {} }] })
  expect(named.acts[0]?.done).toBe(2_500)
  expect((await emulator.esims.list({ limit: 3_000 })).filter(({ installed }) => installed)).toEqual([])
})

test('a refused act is counted with its reason, changes nothing, and holds nothing up', async () => {
  const { emulator, iccidOf } = await createWorld()
  await emulator.esims.setUsagePlan(iccidOf('paris'), { profile: 'light' })
  const before = await emulator.esims.get(iccidOf('new'))
  const { matched, acts } = await emulator.esims.bulk({
    match: { iccids: [UNKNOWN, ...['new', 'paris'].map(iccidOf)] },
    acts: [{ use: { amount: '100MB' } }, { plan: { megabytesPerDay: 0 } }],
  })
  expect(matched).toBe(3)
  expect(acts).toEqual([
    {
      act: 'use',
      done: 1,
      refused: 2,
      refusals: [
        expect.objectContaining({ code: 'unknown_whereabouts', count: 1, iccids: [iccidOf('new')] }),
        {
          code: 'esim_not_accessible',
          message: `this organisation has no eSIM ${UNKNOWN}`,
          count: 1,
          iccids: [UNKNOWN],
        },
      ],
      consumed: 100_000_000,
      unserved: 0,
    },
    {
      act: 'plan',
      done: 1,
      refused: 2,
      refusals: [
        expect.objectContaining({ code: 'usage_plan_not_found', count: 1 }),
        expect.objectContaining({ code: 'esim_not_accessible', count: 1 }),
      ],
    },
  ])
  expect(await emulator.esims.get(iccidOf('new'))).toEqual(before)
  expect((await emulator.esims.get(iccidOf('paris'))).usagePlan).toBeNull()
})

test('the first ten of the eSIMs that refuse for one reason are named', async () => {
  const { emulator } = await createTestEmulator()
  const iccids = (await emulator.esims.create({ count: 12 })).map(({ iccid }) => iccid)
  const { acts } = await emulator.esims.bulk({ match: {}, acts: [{ plan: { megabytesPerDay: 0 } }] })
  expect(acts[0]?.refusals).toEqual([expect.objectContaining({ count: 12, iccids: iccids.slice(0, 10) })])
})

test('a deleted eSIM matches only by its ICCID', async () => {
  const { emulator } = await createTestEmulator({ scenario: { esims: [{ customerRef: 'idle' }] } })
  const [esim] = await emulator.esims.list()
  await emulator.clock.advance('700d')
  expect((await emulator.esims.bulk({ match: {}, acts: [{ install: {} }] })).matched).toBe(0)
  const named = await emulator.esims.bulk({ match: { iccids: esim?.iccid as string }, acts: [{ install: {} }] })
  expect(named.acts[0]?.refusals).toMatchObject([{ code: 'esim_deactivated', count: 1 }])
})

test.each<[what: string, body: unknown, code: string, message: RegExp]>([
  ['no conditions', { acts: TOUCH }, 'invalid_request', /^match: /],
  [
    'an unknown condition',
    { match: { iccid: UNKNOWN }, acts: TOUCH },
    'invalid_request',
    /unknown field match.iccid: did you mean iccids\?$/,
  ],
  ['no ICCID', { match: { iccids: ['x'] }, acts: TOUCH }, 'invalid_request', /must be an ICCID/],
  ['no act', { match: {}, acts: [] }, 'invalid_request', /^acts: /],
  ['an empty act', { match: {}, acts: [{}] }, 'invalid_request', /^acts.0: must have exactly one of install, /],
  ['two in one', { match: {}, acts: [{ install: {}, uninstall: {} }] }, 'invalid_request', /exactly one/],
  [
    'an unknown act',
    { match: {}, acts: [{ fly: {} }] },
    'invalid_request',
    /unknown field acts.0.fly: there is install, /,
  ],
  ['no data', { match: {}, acts: [{ use: { amount: '0MB' } }] }, 'invalid_request', /from 1B to 1000TB, not "0MB"$/],
  ['a plan that says nothing', { match: {}, acts: [{ plan: {} }] }, 'invalid_request', /either megabytesPerDay or/],
  ['one number for all', { match: {}, acts: [{ msisdn: { number: '447700900123' } }] }, 'invalid_request', /number/],
  ['no country', { match: {}, acts: [{ install: {} }, { attach: { country: 'XX' } }] }, 'unknown_country', /XX/],
  ['no network', { match: {}, acts: [{ attach: { country: 'FR', network: 'O9' } }] }, 'unknown_network', /O9/],
  [
    'no country of a plan',
    { match: {}, acts: [{ plan: { profile: 'light', country: 'XX' } }] },
    'unknown_country',
    /XX/,
  ],
  ['no country to be in', { match: { country: 'Atlantis' }, acts: TOUCH }, 'unknown_country', /Atlantis/],
])('%s is an error, and changes nothing', async (_, body, code, message) => {
  const { emulator } = await createWorld()
  const before = await emulator.state.export()
  const { status, json } = await callControl(emulator, { method: 'POST', path: '/esims/bulk', body })
  expect([status, json.error.code]).toEqual([422, code])
  expect(json.error.message).toMatch(message)
  expect(await emulator.state.export()).toEqual(before)
})

test('a key that is not known yet opens no organisation', async () => {
  const { emulator } = await createTestEmulator()
  const body = { match: {}, acts: TOUCH }
  const call = { method: 'POST', path: '/esims/bulk', body, headers: { 'X-API-Key': 'mistyped' } }
  expect((await callControl(emulator, call)).status).toBe(404)
})

test('the answer comes when each callback was tried, and counts them', async () => {
  const receiver = createReceiver()
  const { emulator, api } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await buy(api, { assign: true, quantity: 40 })
  const { callbackCount, callbacks } = await emulator.esims.bulk({
    match: {},
    acts: [{ attach: { country: 'GB' } }, { use: { amount: '600MB' } }],
  })
  expect([callbackCount, callbacks.length, receiver.received.length]).toEqual([120, 120, 120])
  expect(new Set(callbacks.map(({ status }) => status))).toEqual(new Set(['delivered']))
})

/** A machine on which a turn is over after each eSIM. */
class SlowSystemClock extends TestSystemClock {
  constructor() {
    super()
    this.uptimeStep = 60_000
  }

  override async yield(): Promise<void> {
    await settle()
  }
}

test('another organisation is answered meanwhile', async () => {
  const { emulator, api } = await createTestEmulator({ wall: new SlowSystemClock() })
  await emulator.esims.create({ count: 30 })
  let over = false
  const bulk = emulator.esims.bulk({ match: {}, acts: [{ install: {} }] }).finally(() => {
    over = true
  })
  expect((await api.as('another-key').get('/organisation')).status).toBe(200)
  expect(over).toBe(false)
  expect((await bulk).acts[0]?.done).toBe(30)
})

test('turns change nothing of what is done', async () => {
  const inTurns = await createTestEmulator({ wall: new SlowSystemClock() })
  const atOnce = await createTestEmulator()
  const exports = []
  for (const { emulator, api } of [inTurns, atOnce]) {
    await buy(api, { assign: true, quantity: 20 })
    await emulator.esims.bulk({ match: {}, acts: [{ attach: { country: 'GB' } }, { use: { amount: '700MB' } }] })
    exports.push(JSON.stringify(await emulator.state.export()).replaceAll(/"durationMs":\d+/g, ''))
  }
  expect(exports[0]).toBe(exports[1])
})

test.each(['reset', 'restored'])('acts on an organisation that is %s meanwhile end there', async (how) => {
  const { emulator } = await createTestEmulator({ wall: new SlowSystemClock() })
  await emulator.esims.create({ count: 30 })
  await emulator.snapshots.take('before')
  const bulk = emulator.esims.bulk({ match: {}, acts: [{ install: {} }] })
  bulk.catch(() => undefined)
  await (how === 'reset' ? emulator.reset() : emulator.snapshots.restore('before'))
  await expect(bulk).rejects.toMatchObject({ code: 'bulk_broken_off', status: 503 })
  expect((await emulator.esims.list()).filter(({ installed }) => installed)).toEqual([])
})
