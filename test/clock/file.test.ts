import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { defineSqlFunctions } from '../../src/state/engine/sql-functions.ts'
import { createFolder } from '../support/cli.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { listStates } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { readDates, TELLS_OF_THE_FUTURE } from '../support/shown.ts'
import { buyEsim } from '../support/trade.ts'
import { SlowSystemClock, settle, TestSystemClock } from '../support/wall.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Opens a file as any program does, with the functions that store texts. */
function openFile(path: string): Sqlite.Database {
  const file = new Sqlite(path)
  defineSqlFunctions(file)
  return file
}

/** A file, and a way to open it as if the emulator had been started again. */
function createFile(options: EmulatorOptions) {
  const receiver = createReceiver()
  const db = join(createFolder(), 'state.db')
  const open = (more: EmulatorOptions = {}) =>
    openTestEmulator({ db, callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch, ...options, ...more })
  return { open, receiver, path: db }
}

test('a clock that is moved stands where it was when its file is opened again', async () => {
  const { open } = createFile({ start: '2026-01-01T00:00:00Z' })
  const first = await open()
  await first.emulator.clock.advance('90m')
  const clock = await first.emulator.clock.set({ rate: 7 })
  await first.close()
  const second = await open()
  expect(await second.emulator.clock.get()).toEqual(clock)
  await second.close()
})

test('a clock that is asked to run otherwise when its file is opened goes on so, from where it was', async () => {
  const wall = new TestSystemClock()
  const { open } = createFile({ start: '2026-01-01T00:00:00Z', wall })
  const first = await open({ clock: 'auto', rate: 10 })
  await first.emulator.clock.advance('1h')
  await first.close()
  wall.jump(DAY)
  const stopped = await open({ clock: 'manual' })
  wall.jump(DAY)
  expect(await stopped.emulator.clock.get()).toMatchObject({ now: '2026-01-01T01:00:00Z', mode: 'manual', rate: 10 })
  await stopped.close()
  const running = await open({ clock: 'auto', rate: 2 })
  wall.jump(HOUR)
  expect(await running.emulator.clock.get()).toMatchObject({ now: '2026-01-01T03:00:00Z', mode: 'auto', rate: 2 })
  await running.close()
})

test('how clocks usually run changes none that is there', async () => {
  const { open } = createFile({ start: '2026-01-01T00:00:00Z', wall: new TestSystemClock() })
  const first = await open({ clock: 'manual' })
  await first.emulator.clock.get()
  await first.close()
  const second = await open({ usualClock: 'auto' })
  expect(await second.emulator.clock.get()).toMatchObject({ mode: 'manual' })
  expect(await second.emulator.organisation('new').clock.get()).toMatchObject({ mode: 'auto' })
  await second.close()
})

test('its agenda goes on in order', async () => {
  const { open, receiver } = createFile({})
  const first = await open()
  const iccid = await buyEsim(first.api)
  await first.emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await first.emulator.clock.advance('60h')
  const agenda = await first.emulator.clock.events()
  await first.close()
  const second = await open()
  expect(await second.emulator.clock.events()).toEqual(agenda)
  expect((await second.emulator.clock.advance('8d')).now).toBe('2026-01-11T12:00:00Z')
  expect(receiver.bodies.map(({ bundle }) => bundle?.remainingQuantity)).toEqual([
    undefined,
    999_999_000,
    500_000_000,
    200_000_000,
    0,
  ])
  await second.close()
})

test('what fell due while the file was closed happens when it is opened, each at its own instant', async () => {
  const wall = new TestSystemClock()
  const { open, receiver } = createFile({ clock: 'auto', start: '2026-01-01T00:00:00Z', wall })
  const first = await open()
  const iccid = await buyEsim(first.api)
  await first.emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await settle()
  await first.close()
  const before = receiver.received.length
  wall.jump(8 * DAY)
  const second = await open()
  await settle()
  expect(receiver.received.length - before).toBe(4)
  expect(await listStates(second.api, iccid)).toEqual(['expired'])
  const { actions } = (await second.api.get(`/esims/${iccid}/history`)).json
  expect(actions.slice(0, 2).map(({ date }: { date: string }) => date.slice(0, 16))).toEqual([
    '2026-01-08T00:00',
    '2026-01-06T00:00',
  ])
  const [last] = await second.emulator.callbacks.list()
  expect(last?.attempts).toMatchObject([{ at: '2026-01-06T00:00:00Z', status: 200 }])
  await second.close()
})

