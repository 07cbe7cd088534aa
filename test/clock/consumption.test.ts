import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { listLeft, listStates } from '../support/held.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'

/** An eSIM with these bundles, the first bought first. */
async function createWorld(...items: readonly string[]) {
  const { api, emulator } = await createTestEmulator()
  const [first = BUNDLES.uk, ...others] = items
  const iccid = await buyEsim(api, first)
  for (const item of others) await buyEsim(api, item, iccid)
  return {
    api,
    emulator,
    iccid,
    use: (megabytes: number, country: string) => emulator.esims.use(iccid, { megabytes, country }),
    states: () => listStates(api, iccid),
    left: () => listLeft(api, iccid),
  }
}

test('data is taken from the oldest bundle in the queue, and from the next one exactly when that is used up', async () => {
  const { use, states, left } = await createWorld(BUNDLES.uk, BUNDLES.uk, BUNDLES.uk)
  const { consumed, unserved, assignments } = await use(1_500, 'GB')
  expect([consumed, unserved]).toEqual([1_500_000_000, 0])
  expect(assignments).toMatchObject([
    { bytes: 1_000_000_000, remainingQuantity: 0, bundleState: 'depleted' },
    { bytes: 500_000_000, remainingQuantity: 500_000_000, bundleState: 'active' },
  ])
  expect([await states(), await left()]).toEqual([
    ['depleted', 'active', 'queued'],
    [0, 500, 1_000],
  ])
})

test('exactly all of a bundle leaves the next one in the queue', async () => {
  const { use, states } = await createWorld(BUNDLES.uk, BUNDLES.uk)
  await use(1_000, 'GB')
  expect(await states()).toEqual(['depleted', 'queued'])
  await use(0.000001, 'GB')
  expect(await states()).toEqual(['depleted', 'active'])
})

test('of the bundles that run the one that ends first is used, not the one bought first', async () => {
  const { emulator, use, left } = await createWorld('esim_2GB_15D_GB_V2', BUNDLES.europe, BUNDLES.uk)
  await use(1, 'GB')
  await use(1, 'FR')
  expect(await left()).toEqual([1_999, 999, 1_000])
  await use(10, 'GB')
  expect(await left()).toEqual([1_999, 989, 1_000])
  await emulator.clock.advance('7d')
  await use(10, 'GB')
  expect(await left()).toEqual([1_989, 989, 1_000])
})

test('of two bundles that run and end together the one that came first is used', async () => {
  const { use, left } = await createWorld(BUNDLES.scheduled, BUNDLES.scheduled)
  await use(1, 'IM')
  expect(await left()).toEqual([999, 1_000])
})

test('a bundle that starts at a time of its own is not started by use', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { item: BUNDLES.scheduled })
  const body = { bundle: BUNDLES.scheduled, startTime: '2026-02-01T00:00:00Z' }
  const { iccid } = (await api.post('/esims/apply', { body })).json.esims[0]
  const { consumed, unserved } = await emulator.esims.use(iccid, { megabytes: 1, country: 'IM' })
  expect([consumed, unserved, await listStates(api, iccid)]).toEqual([0, 1_000_000, ['queued']])
})

test('the next in the queue that covers the country starts; one that does not is passed over', async () => {
  const { use, states } = await createWorld(BUNDLES.uk, BUNDLES.europe, BUNDLES.europe)
  await use(1, 'FR')
  expect(await states()).toEqual(['queued', 'active', 'queued'])
  await use(1, 'GB')
  expect(await states()).toEqual(['queued', 'active', 'queued'])
})

test('in a country that no bundle covers nothing flows and nothing starts; the eSIM is there all the same', async () => {
  const { api, emulator, iccid, use, states } = await createWorld(BUNDLES.uk)
  const { location, covered } = await emulator.esims.attach(iccid, 'BR')
  expect([location.country, covered]).toEqual(['BR', false])
  expect(await use(5, 'BR')).toEqual({ consumed: 0, unserved: 5_000_000, assignments: [], callbacks: [] })
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  await emulator.clock.advance('10d')
  expect(await states()).toEqual(['queued'])
  expect((await api.get(`/esims/${iccid}/location`)).json.country).toBe('BR')
  expect((await api.get(`/esims/${iccid}/history`)).json.actions.map(({ name }: { name: string }) => name)).toEqual([
    'eSIM First Attachment',
    'Bundle Applied',
  ])
})

test('a running plan follows the traveller: data flows from where a bundle covers the country', async () => {
  const { emulator, iccid, left } = await createWorld(BUNDLES.uk)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100, country: 'GB' })
  await emulator.clock.advance('1d')
  await emulator.esims.attach(iccid, 'BR')
  await emulator.clock.advance('1d')
  expect(await left()).toEqual([900])
  await emulator.esims.attach(iccid, 'GB')
  await emulator.clock.advance('1d')
  expect(await left()).toEqual([800])
})

test('what is used before a bundle is provisioned does not flow', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ processingDelay: '10m' })
  const iccid = await buyEsim(api)
  const use = () => emulator.esims.use(iccid, { bytes: 5_000, country: 'GB' })
  await emulator.clock.advance(600_000 - 1)
  expect([await listStates(api, iccid), (await use()).unserved]).toEqual([['processing'], 5_000])
  await emulator.clock.advance(1)
  expect([(await use()).unserved, await listStates(api, iccid)]).toEqual([0, ['active']])
})

test('a new bundle takes over a plan that had run dry, at once', async () => {
  const { api, emulator, iccid, states, left } = await createWorld(BUNDLES.uk)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 1_000 })
  await emulator.clock.advance('3d')
  expect(await states()).toEqual(['depleted'])
  await buyEsim(api, BUNDLES.uk, iccid)
  expect(await states()).toEqual(['depleted', 'active'])
  await emulator.clock.advance('12h')
  expect(await left()).toEqual([0, 500])
})

test('a plan goes from bundle to bundle at the instant at which each is used up', async () => {
  const { api, emulator, iccid, states } = await createWorld(BUNDLES.uk, BUNDLES.uk)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 500 })
  await emulator.clock.advance(2 * 86_400_000 - 1)
  expect(await states()).toEqual(['active', 'queued'])
  await emulator.clock.advance(1)
  expect(await states()).toEqual(['depleted', 'active'])
  const { assignments } = (await api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).json
  expect(assignments).toMatchObject([{ startTime: '2026-01-03T00:00:00Z', endTime: '2026-01-10T00:00:00Z' }])
})
