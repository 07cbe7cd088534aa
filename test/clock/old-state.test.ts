import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { defineSqlFunctions } from '../../src/state/engine/sql-functions.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { listHeld, listStates } from '../support/held.ts'
import { BUNDLES, buy, getInventory } from '../support/trade.ts'

/** A file as it was when dates were in microseconds: a bundle used up, a year and an unlimited one in use, and stock. */
const createOldFile = (): string => createFileOf('schema-1')

function createFileOf(state: string): string {
  const db = join(createFolder(), 'state.db')
  const file = new Sqlite(db)
  defineSqlFunctions(file)
  file.exec(readState(`${state}.sql`))
  file.close()
  return db
}

const readState = (name: string): string => readFileSync(new URL(`../support/states/${name}`, import.meta.url), 'utf8')

async function openOldFile() {
  const { emulator, api, close } = await openTestEmulator({ db: createOldFile() })
  const [esim] = await emulator.esims.list()
  return { emulator, api, close, iccid: esim?.iccid ?? '' }
}

test('a file of before opens, and what it shows is what counts', async () => {
  const { emulator, api, close, iccid } = await openOldFile()
  expect((await emulator.clock.get()).now).toBe('2026-01-01T01:00:00.466Z')
  const { orders } = (await api.get(`/orders?createdAt=lte:2026-01-01T00:00:00.466Z`)).json
  expect(orders.map(({ createdDate }: { createdDate: string }) => createdDate)).toEqual(
    Array(4).fill('2026-01-01T00:00:00.466000000Z'),
  )
  const held = await listHeld(api, iccid)
  const ends = [held[0], held[1], held[13]].map((assignment) => assignment?.endTime)
  expect(ends).toEqual(['2026-01-08T01:00:00Z', '2026-02-01T01:00:00Z', '2026-01-04T01:00:00Z'])
  expect((await getInventory(api))[0]?.available).toMatchObject([{ expiry: '2027-01-01T00:00:00Z' }])
  const statesAt = async (at: string) => {
    await emulator.clock.advance({ to: at })
    return (await listStates(api, iccid)).filter((_, index) => [0, 1, 2, 13].includes(index))
  }
  expect(await statesAt('2026-01-04T00:59:59.999Z')).toEqual(['depleted', 'depleted', 'queued', 'active'])
  expect(await statesAt('2026-01-04T01:00:00Z')).toEqual(['depleted', 'depleted', 'queued', 'expired'])
  expect(await statesAt('2026-01-08T01:00:00Z')).toEqual(['expired', 'depleted', 'queued', 'expired'])
  expect(await statesAt('2026-02-01T01:00:00Z')).toEqual(['expired', 'expired', 'active', 'expired'])
  expect((await listHeld(api, iccid))[2]).toMatchObject({
    startTime: '2026-02-01T01:00:00Z',
    endTime: '2026-03-01T01:00:00Z',
  })
  await close()
})

test('the lists of a file of before are found by its references and counts', async () => {
  const db = createOldFile()
  const file = new Sqlite(db)
  file.exec(`UPDATE esims SET customer_ref = 'Ærø'`)
  file.close()
  const { emulator, api, close } = await openTestEmulator({ db })
  const search = new URLSearchParams({ filterBy: 'customerRef', filter: 'æRØ', orderBy: 'actionDate' })
  const { rows, esims } = (await api.get(`/esims?${search}`)).json
  expect([rows, esims[0].customerRef]).toEqual([1, 'Ærø'])
  expect((await api.get('/esims')).json.rows).toBe(1)
  expect((await api.get('/orders')).json.rows).toBe(4)
  const { days, entries } = await emulator.statement()
  const wentOut = entries.reduce((sum, { kind, amount }) => sum - (kind === 'order' ? amount : 0), 0)
  expect(days).toMatchObject([{ date: '2026-01-01', cameIn: 0, movements: 4 }])
  expect(days[0]?.wentOut).toBeCloseTo(wentOut, 3)
  await close()
})

test('a snapshot in a file of before is restored to what the file was brought to', async () => {
  const { emulator, api, close, iccid } = await openOldFile()
  const tables = async () => ({ ...(await emulator.state.export()), organisation: null })
  const before = await tables()
  await emulator.clock.advance('100d')
  await emulator.snapshots.restore('before')
  expect(await tables()).toEqual(before)
  await emulator.clock.advance({ to: '2026-01-04T01:00:00Z' })
  expect((await listStates(api, iccid)).at(-1)).toBe('expired')
  await close()
})

test('a state document of before is taken', async () => {
  const file = new Sqlite(createOldFile())
  const { document } = file.prepare('SELECT document FROM snapshots').get() as { document: string }
  file.close()
  const { emulator, api } = await createTestEmulator()
  await emulator.state.import(JSON.parse(document))
  const [esim] = await emulator.esims.list()
  await emulator.clock.advance({ to: '2026-01-04T01:00:00Z' })
  expect((await listStates(api, esim?.iccid ?? '')).at(-1)).toBe('expired')
})