test('what was due before the instant at which a file was left happens at that instant, and not before', async () => {
  const { open, path } = createFile({ start: '2026-01-01T00:00:00Z' })
  const first = await open()
  const iccid = await buyEsim(first.api)
  await first.emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  await first.emulator.clock.advance('3d')
  await first.close()
  const file = openFile(path)
  file.exec(`UPDATE events SET due_at_ms = ${Date.UTC(2026, 0, 2)} WHERE kind = store_event_kind('bundle.expire')`)
  file.close()
  const second = await open()
  expect(await second.emulator.clock.get()).toMatchObject({ now: '2026-01-04T00:00:00Z' })
  expect(await listStates(second.api, iccid)).toEqual(['expired'])
  const { actions } = (await second.api.get(`/esims/${iccid}/history`)).json
  expect(actions[0]).toMatchObject({ name: 'Bundle Expired', date: '2026-01-04T00:00:00.000000000Z' })
  await second.close()
})

test('nothing in a file that was cut off is later than the clock that goes on from it', async () => {
  const wall = new TestSystemClock()
  const { open, path } = createFile({ clock: 'auto', start: '2026-01-01T00:00:00Z', wall })
  const first = await open()
  const iccid = await buyEsim(first.api)
  const steps = [
    () => first.emulator.esims.install(iccid),
    () => first.emulator.esims.use(iccid, { megabytes: 1 }),
    () => first.emulator.esims.uninstall(iccid),
    () => first.api.get('/organisation').then(() => first.emulator.requests.list()),
  ]
  for (const step of steps) {
    wall.jump(HOUR)
    await step()
    const cut = join(createFolder(), 'cut.db')
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, cut + suffix)
    const { emulator, close } = await openTestEmulator({ db: cut, clock: 'manual' })
    const now = Date.parse((await emulator.clock.get()).now)
    const told = await readDates(emulator)
    await close()
    expect(told.filter(({ where, at }) => at > BigInt(now) * 1_000_000n && !TELLS_OF_THE_FUTURE.test(where))).toEqual(
      [],
    )
  }
  await first.close()
})

test('its alarm is set again for what is due next', async () => {
  const wall = new TestSystemClock()
  const { open } = createFile({ clock: 'auto', wall })
  const first = await open()
  const iccid = await buyEsim(first.api)
  await first.emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  await first.close()
  expect(wall.waits).toEqual([])
  wall.jump(DAY)
  const second = await open()
  expect(wall.waits).toEqual([6 * DAY])
  await wall.pass(6 * DAY)
  expect(await listStates(second.api, iccid)).toEqual(['expired'])
  await second.close()
})

test('every organisation of the file is taken up, not only those that are called', async () => {
  const wall = new TestSystemClock()
  const { open, receiver } = createFile({ clock: 'auto', wall })
  const first = await open()
  const other = first.emulator.organisation('another-key')
  const iccid = await buyEsim(first.api.as('another-key'))
  await other.esims.setUsagePlan(iccid, { megabytesPerDay: 500 })
  await settle()
  await first.close()
  const before = receiver.received.length
  wall.jump(DAY)
  const second = await open()
  await settle()
  expect(receiver.bodies.slice(before).map(({ alertType }) => alertType)).toEqual(['FirstUse', 'Utilisation'])
  await second.close()
})

test('a callback that was on its way when the file was closed is sent when it is opened', async () => {
  const { open, receiver } = createFile({})
  const stuck = await open({ callbackFetch: () => new Promise(() => undefined) })
  await stuck.emulator.esims.attach(await buyEsim(stuck.api), 'GB')
  await stuck.close()
  expect(receiver.received).toEqual([])
  const second = await open()
  const [callback] = await second.emulator.callbacks.list({ wait: '5s' })
  expect([callback?.status, receiver.bodies[0].alertType]).toEqual(['delivered', 'FirstAttachment'])
  await second.close()
})

