import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Database } from '../../src/state/engine/database.ts'
import { callRaw } from '../support/call.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { refuseRows, watchDatabase } from '../support/tables.ts'
import { buy, buyEsim, observe } from '../support/trade.ts'
import { letTurnsPass, SlowSystemClock, settle, watch } from '../support/wall.ts'

const OTHER = 'another-key'

/** An emulator that does one piece of long work in each turn. */
const createSlow = () => createTestEmulator({ wall: new SlowSystemClock(60_000) })

const countOrders = async ({ api }: TestEmulator): Promise<number> => (await api.get('/orders')).json.rows

const countEsims = async ({ api }: TestEmulator): Promise<number> => (await api.get('/esims')).json.rows

/** What is done with a whole organisation, after a snapshot `before` and one order more. */
const ACTS: readonly (readonly [name: string, act: (emulator: TestEmulator['emulator']) => Promise<unknown>])[] = [
  ['a snapshot', (emulator) => emulator.snapshots.take('now')],
  ['a restore', (emulator) => emulator.snapshots.restore('before')],
  ['an export', (emulator) => emulator.state.export()],
]

async function createTwo(): Promise<TestEmulator> {
  const made = await createSlow()
  await made.emulator
    .organisation(OTHER)
    .clock.get()
    .catch(() => undefined)
  await buyEsim(made.api.as(OTHER))
  await buyEsim(made.api)
  await made.emulator.snapshots.take('before')
  await buyEsim(made.api)
  return made
}

test.each(ACTS)('others are answered during %s', async (_, act) => {
  const { api, emulator } = await createTwo()
  const done = act(emulator)
  const acting = watch(done)
  await settle()
  await buyEsim(api.as(OTHER))
  expect((await api.as(OTHER).get('/esims')).json.rows).toBe(2)
  expect(acting.isOver()).toBe(false)
  await done
})

test('what an organisation writes during its snapshot waits for it, and is not in it; reads do not wait', async () => {
  const made = await createTwo()
  const { api, emulator } = made
  const taken = emulator.snapshots.take('now')
  const taking = watch(taken)
  await settle()
  const bought = buyEsim(api)
  const changed = emulator.settings.change({ balance: 5 })
  await settle()
  expect(await countOrders(made)).toBe(2)
  expect(taking.isOver()).toBe(false)
  await Promise.all([taken, bought, changed])
  expect(await countOrders(made)).toBe(3)
  await emulator.snapshots.restore('now')
  expect([await countOrders(made), (await emulator.settings.get()).balance]).toEqual([2, 997.28])
})

test('calls during a restore wait for it, and are of the organisation as it is then', async () => {
  const made = await createTwo()
  const { api, emulator } = made
  const restored = emulator.snapshots.restore('before')
  const restoring = watch(restored)
  await settle()
  const [read, bought, clock] = [countEsims(made), buyEsim(api), emulator.clock.get()]
  const readers = [watch(read), watch(bought), watch(clock)]
  await settle()
  expect([restoring, ...readers].map(({ isOver }) => isOver())).toEqual([false, false, false, false])
  await restored
  expect(await read).toBeLessThanOrEqual(2)
  await Promise.all([bought, clock])
  expect(await countEsims(made)).toBe(2)
})

test('an outcome of a callback that comes during a snapshot is recorded after it', async () => {
  let answer = () => {}
  const held = new Promise<number>((resolve) => {
    answer = () => resolve(200)
  })
  const receiver = createReceiver(() => held)
  const options = { wall: new SlowSystemClock(60_000), callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch }
  const { api, emulator } = await createTestEmulator(options)
  const used = emulator.esims.use(await buyEsim(api), { megabytes: 900 })
  await settle()
  const taken = emulator.snapshots.take('now')
  await settle()
  answer()
  await Promise.all([taken, used])
  for (let turn = 0; turn < 10; turn++) await settle()
  const statuses = async () => (await emulator.callbacks.list()).map(({ status }) => status)
  expect(new Set(await statuses())).toEqual(new Set(['delivered']))
  await emulator.snapshots.restore('now')
  for (let turn = 0; turn < 10; turn++) await settle()
  expect(new Set(await statuses())).toEqual(new Set(['delivered']))
})

/** The number of rows of every table but those of organisations and of the lists of what is to be deleted. */
function countRows(database: Database, ids: string): number {
  const tables = database.all<{ name: string; scope: string }>(
    `SELECT m.name, c.name AS scope FROM sqlite_master m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND c.name IN ('organisation_id', 'copy_id')`,
  )
  const counts = tables.map(({ name, scope }) =>
    database.acrossOrganisations.get<{ n: number }>(`SELECT count(*) AS n FROM ${name} WHERE ${scope} ${ids}`),
  )
  return counts.reduce((sum, row) => sum + (row?.n ?? 0), 0)
}

