import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { startCli } from '../support/cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const VITEST = pathOf('../../node_modules/vitest/vitest.mjs')
const CONFIG = pathOf('../support/example.vitest.config.ts')

interface Report {
  readonly success: boolean
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

/** Runs the tests of the example project. */
async function runExample(env: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const child = spawn(process.execPath, [VITEST, 'run', '--config', CONFIG, '--reporter=json'], {
    env: { PATH: process.env.PATH, ...env },
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const start = stdout.indexOf('{"')
  if (start < 0) throw new Error(`the example was not run: ${stdout}${stderr}`)
  const { testResults } = JSON.parse(stdout.slice(start)) as Report
  return Object.fromEntries(
    testResults.flatMap(({ assertionResults }) => assertionResults.map(({ title, status }) => [title, status])),
  )
}

const SUCCESS = {
  'a trip is sold once, for its price': 'passed',
  'a customer who has used up most of the data is noticed': 'passed',
  'a callback that comes twice is handled once': 'passed',
  'a forged callback is refused': 'passed',
  'a 503 is tried again, and the trip is sold once': 'passed',
  'an order whose answer was lost is not placed twice': 'passed',
}

test('the example project passes with an emulator in its own process', async () => {
  expect(await runExample()).toEqual(SUCCESS)
})

test('it passes with one emulator that all its tests share, and passes there again', async () => {
  const { url } = await startCli(['--log', 'json'])
  expect(await runExample({ ESIM_EMULATOR_URL: url })).toEqual(SUCCESS)
  expect(await runExample({ ESIM_EMULATOR_URL: url })).toEqual(SUCCESS)
})