test.each([
  ['long turns', new TestSystemClock()],
  ['turns of one event', new SlowSystemClock(60_000)],
])('in %s, an event that cannot happen is told and left out, and those around it happen', async (_, systemClock) => {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db })
  const [sound, damaged] = [await buyEsim(first.api), await buyEsim(first.api)]
  for (const iccid of [sound, damaged]) await first.emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await first.close()
  const file = openFile(db)
  const { changes } = file
    .prepare(
      `UPDATE events SET kind = 'nonsense' WHERE kind = store_event_kind('usage-plan.mark') AND iccid = store_iccid(?)`,
    )
    .run(damaged)
  file.close()
  expect(changes).toBe(1)

  const failures: unknown[] = []
  const second = await openTestEmulator({ db, systemClock, onFailure: (error) => failures.push(error) })
  const { now, events, eventCount } = await second.emulator.clock.advance('6d')
  expect(failures.map(String)).toEqual([`Error: nonsense of ${damaged} could not be applied`])
  expect(now).toBe('2026-01-07T00:00:00Z')
  // The one that failed undid those before it in its transaction: each is told once, and it is not.
  expect(events.filter(({ kind }) => kind === 'nonsense')).toEqual([])
  const moments = events.map((event) => JSON.stringify(event))
  expect(new Set(moments).size).toBe(moments.length)
  expect(new Set(events.map(({ at, kind, iccid }) => `${at} ${kind} ${iccid}`)).size).toBe(eventCount)
  expect(await listStates(second.api, sound)).toEqual(['depleted'])
  await second.emulator.clock.advance('1d')
  expect(await listStates(second.api, damaged)).toEqual(['expired'])
  await second.close()
})

test.each([
  ['long turns', () => new TestSystemClock()],
  ['turns of one event', () => new SlowSystemClock(60_000)],
])('in %s, a clock that runs leaves out an event that cannot happen behind others', async (_, createClock) => {
  const wall = createClock()
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db, systemClock: wall, clock: 'auto' })
  const [sound, damaged] = [await buyEsim(first.api), await buyEsim(first.api)]
  for (const iccid of [sound, damaged]) await first.emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await first.close()
  const file = openFile(db)
  file
    .prepare(
      `UPDATE events SET kind = 'nonsense' WHERE kind = store_event_kind('usage-plan.mark') AND iccid = store_iccid(?)`,
    )
    .run(damaged)
  file.close()

  const failures: unknown[] = []
  const second = await openTestEmulator({ db, systemClock: wall, onFailure: (error) => failures.push(error) })
  wall.jump(6 * DAY)
  expect(await listStates(second.api, sound)).toEqual(['depleted'])
  expect(failures.map(String)).toEqual([`Error: nonsense of ${damaged} could not be applied`])
  await second.close()
})

test('an event that is late and cannot happen does not take the clock back for those after it', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db })
  const iccid = await buyEsim(first.api)
  await first.emulator.clock.advance('2d')
  await first.close()
  const file = openFile(db)
  const move = (kind: string, to: string, at: number) =>
    file
      .prepare('UPDATE events SET kind = store_event_kind(?), due_at_ms = ? WHERE kind = store_event_kind(?)')
      .run(to, at, kind).changes
  expect(move('esim.idle', 'nonsense', Date.UTC(2026, 0, 2))).toBe(1)
  expect(move('bundle.lapse', 'bundle.lapse', Date.UTC(2026, 0, 2, 1))).toBe(1)
  file.close()

  const failures: unknown[] = []
  const second = await openTestEmulator({ db, onFailure: (error) => failures.push(error) })
  expect((await second.emulator.clock.get()).now).toBe('2026-01-03T00:00:00Z')
  expect(failures).toHaveLength(1)
  const [lapsed] = (await second.api.get(`/esims/${iccid}/history`)).json.actions
  expect([lapsed.name, lapsed.date.slice(0, 10)]).toEqual(['Bundle Lapsed', '2026-01-03'])
  await second.close()
})

test('a file whose agenda cannot go on is let go of again', async () => {
  const { open, path } = createFile({})
  const first = await open()
  await buyEsim(first.api)
  await first.close()
  const change = (sql: string) => {
    const file = new Sqlite(path)
    file.exec(sql)
    file.close()
  }
  change('ALTER TABLE events RENAME TO mislaid')
  await expect(open()).rejects.toThrow('no such table: events')
  change('ALTER TABLE mislaid RENAME TO events')
  const second = await open()
  await second.close()
})
