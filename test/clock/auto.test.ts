import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { listLeft, listStates } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { fillDisk, watchDatabase } from '../support/tables.ts'
import { buyEsim } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

const START = '2026-01-01T00:00:00Z'
const HOUR = 3_600_000
const DAY = 24 * HOUR

async function createRunning(options: EmulatorOptions = {}) {
  const wall = new TestSystemClock()
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({
    clock: 'auto',
    start: START,
    wall,
    callbackUrl: RECEIVER_URL,
    callbackFetch: receiver.fetch,
    ...options,
  })
  const now = async () => (await emulator.clock.get()).now
  await now()
  return { api, emulator, wall, receiver, now }
}

test.each([
  [1, 90_000, '2026-01-01T00:01:30Z'],
  [3_600, 1_000, '2026-01-01T01:00:00Z'],
  [0.5, 90_000, '2026-01-01T00:00:45Z'],
])('at a rate of %d, %i ms of the machine lead to %s', async (rate, passed, time) => {
  const { wall, now } = await createRunning({ rate })
  wall.jump(passed)
  expect(await now()).toBe(time)
})

test('by default it shows the time of the machine', async () => {
  const wall = new TestSystemClock(Date.UTC(2031, 1, 2, 3, 4, 5, 678))
  const { emulator } = await createTestEmulator({ clock: 'auto', wall })
  expect((await emulator.clock.get()).now).toBe('2031-02-02T03:04:05.678Z')
})

test('an organisation that is new later, or made as new, begins at the present of the machine', async () => {
  const wall = new TestSystemClock(Date.UTC(2031, 1, 2))
  const { emulator } = await createTestEmulator({ clock: 'auto', wall })
  wall.jump(HOUR)
  const other = emulator.organisation('another-key')
  expect((await other.clock.get()).now).toBe('2031-02-02T01:00:00Z')
  await other.clock.advance('30d')
  wall.jump(HOUR)
  expect((await other.reset()).now).toBe('2031-02-02T02:00:00Z')
})

test('one that is reset into a scenario whose clock runs begins at the present too, and one whose clock stands does not', async () => {
  const wall = new TestSystemClock(Date.UTC(2031, 1, 2))
  const { emulator } = await createTestEmulator({ wall })
  expect((await emulator.reset({ scenario: { clock: { mode: 'auto' } } })).now).toBe('2031-02-02T00:00:00Z')
  expect((await emulator.reset({ scenario: { clock: { mode: 'manual' } } })).now).toBe(START)
})

test('where the start is said, all organisations begin there', async () => {
  const { emulator, wall } = await createRunning()
  wall.jump(HOUR)
  expect((await emulator.reset()).now).toBe(START)
})

test('time stands while the clock of the machine is set back, and goes on when that has caught up', async () => {
  const { wall, now } = await createRunning()
  wall.jump(HOUR)
  expect(await now()).toBe('2026-01-01T01:00:00Z')
  wall.jump(-30 * 60_000)
  expect(await now()).toBe('2026-01-01T01:00:00Z')
  wall.jump(45 * 60_000)
  expect(await now()).toBe('2026-01-01T01:15:00Z')
})

/** The alarms of clocks: whatever else waits does so for moments. */
const alarms = (wall: TestSystemClock): number[] => wall.waits.filter((wait) => wait > 60_000)

test('one alarm is set, for the next event, at the rate of the clock', async () => {
  const { api, emulator, wall } = await createRunning({ rate: 100 })
  expect(alarms(wall)).toEqual([])
  const iccid = await buyEsim(api)
  expect(alarms(wall)).toEqual([(180 * DAY) / 100])
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  expect(alarms(wall)).toEqual([(7 * DAY) / 100])
  wall.jump(DAY / 100)
  await emulator.esims.install(iccid)
  expect(alarms(wall)).toEqual([(6 * DAY) / 100])
  await emulator.clock.set({ rate: 50 })
  expect(alarms(wall)).toEqual([(6 * DAY) / 50])
  await emulator.clock.set({ mode: 'manual' })
  expect(alarms(wall)).toEqual([])
})

test('what is due happens when its alarm rings, and its callbacks go out, with nobody asking', async () => {
  const { api, emulator, wall, receiver } = await createRunning({ rate: 3_600 })
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await settle()
  await wall.pass((8 * DAY) / 3_600)
  expect(receiver.bodies.map(({ alertType, bundle }) => [alertType, bundle?.remainingQuantity])).toEqual([
    ['FirstAttachment', undefined],
    ['FirstUse', 999_999_000],
    ['Utilisation', 500_000_000],
    ['Utilisation', 200_000_000],
    ['Utilisation', 0],
  ])
  expect(await listStates(api, iccid)).toEqual(['expired'])
})

test('an alarm that is late changes no date', async () => {
  const { api, emulator, wall } = await createRunning()
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  wall.jump(8 * DAY)
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  expect(actions.map(({ date }: { date: string }) => date.slice(0, 16)).slice(0, 3)).toEqual([
    '2026-01-08T00:00',
    '2026-01-06T00:00',
    '2026-01-05T00:00',
  ])
})

test('a running clock can be advanced, and runs on from there', async () => {
  const { api, emulator, wall, now } = await createRunning()
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  expect((await emulator.clock.advance('2d')).now).toBe('2026-01-03T00:00:00Z')
  wall.jump(DAY)
  expect(await now()).toBe('2026-01-04T00:00:00Z')
  expect(await listLeft(api, iccid)).toEqual([700])
})

test('while it is advanced it has no alarm, and afterwards one', async () => {
  let answer = (_: Response): void => undefined
  const { api, emulator, wall } = await createRunning({
    callbackFetch: () => new Promise((resolve) => (answer = resolve)),
  })
  const iccid = await buyEsim(api)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  const advanced = emulator.clock.advance('1h')
  await settle()
  // The wait for callbacks from before, and none of the clock.
  expect(wall.waits).toEqual([5_000])
  for (let told = 0; told < 2; told++) {
    answer(new Response())
    await settle()
  }
  await advanced
  expect(wall.waits).toHaveLength(1)
})

test('a clock is stopped and let run where it is', async () => {
  const { emulator, wall, now } = await createRunning({ rate: 10 })
  wall.jump(HOUR)
  await emulator.clock.set({ mode: 'manual' })
  wall.jump(HOUR)
  expect(await now()).toBe('2026-01-01T10:00:00Z')
  await emulator.clock.set({ mode: 'auto' })
  wall.jump(HOUR)
  expect(await now()).toBe('2026-01-01T20:00:00Z')
})

test('when it is closed it leaves no alarm', async () => {
  const { api, emulator, wall } = await createRunning()
  await buyEsim(api)
  await emulator.close()
  expect(wall.waits).toEqual([])
})

test('a running clock goes on after a disk that was full for a moment, and no call has to wake it', async () => {
  const failures: unknown[] = []
  const { opened, database } = await watchDatabase(() =>
    createRunning({ rate: 86_400, onFailure: (error) => failures.push(error) }),
  )
  const { api, emulator, wall, receiver } = opened
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  const before = receiver.received.length
  const { mend } = fillDisk(database)
  await wall.pass(6_000)
  expect(failures.length).toBeGreaterThan(1)
  expect(receiver.received).toHaveLength(before)
  mend()
  // A second later, by itself.
  await wall.pass(1_000)
  await settle()
  expect(receiver.bodies.slice(before).map(({ alertType }) => alertType)).toContain('Utilisation')
})
