import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { connectEmulator, createEmulator, DatabaseError } from '../../src/index.ts'
import { createFolder, runCli, startCli } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { buy } from '../support/trade.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const write = (name: string, content: string): string => {
  const path = join(createFolder(), name)
  writeFileSync(path, content)
  return path
}

const CSV = 'name,price,dataAmount,duration,countries\nmine,1.5,1000,7,FR\n'
const rowsOf = async (url: string): Promise<number> => {
  const answer = await fetch(`${url}/v2.4/catalogue`, { headers: { 'X-API-Key': 'test-key' } })
  return (await answer.json()).rows
}

test.each<[string, (file: string) => string[], (file: string) => Record<string, string>, number]>([
  ['--catalogue', (file) => ['--catalogue', file], () => ({}), 1],
  ['the variable', () => [], (file) => ({ ESIM_EMULATOR_CATALOGUE: file }), 1],
  ['--catalogue-mode extend', (file) => ['--catalogue', file, '--catalogue-mode', 'extend'], () => ({}), 5_331],
])('with %s the emulator has the bundles of the file', async (_, args, env, rows) => {
  const file = write('rates.csv', CSV)
  const { url } = await startCli(args(file), env(file))
  expect(await rowsOf(url)).toBe(rows)
  expect(await connectEmulator(url).catalogue.changes()).toEqual([])
})

test.each<[what: string, args: (folder: string) => string[], message: RegExp]>([
  [
    'a price below 0',
    () => ['--catalogue', write('r.csv', CSV.replace('1.5', '-1.5'))],
    /r\.csv: line 2 \(mine\), price: found -1\.5/,
  ],
  ['a mode without a file', () => ['--catalogue-mode', 'extend'], /--catalogue-mode goes with --catalogue/],
  [
    'networks of no country',
    () => ['--networks', write('n.csv', 'country,name\nAtlantis,x\n')],
    /line 2: found "Atlantis"/,
  ],
])('%s is wrong usage, told in one line', async (_, args, message) => {
  const { code, stdout, stderr } = await runCli(['--port', '0', ...args('')])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(message)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('a scenario whose bundles the file has replaced is refused with the way to keep them', async () => {
  const args = ['--port', '0', '--catalogue', write('rates.csv', CSV), '--scenario', 'busy-reseller']
  const { code, stderr } = await runCli(args)
  expect(code).toBe(2)
  expect(stderr).toMatch(/busy-reseller has \d+ mistakes:\n/)
  expect(stderr).toMatch(/\n {2}--catalogue replaces the built-in bundles: --catalogue-mode extend keeps them\n$/)
})

test('a file that is not there cannot be read, told in one line', async () => {
  const { code, stderr } = await runCli(['--port', '0', '--catalogue', 'rates.csv'])
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^esim-go-emulator: rates\.csv cannot be read: ENOENT.*\n$/),
  ])
})

test('a file of 200 MB is refused before it is read', async () => {
  const file = join(createFolder(), 'large.json')
  writeFileSync(file, '')
  truncateSync(file, 200 * 1_048_576)
  await expect(createEmulator({ catalogue: file })).rejects.toThrow(`${file} has 200 MB: a file may have up to 100 MB`)
})

test('a database is opened with the catalogue that its bundles were bought from, and with no other', async () => {
  const db = join(createFolder(), 'state.db')
  const catalogue = write('rates.csv', CSV)
  const { api, close } = await openTestEmulator({ db, catalogue })
  await buy(api, { item: 'mine' })
  await close()
  const refused: unknown = await createEmulator({ db }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(DatabaseError)
  expect((refused as Error).message).toMatch(/the catalogue has no bundle mine, which was bought/)
  const again = await createTestEmulator({ db, catalogue })
  expect((await again.api.get('/inventory')).json.bundles).toHaveLength(1)
})
