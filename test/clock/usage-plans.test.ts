import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { listLeft, listStates } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

async function createWorld() {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  return {
    api,
    emulator,
    /** What the receiver was told of a bundle, in megabytes left. */
    told: () => receiver.bodies.flatMap(({ bundle }) => (bundle ? [bundle.remainingQuantity / 1_000_000] : [])),
    bodies: () => receiver.received.map(({ body }) => body),
  }
}

test('a use that passes several marks tells of each as it was there, to the byte as a plan does', async () => {
  const [atOnce, byPlan] = [await createWorld(), await createWorld()]
  const iccid = await buyEsim(atOnce.api)
  await atOnce.emulator.esims.use(iccid, { megabytes: 1_000, country: 'GB' })
  expect(await buyEsim(byPlan.api)).toBe(iccid)
  await byPlan.emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 86_400_000, country: 'GB' })
  await byPlan.emulator.clock.advance('2s')
  await atOnce.emulator.clock.advance('2s')
  expect(atOnce.told()).toEqual([999.999, 500, 200, 0])
  const withoutTimes = (bodies: string[]) => bodies.map((body) => body.replaceAll(/"(start|end)Time":"[^"]+"/g, ''))
  expect(withoutTimes(atOnce.bodies())).toEqual(withoutTimes(byPlan.bodies()))

  const { actions } = (await atOnce.api.get(`/esims/${iccid}/history`)).json
  expect(actions.slice(0, 4).map((action: Record<string, string>) => [action.alertType, action.bundleState])).toEqual([
    ['100% Used', 'depleted'],
    ['80% Used', 'active'],
    ['50% Used', 'active'],
    [undefined, 'active'],
  ])
})

test('other thresholds count at once, for plans that run too; one that has been passed is not told', async () => {
  const { api, emulator, told } = await createWorld()
  await emulator.esims.setUsagePlan(await buyEsim(api), { megabytesPerDay: 100 })
  await emulator.clock.advance('36h')
  await emulator.settings.change({ usageThresholds: [10, 20, 30] })
  expect((await emulator.clock.get()).nextEvent).toMatchObject({ at: '2026-01-03T00:00:00Z' })
  await emulator.clock.advance('3d')
  expect(told()).toEqual([999.999, 800, 700])
})

test('a plan goes on where it was when its eSIM is installed again', async () => {
  const { api, emulator } = await createWorld()
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  await emulator.clock.advance('1d')
  await emulator.esims.uninstall(iccid)
  await emulator.clock.advance('1d')
  expect(await listLeft(api, iccid)).toEqual([900])
  await emulator.esims.install(iccid)
  await emulator.clock.advance('1d')
  expect(await listLeft(api, iccid)).toEqual([800])
})

test('a plan of an eSIM that was nowhere waits for a bundle, and begins at its home', async () => {
  const { api, emulator } = await createWorld()
  const [esim] = await emulator.esims.create()
  const iccid = esim?.iccid ?? ''
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  await emulator.clock.advance('1d')
  await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.clock.advance('1d')
  expect(await listLeft(api, iccid)).toEqual([900])
  expect((await api.get(`/esims/${iccid}/location`)).json.country).toBe('GB')
})

test('a plan that is yet to begin, or is over, is not begun by a bundle', async () => {
  const { api, emulator } = await createWorld()
  const esims = await emulator.esims.create({ count: 2 })
  const [early = '', late = ''] = esims.map(({ iccid }) => iccid)
  await emulator.esims.setUsagePlan(early, { megabytesPerDay: 100, startAfter: '3d' })
  await emulator.esims.setUsagePlan(late, { megabytesPerDay: 100, for: '1d' })
  await emulator.clock.advance('2d')
  for (const iccid of [early, late]) await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.clock.advance('2d')
  expect([await listLeft(api, early), await listLeft(api, late)]).toEqual([[900], [1_000]])
})

test('while a plan uses data the eSIM is seen now, and afterwards when it last did', async () => {
  const { api, emulator } = await createWorld()
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100, for: '2d' })
  const lastSeen = async () => (await api.get(`/esims/${iccid}/location`)).json.lastSeen.slice(0, 19)
  await emulator.clock.advance('36h')
  expect(await lastSeen()).toBe('2026-01-02T12:00:00')
  await emulator.clock.advance('36h')
  expect(await lastSeen()).toBe('2026-01-03T00:00:00')
})

test('when a bundle ends, what it carried until then is its own, and the next one carries what comes after', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100, country: 'GB' })
  await emulator.clock.advance('7d12h')
  expect([await listStates(api, iccid), await listLeft(api, iccid)]).toEqual([
    ['expired', 'active'],
    [300, 950],
  ])
  await emulator.clock.advance('7d')
  expect([await listStates(api, iccid), await listLeft(api, iccid)]).toEqual([
    ['expired', 'expired'],
    [300, 300],
  ])
})

test.each<
  [what: string, plan: { megabytesPerDay: number; for?: string; startAfter?: string }, usedUpAt: string | null]
>([
  ['is used up by its plan', { megabytesPerDay: 200 }, '2026-01-06T00:00:00Z'],
  ['ends before', { megabytesPerDay: 100 }, null],
  ['is left over by its plan', { megabytesPerDay: 200, for: '4d' }, null],
  ['waits for its plan', { megabytesPerDay: 200, startAfter: '3d' }, null],
])('the forecast of a bundle that %s comes true', async (_, plan, usedUpAt) => {
  const { api, emulator } = await createWorld()
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, plan)
  await emulator.clock.advance('36h')
  expect((await emulator.esims.get(iccid)).usagePlan?.usedUpAt).toBe(usedUpAt)
  if (usedUpAt === null) return
  await emulator.clock.advance({ to: '2026-01-05T23:59:59Z' })
  expect([await listStates(api, iccid), (await emulator.esims.get(iccid)).usagePlan?.usedUpAt]).toEqual([
    ['active'],
    usedUpAt,
  ])
  await emulator.clock.advance({ to: usedUpAt })
  expect([await listStates(api, iccid), (await emulator.esims.get(iccid)).usagePlan?.usedUpAt]).toEqual([
    ['depleted'],
    null,
  ])
})
