import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { createFolder, startCli } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'

/** Runs the command line in this process. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    const code = await main(args)
    const [stdout, stderr] = [out, err].map((spy) => spy.mock.calls.map(([text]) => String(text)).join(''))
    return { code, stdout: stdout ?? '', stderr: stderr ?? '' }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}

function write(text: string): string {
  const file = join(createFolder(), 'story.yaml')
  writeFileSync(file, text)
  return file
}

test('init writes a commented file that plays as it is, and overwrites none', async () => {
  const file = join(createFolder(), 'mine.yaml')
  expect(await run('init', file)).toMatchObject({ code: 0, stdout: expect.stringContaining(`scenario run ${file}`) })
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(/^# yaml-language-server: \$schema=/)
  const played = await run('scenario', 'run', file)
  expect(played).toMatchObject({ code: 0, stderr: '' })
  expect(played.stdout).toMatch(/met: \d+ expectations in 4 steps/)
  expect(await run('init', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('an expectation that is not met ends with 3', async () => {
  const file = write('steps: [{ name: look, expect: { balance: 7 } }]')
  const { code, stdout, stderr } = await run('scenario', 'run', file)
  expect(code).toBe(3)
  expect(stdout).toContain('balance: expected 7, it is 1000')
  expect(stderr).toContain('did not go as expected')
})

test('a bad file ends with 2 and all its mistakes', async () => {
  const { code, stderr } = await run('scenario', 'run', write('seed: -1\nclock: { now: noon }\n'))
  expect(code).toBe(2)
  expect(stderr).toMatch(/has 2 mistakes:\n.*seed.*\n.*clock\.now/)
})

test('a file that is not there ends with 1', async () => {
  expect(await run('scenario', 'run', '/nowhere/x.yaml')).toMatchObject({ code: 1 })
})

test('the report can be JSON', async () => {
  const { stdout } = await run('scenario', 'run', '--json', write('steps: [{ advance: 1d }]'))
  expect(JSON.parse(stdout)).toMatchObject({ scenario: 'story', met: true, steps: [{ at: '2026-01-02T00:00:00Z' }] })
})

test('a story can be played in a running emulator', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const file = write('esims: [{ count: 2 }]\nsteps: [{ advance: 1d, expect: { balance: 1000 } }]')
  expect(await run('scenario', 'run', file, '--url', url)).toMatchObject({ code: 0 })
  expect(await emulator.esims.list()).toHaveLength(2)
  const nowhere = await run('scenario', 'run', file, '--url', 'http://127.0.0.1:1')
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('no emulator answers') })
})

test('start takes a file or a name', async () => {
  const file = write('clock: { mode: manual, now: 2026-04-01T00:00:00Z }\nesims: [{ count: 2 }]')
  const mine = await startCli(['--scenario', file])
  expect(await (await fetch(`${mine.url}/_emulator/clock`)).json()).toMatchObject({
    now: '2026-04-01T00:00:00Z',
    mode: 'manual',
  })
  await mine.stop('SIGTERM')
  const built = await startCli(['--scenario', 'low-balance'])
  expect(await (await fetch(`${built.url}/_emulator/organisation`)).json()).toMatchObject({ balance: 12 })
  await built.stop('SIGTERM')
})
