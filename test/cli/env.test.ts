import { execFileSync } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { runCli, runCommand } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'

vi.setConfig({ testTimeout: 60_000 })

const NAMES = ['ESIM_EMULATOR_URL', 'ESIM_EMULATOR_API_URL', 'ESIM_EMULATOR_API_KEY']

async function listening(options: { apiKeys?: string[]; exposed?: boolean } = {}): Promise<string> {
  const { emulator } = await createTestEmulator(options)
  return (await emulator.listen()).url
}

test('what env prints is what a shell reads, and what exec sets', async () => {
  const url = await listening()
  const key = `it's "mine" $HOME`.replaceAll(' ', '-')
  const { code, stdout } = await runCommand(['env', '--url', url, '--api-key', key])
  expect(code).toBe(0)
  const read = execFileSync(
    'sh',
    ['-c', `eval "$LINES"; printf '%s\\n' ${NAMES.map((name) => `"$${name}"`).join(' ')}`],
    {
      env: { PATH: process.env.PATH, LINES: stdout },
      encoding: 'utf8',
    },
  )
  expect(read.trimEnd().split('\n')).toEqual([url, `${url}/v2.4`, key])
  const printed = 'console.log(Object.keys(process.env).filter((name) => name.startsWith("ESIM_")).sort().join())'
  const set = await runCli(['exec', '--', 'node', '-e', printed])
  expect(set.stdout.trim().split(',')).toEqual([...NAMES].sort())
})

test('env --json has the same, and powershell its own lines', async () => {
  const url = await listening()
  const json = JSON.parse((await runCommand(['env', '--url', url, '--json'])).stdout)
  expect(json).toEqual({
    ESIM_EMULATOR_URL: url,
    ESIM_EMULATOR_API_URL: `${url}/v2.4`,
    ESIM_EMULATOR_API_KEY: 'test-key',
  })
  const { stdout } = await runCommand(['env', '--url', url, '--shell', 'powershell'])
  expect(stdout.split('\n')[0]).toBe(`$env:ESIM_EMULATOR_URL = '${url}'`)
})

test('where only certain keys are accepted, one of them is asked for', async () => {
  const url = await listening({ apiKeys: ['one'] })
  const { code, stdout, stderr } = await runCommand(['env', '--url', url])
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/accepts certain keys only: .* --api-key\n$/)])
  expect((await runCommand(['env', '--url', url, '--api-key', 'one'])).stdout).toContain("API_KEY='one'")
})

test('the key is the one that the default organisation has now', async () => {
  const url = await listening()
  await runCommand(['rotate-key', '--url', url, '--new-key', 'the-next-key'])
  expect((await runCommand(['env', '--url', url])).stdout).toContain("API_KEY='the-next-key'")
})

test('an emulator that asks for a key is led to by the usual one', async () => {
  const url = await listening({ exposed: true })
  expect((await runCommand(['env', '--url', url])).stdout).toContain("API_KEY='test-key'")
})

test('the quickstart finds the emulator that exec starts', async () => {
  const { code, stdout, stderr } = await runCli(['exec', '--', 'bash', 'examples/quickstart.sh'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/Every figure agrees\.\n$/)
})