test.each(['schema-1', 'schema-10', 'schema-13'])(
  'a file of before has the tables and indexes of a new one: %s',
  async (state) => {
    const describe = async (db: string) => {
      const { close } = await openTestEmulator({ db })
      await close()
      const file = new Sqlite(db, { readonly: true })
      const named = (type: string) =>
        file.prepare('SELECT name FROM sqlite_master WHERE type = ? ORDER BY name').pluck().all(type) as string[]
      const columns = named('table').map((table) => [
        table,
        file.prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)').all(table),
      ])
      const sql = 'SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY name'
      const indexes = (file.prepare(sql).all('index') as { name: string; sql: string }[]).map(
        (index) => `${index.name}: ${index.sql.replace(/\s+/g, ' ')}`,
      )
      const described = { indexes, columns, version: file.pragma('user_version', { simple: true }) }
      file.close()
      return described
    }
    expect(await describe(createFileOf(state))).toEqual(await describe(join(createFolder(), 'new.db')))
  },
)

test('a file from before texts had stored forms shows the same, and its snapshot is what was taken', async () => {
  const { emulator, api, close } = await openTestEmulator({ db: createFileOf('schema-10') })
  const [first, second] = await emulator.esims.list()
  const iccid = first?.iccid ?? ''
  expect(iccid).toMatch(/^8943108167\d{9}$/)
  expect((await api.get(`/esims?filterBy=iccid&filter=${iccid}`)).json).toMatchObject({ rows: 1, esims: [{ iccid }] })
  expect((await api.get('/esims?filterBy=customerRef&filter=ADA')).json.esims).toMatchObject([{ iccid: second?.iccid }])
  const names = async () =>
    (await api.get(`/esims/${iccid}/history`)).json.actions.map(({ name }: { name: string }) => name)
  expect(await names()).toEqual(expect.arrayContaining(['Bundle Applied', 'eSIM First Attachment', 'Bundle Expired']))
  expect((await listHeld(api, iccid))[0]).toMatchObject({ bundleState: 'expired', remainingQuantity: 400_000_000 })
  const { orders } = (await api.get('/orders')).json
  expect(orders[0].order[0].esims[0]).toMatchObject({ iccid, smdpAddress: 'rsp-3104.idemia.io' })
  const installs = (await api.get(`/esims/assignments?reference=${orders[0].orderReference}`)).text
  expect(installs).toContain(iccid)
  const callbacks = await emulator.callbacks.list({ iccid })
  expect(callbacks.map(({ alertType }) => alertType)).toEqual(['Utilisation', 'FirstUse', 'FirstAttachment'])
  expect(callbacks.at(-1)).toMatchObject({
    body: JSON.stringify({ alertType: 'FirstAttachment', iccid }),
    headers: { 'X-Signature-SHA256': 'QPzOK86gi5o/XA4JP6nBvBoyUiihcTaXT51DLQvSb5w=' },
  })
  expect((await emulator.esims.timeline(iccid)).length).toBeGreaterThan(10)
  await emulator.snapshots.restore('here')
  expect((await listHeld(api, iccid))[0]).toMatchObject({ bundleState: 'active', remainingQuantity: 400_000_000 })
  expect(await names()).not.toContain('Bundle Expired')
  await close()
})

test('the sums of days and the callbacks of a bundle are of what an old file has, and of what comes after', async () => {
  const { emulator, api, close } = await openTestEmulator({ db: createFileOf('schema-10') })
  const { days } = await emulator.statement()
  expect(days).toEqual([{ date: '2026-01-01', cameIn: 0, wentOut: 3.51, movements: 1 }])
  const ofFrance = async () =>
    (await emulator.callbacks.list({ bundle: BUNDLES.france })).map(({ alertType }) => alertType)
  expect(await ofFrance()).toEqual(['Utilisation', 'FirstUse'])
  await buy(api, { item: BUNDLES.uk })
  await api.post('/organisation/balance?amount=1000')
  const { now } = await emulator.clock.get()
  const today = { date: now.slice(0, 10), cameIn: 1000, wentOut: 1.36, movements: 2 }
  expect((await emulator.statement()).days).toEqual([today, ...days])
  await emulator.snapshots.restore('here')
  expect((await emulator.statement()).days).toEqual(days)
  expect(await ofFrance()).toEqual(['Utilisation', 'FirstUse'])
  await close()
})

test('a file from before references were bytes has the document that it had, and so has its snapshot', async () => {
  const { emulator, api, close } = await openTestEmulator({ db: createFileOf('schema-13') })
  const document = JSON.parse(readState('schema-13-document.txt'))
  expect({ ...(await emulator.state.export()), organisation: null }).toEqual({ ...document, organisation: null })
  const [{ orderReference }] = (await api.get('/orders')).json.orders
  expect((await api.get(`/orders/${orderReference}`)).json).toMatchObject({ orderReference })
  const search = new URLSearchParams({ filterBy: 'customerRef', filter: 'ÆRØ 50%' })
  expect((await api.get(`/esims?${search}`)).json.esims).toMatchObject([{ customerRef: 'Ærø 50%' }])
  await emulator.snapshots.restore('here')
  const restored = await emulator.state.export()
  await emulator.state.import(restored)
  expect({ ...(await emulator.state.export()), organisation: null }).toEqual({ ...restored, organisation: null })
  await close()
})
