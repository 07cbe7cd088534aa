import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
