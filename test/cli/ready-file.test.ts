import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { createFolder, runCli, spawnCli, startCli } from '../support/cli.ts'
import { tlsFile } from '../support/tls.ts'

vi.setConfig({ testTimeout: 30_000 })

const createPath = () => join(createFolder(), 'ready')
const TLS = ['--tls-cert', tlsFile('elsewhere.pem'), '--tls-key', tlsFile('elsewhere.key')]

test('it has the address for as long as the emulator answers', async () => {
  const file = createPath()
  const { url, stop } = await startCli(['--ready-file', file])
  expect(readFileSync(file, 'utf8')).toBe(`${url}\n`)
  await stop('SIGTERM')
  expect(existsSync(file)).toBe(false)
})

test('the file of a later emulator is left to it', async () => {
  const file = createPath()
  const { stop } = await startCli([], { ESIM_EMULATOR_READY_FILE: file })
  const later = await startCli(['--ready-file', file])
  await stop('SIGTERM')
  expect(readFileSync(file, 'utf8')).toBe(`${later.url}\n`)
})

test.each<[what: string, args: string[], env: Record<string, string>]>([
  ['a flag', [], {}],
  ['PORT', [], { PORT: '0' }],
  ['every address', ['--host', '0.0.0.0'], {}],
  ['IPv6', ['--host', '::1'], {}],
  ['HTTPS, whoever the certificate is for', TLS, {}],
])('whichever way the emulator was started, wait finds it there: %s', async (_, args, env) => {
  const file = createPath()
  const { url } = await startCli(['--ready-file', file, ...args], env)
  const ready = { code: 0, stdout: `ready at ${url}\n`, stderr: '' }
  expect(await runCli(['wait', '--ready-file', file, '--timeout', '0'])).toMatchObject(ready)
  expect(await runCli(['wait', '--timeout', '0'], { ESIM_EMULATOR_READY_FILE: file })).toMatchObject(ready)
})

test('wait ends with 1 and one line while there is none', async () => {
  const file = createPath()
  const wait = () => runCli(['wait', '--ready-file', file, '--timeout', '0'])
  const line = (why: string) => ({ code: 1, stdout: '', stderr: `esim-go-emulator: no emulator was ready at ${why}\n` })
  expect(await wait()).toMatchObject(line(`${file} within 0s: it has not said where it answers`))
  writeFileSync(file, 'nonsense')
  expect(await wait()).toMatchObject(line(`${file} within 0s: it has not said where it answers`))
  writeFileSync(file, 'http://127.0.0.1:1\n')
  expect(await wait()).toMatchObject(line('http://127.0.0.1:1 within 0s: ECONNREFUSED'))
})

test('wait waits for one that comes', async () => {
  const file = createPath()
  const waiting = runCli(['wait', '--ready-file', file, '--timeout', '20s'])
  const { url } = await startCli(['--ready-file', file])
  expect(await waiting).toMatchObject({ code: 0, stdout: `ready at ${url}\n` })
})

test('a flag comes before a variable, and a URL before a file', async () => {
  const file = createPath()
  const { url } = await startCli(['--ready-file', file])
  const nowhere = 'http://127.0.0.1:1'
  const wait = async (args: string[], env: Record<string, string>) =>
    (await runCli(['wait', '--timeout', '0', ...args], env)).code
  expect(await wait(['--ready-file', file], { ESIM_EMULATOR_URL: nowhere })).toBe(0)
  expect(await wait(['--url', url], { ESIM_EMULATOR_READY_FILE: '/none' })).toBe(0)
  expect(await wait([], { ESIM_EMULATOR_URL: url, ESIM_EMULATOR_READY_FILE: '/none' })).toBe(0)
})

test('a file that cannot be written is one line, and nothing is left running', async () => {
  const file = join(createFolder(), 'no-such-folder', 'ready')
  const { code, stdout, stderr } = await runCli(['--port', '0', '--ready-file', file])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^esim-go-emulator: the ready file cannot be written: ENOENT.*\n$/)
})

test.each(['json', 'pretty'])('what asks for health is not in the log (%s), and what else asks is', async (form) => {
  const child = spawnCli(['--port', '0', '--log', form])
  const lines: string[] = []
  createInterface({ input: child.stdout as Readable }).on('line', (line) => lines.push(line))
  await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 20_000 })
  const url = /http:\/\/[^\s"/]+/.exec(lines[0] ?? '')?.[0]
  const logged = async (path: string) => {
    await fetch(`${url}${path}`)
    expect(lines.some((line) => line.includes(path))).toBe(true)
  }
  // The logger is loaded after the first line.
  await vi.waitFor(() => logged('/v2.4/first'), { timeout: 20_000 })
  for (const method of ['GET', 'HEAD']) {
    for (const path of ['/livez', '/readyz', '/health', '/_emulator/health']) await fetch(url + path, { method })
  }
  await vi.waitFor(() => logged('/v2.4/last'))
  expect(lines.filter((line) => /livez|readyz|health/.test(line))).toEqual([])
})
