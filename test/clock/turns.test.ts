import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { listStates } from '../support/held.ts'
import { buy, buyEsim } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

const OTHER = 'another-key'
const DAY = 86_400_000

/** A machine on which every event takes some milliseconds, and which counts the rounds of its event loop. */
class SlowSystemClock extends TestSystemClock {
  rounds = 0

  constructor(millisecondsAnEvent: number) {
    super()
    this.uptimeStep = millisecondsAnEvent
  }

  override async yield(): Promise<void> {
    this.rounds += 1
    await settle()
  }
}

/** Buys eSIMs and lets them use their data up within a week. Returns one of them. */
async function useMuch({ api, emulator }: TestEmulator, count = 8): Promise<string> {
  const { order } = await buy(api, { assign: true, quantity: count })
  const iccids = order[0]?.iccids ?? []
  for (const iccid of iccids) await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  return iccids[0] as string
}

/** Tells of a promise whether it has been kept or broken. */
function watch(promise: Promise<unknown>): { readonly isOver: () => boolean } {
  let over = false
  const end = () => {
    over = true
  }
  promise.then(end, end)
  return { isOver: () => over }
}

test('another organisation is answered while one is advanced, by a call and by the control API', async () => {
  const made = await createTestEmulator({ wall: new SlowSystemClock(60_000) })
  const iccid = await useMuch(made)
  const advanced = made.emulator.clock.advance('30d')
  const advance = watch(advanced)
  const other = made.emulator.organisation(OTHER)
  expect((await made.api.as(OTHER).get('/organisation')).status).toBe(200)
  await buyEsim(made.api.as(OTHER))
  expect((await other.clock.get()).now).toBe('2026-01-01T00:00:00Z')
  expect(advance.isOver()).toBe(false)
  expect((await advanced).now).toBe('2026-01-31T00:00:00Z')
  expect(await listStates(made.api, iccid)).toEqual(['expired'])
})

test('another organisation is answered at a socket while one is advanced', async () => {
  const made = await createTestEmulator({ wall: new SlowSystemClock(60_000) })
  await useMuch(made, 15)
  const { url } = await made.emulator.listen()
  const advanced = made.emulator.clock.advance('30d')
  const advance = watch(advanced)
  const answer = await fetch(`${url}/v2.4/organisation`, { headers: { 'X-API-Key': OTHER } })
  expect([answer.status, advance.isOver()]).toEqual([200, false])
  await advanced
})

test.each([
  ['no server listens', 1_000, async () => undefined],
  ['a server listens and nobody else calls', 40, async ({ emulator }: TestEmulator) => emulator.listen()],
  ['another organisation has just called', 5, async ({ api }: TestEmulator) => api.as(OTHER).get('/organisation')],
  [
    'another organisation called a while ago',
    40,
    async ({ api, emulator }: TestEmulator, wall: SlowSystemClock) => {
      await emulator.listen()
      await api.as(OTHER).get('/organisation')
      for (let passed = 0; passed < 1_000; passed += 1) wall.uptime()
    },
  ],
])('while %s, a turn is %i ms', async (_, milliseconds, prepare) => {
  const wall = new SlowSystemClock(1)
  const made = await createTestEmulator({ wall })
  await useMuch(made, 6)
  await made.emulator.clock.get()
  await prepare(made, wall)
  const before = wall.rounds
  const { eventCount } = await made.emulator.clock.advance('30d')
  // The last turn finds nothing to do, and nobody waits in the round after it.
  expect(wall.rounds - before).toBe(Math.ceil(eventCount / milliseconds) + 2)
})

test('two advances take turns, one in each round of the event loop', async () => {
  const wall = new SlowSystemClock(60_000)
  const { api, emulator } = await createTestEmulator({ wall })
  const other = { api: api.as(OTHER), emulator: { ...emulator, ...emulator.organisation(OTHER) } }
  await useMuch({ api, emulator })
  await useMuch(other)
  const before = wall.rounds
  const [one, two] = [emulator.clock.advance('30d'), other.emulator.clock.advance('30d')]
  const advances = [watch(one), watch(two)]
  const { eventCount } = await one
  expect(wall.rounds - before).toBeGreaterThanOrEqual(2 * eventCount)
  expect(advances.map(({ isOver }) => isOver())).toEqual([true, false])
  expect((await two).eventCount).toBe(eventCount)
})

