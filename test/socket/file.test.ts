import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { type Api, createApi } from '../support/api.ts'
import { createFolder, runCli, startCli } from '../support/cli.ts'
import { buy, observe, pastOrder } from '../support/trade.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const createClient = (url: string): Api =>
  createApi((request) => fetch(new Request(request.url.replace('http://emulator', url), request)), 'some-key')

const FLAGS = ['--clock', 'manual', '--start', '2026-01-01T00:00:00Z']

test('what was answered is there after a kill', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await startCli(['--db', db, ...FLAGS])
  const api = createClient(first.url)
  await buy(api, { quantity: 2 })
  const order = await buy(api, { assign: true })
  expect(await first.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })

  const second = createClient((await startCli(['--db', db, ...FLAGS])).url)
  expect((await second.get(`/orders/${order.orderReference}`)).json).toEqual(pastOrder(order, 995.92))
  const [organisation, inventory, esims, orders] = await observe(second)
  expect(organisation.organisations[0].balance).toBe(995.92)
  expect(inventory.bundles[0].available).toMatchObject([{ total: 2, remaining: 2 }])
  expect([esims.rows, orders.rows]).toEqual([1, 2])
})

test('a restart goes on as if there had been none', async () => {
  const db = join(createFolder(), 'state.db')
  const whole = createClient((await startCli(FLAGS)).url)
  const orders = [await buy(whole, { assign: true }), await buy(whole, { assign: true })]
  for (const expected of orders) {
    const { url, stop } = await startCli(['--db', db, ...FLAGS])
    expect(await buy(createClient(url), { assign: true })).toEqual(expected)
    await stop('SIGTERM')
  }
})

test('a second process on the same file is refused in one clear line', async () => {
  const db = join(createFolder(), 'state.db')
  const { url } = await startCli(['--db', db])
  await buy(createClient(url))
  const { code, stdout, stderr } = await runCli(['--port', '0', '--db', db])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toBe(`esim-go-emulator: cannot use the database ${db}: another process has it open\n`)
  expect((await createClient(url).get('/orders')).json.rows).toBe(1)
})

test('a file that is no database is refused in one clear line, and left alone', async () => {
  const db = join(createFolder(), 'notes.txt')
  writeFileSync(db, 'Dear diary, '.repeat(1000))
  const { code, stderr } = await runCli(['--port', '0', '--db', db])
  expect(code).toBe(1)
  expect(stderr).toBe(`esim-go-emulator: cannot use the database ${db}: it is not a SQLite database\n`)
})

test('a folder that is not there is one clear line', async () => {
  const { code, stderr } = await runCli(['--port', '0', '--db', join(createFolder(), 'nowhere', 'state.db')])
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain('directory does not exist')
})

test.each([0, 1])(
  'a database of something else, of its version %i, is refused in one clear line, and left alone',
  async (version) => {
    const db = join(createFolder(), 'other.db')
    const other = new Sqlite(db)
    other.exec(`CREATE TABLE customers (name TEXT); PRAGMA user_version = ${version}`)
    other.close()
    const before = readFileSync(db)
    const { code, stderr } = await runCli(['--port', '0', '--db', db])
    expect([code, stderr]).toEqual([
      1,
      `esim-go-emulator: cannot use the database ${db}: it is not one of the emulator; name another file\n`,
    ])
    expect(readFileSync(db).equals(before)).toBe(true)
  },
)

/** A file that the emulator has made. */
async function createFile(): Promise<string> {
  const db = join(createFolder(), 'state.db')
  const { url, stop } = await startCli(['--db', db, ...FLAGS])
  await buy(createClient(url))
  await stop('SIGTERM')
  return db
}

test('its own files are marked, and one without the mark is refused', async () => {
  const db = await createFile()
  const file = new Sqlite(db)
  expect(file.pragma('application_id', { simple: true })).toBe(0x65_53_49_4d)
  file.pragma('application_id = 0')
  file.close()
  const { code, stderr } = await runCli(['--port', '0', '--db', db])
  expect([code, stderr]).toEqual([1, expect.stringContaining('it is not one of the emulator')])
})

test('damage that is met after the file was opened is one clear line', async () => {
  const db = await createFile()
  const file = new Sqlite(db, { readonly: true })
  const { rootpage } = file.prepare(`SELECT rootpage FROM sqlite_master WHERE name = 'organisations'`).get() as {
    rootpage: number
  }
  const size = file.pragma('page_size', { simple: true }) as number
  file.close()
  const bytes = readFileSync(db)
  bytes.fill(0xff, (rootpage - 1) * size, rootpage * size)
  writeFileSync(db, bytes)
  const { code, stderr } = await runCli(['--port', '0', '--db', db])
  expect([code, stderr]).toEqual([
    1,
    `esim-go-emulator: cannot use the database ${db}: database disk image is malformed\n`,
  ])
})

test('a flag wins over how the clock of a file ran, and no flag leaves it', async () => {
  const db = await createFile()
  const clockWith = async (...flags: string[]) => {
    const { url, stop } = await startCli(['--db', db, ...flags])
    const clock = await (await fetch(`${url}/_emulator/clock`, { headers: { 'X-API-Key': 'some-key' } })).json()
    await stop('SIGTERM')
    return clock
  }
  expect(await clockWith()).toMatchObject({ mode: 'manual', rate: 1, now: '2026-01-01T00:00:00Z' })
  expect(await clockWith('--clock', 'auto', '--rate', '0.001')).toMatchObject({ mode: 'auto', rate: 0.001 })
  expect(await clockWith('--clock', 'manual')).toMatchObject({ mode: 'manual', rate: 0.001 })
})
