import { createHmac } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../src/emulator.ts'
import { createFolder, runCli, runCommand } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim } from '../support/trade.ts'

vi.setConfig({ testTimeout: 60_000 })

/** An emulator at an address with one eSIM in France, and the command line beside it. */
async function drive(options: EmulatorOptions = {}) {
  const receiver = { callbackUrl: RECEIVER_URL, callbackFetch: createReceiver().fetch }
  const { emulator, api } = await createTestEmulator({ ...receiver, ...options })
  const { url } = await emulator.listen()
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  const run = (...args: string[]) => runCommand(args, { ESIM_EMULATOR_URL: url })
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args, '--json')
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
    expect(stdout.endsWith('\n') && stdout.indexOf('\n') === stdout.length - 1).toBe(true)
    return JSON.parse(stdout)
  }
  return { emulator, api, url, iccid, run, json }
}

const nowOf = async ({ clock }: Emulator): Promise<string> => (await clock.get()).now

test('what a command that looks writes as JSON is what the library answers', async () => {
  const { emulator, iccid, json, url } = await drive()
  await emulator.faults.add({ match: { operationId: 'createOrder' }, fault: { type: 'status', status: 503 } })
  await emulator.snapshots.take('before')
  expect(await json('esims')).toEqual(await emulator.esims.list())
  expect(await json('esims', iccid)).toEqual(await emulator.esims.get(iccid))
  expect(await json('esims', '--limit', '1')).toHaveLength(1)
  expect(await json('orders')).toEqual(await emulator.orders.list())
  expect(await json('faults')).toEqual(await emulator.faults.list())
  expect(await json('faults', 'list')).toEqual(await emulator.faults.list())
  expect(await json('snapshot', 'list')).toEqual(await emulator.snapshots.list())
  expect(await json('callbacks')).toEqual((await emulator.callbacks.list()).toReversed())
  const { name, balance, currency, callbackUrl } = await emulator.settings.get()
  expect(await json('status')).toEqual({ url, name, balance, currency, callbackUrl, clock: await emulator.clock.get() })
})

test('what a command that acts writes as JSON is what the library answers', async () => {
  const { emulator, iccid, json } = await drive()
  expect(await json('install', iccid)).toEqual(await emulator.esims.get(iccid))
  expect(await json('attach', iccid, 'FR')).toMatchObject({ location: { country: 'FR' } })
  expect(await json('usage', iccid, '500MB', '--country', 'GB')).toMatchObject({ consumed: 500_000_000, unserved: 0 })
  expect(await json('advance', '10')).toMatchObject({ now: await nowOf(emulator), eventCount: 0 })
  expect(await json('reset', '--scenario', 'low-balance')).toMatchObject({ scenario: 'low-balance' })
})

test('reset takes a scenario file as well as a name', async () => {
  const { emulator, run } = await drive()
  const file = join(createFolder(), 'rich.yaml')
  writeFileSync(file, 'name: rich\norganisation:\n  balance: 12345\n')
  expect((await run('reset', '--scenario', file)).stdout).toMatch(/^reset to scenario rich, /)
  expect((await emulator.settings.get()).balance).toBe(12_345)
  expect(await run('reset', '--scenario', 'nowhere')).toMatchObject({ code: 1 })
})

test('to list orders is no call of the vendor API', async () => {
  const { emulator, run } = await drive()
  await emulator.requests.clear()
  await emulator.faults.add({ match: {}, fault: { type: 'status', status: 503 } })
  const { code, stdout } = await run('orders')
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^2026-\S+ {2}[\w-]{36} {2}1 x esim_\S+ {2}[\d.]+ USD {2}balance /),
  ])
  expect(await emulator.requests.list()).toEqual([])
})

test.each<[args: string[], now: string]>([
  [['90'], '2026-01-01T00:01:30Z'],
  [['1d'], '2026-01-02T00:00:00Z'],
  [['--to', '2026-01-03T00:00:00Z'], '2026-01-03T00:00:00Z'],
])('advance %j', async (args, now) => {
  const { emulator, run } = await drive()
  const { code, stdout } = await run('advance', ...args)
  expect([code, stdout]).toEqual([0, expect.stringContaining(`now ${now}: `)])
  expect(await nowOf(emulator)).toBe(now)
})

