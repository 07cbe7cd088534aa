import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { createFolder, runCli } from '../support/cli.ts'
import { watchDatabase } from '../support/tables.ts'
import { orderBody } from '../support/trade.ts'

vi.setConfig({ testTimeout: 30_000 })

/** Mounts a small disk on a folder of its own; undefined where that is not allowed. */
function mountDisk(megabytes: number): string | undefined {
  const folder = createFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' }))
  return folder
}

const PROBE = (() => {
  try {
    const folder = execFileSync('mktemp', ['-d']).toString().trim()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    rmSync(folder, { recursive: true })
    return true
  } catch {
    return false
  }
})()

const order = orderBody({ assign: true })

test.skipIf(!PROBE)('a disk that is full is told as such, nothing has changed, and with room it goes on', async () => {
  const disk = mountDisk(4) as string
  const emulator = await createEmulator({ db: join(disk, 'state.db'), onFailure: () => undefined })
  onTestFinished(() => emulator.close())
  const headers = { 'X-API-Key': emulator.apiKey }
  const ask = async (method: string, path: string, body?: object) => {
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await emulator.fetch(new Request(`http://emulator${path}`, init))
    return { status: response.status, reason: response.headers.get('emulator-reason'), text: await response.text() }
  }
  const balance = async () => JSON.parse((await ask('GET', '/v2.4/organisation')).text).organisations[0].balance
  expect((await ask('POST', '/v2.4/orders', order)).status).toBe(200)
  const before = await balance()
  const ballast = join(disk, 'ballast')
  fill(ballast)
  const refused = await ask('POST', '/v2.4/orders', { ...order, order: [{ ...order.order[0], quantity: 500 }] })
  expect(refused).toEqual({ status: 503, reason: 'storage-full', text: '{"message":"Service Unavailable"}' })
  const control = await ask('POST', '/_emulator/esims', { count: 5_000 })
  expect([control.status, JSON.parse(control.text).error.code]).toEqual([507, 'storage_full'])
  expect(await balance()).toBe(before)
  rmSync(ballast)
  expect((await ask('POST', '/v2.4/orders', order)).status).toBe(200)
})

test.skipIf(!PROBE)('the dashboard tells of a disk that is full', async () => {
  const disk = mountDisk(4) as string
  const emulator = await createEmulator({ db: join(disk, 'state.db'), onFailure: () => undefined })
  onTestFinished(() => emulator.close())
  fill(join(disk, 'ballast'))
  // A page of an organisation that nobody has opened yet.
  const response = await emulator.fetch(new Request('http://emulator/_emulator/'))
  expect([response.status, await response.text()]).toEqual([507, expect.stringContaining('The disk is full')])
})

test.skipIf(!PROBE)('a file that cannot be written, or has no room, is one clear line', async () => {
  const disk = mountDisk(4) as string
  const db = join(disk, 'state.db')
  const emulator = await createEmulator({ db })
  await emulator.clock.get()
  await emulator.close()
  execFileSync('mount', ['-o', 'remount,ro', disk])
  const { code, stdout, stderr } = await runCli(['--port', '0', '--db', db])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^esim-go-emulator: cannot use the database .*writ/),
  ])
})

test.skipIf(!PROBE)(
  'a world in a temporary file is refused more on a full disk, and with room it goes on',
  async () => {
    const disk = mountDisk(64) as string
    vi.stubEnv('TMPDIR', disk)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { opened, database } = await watchDatabase(() => createEmulator({ onFailure: () => undefined }))
    onTestFinished(() => opened.close())
    const headers = { 'X-API-Key': opened.apiKey }
    const ask = async (method: string, path: string, body?: object) => {
      const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
      const response = await opened.fetch(new Request(`http://emulator${path}`, init))
      return { status: response.status, reason: response.headers.get('emulator-reason'), text: await response.text() }
    }
    await opened.settings.change({ balance: 100_000 })
    database.mostInMemory = 0
    expect((await ask('POST', '/v2.4/orders', order)).status).toBe(200)
    expect(database.isInMemory).toBe(false)
    // Nothing tells of the file but the room that it takes.
    expect(readdirSync(disk)).toEqual([])
    fill(join(disk, 'ballast'))
    const many = { ...order, order: [{ ...order.order[0], quantity: 90 }] }
    let answered = 1
    let last = await ask('POST', '/v2.4/orders', many)
    for (; last.status === 200; answered += 90) last = await ask('POST', '/v2.4/orders', many)
    expect(last).toEqual({ status: 503, reason: 'storage-full', text: '{"message":"Service Unavailable"}' })
    const control = await ask('POST', '/_emulator/esims', { count: 5_000 })
    expect([control.status, JSON.parse(control.text).error.code]).toEqual([507, 'storage_full'])
    const count = async () => JSON.parse((await ask('GET', '/v2.4/esims?perPage=10')).text).rows
    expect(await count()).toBe(answered)
    database.checkPages()
    rmSync(join(disk, 'ballast'))
    expect((await ask('POST', '/v2.4/orders', many)).status).toBe(200)
    expect(await count()).toBe(answered + 90)
    database.checkPages()
  },
)

/** Leaves no room. */
function fill(path: string): void {
  for (const size of [1_048_576, 65_536, 4_096]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' })
    } catch {
      // There is less room than that.
    }
  }
}
