import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'

const SCRIPT = fileURLToPath(new URL('../../examples/quickstart.sh', import.meta.url))
const TIMEOUT = 60_000

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the script as a reader of the README does, with nothing of its own but the address and the key. */
async function runQuickstart(url: string, apiKey: string): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'quickstart-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return new Promise((resolve) => {
    const env = { ...process.env, ESIM_GO_URL: url, ESIM_GO_API_KEY: apiKey }
    execFile('bash', [SCRIPT, folder], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

test('a working day with curl ends with every figure in agreement', { timeout: TIMEOUT }, async () => {
  const emulator = await createEmulator()
  onTestFinished(() => emulator.close())
  const { url } = await emulator.listen()

  const run = await runQuickstart(`${url}/v2.4`, emulator.apiKey)

  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toMatch(/Every figure agrees\.\n$/)
})

test('without an emulator the script says so and spends nothing', { timeout: TIMEOUT }, async () => {
  const emulator = await createEmulator()
  const { url } = await emulator.listen()
  await emulator.close()

  const run = await runQuickstart(`${url}/v2.4`, emulator.apiKey)

  expect(run.code).toBe(1)
  expect(run.stderr).toMatch(/nothing answers at .*: is the emulator running\?/)
})
