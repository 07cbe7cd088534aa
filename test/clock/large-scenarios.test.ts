import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { dumpTables, watchDatabase } from '../support/tables.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'
import { letTurnsPass, SlowSystemClock, settle, TestSystemClock, watch } from '../support/wall.ts'

const OTHER = 'another-key'
const ESIMS = 230

/** A scenario whose world is built in many turns, with events before its story begins. */
const LARGE = {
  name: 'large',
  clock: { now: '2026-03-01T00:00:00Z' },
  organisation: { balance: 500 },
  esims: [
    { count: ESIMS - 30, bundles: [{ bundle: BUNDLES.uk }] },
    { count: 30, bundles: [{ bundle: BUNDLES.europe, state: 'active' as const, used: '900MB', started: '2d ago' }] },
  ],
}

/** The same, with a bundle that is not in the inventory in the end. */
const IMPOSSIBLE = {
  ...LARGE,
  esims: [...LARGE.esims, { bundles: [{ bundle: BUNDLES.uk, from: 'inventory' as const }] }],
}

const slow = () => new SlowSystemClock(60_000)
const rowsOf = async (api: { get: (path: string) => Promise<{ json: { rows: number } }> }) =>
  (await api.get('/esims?perPage=10')).json.rows

test('others are answered while one is reset to a large scenario, and it is as it was until then', async () => {
  const { api, emulator } = await createTestEmulator({ systemClock: slow() })
  await buyEsim(api)
  const reset = emulator.reset({ scenario: LARGE })
  const watched = watch(reset)
  await buyEsim(api.as(OTHER))
  expect([watched.isOver(), await rowsOf(api)]).toEqual([false, 1])
  await reset
  expect(await rowsOf(api)).toBe(ESIMS)
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toEqual([OTHER, emulator.apiKey])
})

test('an organisation with a large scenario is created in turns, and opened by its first call', async () => {
  const { api, emulator } = await createTestEmulator({ systemClock: slow(), scenario: LARGE })
  await emulator.organisations.create({ apiKey: OTHER, scenario: 'fresh' })
  const created = emulator.organisations.create({ apiKey: 'created-key', scenario: 'large' })
  const opened = Promise.all([rowsOf(api.as('called-key')), rowsOf(api.as('called-key'))])
  const watched = [watch(created), watch(opened)]
  await buyEsim(api.as(OTHER))
  expect(watched.map(({ isOver }) => isOver())).toEqual([false, false])
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toEqual([emulator.apiKey, OTHER])
  await created
  expect([...(await opened), await rowsOf(api.as('created-key'))]).toEqual([ESIMS, ESIMS, ESIMS])
})

test('a large scenario is the same in turns and in one piece', async () => {
  const build = async (systemClock: TestSystemClock) => {
    const { opened, database } = await watchDatabase(() => openTestEmulator({ systemClock }))
    await opened.emulator.reset({ scenario: LARGE })
    await letTurnsPass()
    const tables = dumpTables(database)
    await opened.close()
    return tables
  }
  expect(await build(slow())).toEqual(await build(new TestSystemClock()))
})

test('a large scenario that cannot be changes nothing, and leaves nothing', async () => {
  const { opened, database } = await watchDatabase(() => openTestEmulator({ systemClock: slow() }))
  await buyEsim(opened.api)
  const before = dumpTables(database)
  await expect(opened.emulator.reset({ scenario: IMPOSSIBLE })).rejects.toMatchObject({ code: 'invalid_scenario' })
  await letTurnsPass()
  expect(dumpTables(database)).toEqual(before)
  await opened.close()
})

test('a process that ends while a large scenario is built has the organisation from before, and nothing else', async () => {
  const db = join(createFolder(), 'state.db')
  const { opened, database } = await watchDatabase(() => openTestEmulator({ db, systemClock: slow() }))
  await buyEsim(opened.api)
  const before = dumpTables(database)
  const reset = opened.emulator.reset({ scenario: LARGE })
  for (let turn = 0; turn < 20; turn += 1) await settle()
  const killed = join(createFolder(), 'killed.db')
  for (const suffix of ['', '-wal']) copyFileSync(`${db}${suffix}`, `${killed}${suffix}`)
  expect(dumpTables(database)).not.toEqual(before)
  await reset
  await opened.close()
  const second = await watchDatabase(() => openTestEmulator({ db: killed }))
  await letTurnsPass()
  expect(dumpTables(second.database)).toEqual(before)
  await second.opened.close()
})

test('two resets to a large scenario at one time leave the world of the later one', async () => {
  const { api, emulator } = await createTestEmulator({ systemClock: slow() })
  await Promise.all([emulator.reset({ scenario: LARGE }), emulator.reset({ scenario: LARGE, seed: 2 })])
  expect(await rowsOf(api)).toBe(ESIMS)
  await buyEsim(api)
})
