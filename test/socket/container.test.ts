import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { createFolder, runCli, startCli } from '../support/cli.ts'
import { tlsFile } from '../support/tls.ts'

vi.setConfig({ testTimeout: 30_000 })

// Without comments, and with lines that go on as one.
const dockerfile = readFileSync(fileURLToPath(new URL('../../Dockerfile', import.meta.url)), 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
const variables = Object.fromEntries(
  [...dockerfile.matchAll(/(ESIM_EMULATOR_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
)
const [, options = '', command = '[]'] = /^HEALTHCHECK (.*?) +CMD (\[.*\])$/m.exec(dockerfile) ?? []
const [program, ...probe] = JSON.parse(command) as string[]
const READY_FILE = variables.ESIM_EMULATOR_READY_FILE ?? ''

const TLS = ['--tls-cert', tlsFile('elsewhere.pem'), '--tls-key', tlsFile('elsewhere.key')]

test.each<[what: string, args: string[], env: Record<string, string>]>([
  ['--port', [], {}],
  ['PORT', [], { PORT: '0' }],
  ['ESIM_EMULATOR_PORT', [], { ESIM_EMULATOR_PORT: '0' }],
  ['PORT beside a service of Kubernetes', [], { PORT: '0', ESIM_EMULATOR_PORT: 'tcp://10.0.0.1:4024' }],
  ['HTTPS', TLS, {}],
  ['an address of this machine', ['--host', '127.0.0.1'], {}],
])('the health check of the image finds an emulator that was started with %s', async (_, args, env) => {
  const file = join(createFolder(), 'ready')
  const here = { ...variables, ESIM_EMULATOR_READY_FILE: file }
  const check = () =>
    runCli(
      probe.map((word) => (word === READY_FILE ? file : word)),
      { ...here, ...env },
    )
  expect((await check()).code).toBe(1)
  const { stop } = await startCli(args, { ...here, ...env })
  expect(await check()).toMatchObject({ code: 0, stderr: '' })
  await stop('SIGTERM')
  expect((await check()).code).toBe(1)
})

test('it looks where the image has the emulator write, and soon', () => {
  expect([program, probe.at(-1)]).toEqual(['esim-go-emulator', READY_FILE])
  expect(READY_FILE).toMatch(/^\/dev\/shm\//)
  expect(options).toContain('--start-interval=500ms')
})

test('the image is built without a compiler and without the scripts of packages', () => {
  expect(dockerfile).not.toMatch(/apt-get|g\+\+|node-gyp|python/)
  for (const [line] of dockerfile.matchAll(/npm ci.*/g)) expect(line).toContain('--ignore-scripts')
})