test('another organisation is answered while the eSIMs of one are listed, and while its calls are verified', async () => {
  const made = await createTestEmulator({ wall: new SlowSystemClock(60_000) })
  await made.emulator.esims.create({ count: 40 })
  for (let call = 0; call < 40; call += 1) await made.api.get('/organisation')
  const works = [made.emulator.esims.list(), made.emulator.requests.verify({ match: { method: 'GET' } })] as const
  const watched = works.map(watch)
  expect((await made.api.as(OTHER).get('/organisation')).status).toBe(200)
  expect(watched.map(({ isOver }) => isOver())).toEqual([false, false])
  const [esims, { count }] = await Promise.all(works)
  expect([new Set(esims.map(({ iccid }) => iccid)).size, count]).toEqual([40, 40])
})

/** A clock that runs, and has much to catch up with. */
async function createLate(options: EmulatorOptions = {}) {
  const wall = new SlowSystemClock(60_000)
  const made = await openTestEmulator({ wall, clock: 'auto', start: '2026-01-01T00:00:00Z', ...options })
  const iccid = await useMuch(made)
  return { ...made, wall, iccid }
}

test('a request waits until its own organisation has caught up, and others do not wait for it', async () => {
  const { api, emulator, wall, iccid, close } = await createLate()
  await emulator.organisation(OTHER).clock.get()
  wall.jump(30 * DAY)
  const late = Promise.all([listStates(api, iccid), emulator.clock.get(), emulator.organisations.list()])
  const lateOne = watch(late)
  expect((await api.as(OTHER).get('/organisation')).status).toBe(200)
  expect(lateOne.isOver()).toBe(false)
  const [states, { now, nextEvent }, organisations] = await late
  expect(states).toEqual(['expired'])
  expect([now, Date.parse(nextEvent?.at ?? '') > Date.parse(now)]).toEqual(['2026-01-31T00:00:00Z', true])
  expect(organisations.map((each) => each.now)).toEqual([now, now])
  await close()
})

test('a clock catches up when its timer fires, and others do not wait for it', async () => {
  const { api, wall, iccid, close } = await createLate()
  wall.jump(30 * DAY)
  const woken = wall.pass(0)
  expect((await api.as(OTHER).get('/organisation')).status).toBe(200)
  await woken
  expect(await listStates(api, iccid)).toEqual(['expired'])
  await close()
})

test('a file is opened before its clocks have caught up, and a request waits until its own has', async () => {
  const db = join(createFolder(), 'state.db')
  const { iccid, wall, close } = await createLate({ db })
  await close()
  wall.jump(30 * DAY)
  const failures: unknown[] = []
  const second = await openTestEmulator({ db, wall, onFailure: (error) => failures.push(error) })
  const late = listStates(second.api, iccid)
  const lateOne = watch(late)
  expect((await second.api.as(OTHER).get('/organisation')).status).toBe(200)
  expect(lateOne.isOver()).toBe(false)
  expect(await late).toEqual(['expired'])
  await second.close()
  expect(failures).toEqual([])
})

test('a clock that runs faster than its events are applied holds no request up for ever', async () => {
  const { api, emulator, wall, close } = await createLate({ rate: 1_000 })
  const now = wall.now.bind(wall)
  wall.now = () => {
    wall.jump(DAY / 1_000)
    return now()
  }
  expect((await api.get('/organisation')).status).toBe(200)
  expect(Date.parse((await emulator.clock.get()).now)).toBeGreaterThan(Date.parse('2026-01-02T00:00:00Z'))
  await close()
})

test('a request that waits for a clock is one of the organisation as a reset has left it', async () => {
  const { api, emulator, wall, close } = await createLate()
  wall.jump(30 * DAY)
  const reset = emulator.reset()
  await settle()
  const [esims, organisation] = await Promise.all([api.get('/esims'), api.get('/organisation')])
  await reset
  expect(esims.json.esims).toEqual([])
  expect(organisation.status).toBe(200)
  await close()
})

test('what waits for a clock goes on when the emulator is closed, and nothing fails', async () => {
  const { emulator, wall, close, failures } = await createLate()
  wall.jump(30 * DAY)
  const late = emulator.clock.get().catch((error: { code: string }) => error.code)
  await close()
  expect(['closed', '2026-01-31T00:00:00Z']).toContain(((await late) as { now?: string }).now ?? (await late))
  expect(failures).toEqual([])
})
