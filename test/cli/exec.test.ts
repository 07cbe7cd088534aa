import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { runCli, spawnCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const ENVIRONMENT = `
  const { ESIM_EMULATOR_URL: url, ESIM_EMULATOR_API_URL: api, ESIM_EMULATOR_API_KEY: key } = process.env
  const answer = await fetch(api + '/organisation', { headers: { 'X-API-Key': key } })
  const { now, mode } = await (await fetch(url + '/_emulator/clock')).json()
  console.log(JSON.stringify({ url, api, key, status: answer.status, now, mode, arguments: process.argv.slice(1) }))`

const runNode = (code: string, ...args: string[]) => ['node', '--input-type=module', '-e', code, ...args]

test('the command finds an emulator in its environment, made with the options before it', async () => {
  const options = ['--api-key', 'my-key', '--clock', 'manual', '--start', '2027-03-01T00:00:00Z']
  const { code, stdout, stderr } = await runCli(['exec', ...options, '--', ...runNode(ENVIRONMENT)])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { url, ...rest } = JSON.parse(stdout)
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  const clock = { now: '2027-03-01T00:00:00Z', mode: 'manual' }
  expect(rest).toMatchObject({ api: `${url}/v2.4`, key: 'my-key', status: 200, ...clock })
})

test('what stands after the command is its own', async () => {
  const { stdout } = await runCli(['exec', '--', ...runNode(ENVIRONMENT, '--', '--seed', 'x', '--help', '--', 'y')])
  expect(JSON.parse(stdout).arguments).toEqual(['--seed', 'x', '--help', '--', 'y'])
})

test.each<[what: string, code: string, exit: number]>([
  ['success', '', 0],
  ['a failure', 'process.exit(7)', 7],
  ['an end by a signal', `process.kill(process.pid, 'SIGKILL')`, 137],
])('%s of the command is handed on', async (_, code, exit) => {
  expect(await runCli(['exec', '--', 'node', '-e', code])).toEqual({ code: exit, signal: null, stdout: '', stderr: '' })
})

test.each([
  ['SIGINT', 42],
  ['SIGTERM', 42],
] as const)('%s reaches the command, and its exit code is handed on', async (signal, exit) => {
  const code = `process.on('${signal}', () => process.exit(${exit})); setInterval(() => {}, 1000); console.log('on')`
  const child = spawnCli(['exec', '--', 'node', '-e', code])
  await once(createInterface({ input: child.stdout as Readable }), 'line')
  child.kill(signal)
  expect(await once(child, 'close')).toEqual([exit, null])
})

test.each<[what: string, args: string[], code: number, line: RegExp]>([
  [
    'a command that is not there',
    ['exec', '--', 'no-such-command'],
    1,
    /no-such-command could not be run: there is no/,
  ],
  ['no command', ['exec'], 2, /missing required argument 'command'/],
  ['an unknown option', ['exec', '--sead', '3', '--', 'node'], 2, /unknown option '--sead'/],
  ['a key that is none', ['exec', '--api-key', 'é', '--', 'node'], 2, /visible ASCII/],
])('%s is said in one line', async (_, args, code, line) => {
  const finished = await runCli(args)
  expect(finished.code).toBe(code)
  expect(finished.stderr.split('\n')[0]).toMatch(line)
})
