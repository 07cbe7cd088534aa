import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFolder, runCli, startCli } from '../support/cli.ts'
import { listenOnFreePort } from '../support/http-server.ts'

vi.setConfig({ testTimeout: 90_000 })

/** A machine of the test's own, as far as runs are kept on it; whatever runs there is stopped when the test is over. */
function createMachine() {
  const env = { TMPDIR: createFolder() }
  const run = (...args: string[]) => runCli(args, env)
  onTestFinished(async () => {
    await run('stop', '--all')
  })
  const start = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('start', '--detach', '--port', '0', '--json', ...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return JSON.parse(stdout) as { url: string; pid: number; log: string }
  }
  // The compiled code of the program stays, for its next start.
  const leftovers = () =>
    readdirSync(env.TMPDIR, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^(?!esim-go-emulator-code-).*run-/.test(name),
    )
  return { env, run, start, leftovers }
}

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/_emulator/health`)).ok
  } catch {
    return false
  }
}

test('it returns when the emulator answers, says where, and stop ends it and leaves nothing', async () => {
  const { run, leftovers } = createMachine()
  const { code, stdout, stderr } = await run('start', '--detach', '--port', '0')
  expect([code, stderr]).toEqual([0, ''])
  const [line, second] = stdout.split('\n')
  expect(line).toMatch(/^esim-go-emulator \S+ answers at http:\/\/127\.0\.0\.1:\d+\/v2\.4; dashboard: /)
  const [, pid, url = ''] = /^pid (\d+), log \S+; `esim-go-emulator stop --url (\S+)` ends it$/.exec(second ?? '') ?? []
  expect(await isReady(url)).toBe(true)

  expect(await run('stop')).toMatchObject({
    code: 0,
    stdout: `stopped the emulator at ${url} (pid ${pid})\n`,
    stderr: '',
  })
  expect([await isReady(url), leftovers()]).toEqual([false, []])
  const again = await run('stop')
  expect([again.code, again.stderr]).toEqual([1, 'esim-go-emulator: no emulator was started with start --detach\n'])
})

test('a folder for temporary files that there is not is said, and not made', async () => {
  const TMPDIR = join(createFolder(), 'missing')
  const { code, stdout, stderr } = await runCli(['start', '--detach', '--port', '0'], { TMPDIR })
  expect([code, stdout, existsSync(TMPDIR)]).toEqual([1, '', false])
  expect(stderr).toMatch(
    /^esim-go-emulator: what is kept of an emulator in the background needs .+missing\S+: ENOENT.+\n$/,
  )
})

test('of several, stop ends exactly the one that is meant', async () => {
  const { run, start } = createMachine()
  const [one, two] = [await start(), await start()]
  const unclear = await run('stop')
  expect([unclear.code, unclear.stderr]).toEqual([
    2,
    expect.stringMatching(/^esim-go-emulator: 2 emulators run in the background: say which with --url: /),
  ])
  expect(unclear.stderr).toContain(one.url)

  const stopped = await run('stop', '--json', '--url', two.url.replace('127.0.0.1', 'localhost'))
  expect(JSON.parse(stopped.stdout)).toEqual({ stopped: [{ url: two.url, pid: two.pid }] })
  expect([await isReady(one.url), await isReady(two.url)]).toEqual([true, false])
  expect(await run('env')).toMatchObject({ code: 0, stdout: expect.stringContaining(`ESIM_EMULATOR_URL='${one.url}'`) })

  const other = await run('stop', '--url', two.url)
  const line = `esim-go-emulator: no emulator at ${two.url} was started with start --detach; there is one at ${one.url}\n`
  expect([other.code, other.stderr]).toEqual([1, line])
  expect(await run('stop', '--all')).toMatchObject({ code: 0, stdout: expect.stringContaining(one.url) })
})

test('one that runs in a terminal is not touched', async () => {
  const { env, run } = createMachine()
  const { url } = await startCli([], env)
  expect((await run('stop', '--url', url)).code).toBe(1)
  expect((await run('stop', '--all')).stdout).toBe('none was running\n')
  expect(await isReady(url)).toBe(true)
})

test('what it keeps in a file is there when it is started again', async () => {
  const { run, start } = createMachine()
  const db = join(createFolder(), 'esim.db')
  const balanceAt = async (url: string) => JSON.parse((await run('status', '--json', '--url', url)).stdout).balance
  const { url } = await start('--db', db)
  await fetch(`${url}/v2.4/organisation/balance?amount=1000`, { method: 'POST', headers: { 'X-API-Key': 'test-key' } })
  expect((await run('stop')).code).toBe(0)
  expect(await balanceAt((await start('--db', db)).url)).toBe(2_000)
})

test('what cannot start is told as in the foreground, and leaves nothing', async () => {
  const { run, leftovers } = createMachine()
  const server = createServer()
  const port = await listenOnFreePort(server)
  const taken = await run('start', '--detach', '--port', String(port))
  const line = `esim-go-emulator: port ${port} is taken: stop what listens there, or choose another with --port\n`
  expect([taken.code, taken.stdout, taken.stderr]).toEqual([1, '', line])
  expect((await run('start', '--detach', '--scenario', 'nowhere')).code).toBe(1)
  expect((await run('start', '--detach', '--port', 'x')).code).toBe(2)
  expect(leftovers()).toEqual([])
})

test('what is left of one that was killed is not taken for one that runs', async () => {
  const { run, start, leftovers } = createMachine()
  const { pid, url } = await start()
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(async () => expect(await isReady(url)).toBe(false))
  const { code, stderr } = await run('stop', '--url', url)
  expect([code, stderr]).toEqual([1, `esim-go-emulator: no emulator at ${url} was started with start --detach\n`])
  expect(leftovers()).toEqual([])
})

test('its log is in a file, and says that it was stopped', async () => {
  const { run, start } = createMachine()
  const { log, url } = await start('--log', 'json')
  await fetch(`${url}/v2.4/orders`)
  const lines = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { msg: 'listening', url },
    { path: '/v2.4/orders', status: 403 },
  ])
  expect((await run('stop')).code).toBe(0)
})

test.skipIf(process.platform === 'win32')('a folder that others can write to is not used', async () => {
  const { env, run } = createMachine()
  const folder = join(env.TMPDIR, `esim-go-emulator-${process.getuid?.()}`)
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  const { code, stderr } = await run('start', '--detach', '--port', '0')
  expect([code, stderr]).toEqual([1, `esim-go-emulator: ${folder} is not a folder of this user alone: remove it\n`])
})

test('where no folder can be made, that is one line', async () => {
  const file = join(createFolder(), 'a-file')
  writeFileSync(file, '')
  const { code, stderr } = await runCli(['start', '--detach', '--port', '0'], { TMPDIR: file })
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^esim-go-emulator: what is kept of .+ needs \S+: .+\n$/)])
})

test('--json without --detach is wrong usage', async () => {
  const { code, stderr } = await runCli(['--json', '--port', '0'])
  expect([code, stderr]).toEqual([2, 'esim-go-emulator: --json goes with --detach; --log json logs as JSON\n'])
})
