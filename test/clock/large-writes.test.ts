import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { loadDriver } from '../../src/state/engine/driver.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { dumpTables, fillDisk, fillDiskOnce, watchDatabase } from '../support/tables.ts'
import { buyEsim, orderBody } from '../support/trade.ts'
import { letTurnsPass, SlowSystemClock, settle, TestSystemClock, watch } from '../support/wall.ts'

const OTHER = 'another-key'
const ITEM = 'esim_1GB_7D_GB_V2'
const UNITS = 120

/** Makes the call of a large write, in an organisation whose eSIMs are `iccids`. */
type LargeWrite = (emulator: TestEmulator, iccids: readonly string[]) => Promise<{ status: number; json: unknown }>

const control =
  (method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object = {}): LargeWrite =>
  async ({ emulator }) => {
    const response = await emulator.fetch(
      new Request(`http://emulator/_emulator/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
    const text = await response.text()
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
  }

const WRITES: readonly [string, LargeWrite][] = [
  ['an order for new eSIMs', ({ api }) => api.post('/orders', { body: orderBody({ assign: true, quantity: UNITS }) })],
  [
    'an order that names eSIMs, one of them twice',
    ({ api }, [first = '', ...others]) =>
      api.post('/orders', {
        body: orderBody({ item: ITEM, assign: true, quantity: UNITS + 1, iccids: [...others, first, first] }),
      }),
  ],
  [
    'an order of many lines for the inventory',
    ({ api }) =>
      api.post('/orders', {
        body: {
          type: 'transaction',
          assign: false,
          order: Array.from({ length: UNITS }, () => ({ type: 'bundle', item: ITEM, quantity: 1 })),
        },
      }),
  ],
  ['an apply to new eSIMs', ({ api }) => api.post('/esims/apply', { body: { name: ITEM, repeat: UNITS } })],
  [
    'an apply that names eSIMs',
    ({ api }, iccids) =>
      api.post('/esims/apply', { body: { bundles: iccids.map((iccid) => ({ name: ITEM, iccid })) } }),
  ],
  ['an order that is carried out later', control('POST', 'clock/advance', { toNextEvent: true })],
  ['the creation of eSIMs', control('POST', 'esims', { count: UNITS })],
  [
    'a change of the usage thresholds',
    control('PATCH', 'organisation', { usageThresholds: [10, 55], balance: 77, name: 'Renamed' }),
  ],
  ['forgetting all callbacks', control('DELETE', 'callbacks')],
]

/** An organisation with eSIMs that use data by plans, and a stock. */
async function openWorld({ systemClock, ...options }: EmulatorOptions & { readonly systemClock: TestSystemClock }) {
  // The world is made in long turns.
  const { uptimeStep } = systemClock
  systemClock.uptimeStep = 0
  const { opened, database } = await watchDatabase(() =>
    openTestEmulator({ onFailure: () => undefined, systemClock, ...options }),
  )
  const { api, emulator } = opened
  await emulator.settings.change({ balance: 100_000 })
  const iccids = (await emulator.esims.create({ count: UNITS })).map(({ iccid }) => iccid)
  for (const quantity of [UNITS / 2, UNITS]) await api.post('/orders', { body: orderBody({ item: ITEM, quantity }) })
  await api.post('/orders', { body: orderBody({ item: ITEM, assign: true, quantity: UNITS, iccids }) })
  await emulator.esims.bulk({
    match: {},
    acts: [{ install: {} }, { attach: { country: 'GB' } }, { plan: { megabytesPerDay: 100, country: 'GB' } }],
  })
  await emulator.clock.advance('3d')
  // An order that is carried out later, as the next event.
  await emulator.settings.change({ largeOrders: 'later' })
  await api.post('/orders', { body: orderBody({ assign: true, quantity: UNITS }) })
  await emulator.settings.change({ largeOrders: 'at-once' })
  await letTurnsPass()
  systemClock.uptimeStep = uptimeStep
  return { opened, database, iccids }
}

const slow = () => new SlowSystemClock(60_000)

/** Lets a write that has begun go on until it has written or deleted some of its rows. */
async function reachMiddle({ database }: Awaited<ReturnType<typeof openWorld>>): Promise<void> {
  const count = () =>
    database.acrossOrganisations.get<{ rows: number }>(
      `SELECT sum(sequence + purchase_sequence + esim_sequence) + (SELECT count(*) FROM callbacks) AS rows
       FROM organisations`,
    )?.rows
  const before = count() ?? 0
  while (count() === before) await settle()
  // Of a deletion, of which a piece is many rows, the first piece is enough.
  for (let turn = 0; turn < 40 && (count() ?? 0) > before; turn++) await settle()
}

/** Copies a file as a kill would leave it. */
function copyOf(db: string): string {
  const killed = join(createFolder(), 'killed.db')
  for (const suffix of ['', '-wal']) copyFileSync(`${db}${suffix}`, `${killed}${suffix}`)
  return killed
}

/** Every row, when what is deleted behind the answers is deleted. */
async function rowsOf({ database }: Awaited<ReturnType<typeof openWorld>>) {
  await letTurnsPass()
  return dumpTables(database)
}

test.each(WRITES.slice(1, 2))(
  'another organisation is answered during %s, and the calls of its own wait for all of it',
  async (_, ask) => {
    const world = await openWorld({ systemClock: slow() })
    const { opened, iccids } = world
    const other = opened.api.as(OTHER)
    await buyEsim(other)
    const asked = ask(opened, iccids)
    const own = watch(asked)
    await settle()
    const waiting = watch(opened.api.get('/esims?perPage=10'))
    await buyEsim(other)
    expect([own.isOver(), waiting.isOver()]).toEqual([false, false])
    expect((await asked).status).toBe(200)
    await opened.close()
  },
)

test.each(WRITES)('%s is the same in pieces and in one', async (_, ask) => {
  const run = async (systemClock: TestSystemClock) => {
    const world = await openWorld({ systemClock })
    const { status, json } = await ask(world.opened, world.iccids)
    expect([200, 201, 204]).toContain(status)
    const tables = await rowsOf(world)
    await world.opened.close()
    return { json, tables }
  }
  expect(await run(slow())).toEqual(await run(new TestSystemClock()))
})

test.each(WRITES)(
  'a process that ends in the middle of %s has done nothing of it when the file is opened again',
  async (_, ask) => {
    const db = join(createFolder(), 'state.db')
    const world = await openWorld({ db, systemClock: slow() })
    const before = await rowsOf(world)
    const asked = ask(world.opened, world.iccids)
    await reachMiddle(world)
    const killed = copyOf(db)
    expect([200, 201, 204]).toContain((await asked).status)
    await world.opened.close()
    const again = await watchDatabase(() => openTestEmulator({ db: killed, checkFile: true }))
    await letTurnsPass()
    expect(dumpTables(again.database)).toEqual(before)
    await again.opened.close()
  },
)

test.each(WRITES)(
  '%s that the disk has no room for is undone when there is room, and can be asked for again',
  async (_, ask) => {
    const place = async (isFull: boolean) => {
      const world = await openWorld({ systemClock: slow() })
      const { opened, database, iccids } = world
      if (isFull) {
        const before = await rowsOf(world)
        const asked = ask(opened, iccids)
        await reachMiddle(world)
        const { mend } = fillDisk(database)
        expect([503, 507]).toContain((await asked).status)
        await expect(opened.emulator.clock.get()).rejects.toMatchObject({ code: 'storage_full' })
        expect((await opened.api.post('/orders', { body: orderBody({ assign: true }) })).status).toBe(503)
        mend()
        await opened.emulator.clock.get()
        expect(await rowsOf(world)).toEqual(before)
      }
      const { status, json } = await ask(opened, iccids)
      expect([200, 201, 204]).toContain(status)
      const tables = await rowsOf(world)
      await opened.close()
      return { json, tables }
    }
    expect(await place(true)).toEqual(await place(false))
  },
)

test.each(WRITES)('%s that goes on in a temporary file in its middle is the same, or undone', async (_, ask) => {
  const run = async (outgrows: boolean, isFull: boolean) => {
    const world = await openWorld({ systemClock: slow() })
    const { opened, database, iccids } = world
    const before = await rowsOf(world)
    const asked = ask(opened, iccids)
    await reachMiddle(world)
    if (outgrows) database.mostInMemory = 0
    while (database.isInMemory && outgrows) await settle()
    const disk = isFull ? fillDisk(database) : undefined
    const { status, json } = await asked
    disk?.mend()
    await opened.emulator.clock.get()
    const tables = await rowsOf(world)
    expect(database.all('SELECT name FROM sqlite_temp_master')).toEqual([])
    await opened.close()
    return { before, status, json, tables }
  }
  const { before, tables } = await run(true, true)
  expect(tables).toEqual(before)
  expect(await run(true, false)).toEqual(await run(false, false))
})

test('a large write that was answered is there when the process ends right after', async () => {
  const db = join(createFolder(), 'state.db')
  const world = await openWorld({ db, systemClock: slow() })
  const { api } = world.opened
  expect((await api.post('/esims/apply', { body: { name: ITEM, repeat: UNITS } })).status).toBe(200)
  const killed = copyOf(db)
  const whole = await rowsOf(world)
  await world.opened.close()
  const again = await watchDatabase(() => openTestEmulator({ db: killed }))
  await letTurnsPass()
  expect(dumpTables(again.database)).toEqual(whole)
  await again.opened.close()
})

test('an organisation whose large order cannot be undone can be reset', async () => {
  const { opened, database } = await openWorld({ systemClock: slow() })
  const ordered = opened.api.post('/orders', { body: orderBody({ assign: true, quantity: UNITS }) })
  for (let turn = 0; turn < 20; turn++) await settle()
  const { mend } = fillDisk(database)
  expect((await ordered).status).toBe(503)
  mend()
  await opened.emulator.reset()
  expect((await opened.api.get('/esims?perPage=10')).json.rows).toBe(0)
  await opened.close()
})

test('a clock whose next event falls due goes on behind a large order', async () => {
  const systemClock = new SlowSystemClock(60_000)
  const made = await createTestEmulator({ systemClock, clock: 'auto', start: '2026-01-01T00:00:00Z' })
  await made.emulator.settings.change({ balance: 100_000 })
  await buyEsim(made.api)
  const ordered = made.api.post('/orders', { body: orderBody({ assign: true, quantity: UNITS }) })
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

test('a call that waits for a large order of an advance is of its instant', async () => {
  const { opened } = await openWorld({ systemClock: slow() })
  const { api, emulator } = opened
  const advance = emulator.clock.advance({ toNextEvent: true })
  for (let turn = 0; turn < 10; turn++) await settle()
  const [esim] = await emulator.esims.create({ count: 1 })
  await advance
  const { now } = await emulator.clock.get()
  const [shown] = (await api.get(`/esims?filterBy=iccid&filter=${esim?.iccid}`)).json.esims
  expect(Date.parse(shown.assignedDate)).toBe(Math.floor(Date.parse(now) / 1000) * 1000)
  await opened.close()
})

test('numbers go on behind a large order, during which the journal could not be written for a moment', async () => {
  const order = async (isFull: boolean) => {
    const systemClock = slow()
    const db = join(createFolder(), 'state.db')
    const { opened, database } = await openWorld({ db, systemClock })
    const { api } = opened
    await api.get('/esims?perPage=10')
    const ordered = api.post('/orders', { body: orderBody({ assign: true, quantity: UNITS }) })
    for (let turn = 0; turn < 10; turn++) await settle()
    if (isFull) fillDiskOnce(database, 'requests')
    for (let round = 0; round < 3; round++) {
      await systemClock.pass(2_000)
      for (let turn = 0; turn < 10; turn++) await settle()
    }
    expect((await ordered).status).toBe(200)
    const { status, json } = await api.post('/orders', { body: orderBody({ assign: true }) })
    await opened.close()
    return { status, json }
  }
  expect(await order(true)).toEqual(await order(false))
})

test('a large order is undone wherever the disk is full for some writes, and leaves no triggers', async () => {
  const { SqliteError } = loadDriver()
  for (const failing of [1, 2, 3, 8, 60, 700]) {
    const world = await openWorld({ systemClock: slow() })
    const { opened, database, iccids } = world
    const before = await rowsOf(world)
    const execute = database.execute.bind(database)
    let writes = 0
    database.execute = (prepared, values) => {
      // The first attempts to undo it fail as well.
      if (prepared.scope.writes && ++writes >= failing && writes < failing + 4)
        throw new SqliteError('database or disk is full', 'SQLITE_FULL')
      return execute(prepared, values)
    }
    const body = orderBody({ item: ITEM, assign: true, quantity: UNITS, iccids: [...iccids] })
    expect((await opened.api.post('/orders', { body })).status).toBe(503)
    database.execute = execute
    await opened.emulator.clock.get()
    expect(await rowsOf(world)).toEqual(before)
    expect(database.all('SELECT name FROM sqlite_temp_master')).toEqual([])
    await opened.close()
  }
})

test('a large order that is carried out later is carried out at its own instant', async () => {
  const { api, emulator } = await createTestEmulator({ systemClock: slow() })
  await emulator.settings.change({ balance: 100_000, largeOrders: 'later' })
  await api.post('/orders', { body: orderBody({ assign: true, quantity: UNITS }) })
  const [due] = await emulator.clock.events()
  await emulator.clock.advance({ toNextEvent: true })
  const { json } = await api.get('/esims?perPage=100')
  expect(json.rows).toBe(UNITS)
  const dates = json.esims.map(({ assignedDate }: { assignedDate: string }) => Date.parse(assignedDate))
  const dueAt = Date.parse(String(due?.at))
  expect([...new Set(dates)]).toEqual([dueAt - (dueAt % 1_000)])
})
