import { expect, test } from 'vitest'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { listStates } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { fillDiskOnce, watchDatabase } from '../support/tables.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

const START = '2026-01-01T00:00:00Z'

/** An eSIM whose bundle, used at 200 MB a day, is used up after five days and ends after seven. */
async function createTrip() {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  return { api, emulator, iccid, receiver }
}

test('a clock that is moved stands until then, whatever the machine does', async () => {
  const wall = new TestSystemClock()
  const { emulator } = await createTestEmulator({ wall })
  wall.jump(86_400_000)
  expect(await emulator.clock.get()).toEqual({ now: START, mode: 'manual', rate: 1, nextEvent: null })
  expect(wall.waits).toEqual([])
})

test.each([
  [{ by: '8d' }, '2026-01-09T00:00:00Z', 5],
  [{ by: 'PT12H' }, '2026-01-01T12:00:00Z', 1],
  [{ by: 0 }, START, 0],
  [{ to: '2026-01-03T12:00:00Z' }, '2026-01-03T12:00:00Z', 2],
  [{ to: '2026-01-03T14:00:00+02:00' }, '2026-01-03T12:00:00Z', 2],
  [{ toNextEvent: true }, '2026-01-01T00:00:00.432Z', 1],
  [{ until: { bundleState: 'depleted' }, atMost: '30d' }, '2026-01-06T00:00:00Z', 4],
  [{ until: { bundleState: 'expired' }, atMost: '30d' }, '2026-01-08T00:00:00Z', 5],
  [{ until: { callbacks: 2 }, atMost: '30d' }, '2026-01-03T12:00:00Z', 2],
  [{ until: { bundleState: 'depleted', callbacks: 2 }, atMost: '30d' }, '2026-01-06T00:00:00Z', 4],
  [{ until: { bundleState: 'lapsed' }, atMost: '3d' }, '2026-01-04T00:00:00Z', 2],
] as const)('an advance by %j comes to %s', async (way, now, events) => {
  const { emulator } = await createTrip()
  const advanced = await emulator.clock.advance(way as never)
  expect([advanced.from, advanced.now, advanced.eventCount]).toEqual([START, now, events])
  expect((await emulator.clock.get()).now).toBe(now)
})

test('an advance until something of one eSIM passes by what happens to the others', async () => {
  const { api, emulator } = await createTrip()
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 500 })
  const first = await emulator.clock.advance({ until: { bundleState: 'depleted', iccid }, atMost: '9d' })
  expect(first.now).toBe('2026-01-03T00:00:00Z')
  const next = await emulator.clock.advance({ until: { bundleState: 'depleted', iccid }, atMost: '1d' })
  expect(next.now).toBe('2026-01-04T00:00:00Z')
})

test('an advance tells every callback it caused, sent when it answers', async () => {
  const { emulator, iccid, receiver } = await createTrip()
  const { callbacks } = await emulator.clock.advance('3d')
  expect(callbacks).toMatchObject([
    { alertType: 'FirstUse', iccid, status: 'delivered' },
    { alertType: 'Utilisation', iccid, status: 'delivered' },
  ])
  expect(receiver.received.length).toBe(3)
})

test('an event that changes several states is told with each', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ processingDelay: '10m' })
  await emulator.esims.setUsagePlan(await buyEsim(api), { megabytesPerDay: 200 })
  const { eventCount, events } = await emulator.clock.advance('10m')
  expect(eventCount).toBe(1)
  expect(events.map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ['bundle.provision', 'processing', 'queued'],
    ['bundle.provision', 'queued', 'active'],
  ])
})

test('without anything due, the next event is where the clock stands', async () => {
  const { emulator } = await createTestEmulator()
  expect(await emulator.clock.advance({ toNextEvent: true })).toMatchObject({ from: START, now: START, eventCount: 0 })
})

test('the next event is shown, and the agenda in order', async () => {
  const { emulator, iccid } = await createTrip()
  const [first, second] = await emulator.clock.events({ limit: 2 })
  expect((await emulator.clock.get()).nextEvent).toEqual(first)
  expect(first).toEqual({ at: '2026-01-01T00:00:00.432Z', kind: 'usage-plan.mark', iccid })
  expect(second).toMatchObject({ at: '2026-01-08T00:00:00Z', kind: 'bundle.expire', iccid })
})

