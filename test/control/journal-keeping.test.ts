import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Database } from '../../src/state/engine/database.ts'
import { callRaw, orderRaw, statusesOf } from '../support/call.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { refuseRows, watchDatabase } from '../support/tables.ts'
import { BUNDLES, buy } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

test('a key is never in it, nor anywhere but in the row of its organisation', async () => {
  const key = 'a-key-that-shows'
  const { opened, database } = await watchDatabase(() => createTestEmulator({ apiKeys: [key] }))
  const { emulator, api } = opened
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:9/' })
  await buy(api, { assign: true })
  await emulator.fetch(new Request(`http://emulator/v2.1/organisation?api_key=${key}&more=1`))
  await emulator.fetch(new Request(`http://emulator/v2.1/nowhere?api_key=${key}`))
  await emulator.fetch(new Request(`http://emulator/v2.1/organisation?api%5Fkey=${key}&api_key=${key}`))
  await emulator.snapshots.take('all')
  expect((await emulator.requests.list()).map(({ query }) => query)).toEqual([{}, {}, { more: '1' }, {}])
  const tables = database.all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
  const dump = tables
    .map(({ name }) => JSON.stringify(database.acrossOrganisations.all(`SELECT * FROM ${name}`)))
    .join('\n')
  expect(dump.split(key)).toHaveLength(2)
  expect(dump).toContain(`"api_key":"${key}"`)
  expect(dump).toContain('/v2.1/nowhere')
})

test('it goes on after a restart, with the next number', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db })
  await buy(first.api, { item: BUNDLES.europe })
  await first.api.get('/orders')
  const before = await first.emulator.requests.list()
  await first.api.get('/inventory')
  await first.close()

  const { emulator, api } = await createTestEmulator({ db })
  await api.get('/esims')
  const after = await emulator.requests.list()
  expect(after.map(({ id, path }) => [id, path.slice(6)])).toEqual([
    [4, 'esims'],
    [3, 'inventory'],
    [2, 'orders'],
    [1, 'orders'],
  ])
  expect(after.slice(2)).toEqual(before)
})

test('calls that overlap keep their numbers, and so do those after them', async () => {
  const wall = new TestSystemClock()
  const { emulator, api } = await createTestEmulator({ wall })
  const slow = orderRaw(emulator, { headers: { 'Emulator-Fault': 'delay=1m' } })
  await settle()
  await api.get('/orders')
  expect((await emulator.requests.list()).map(({ id }) => id)).toEqual([2])
  await wall.pass(60_000)
  expect((await slow).headers.get('emulator-request-id')).toBe('1')
  expect((await emulator.requests.list()).map(({ id }) => id)).toEqual([2, 1])
  await emulator.state.import(await emulator.state.export())
  await api.get('/orders')
  expect((await emulator.requests.list()).map(({ id }) => id)).toEqual([3, 2, 1])
})

test('a call that was on its way when its organisation was reset is no part of the new one', async () => {
  const wall = new TestSystemClock()
  const { emulator, api } = await createTestEmulator({ wall })
  const slow = orderRaw(emulator, { headers: { 'Emulator-Fault': 'delay=1m; phase=after' } })
  await settle()
  await emulator.reset()
  await api.get('/orders')
  await wall.pass(60_000)
  expect((await slow).status).toBe(200)
  await wall.pass(60_000)
  expect((await emulator.requests.list()).map(({ operationId }) => operationId)).toEqual(['listOrders'])
})

test('it is emptied, and its numbers go on', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/orders')
  await emulator.requests.clear()
  expect(await emulator.requests.list()).toEqual([])
  await api.get('/orders')
  expect(await emulator.requests.list()).toMatchObject([{ id: 2 }])
})

test('organisations have journals of their own', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/orders')
  await api.as('another-key').get('/inventory')
  expect(await emulator.requests.list()).toMatchObject([{ id: 1, path: '/v2.4/orders' }])
  expect(await emulator.organisation('another-key').requests.list()).toMatchObject([{ id: 1, path: '/v2.4/inventory' }])
})

test('a long body is kept in part', async () => {
  const { emulator } = await createTestEmulator()
  await callRaw(emulator, 'POST', '/v2.4/orders', { body: { note: 'x'.repeat(100_000) } })
  const [entry] = await emulator.requests.list()
  expect(entry?.requestBody?.length).toBe(8_192)
})