test('advance goes to the next event, and until a bundle is in a state or a callback is written', async () => {
  const { emulator, iccid, run } = await drive()
  await emulator.esims.use(iccid, { megabytes: 1 })
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  const { at } = (await emulator.clock.get()).nextEvent ?? {}
  expect((await run('advance', '--next')).stdout).toContain(`now ${at}: 1 event`)
  expect((await run('advance', '--until', 'callback')).stdout).toMatch(/callback Utilisation \d+ delivered/)
  const depleted = await run('advance', '--until', 'depleted', '--iccid', iccid, '--at-most', '30d')
  expect([depleted.code, depleted.stdout]).toEqual([0, expect.stringContaining(`${iccid}  active -> depleted`)])
  expect(depleted.stdout).toMatch(/^\d.*: …\d{6} .*was used up on \w+day \d\d:\d\d; \d callbacks?$/m)
})

test('what has not come by then ends with 3', async () => {
  const { emulator, run } = await drive()
  const { code, stdout, stderr } = await run('advance', '--until', 'revoked', '--at-most', '2')
  const line = 'esim-go-emulator: no bundle became revoked until 2026-01-01T00:00:02Z\n'
  expect([code, stdout, stderr]).toEqual([3, '', line])
  expect(await nowOf(emulator)).toBe('2026-01-01T00:00:02Z')
})

test.each<[args: string[]]>([
  [[]],
  [['1d', '--next']],
  [['--to', '2026-02-01T00:00:00Z', '--until', 'expired']],
  [['1d', '--iccid', '8943108167000000019']],
  [['--next', '--at-most', '3d']],
  [['--until', 'gone']],
  [['--to', 'tomorrow']],
  [['soon']],
  [['--until', 'expired', '--at-most', 'ever']],
])('advance %j is wrong usage, and nothing moves', async (args) => {
  const { emulator, run } = await drive()
  const { code, stdout, stderr } = await run('advance', ...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/takes one of|go with --until|Allowed choices are|It must be/)
  expect(await nowOf(emulator)).toBe('2026-01-01T00:00:00Z')
})

test('a signature that a receiver computed is compared, and the exit code says whether it agrees', async () => {
  const { emulator, run } = await drive()
  const { id, headers, body } = await emulator.callbacks.test({ alertType: 'LowBalance' })
  const signature = headers['X-Signature-SHA256'] ?? ''
  expect(await run('callbacks', 'compare', String(id), signature)).toMatchObject({
    code: 0,
    stdout: 'The signature is the one that was sent.\n',
  })
  const file = join(createFolder(), 'body.json')
  writeFileSync(file, `${body}\n`)
  const made = createHmac('sha256', emulator.apiKey).update(`${body}\n`).digest('base64')
  const other = await run('callbacks', 'compare', String(id), made, '--body', file)
  expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining('a line break at its end') })
  expect(other.stderr).toContain(`the signature of callback ${id} does not agree: whitespace`)
  expect(await run('callbacks', 'compare', String(id), made, '--body', `${file}.none`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot read'),
  })
})

test('callbacks show their bundle and how much of it is used', async () => {
  const { emulator, iccid, run } = await drive()
  await emulator.esims.use(iccid, { megabytes: 500 })
  await emulator.callbacks.test({ alertType: 'Topup' })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  const { stdout } = await run('callbacks')
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/ FirstAttachment {2}\d+ {2}delivered$/),
    expect.stringMatching(/ FirstUse {2}\d+ {2}delivered {2}esim_1GB_7D_GB_V2 {2}0 %$/),
    expect.stringMatching(/ Utilisation {2}\d+ {2}delivered {2}esim_1GB_7D_GB_V2 {2}50 %$/),
    expect.stringMatching(/ Topup {2}\S+ {2}delivered {2}1GB -> 2GB$/),
    expect.stringMatching(/ LowBalance {2}- {2}delivered {2}balance 95$/),
  ])
})

test('a snapshot is saved to a file, and the state comes back from it', async () => {
  const { emulator, iccid, run } = await drive()
  const file = join(createFolder(), 'before.json')
  expect(await run('snapshot', 'save', file)).toMatchObject({ code: 0, stdout: `wrote ${file}\n` })
  const before = await emulator.state.export()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(before)
  await emulator.esims.install(iccid)
  await emulator.clock.advance('8d')
  expect(await run('snapshot', 'load', file)).toMatchObject({
    code: 0,
    stdout: `loaded ${file}, clock 2026-01-01T00:00:00Z\n`,
  })
  expect(await emulator.state.export()).toEqual(before)
  expect(await run('snapshot', 'save', file)).toMatchObject({ code: 0 })
  expect((await run('snapshot', 'save', '-')).stdout).toBe(readFileSync(file, 'utf8'))
})

