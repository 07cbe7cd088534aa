import { expect, test, vi } from 'vitest'
import { runCli, startCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

test.each<[string, string[], Record<string, string>, boolean]>([
  ['nothing said', [], {}, false],
  ['--dialect documented', ['--dialect', 'documented'], {}, true],
  ['the variable', [], { ESIM_EMULATOR_DIALECT: 'documented' }, true],
  ['an option beside the variable', ['--dialect', 'observed'], { ESIM_EMULATOR_DIALECT: 'documented' }, false],
])('with %s the catalogue is, or is not, a bare array', async (_, args, env, bare) => {
  const { url } = await startCli(args, env)
  const response = await fetch(`${url}/v2.4/catalogue?perPage=1`, { headers: { 'X-API-Key': 'some-key' } })
  expect(Array.isArray(await response.json())).toBe(bare)
  const refused = await fetch(`${url}/v2.4/orders`, { method: 'POST' })
  expect(refused.status).toBe(bare ? 401 : 403)
})

test('another dialect is wrong usage', async () => {
  const { code, stderr } = await runCli(['--dialect', 'formal'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are observed, documented.')])
})