test('the time that is set is come to by way of all that happens until then', async () => {
  const { api, emulator, iccid, receiver } = await createTrip()
  expect(await emulator.clock.set({ now: '2026-01-09T00:00:00Z' })).toMatchObject({ now: '2026-01-09T00:00:00Z' })
  expect(await listStates(api, iccid)).toEqual(['expired'])
  expect(receiver.received.length).toBe(5)
})

test('no clock goes back', async () => {
  const { emulator } = await createTestEmulator()
  const refused = { status: 409, code: 'clock_backwards' }
  const earlier = '2025-12-31T23:59:59.999Z'
  await expect(emulator.clock.set({ now: earlier })).rejects.toMatchObject(refused)
  await expect(emulator.clock.advance({ to: earlier })).rejects.toMatchObject(refused)
  expect(await emulator.clock.set({ now: START })).toMatchObject({ now: START })
})

test('every organisation has its own clock', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.organisation('another-key').clock.advance('8d')
  expect((await emulator.clock.get()).now).toBe(START)
  expect((await emulator.organisation('another-key').clock.get()).now).toBe('2026-01-09T00:00:00Z')
})

test('an advance while another is on its way is refused, of another organisation it is not', async () => {
  let answer = (_: Response): void => undefined
  const { api, emulator } = await createTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: () => new Promise((resolve) => (answer = resolve)),
  })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const first = emulator.clock.advance('1d')
  const refused = { status: 409, code: 'advance_in_progress' }
  await expect(emulator.clock.advance('1d')).rejects.toMatchObject(refused)
  await expect(emulator.clock.set({ now: '2026-02-01T00:00:00Z' })).rejects.toMatchObject(refused)
  await expect(emulator.organisation('another-key').clock.advance('1d')).resolves.toBeDefined()
  answer(new Response())
  expect((await first).now).toBe('2026-01-02T00:00:00Z')
  await expect(emulator.clock.advance('1d')).resolves.toMatchObject({ now: '2026-01-03T00:00:00Z' })
})

test('an event that met a full disk is not lost: it happens when the clock is advanced again', async () => {
  const failures: unknown[] = []
  const { opened, database } = await watchDatabase(() =>
    openTestEmulator({ onFailure: (error) => failures.push(error) }),
  )
  const { api, emulator, close } = opened
  const iccid = await buyEsim(api)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  fillDiskOnce(database, 'assignments')
  await expect(emulator.clock.advance('7d')).rejects.toThrow()
  expect(await listStates(api, iccid)).toEqual(['active'])
  await emulator.clock.advance({ to: '2026-01-08T00:00:00Z' })
  expect(await listStates(api, iccid)).toEqual(['expired'])
  expect(failures.map(String).join()).not.toContain('could not be applied')
  await close()
})

test('a receiver is told while the clock is at the instant that it is told of', async () => {
  const seen: string[] = []
  const callbackFetch = async () => {
    seen.push((await emulator.clock.get()).now)
    return new Response()
  }
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch })
  await emulator.esims.setUsagePlan(await buyEsim(api), { megabytesPerDay: 200 })
  await emulator.clock.advance('8d')
  const told = (await emulator.callbacks.list()).map(({ createdAt }) => Date.parse(createdAt)).reverse()
  expect(told.length).toBeGreaterThan(2)
  expect(seen.map((now) => Date.parse(now))).toEqual(told)
})

test('what is over is off the agenda', async () => {
  const { api, emulator } = await createTestEmulator()
  const kinds = async () => (await emulator.clock.events()).map(({ kind }) => kind)
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.europe, iccid)
  expect(await kinds()).toEqual(['esim.idle', 'bundle.lapse', 'bundle.lapse'])
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  expect(await kinds()).toEqual(['esim.idle', 'bundle.lapse', 'inventory.expire'])
})

test('a bundle that lapses before its start is not to start', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { item: BUNDLES.scheduled })
  await api.post('/esims/apply', { body: { bundle: BUNDLES.scheduled, startTime: '2027-06-01T00:00:00Z' } })
  await emulator.clock.advance('366d')
  expect((await emulator.clock.events()).map(({ kind }) => kind)).toEqual(['esim.delete'])
})
