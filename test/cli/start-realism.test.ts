import { expect, test, vi } from 'vitest'
import { connectEmulator } from '../../src/index.ts'
import { runCli, startCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

test.each<[string, string[], Record<string, string>, string, string]>([
  ['nothing said', [], {}, 'test', 'V3'],
  ['--realism production', ['--realism', 'production'], {}, 'production', 'V2'],
  ['the variable', [], { ESIM_EMULATOR_REALISM: 'production' }, 'production', 'V2'],
  ['an option beside the variable', ['--realism', 'test'], { ESIM_EMULATOR_REALISM: 'production' }, 'test', 'V3'],
  ['V3 turned on', ['--realism', 'production', '--callback-version', 'V3'], {}, 'production', 'V3'],
])('with %s an organisation is as real as that', async (_, args, env, realism, callbackVersion) => {
  const { url } = await startCli(args, env)
  expect(await connectEmulator(url).settings.get()).toMatchObject({ realism, callbackVersion })
})

test('another mode is wrong usage', async () => {
  const { code, stderr } = await runCli(['--realism', 'staging'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are test, production.')])
})
