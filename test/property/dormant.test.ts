import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { type Journey, journeys, settings } from '../support/laws/journey.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { dumpTables, watchDatabase } from '../support/tables.ts'
import { buyEsim } from '../support/trade.ts'
import { gap, runTravel } from '../support/travel.ts'
import { letTurnsPass, settle, TestSystemClock } from '../support/wall.ts'

/** A file with organisations whose clocks run, each behind a journey of its own, and the instant of the machine at which it was closed. */
async function fileBehind(travels: readonly Journey[], changes: object): Promise<{ path: string; closedAt: number }> {
  const wall = new TestSystemClock()
  const path = join(createFolder(), 'state.db')
  const { emulator, api, close } = await openTestEmulator({
    ...{ db: path, wall, clock: 'auto', callbackUrl: RECEIVER_URL },
    callbackFetch: createReceiver(() => 500).fetch,
  })
  for (const [index, journey] of travels.entries()) {
    const own = emulator.organisation(`key-${index}`)
    await own.settings.change(changes)
    for (const { gap, step } of journey) {
      await wall.pass(gap)
      await runTravel(api.as(`key-${index}`), { ...emulator, ...own }, step)
      await settle()
    }
  }
  await close()
  return { path, closedAt: wall.now() }
}

interface Reopening {
  /** For how long the file was closed. */
  readonly closed: number
  /** How long passes between the moments at which organisations may be called. */
  readonly gaps: readonly number[]
}

/** Opens a copy of the file, lets time pass, and returns what has happened. `called`: every organisation is called at every stop. */
async function relive(
  { path, closedAt }: { readonly path: string; readonly closedAt: number },
  keys: readonly string[],
  { closed, gaps }: Reopening,
  called: boolean,
) {
  const db = join(createFolder(), 'state.db')
  copyFileSync(path, db)
  const wall = new TestSystemClock(closedAt + closed)
  const receiver = createReceiver()
  const { opened, database } = await watchDatabase(() =>
    openTestEmulator({ db, wall, callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch }),
  )
  const callAll = async () => {
    for (const key of keys) await opened.emulator.organisation(key).clock.get()
  }
  await settle()
  for (const passed of gaps) {
    if (called) await callAll()
    await wall.pass(passed)
  }
  const sent = receiver.received.map(({ body, headers }) => [body, headers])
  const tables = dumpTables(database)
  await callAll()
  expect(dumpTables(database), 'a call finds nothing that is left to do').toEqual(tables)
  await opened.close()
  expect(opened.failures).toEqual([])
  return { sent: new Set(sent.map((one) => JSON.stringify(one))), count: sent.length, tables }
}

test('in an organisation that nobody calls the same happens at the same instants', async () => {
  const reopenings = fc.record({ closed: gap, gaps: fc.array(gap, { minLength: 1, maxLength: 4 }) })
  const several = fc.array(journeys, { minLength: 2, maxLength: 3 })
  const property = fc.asyncProperty(several, settings, reopenings, async (travels, changes, reopening) => {
    const file = await fileBehind(travels, changes)
    const keys = travels.map((_, index) => `key-${index}`)
    const dormant = await relive(file, keys, reopening, false)
    expect(dormant).toEqual(await relive(file, keys, reopening, true))
  })
  await fc.assert(property, { numRuns: 25 })
}, 120_000)

test('every one of many organisations is opened when its event is due', async () => {
  const wall = new TestSystemClock()
  const db = join(createFolder(), 'state.db')
  const receiver = createReceiver()
  const options = { db, wall, clock: 'auto', callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch } as const
  const first = await openTestEmulator(options)
  // More than are looked at in one piece when the file is opened; some of them have something to do.
  const keys = Array.from({ length: 520 }, (_, index) => `key-${index}`)
  const busy = keys.filter((_, index) => index % 40 === 39)
  for (const key of keys) expect((await first.api.as(key).get('/organisation')).status).toBe(200)
  for (const key of busy) {
    const iccid = await buyEsim(first.api.as(key))
    await first.emulator.organisation(key).esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  }
  await settle()
  await first.close()
  const before = receiver.received.length
  const second = await openTestEmulator(options)
  await letTurnsPass()
  await wall.pass(8 * 86_400_000)
  await second.close()
  expect(second.failures).toEqual([])
  expect(receiver.received.length - before).toBe(4 * busy.length)
})