/** What the table of calls has, when everything is written. */
const keptIn = (database: Database) =>
  database.acrossOrganisations.get(
    `SELECT count(*) AS calls, min(id) AS oldest, count(response_body) AS answers,
       min(CASE WHEN response_body IS NOT NULL THEN id END) AS oldestAnswer FROM requests`,
  )

test.each([
  ['memory', () => ({})],
  ['a file', () => ({ db: join(createFolder(), 'state.db') })],
])(
  'of an organisation in %s, five thousand calls are kept, and the answers of a hundred',
  { timeout: 60_000 },
  async (_, optionsOf) => {
    const { opened, database } = await watchDatabase(() => createTestEmulator(optionsOf()))
    for (let call = 0; call < 5_150; call++) await callRaw(opened.emulator, 'GET', '/v2.1/nowhere')
    const [newest] = await opened.emulator.requests.list({ limit: 1 })
    expect(newest?.id).toBe(5_150)
    expect(keptIn(database)).toEqual({ calls: 5_000, oldest: 151, answers: 100, oldestAnswer: 5_051 })
  },
)

test.each([1, 99, 250])(
  'after a restart of a file and %i more calls, the answers of a hundred are kept',
  async (more) => {
    const db = join(createFolder(), 'state.db')
    const call = (emulator: TestEmulator['emulator']) => callRaw(emulator, 'GET', '/v2.1/nowhere')
    const first = await openTestEmulator({ db })
    await statusesOf(130, () => call(first.emulator))
    await first.close()
    const { opened, database } = await watchDatabase(() => createTestEmulator({ db }))
    await statusesOf(more, () => call(opened.emulator))
    await opened.emulator.requests.list()
    expect(keptIn(database)).toMatchObject({ calls: 130 + more, answers: 100 })
  },
)

test('the answer of a call that ended long after those that follow it is not kept longer than theirs', async () => {
  const wall = new TestSystemClock()
  const { opened, database } = await watchDatabase(() =>
    createTestEmulator({ wall, db: join(createFolder(), 'state.db') }),
  )
  const slow = orderRaw(opened.emulator, { headers: { 'Emulator-Fault': 'delay=1m' } })
  await settle()
  const call = () => callRaw(opened.emulator, 'GET', '/v2.1/nowhere')
  await statusesOf(450, call)
  await wall.pass(60_000)
  expect((await slow).status).toBe(200)
  await statusesOf(5, call)
  await opened.emulator.requests.list()
  expect(keptIn(database)).toMatchObject({ calls: 456, oldest: 1, oldestAnswer: 357 })
})

test.each([
  [250, 1],
  [5_150, 151],
])(
  'of %i calls in a second, a file has those that are kept soon after it',
  { timeout: 60_000 },
  async (calls, oldest) => {
    const wall = new TestSystemClock()
    const db = join(createFolder(), 'state.db')
    const { opened, database } = await watchDatabase(() => createTestEmulator({ wall, db }))
    for (let call = 0; call < calls; call++) await callRaw(opened.emulator, 'GET', '/v2.1/nowhere')
    await wall.pass(999)
    expect(keptIn(database)).toMatchObject({ calls: 0 })
    await wall.pass(1)
    expect(keptIn(database)).toMatchObject({ calls: calls - oldest + 1, oldest, answers: 100 })
  },
)

test('calls that cannot be written are answered and kept until they can be, and the failure is reported', async () => {
  const wall = new TestSystemClock()
  const failures: string[] = []
  const db = join(createFolder(), 'state.db')
  const onFailure = (error: unknown) => failures.push(String(error))
  const { opened, database } = await watchDatabase(() => openTestEmulator({ db, wall, onFailure }))
  const { emulator, close } = opened
  const { mend } = refuseRows(database, 'requests')
  const call = () => callRaw(emulator, 'GET', '/v2.4/organisation')
  expect((await call()).status).toBe(200)
  await wall.pass(1_000)
  expect(failures).toEqual([expect.stringContaining('the disk is full')])
  expect(await statusesOf(220, call)).toEqual(Array(220).fill(200))
  await wall.pass(1_000)
  expect(failures).toHaveLength(2)
  await expect(emulator.requests.list()).rejects.toMatchObject({ status: 500 })
  mend()
  expect((await emulator.requests.list({ limit: 1_000 })).map(({ id }) => id).reverse()).toEqual(
    Array.from({ length: 221 }, (_, index) => index + 1),
  )
  await call()
  refuseRows(database, 'requests')
  await close()
  expect(failures).toHaveLength(4)
})
