import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { refuseRows, watchDatabase } from '../support/tables.ts'
import { BUNDLES } from '../support/trade.ts'
import { letTurnsPass, SlowSystemClock, settle, TestSystemClock } from '../support/wall.ts'

const ESIMS = 230
const LARGE = { name: 'large', esims: [{ count: ESIMS, bundles: [{ bundle: BUNDLES.uk }] }] }

const slow = () => new SlowSystemClock(60_000)

test('organisations whose large worlds are being built count among the most that there can be', async () => {
  const { api, emulator } = await createTestEmulator({ systemClock: slow(), scenario: LARGE, maxOrganisations: 2 })
  const open = async (key: string) => (await api.as(key).get('/organisation')).status
  expect(await Promise.all(['first', 'first', 'second'].map(open))).toEqual([200, 200, 403])
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toEqual([emulator.apiKey, 'first'])
})

test('an organisation that is removed while it is reset to a large world is opened in it, and counts', async () => {
  const { api, emulator } = await createTestEmulator({ systemClock: slow(), maxOrganisations: 2 })
  const first = emulator.organisation('first')
  await first.settings.change({ name: 'First' })
  const reset = first.reset({ scenario: LARGE })
  await settle()
  await settle()
  await emulator.organisations.remove('first')
  await reset
  expect((await api.as('first').get('/esims?perPage=10')).json.rows).toBe(ESIMS)
  const open = async (key: string) => (await api.as(key).get('/organisation')).status
  expect([await open('second'), await open('third')]).toEqual([200, 403])
})

test.each([
  ['small', 1],
  ['large', ESIMS],
])('the clock of a %s world runs before anybody calls', async (_, count) => {
  const wall = new TestSystemClock()
  const { received, fetch } = createReceiver()
  const esims = [
    {
      count,
      location: 'GB',
      usagePlan: { megabytesPerDay: 300 },
      bundles: [{ bundle: BUNDLES.uk, state: 'active' as const }],
    },
  ]
  const scenario = { name: 'travelling', clock: { mode: 'auto' as const }, esims }
  await createTestEmulator({ wall, scenario, callbackUrl: RECEIVER_URL, callbackFetch: fetch })
  await wall.pass(4 * 86_400_000)
  await letTurnsPass()
  expect(received.length).toBeGreaterThanOrEqual(count)
})

test('a restore that could not be finished is not finished in the organisation that a reset has opened', async () => {
  const db = join(createFolder(), 'state.db')
  const options = { db, systemClock: slow(), onFailure: () => undefined }
  const { opened, database } = await watchDatabase(() => openTestEmulator(options))
  const { emulator } = opened
  const { id } = await emulator.faults.add({ fault: { type: 'delay', delay: '1ms' } })
  await emulator.snapshots.take('faulty')
  await emulator.faults.remove(id)
  const reset = emulator.reset({ scenario: LARGE })
  await settle()
  const { mend } = refuseRows(database, 'faults')
  await expect(emulator.snapshots.restore('faulty')).rejects.toMatchObject({ code: 'internal_error' })
  await reset
  mend()
  await opened.close()
  const { api, close } = await openTestEmulator({ db })
  expect((await api.get('/esims?perPage=10')).json.rows).toBe(ESIMS)
  await close()
})

test('an import that the end comes between is refused, and not for the document', async () => {
  const { emulator, close } = await openTestEmulator({ systemClock: slow(), scenario: LARGE })
  const imported = emulator.state.import(await emulator.state.export()).then(
    () => 'done',
    ({ code }) => code,
  )
  for (let turn = 0; turn < 4; turn += 1) await settle()
  await close()
  expect(await imported).toBe('closed')
})
