import { expect, test, vi } from 'vitest'
import { connectEmulator } from '../../src/index.ts'
import { runCli, startCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

test.each<[string, string[], Record<string, string>, 'all' | 'none']>([
  ['nothing said', [], {}, 'all'],
  ['--msisdns none', ['--msisdns', 'none'], {}, 'none'],
  ['the variable', [], { ESIM_EMULATOR_MSISDNS: 'none' }, 'none'],
  ['an option beside the variable', ['--msisdns', 'all'], { ESIM_EMULATOR_MSISDNS: 'none' }, 'all'],
])('with %s new eSIMs have, or have not, a number', async (_, args, env, msisdns) => {
  const { url } = await startCli(args, env)
  const emulator = connectEmulator(url)
  expect((await emulator.settings.get()).msisdns).toBe(msisdns)
  const [esim] = await emulator.esims.create()
  expect(esim?.msisdn === null).toBe(msisdns === 'none')
})

test('another choice is wrong usage', async () => {
  const { code, stderr } = await runCli(['--msisdns', 'some'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are all, none.')])
})
