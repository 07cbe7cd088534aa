import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { buy } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

const LIST = { method: 'GET', path: '/organisations' }

test('organisations are listed, opened in a world of their own, and removed with all they have', async () => {
  const { emulator } = await createTestEmulator()
  const opened = await emulator.organisations.create({ apiKey: 'partner', scenario: 'low-balance' })
  expect(opened).toMatchObject({ apiKey: 'partner', balance: 12, currency: 'USD' })
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toEqual(['partner'])
  await emulator.organisations.remove('partner')
  expect(await emulator.organisations.list()).toEqual([])
})

test('organisations are listed in pages, oldest first', async () => {
  const { emulator } = await createTestEmulator()
  for (const apiKey of ['one', 'two', 'three']) await emulator.organisations.create({ apiKey })
  const listKeys = async (query: { limit?: number; after?: string }) =>
    (await emulator.organisations.list(query)).map(({ apiKey }) => apiKey)
  expect(await listKeys({ limit: 2 })).toEqual(['one', 'two'])
  expect(await listKeys({ limit: 2, after: 'two' })).toEqual(['three'])
  expect(await listKeys({ after: 'three' })).toEqual([])
  expect((await callControl(emulator, { ...LIST, path: '/organisations?limit=1' })).json).toMatchObject({ total: 3 })
  await expect(listKeys({ after: 'unknown' })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('after: no organisation has this key'),
  })
})

test('nothing of a removed organisation is left in the file', async () => {
  const db = join(createFolder(), 'state.db')
  // Of a machine whose time stands: the rows are deleted in one turn.
  const { emulator } = await createTestEmulator({ db, systemClock: new TestSystemClock() })
  await emulator.organisations.create({ apiKey: 'partner', scenario: 'end-of-trip' })
  const partner = emulator.organisation('partner')
  await partner.snapshots.take('before')
  await partner.clock.advance('1d')
  await emulator.organisations.remove('partner')
  await emulator.close()
  const file = new Sqlite(db, { readonly: true })
  onTestFinished(() => void file.close())
  const tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
  const left = tables.filter((table) => file.prepare(`SELECT 1 FROM ${table}`).get() !== undefined)
  expect(left).toEqual(['sqlite_sequence'])
})

test('an organisation is opened once, and removed once', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.organisations.create({ apiKey: 'partner' })
  await expect(emulator.organisations.create({ apiKey: 'partner' })).rejects.toMatchObject({ status: 409 })
  await emulator.organisations.remove('partner')
  await expect(emulator.organisations.remove('partner')).rejects.toMatchObject({ status: 404 })
})

test('in strict mode the key of an opened organisation is accepted from then on', async () => {
  const { emulator, api } = await createTestEmulator({ apiKeys: ['first'] })
  expect((await api.get('/organisation', { key: 'second' })).status).toBe(403)
  await emulator.organisations.create({ apiKey: 'second' })
  expect((await api.get('/organisation', { key: 'second' })).status).toBe(200)
})

test('in strict mode an organisation whose key is no longer accepted is listed, and can be removed', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db, apiKeys: ['old', 'kept'] })
  await buy(first.api.as('old'))
  await first.close()
  const { emulator, api } = await createTestEmulator({ db, apiKeys: ['kept'] })
  expect((await api.get('/organisation', { key: 'old' })).status).toBe(403)
  expect(await emulator.organisations.list()).toMatchObject([{ apiKey: 'old', orders: 1 }])
  await emulator.organisations.remove('old')
  expect(await emulator.organisations.list()).toEqual([])
})

test.each([
  ['no token', {}, 401],
  ['another token', { Authorization: 'Bearer other' }, 401],
  ['the token', { Authorization: 'Bearer secret' }, 200],
])('where a token is set, a call of the server with %s is answered %s', async (_, headers, status) => {
  const { emulator } = await createTestEmulator({ controlToken: 'secret' })
  expect((await callControl(emulator, { ...LIST, headers: headers as Record<string, string> })).status).toBe(status)
})

test.each([
  ['none is set', undefined, 403],
  ['it is open', 'open', 200],
])('when others can reach the server and %2$s the answer is %s', async (_, controlToken, status) => {
  const { emulator } = await createTestEmulator(controlToken === undefined ? {} : { controlToken })
  await emulator.listen({ host: '0.0.0.0' })
  expect((await callControl(emulator, LIST)).status).toBe(status)
})

test('a token that is set is not asked for by calls of an organisation', async () => {
  const { emulator } = await createTestEmulator({ controlToken: 'secret' })
  expect((await emulator.clock.get()).mode).toBe('manual')
})

test('the control API is described by a valid OpenAPI 3.1 document', async () => {
  const { emulator } = await createTestEmulator()
  const { json } = await callControl(emulator, { method: 'GET', path: '/openapi.json' })
  const { valid, errors } = await new Validator().validate(structuredClone(json))
  expect([valid, errors]).toEqual([true, undefined])
  expect(Object.keys(json.paths)).toEqual(
    expect.arrayContaining(['/_emulator/clock/advance', '/_emulator/faults/{id}', '/_emulator/organisations/{apiKey}']),
  )
})

test('a call that is refused late removes no organisation that another call has changed meanwhile', async () => {
  const { emulator } = await createTestEmulator()
  const handle = emulator.organisation('new')
  const [refused, changed] = await Promise.allSettled([
    handle.reset({ scenario: 'no-such-scenario' }),
    handle.settings.change({ balance: 5 }),
  ])
  expect([refused.status, changed.status]).toEqual(['rejected', 'fulfilled'])
  expect((await handle.settings.get()).balance).toBe(5)
  await expect(emulator.organisation('newer').reset({ scenario: 'no-such-scenario' })).rejects.toMatchObject({
    status: 422,
  })
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).not.toContain('newer')
})
