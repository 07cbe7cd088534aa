import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../src/emulator.ts'
import { createFolder } from '../support/cli.ts'
import { openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { dumpTables, watchDatabase } from '../support/tables.ts'
import { buy, buyEsim } from '../support/trade.ts'
import { reachOpenTransaction, watchTransactions } from '../support/transactions.ts'
import { SlowSystemClock, watch } from '../support/wall.ts'

const OTHER = 'another-key'

/** Turns are one event each, and eSIMs of one organisation use their data up within a week. */
async function openBusy(options: EmulatorOptions = {}) {
  const { opened, database } = await watchDatabase(() =>
    openTestEmulator({ systemClock: new SlowSystemClock(60_000), onFailure: () => undefined, ...options }),
  )
  const { api, emulator } = opened
  const { order } = await buy(api, { assign: true, quantity: 12 })
  for (const iccid of order[0]?.iccids ?? []) await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await buyEsim(api.as(OTHER))
  return { ...opened, database, transactions: watchTransactions(database) }
}

/** The rows of the organisation that advances. */
const rowsOf = (database: Parameters<typeof dumpTables>[0]) =>
  Object.entries(dumpTables(database)).map(([table, rows]) => [
    table,
    rows.filter((row) => (table === 'organisations' ? row.id : row.organisation_id) === 1),
  ])

test.each([
  ['nobody calls', async () => undefined],
  ['another organisation reads', ({ api }: TestEmulator) => api.as(OTHER).get('/esims?perPage=10')],
  [
    'another organisation reads its eSIMs by the control API',
    ({ emulator }: TestEmulator) => emulator.organisation(OTHER).esims.list(),
  ],
])('while %s, an advance commits every eighth turn', async (_, call) => {
  const made = await openBusy()
  await call(made)
  const before = made.transactions.begun
  const advanced = made.emulator.clock.advance('6d')
  const advance = watch(advanced)
  while (!advance.isOver()) {
    await call(made)
    await new Promise(setImmediate)
  }
  const { eventCount } = await advanced
  // One transaction is that of the last turn, which finds nothing to do.
  expect(made.transactions.begun - before).toBe(Math.ceil((eventCount + 1) / 8))
  await made.close()
})

/** Calls during an advance, each with what it is told: a copy of the file has that too. */
const CALLS: readonly [string, (made: TestEmulator) => Promise<(copy: Emulator) => Promise<unknown>>][] = [
  [
    'the organisation itself reads its clock',
    async ({ emulator }) => {
      const { now } = await emulator.clock.get()
      return async (copy) => expect((await copy.clock.get()).now >= now).toBe(true)
    },
  ],
  [
    'the organisation itself reads what its eSIMs have left',
    async ({ emulator, api }) => {
      const { esims } = (await api.get('/esims?perPage=100')).json
      const told = await api.get(`/esims/${esims[0].iccid}/history`)
      const { length } = told.json.actions
      return async (copy) => {
        const response = await copy.fetch(
          new Request(`http://emulator/v2.4/esims/${esims[0].iccid}/history`, {
            headers: { 'X-API-Key': emulator.apiKey },
          }),
        )
        expect((await response.json()).actions.length).toBeGreaterThanOrEqual(length)
      }
    },
  ],
  [
    'all organisations are listed',
    async ({ emulator }) => {
      const [first] = await emulator.organisations.list()
      return async (copy) => expect((await copy.clock.get()).now >= (first?.now ?? '')).toBe(true)
    },
  ],
  [
    'another organisation buys',
    async ({ api }) => {
      const iccid = await buyEsim(api.as(OTHER))
      return async (copy) =>
        expect((await copy.organisation(OTHER).esims.list()).map((esim) => esim.iccid)).toContain(iccid)
    },
  ],
  [
    'the clock of another organisation is set',
    async ({ emulator }) => {
      await emulator.organisation(OTHER).clock.set({ rate: 7 })
      return async (copy) => expect(await copy.organisation(OTHER).clock.get()).toMatchObject({ rate: 7 })
    },
  ],
  [
    'a new organisation is opened',
    async ({ api }) => {
      const iccid = await buyEsim(api.as('new-key'))
      return async (copy) =>
        expect((await copy.organisation('new-key').esims.list()).map((esim) => esim.iccid)).toContain(iccid)
    },
  ],
]

test.each(CALLS)('while %s, a process that ends has what it told', async (_, call) => {
  const db = join(createFolder(), 'state.db')
  const made = await openBusy({ db })
  const advanced = made.emulator.clock.advance('30d')
  for (let time = 0; time < 3; time += 1) {
    await reachOpenTransaction(made.transactions)
    const check = await call(made)
    const killed = join(createFolder(), 'killed.db')
    for (const suffix of ['', '-wal']) copyFileSync(`${db}${suffix}`, `${killed}${suffix}`)
    const copy = await openTestEmulator({ db: killed })
    await check(copy.emulator)
    await copy.close()
  }
  await advanced
  await made.close()
})

test('a commit that fails for the call of another organisation fails the advance, and not the call', async () => {
  const undisturbed = await openBusy()
  const whole = await undisturbed.emulator.clock.advance('30d')
  const made = await openBusy()
  const begun = await made.emulator.clock.get()
  const advanced = made.emulator.clock.advance('30d')
  const refused = expect(advanced).rejects.toMatchObject({ status: 507, code: 'storage_full' })
  await reachOpenTransaction(made.transactions)
  made.transactions.refuseCommit()
  expect(await made.api.as(OTHER).get('/organisation')).toMatchObject({ status: 200 })
  await buyEsim(made.api.as(OTHER))
  await refused
  const { now } = await made.emulator.clock.get()
  expect([now >= begun.now, now < whole.now]).toEqual([true, true])
  await made.emulator.clock.advance({ to: whole.now })
  expect(rowsOf(made.database)).toEqual(rowsOf(undisturbed.database))
  for (const { close } of [made, undisturbed]) await close()
})

test('an emulator that is closed in the middle of an advance keeps what was applied', async () => {
  const db = join(createFolder(), 'state.db')
  const made = await openBusy({ db })
  const advanced = made.emulator.clock.advance('30d').catch((error: Error) => error.message)
  for (let time = 0; time < 4; time += 1) await reachOpenTransaction(made.transactions)
  await made.close()
  const reason = String(await advanced)
  const second = await openTestEmulator({ db })
  const { now } = await second.emulator.clock.get()
  expect(reason).toContain(now)
  expect(now > '2026-01-01T00:00:00Z').toBe(true)
  await second.close()
})
