import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { loadScenario } from '../../src/cli/scenario-file.ts'
import { createFolder, runCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

test('an address that cannot be listened on is one line', async () => {
  const { code, stdout, stderr } = await runCli(['--port', '0', '--host', 'fe80::1'])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^esim-go-emulator: (cannot listen on fe80::1: E[A-Z]+|there is no address fe80::1 .*)\n$/)
})

/** A file of a few lines that would be a document of millions. */
const BOMB = [
  'name: &a0 [x]',
  ...Array.from({ length: 9 }, (_, at) => `k${at}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`),
].join('\n')

test('a scenario file whose aliases have no end is refused in words', async () => {
  const file = join(createFolder(), 'bomb.yaml')
  writeFileSync(file, BOMB)
  await expect(loadScenario(file)).rejects.toMatchObject({
    name: 'ScenarioError',
    message: expect.stringMatching(/has a mistake:\n.*Excessive alias count/),
  })
})

test('a folder that is called like a built-in scenario does not hide it', async () => {
  const folder = createFolder()
  mkdirSync(join(folder, 'fresh'))
  const started = await runCli(['exec', '--scenario', 'fresh', '--', 'node', '-e', ''], {}, folder)
  expect(started).toMatchObject({ code: 0, stderr: '' })
  await expect(loadScenario(folder)).rejects.toThrow(`there is no file ${folder}`)
})