test('without a name a snapshot goes to snapshot.json, and comes from there', async () => {
  const { url } = await drive()
  const folder = createFolder()
  const run = (...args: string[]) => runCli(args, { ESIM_EMULATOR_URL: url }, folder)
  expect(await run('snapshot', 'save')).toMatchObject({ code: 0, stdout: 'wrote snapshot.json\n' })
  expect(existsSync(join(folder, 'snapshot.json'))).toBe(true)
  expect(await run('snapshot', 'load', '--json')).toMatchObject({ code: 0, stderr: '' })
})

test('a file of somebody else is not overwritten, nor taken for a snapshot, and nothing changes', async () => {
  const { emulator, run } = await drive()
  // Callbacks that are on their way change the state by themselves.
  await emulator.clock.advance('0s')
  const before = await emulator.state.export()
  const folder = createFolder()
  const file = join(folder, 'notes.json')
  for (const text of ['{"notes":1}', 'not JSON', '{"version":1', '{"version":1,"tables":1}', '']) {
    writeFileSync(file, text)
    const load = await run('snapshot', 'load', file)
    expect([load.code, load.stderr]).toEqual([1, expect.stringMatching(/^esim-go-emulator: .+\n$/)])
    if (text.includes('version')) continue
    const save = await run('snapshot', 'save', file)
    const line = `esim-go-emulator: ${file} is there already, and is no snapshot: name another file\n`
    expect([save.code, save.stderr]).toEqual([1, line])
    expect(readFileSync(file, 'utf8')).toBe(text)
  }
  expect((await run('snapshot', 'load', join(folder, 'missing.json'))).code).toBe(1)
  expect((await run('snapshot', 'save', folder)).code).toBe(1)
  expect(await emulator.state.export()).toEqual(before)
})

test('named snapshots are those of the control API', async () => {
  const { emulator, json, run } = await drive()
  expect(await json('snapshot', 'take', 'before')).toEqual({ name: 'before', takenAt: '2026-01-01T00:00:00Z' })
  await emulator.clock.advance('1d')
  expect(await json('snapshot', 'restore', 'before')).toEqual({ name: 'before', now: '2026-01-01T00:00:00Z' })
  expect(await json('snapshot', 'remove', 'before')).toEqual({ name: 'before' })
  const gone = await run('snapshot', 'restore', 'before')
  expect([gone.code, gone.stderr]).toEqual([1, 'esim-go-emulator: there is no snapshot before\n'])
  expect((await run('snapshot', 'take', 'a/b')).code).toBe(2)
})

test('commands of a key that nobody has used say so, and open no organisation', async () => {
  const { emulator, run, iccid } = await drive()
  const looks = [
    ['status'],
    ['esims'],
    ['orders'],
    ['callbacks'],
    ['callbacks', '--follow'],
    ['faults'],
    ['snapshot', 'list'],
    ['snapshot', 'save', join(createFolder(), 'x.json')],
    ['install', iccid],
    ['usage', iccid, '5MB'],
    ['faults', 'remove', '1'],
  ]
  for (const args of looks) {
    const { code, stdout, stderr } = await run(...args, '--api-key', 'TYPO')
    expect({ args, code, stdout, stderr }).toEqual({
      args,
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^esim-go-emulator: there is no organisation of this key yet: .+\n$/),
    })
  }
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).toEqual([emulator.apiKey])
  expect((await run('advance', '1d', '--api-key', 'TYPO')).code).toBe(0)
  expect((await run('status', '--api-key', 'TYPO')).code).toBe(0)
})

test('where no emulator answers, every command says so in one line', async () => {
  for (const args of [
    ['status'],
    ['esims'],
    ['callbacks', '--follow'],
    ['snapshot', 'save'],
    ['env'],
    ['advance', '1d'],
  ]) {
    const { code, stdout, stderr } = await runCommand([...args, '--url', 'http://127.0.0.1:9'])
    expect({ args, code, stdout, stderr }).toEqual({
      args,
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^esim-go-emulator: no emulator answers at http:\/\/127\.0\.0\.1:9: .+\n$/),
    })
  }
})
