import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { dumpTables, fillDisk, watchDatabase } from '../support/tables.ts'
import { buyEsim, orderBody } from '../support/trade.ts'
import { SlowSystemClock, settle, TestSystemClock, watch } from '../support/wall.ts'

const OTHER = 'another-key'
const UNITS = 640

const seen = async ({ api, emulator }: TestEmulator) => ({
  balance: (await api.get('/organisation')).json.organisations[0].balance,
  esims: (await api.get('/esims?perPage=10')).json.rows,
  orders: (await api.get('/orders?limit=1')).json.rows,
  events: (await emulator.clock.events({ limit: 10_000 })).length,
})

/** An emulator whose turns are as short as they can be, with one eSIM. */
async function openSlow(options: EmulatorOptions = {}) {
  const { opened, database } = await watchDatabase(() =>
    openTestEmulator({ systemClock: new SlowSystemClock(60_000), ...options }),
  )
  await opened.emulator.settings.change({ balance: 100_000 })
  const iccid = await buyEsim(opened.api)
  return { ...opened, database, iccid }
}

const large = (iccids: readonly string[] = []) =>
  orderBody({ assign: true, quantity: iccids.length || UNITS, ...(iccids.length > 0 ? { iccids } : {}) })

test('another organisation is answered while one places a large order, and the calls of that one wait for all of it', async () => {
  const made = await createTestEmulator({ systemClock: new SlowSystemClock(60_000) })
  await made.emulator.settings.change({ balance: 100_000 })
  const before = await seen(made)
  const ordered = made.api.post('/orders', { body: large() })
  const order = watch(ordered)
  await settle()
  const [esims, balance] = [made.api.get('/esims?perPage=10'), made.api.get('/organisation')]
  const waiting = watch(esims)
  await buyEsim(made.api.as(OTHER))
  expect([order.isOver(), waiting.isOver()]).toEqual([false, false])
  expect((await esims).json.rows).toBe(before.esims + UNITS)
  const { total, runningBalance: _, ...answer } = (await ordered).json
  expect((await balance).json.organisations[0].balance).toBeCloseTo(before.balance - total)
  expect(answer).toMatchObject({ status: 'completed', statusMessage: `Order completed: ${UNITS} eSIMs assigned` })
  expect(new Set(answer.order[0].iccids).size).toBe(UNITS)
})

test.each([
  ['for new eSIMs', () => large()],
  ['that names eSIMs, one of them twice', (iccid: string, others: string[]) => large([...others, iccid, iccid])],
])('a large order %s is the same in pieces and in one', async (_, orderOf) => {
  const place = async (systemClock: TestSystemClock) => {
    const { opened, database } = await watchDatabase(() => openTestEmulator({ systemClock }))
    await opened.emulator.settings.change({ balance: 100_000 })
    const iccid = await buyEsim(opened.api)
    const others = await opened.emulator.esims.create({ count: 560 })
    const order = orderOf(
      iccid,
      others.map((esim) => esim.iccid),
    )
    const { status, json } = await opened.api.post('/orders', { body: order })
    expect(status).toBe(200)
    const tables = dumpTables(database)
    await opened.close()
    return { json, tables }
  }
  expect(await place(new SlowSystemClock(60_000))).toEqual(await place(new TestSystemClock()))
})

test('a process that ends in the middle of a large order has placed all of it when the file is opened again', async () => {
  const db = join(createFolder(), 'state.db')
  const slow = await openSlow({ db })
  const before = await seen(slow)
  const ordered = slow.api.post('/orders', { body: large() })
  await settle()
  await settle()
  const killed = join(createFolder(), 'killed.db')
  for (const suffix of ['', '-wal']) copyFileSync(`${db}${suffix}`, `${killed}${suffix}`)
  const { total } = (await ordered).json
  const whole = dumpTables(slow.database)
  await slow.close()
  const { opened, database } = await watchDatabase(() => openTestEmulator({ db: killed }))
  const after = await seen(opened)
  expect(after).toMatchObject({ esims: before.esims + UNITS, orders: before.orders + 1 })
  expect(after.balance).toBeCloseTo(before.balance - total)
  expect(dumpTables(database)).toEqual(whole)
  await opened.close()
})

test('a large order that the disk has no room for is finished when there is room', async () => {
  const slow = await openSlow({ onFailure: () => undefined })
  const before = await seen(slow)
  const ordered = slow.api.post('/orders', { body: large() })
  await settle()
  const { mend } = fillDisk(slow.database)
  expect((await ordered).status).toBe(503)
  await expect(slow.emulator.clock.get()).rejects.toMatchObject({ code: 'storage_full' })
  expect((await slow.api.post('/orders', { body: orderBody({ assign: true }) })).status).toBe(503)
  mend()
  expect(await seen(slow)).toMatchObject({ esims: before.esims + UNITS, orders: before.orders + 1 })
  await slow.close()
})

test('an organisation whose large order cannot be finished can be reset', async () => {
  const slow = await openSlow({ onFailure: () => undefined })
  const ordered = slow.api.post('/orders', { body: large() })
  await settle()
  const { mend } = fillDisk(slow.database)
  expect((await ordered).status).toBe(503)
  mend()
  await slow.emulator.reset()
  expect(await seen(slow)).toMatchObject({ esims: 0, orders: 0 })
  await slow.close()
})

test('a clock whose next event falls due goes on behind a large order', async () => {
  const systemClock = new SlowSystemClock(60_000)
  const made = await createTestEmulator({ systemClock, clock: 'auto', start: '2026-01-01T00:00:00Z' })
  await made.emulator.settings.change({ balance: 100_000 })
  await buyEsim(made.api)
  const ordered = made.api.post('/orders', { body: large() })
  const order = watch(ordered)
  await settle()
  systemClock.jump(500 * 86_400_000)
  const woken = systemClock.pass(0)
  await settle()
  expect(order.isOver()).toBe(false)
  expect((await ordered).json.createdDate).toMatch(/^2026-01-01/)
  await woken
  expect((await made.emulator.clock.get()).now).toMatch(/^2027-05-16/)
})