test.each([
  ['a reset', (emulator: TestEmulator['emulator']) => emulator.reset()],
  ['a removal', (emulator: TestEmulator['emulator']) => emulator.organisations.remove(emulator.apiKey)],
])('after %s nothing is found of the organisation, and its rows are deleted in turns', async (_, act) => {
  const { opened, database } = await watchDatabase(createSlow)
  const { api, emulator } = opened
  await buyEsim(api)
  const had = countRows(database, '= 1')
  await act(emulator)
  expect(await countEsims(opened)).toBe(0)
  expect(countRows(database, '= 1')).toBeGreaterThan(0)
  await buyEsim(api)
  await letTurnsPass()
  expect(had).toBeGreaterThan(5)
  expect([countRows(database, '= 1'), await countEsims(opened)]).toEqual([0, 1])
})

test('a removed organisation leaves no copy of its snapshots, and a replaced or removed snapshot none either', async () => {
  const { opened, database } = await watchDatabase(createTestEmulator)
  const { api, emulator } = opened
  await buyEsim(api)
  for (const name of ['one', 'two', 'two', 'three']) await emulator.snapshots.take(name)
  await emulator.snapshots.remove('three')
  const copies = async () => {
    await letTurnsPass()
    return database.acrossOrganisations.all('SELECT DISTINCT copy_id FROM copied_esims').length
  }
  expect(await copies()).toBe(2)
  await emulator.state.import(await emulator.state.export())
  await emulator.reset()
  expect(await copies()).toBe(2)
  await emulator.organisations.remove(emulator.apiKey)
  expect(await copies()).toBe(0)
})

test('an export in turns has the bytes of one in a piece, whatever is written meanwhile', async () => {
  const made = await createTwo()
  const quick = await createTestEmulator()
  const one = await callRaw(made.emulator, 'GET', '/_emulator/state')
  await quick.emulator.state.import(JSON.parse(one.text))
  expect((await callRaw(quick.emulator, 'GET', '/_emulator/state')).text).toBe(one.text)
  const exported = callRaw(made.emulator, 'GET', '/_emulator/state')
  await settle()
  await buyEsim(made.api)
  expect((await exported).text).toBe(one.text)
  expect((await made.emulator.fetch(new Request('http://emulator/_emulator/state', { method: 'HEAD' }))).status).toBe(
    200,
  )
})

/** A file whose emulator ends in the middle of an act. */
async function endDuring(act: (emulator: TestEmulator['emulator']) => Promise<unknown>, turns: number) {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db, wall: new SlowSystemClock(60_000) })
  await buyEsim(first.api)
  const before = await observe(first.api)
  await first.emulator.snapshots.take('before')
  await first.emulator.clock.advance('1d')
  await buy(first.api, { quantity: 3, assign: true })
  const after = await observe(first.api)
  const acting = act(first.emulator).catch(() => undefined)
  for (let turn = 0; turn < turns; turn++) await settle()
  await first.close()
  await acting
  return { db, before, after }
}

test.each([3, 9, 14, 18, 25])(
  'a process that ends after %i turns of a restore has it done by the next start',
  async (turns) => {
    const { db, before, after } = await endDuring((emulator) => emulator.snapshots.restore('before'), turns)
    const { opened, database } = await watchDatabase(() => createTestEmulator({ db }))
    const seen = await observe(opened.api)
    expect([before, after]).toContainEqual(seen)
    await opened.emulator.snapshots.restore('before')
    expect(await observe(opened.api)).toEqual(before)
    expect(database.acrossOrganisations.all('SELECT * FROM copies WHERE restoring = 1')).toEqual([])
  },
)

test.each([
  ['a snapshot', 5, (emulator: TestEmulator['emulator']) => emulator.snapshots.take('now')],
  ['a reset', 5, (emulator: TestEmulator['emulator']) => emulator.reset()],
  ['an import', 5, async (emulator: TestEmulator['emulator']) => emulator.state.import(await emulator.state.export())],
])('a process that ends during %s leaves rows that the next start deletes', async (_, turns, act) => {
  const { db, after } = await endDuring(act, turns)
  const { opened, database } = await watchDatabase(() => createTestEmulator({ db }))
  await letTurnsPass()
  const [{ id }] = database.acrossOrganisations.all<{ id: number }>('SELECT id FROM organisations') as [{ id: number }]
  const [kept] = await opened.emulator.snapshots.list()
  expect(kept?.name).toBe('before')
  expect(database.acrossOrganisations.all('SELECT * FROM removals')).toEqual([])
  expect(database.acrossOrganisations.all('SELECT * FROM copies')).toHaveLength(1)
  expect(database.acrossOrganisations.all(`SELECT * FROM esims WHERE organisation_id <> ${id}`)).toEqual([])
  if (act.name !== '' && (await countOrders(opened)) > 0) expect(await observe(opened.api)).toEqual(after)
})

test('a restore that cannot be written is refused, and finished as soon as it can be', async () => {
  const { opened, database } = await watchDatabase(() => openTestEmulator())
  const { api, emulator, close } = opened
  await buyEsim(api)
  const before = await emulator.state.export()
  await emulator.snapshots.take('before')
  await emulator.reset()
  const disk = refuseRows(database, 'orders')
  await expect(emulator.snapshots.restore('before')).rejects.toMatchObject({
    message: expect.stringContaining('emulator'),
  })
  disk.mend()
  expect(await emulator.state.export()).toMatchObject({ esims: before.esims, orders: before.orders })
  await close()
})
