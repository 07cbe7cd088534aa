import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { getAssignments } from '../support/trade.ts'

const FR = 'esim_1GB_7D_FR_V2'
const NOW = '2026-03-10T09:00:00Z'

const open = (world: object) => createTestEmulator({ scenario: { name: 'test', clock: { now: NOW }, ...world } })

test('a bundle that is three days into seven has the dates, the order and the history of it', async () => {
  const { emulator, api } = await open({
    organisation: { balance: 100 },
    esims: [{ customerRef: 'alice', bundles: [{ bundle: FR, state: 'active', used: '600MB', started: '3d ago' }] }],
  })
  const [esim] = await emulator.esims.list({ customerRef: 'alice' })
  const iccid = esim?.iccid ?? ''
  expect(await getAssignments(api, iccid)).toMatchObject([
    {
      bundleState: 'active',
      remainingQuantity: 400_000_000,
      startTime: '2026-03-07T09:00:00Z',
      endTime: '2026-03-14T09:00:00Z',
      assignmentDateTime: expect.stringMatching(/^2026-03-07T08:00:00/),
    },
  ])
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  expect(actions.map(({ name, date }: { name: string; date: string }) => [name, date.slice(0, 10)])).toEqual([
    ['eSIM Utilisation Alert', '2026-03-09'],
    ['eSIM First Use', '2026-03-07'],
    ['eSIM First Attachment', '2026-03-07'],
    ['Bundle Applied', '2026-03-07'],
  ])
  expect((await api.get('/orders')).json.orders).toMatchObject([
    { total: 1.17, createdDate: expect.stringMatching(/^2026-03-07T08:00:00/), runningBalance: 100 },
  ])
  expect((await emulator.settings.get()).balance).toBe(100)
})

test('a bundle is used up before the next on the same eSIM starts', async () => {
  const { emulator } = await open({
    esims: [
      {
        bundles: [
          { bundle: FR, state: 'depleted', started: '5d ago', purchased: '6d ago' },
          { bundle: FR, state: 'active', used: '300MB', started: '2d ago', purchased: '6d ago' },
        ],
      },
    ],
  })
  const [esim] = await emulator.esims.list()
  expect(esim?.bundles).toMatchObject([
    { bundleState: 'active', remainingQuantity: 7e8, startTime: '2026-03-08T09:00:00Z' },
    { bundleState: 'depleted', remainingQuantity: 0, startTime: '2026-03-05T09:00:00Z' },
  ])
})

test('units of the inventory are as old as they are said to be', async () => {
  const { api } = await open({
    inventory: [{ bundle: FR, quantity: 4, purchased: '70d ago', refunded: { quantity: 1, at: '20d ago' } }],
  })
  expect((await api.get('/inventory')).json.bundles).toMatchObject([
    { available: [{ total: 4, remaining: 3, expiry: expect.stringMatching(/^2026-12-30/) }] },
  ])
})

test('several like one, each with a name of a person', async () => {
  const { emulator } = await open({
    esims: [{ count: 12, customerRef: '{firstName} {lastName}', bundles: [{ bundle: FR }] }],
  })
  const names = (await emulator.esims.list()).map(({ customerRef }) => customerRef)
  expect(new Set(names).size).toBe(12)
  expect(names.filter((name) => !/^\S+ \S+/.test(name) || name.includes('{'))).toEqual([])
})

test('an eSIM can have an ICCID, a number and a place without any bundle', async () => {
  const { emulator } = await open({
    esims: [
      { iccid: '8943108167000000019', msisdn: '447700900123', physical: true, installed: '2d ago', location: 'fr' },
    ],
  })
  expect(await emulator.esims.get('8943108167000000019')).toMatchObject({
    msisdn: '447700900123',
    physical: true,
    firstInstalledAt: '2026-03-08T09:00:00Z',
    location: { country: 'FR' },
  })
})

test('a trip that began before goes on when the clock does, in one step or in many', async () => {
  const world = {
    esims: [
      {
        customerRef: 'vera',
        bundles: [{ bundle: 'esim_3GB_30D_REUP_V2' }],
        tripFrom: '2d ago',
        trip: 'install +2h; attach ES +1d; attach FR +4d; use 180MB/day; home +9d',
      },
    ],
  }
  const states = []
  for (const steps of [['8d'], ['1d', '1h', '2d', '4d', '23h']]) {
    const { emulator } = await open(world)
    for (const by of steps) await emulator.clock.advance(by)
    const [esim] = await emulator.esims.list({ customerRef: 'vera' })
    expect(esim).toMatchObject({ location: { country: 'FR' }, usagePlan: null })
    expect(esim?.bundles[0]).toMatchObject({ bundleState: 'active', remainingQuantity: 3e9 - 8 * 180e6 })
    states.push(esim)
  }
  expect(states[1]).toEqual(states[0])
})

test('settings of the file shape the past', async () => {
  const { emulator } = await open({
    organisation: { usageThresholds: [10], name: 'Somebody' },
    esims: [{ bundles: [{ bundle: FR, state: 'active', used: '600MB' }] }],
  })
  expect(await emulator.callbacks.list({ alertType: 'Utilisation' })).toHaveLength(1)
  expect((await emulator.settings.get()).name).toBe('Somebody')
})

test('nothing that was told in the past is sent, and what comes is', async () => {
  const sent: string[] = []
  const { emulator } = await createTestEmulator({
    scenario: {
      organisation: { callbackUrl: 'http://127.0.0.1:9/hook' },
      esims: [{ customerRef: 'a', bundles: [{ bundle: FR, state: 'active', used: '700MB' }] }],
    },
    callbackFetch: async (_, init) => {
      sent.push(JSON.parse(String(init?.body)).alertType)
      return new Response('ok')
    },
  })
  const [esim] = await emulator.esims.list({ customerRef: 'a' })
  await emulator.esims.use(esim?.iccid ?? '', { megabytes: 150 })
  expect(sent).toEqual(['Utilisation'])
  expect((await emulator.callbacks.list({ status: 'unsent' })).length).toBe(3)
})

test('faults are in force from the start', async () => {
  const { api } = await open({
    faults: [{ match: { path: '/orders' }, fault: { type: 'status', status: 503 }, times: 1 }],
  })
  expect((await api.call('GET', '/orders').catch((error: Error) => error.message)) as string).toMatch('503')
  expect((await api.get('/orders')).status).toBe(200)
})

test('a reset takes a whole scenario, and a wrong one changes nothing', async () => {
  const { emulator } = await open({ inventory: [{ bundle: FR }] })
  const before = await emulator.state.export()
  await expect(emulator.reset({ scenario: { esims: [{ location: 'XX' }] } })).rejects.toThrow(/esims\[0\]\.location/)
  expect(await emulator.state.export()).toEqual(before)
  expect(await emulator.reset({ scenario: { name: 'other', esims: [{ count: 3 }] } })).toMatchObject({
    scenario: 'other',
  })
  expect(await emulator.esims.list()).toHaveLength(3)
  expect(await emulator.reset({ scenario: 'busy-reseller' })).toMatchObject({ scenario: 'busy-reseller' })
  expect(await emulator.esims.list()).toHaveLength(60)
})

test('options go before what the scenario says', async () => {
  const { emulator } = await createTestEmulator({
    start: '2026-05-01T00:00:00Z',
    rate: 60,
    scenario: { clock: { now: NOW, mode: 'auto', rate: 5 }, esims: [{ count: 1 }] },
  })
  expect(await emulator.clock.get()).toMatchObject({
    mode: 'auto',
    rate: 60,
    now: expect.stringMatching(/^2026-05-01/),
  })
})
