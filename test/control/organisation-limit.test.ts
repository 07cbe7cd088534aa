import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'

const refused = { status: 403, json: { message: 'access denied' } }

/** An emulator that opens two organisations, and has them. */
async function createFull(options = {}) {
  const made = await createTestEmulator({ maxOrganisations: 2, ...options })
  for (const key of ['first', 'second']) await made.api.as(key).get('/organisation')
  return made
}

test('a further key is refused as a wrong key is, on every path', async () => {
  const { api, emulator } = await createFull()
  for (const call of [api.as('third').get('/organisation'), api.as('third').post('/orders', { body: {} })]) {
    const answer = await call
    expect(answer).toMatchObject(refused)
    expect(answer.headers.get('Emulator-Reason')).toBe('organisation-limit')
  }
  expect((await api.as('third').get('/nowhere')).status).toBe(404)
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toEqual(['first', 'second'])
})

test('in the documented dialect it is refused with the status of a wrong key', async () => {
  const { api } = await createFull({ dialect: 'documented' })
  expect((await api.as('third').post('/orders', { body: {} })).status).toBe(401)
  expect((await api.as('third').get('/organisation')).status).toBe(403)
})

test('the keys that have an organisation are answered, and so is the default one', async () => {
  const { api, emulator } = await createFull()
  expect((await api.as('first').get('/organisation')).status).toBe(200)
  expect((await emulator.settings.get()).balance).toBe(1_000)
  await emulator.organisation('first').reset()
  expect((await api.as('first').get('/organisation')).status).toBe(200)
})

test('the control API opens none for a further key, and says how more can be', async () => {
  const { emulator } = await createFull()
  const call = { method: 'PATCH', path: '/organisation', body: {}, headers: { 'X-API-Key': 'third' } }
  const { status, json } = await callControl(emulator, call)
  expect([status, json.error.code]).toEqual([403, 'too_many_organisations'])
  expect(json.error.message).toMatch(/^there are 2 organisations, .* --max-organisations, .*DELETE /)
  expect((await emulator.organisations.create({ apiKey: 'asked-for' })).apiKey).toBe('asked-for')
})

test('where one is removed, another key opens one', async () => {
  const { api, emulator } = await createFull()
  await emulator.organisations.remove('second')
  expect((await api.as('third').get('/organisation')).status).toBe(200)
  expect(await api.as('second').get('/organisation')).toMatchObject(refused)
})

test('keys that are configured are not counted', async () => {
  const apiKeys = ['a', 'b', 'c']
  const { api } = await createTestEmulator({ maxOrganisations: 1, apiKeys })
  for (const key of apiKeys) expect((await api.as(key).get('/organisation')).status).toBe(200)
})

test('the organisations of a file are counted, and all of them are opened', async () => {
  const db = join(createFolder(), 'state.db')
  const before = await openTestEmulator({ db })
  for (const key of ['a', 'b', 'c']) await before.api.as(key).get('/organisation')
  await before.close()
  const { api } = await createTestEmulator({ db, maxOrganisations: 2 })
  for (const key of ['a', 'b', 'c']) expect((await api.as(key).get('/organisation')).status).toBe(200)
  expect(await api.as('d').get('/organisation')).toMatchObject(refused)
})
