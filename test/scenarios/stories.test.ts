import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { connectEmulator } from '../../src/client/connect.ts'
import { parseScenario } from '../../src/fixtures/parse-scenario.ts'
import { renderReport } from '../../src/scenario/report.ts'
import { runScenario } from '../../src/scenario/run.ts'
import { createTestEmulator } from '../support/emulator.ts'

const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url))
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))

const read = (file: string) => parseScenario(readFileSync(`${FOLDER}${file}`, 'utf8'), file)

test('the shipped stories', () => {
  expect(FILES.sort()).toEqual([
    'checkout-whose-price-changed.yaml',
    'first-sale.yaml',
    'large-order-delivered-late.yaml',
    'low-balance-in-a-batch.yaml',
    'order-placed-twice.yaml',
    'rate-limited-catalogue-sync.yaml',
    'revoke-and-refund.yaml',
    'storm-of-503s.yaml',
    'top-up-before-empty.yaml',
    'trip-over-three-countries.yaml',
    'unused-bundle-expires.yaml',
  ])
})

describe.each(FILES)('%s', (file) => {
  test('goes as it says', async () => {
    const scenario = read(file)
    const { emulator } = await createTestEmulator({ scenario })
    const report = await runScenario(scenario, {
      handle: emulator,
      fetch: (path, init) => emulator.fetch(new Request(`http://emulator${path}`, init)),
    })
    expect(report.met, renderReport(report)).toBe(true)
    expect(report.steps).toHaveLength(scenario.steps?.length ?? 0)
  })
})

test('the stories go the same way in an emulator at an address, one after the other', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const connected = connectEmulator(url, { apiKey: 'stories' })
  for (const file of FILES) {
    const scenario = read(file)
    await connected.reset({ scenario })
    const report = await runScenario(scenario, {
      handle: connected,
      fetch: (path, init) => connected.fetch(path, init),
    })
    expect(report.met, renderReport(report)).toBe(true)
  }
})

test.each(['large-order-delivered-late.yaml', 'rate-limited-catalogue-sync.yaml'])(
  '%s goes the same way in an emulator of realism production, whatever its seed',
  async (file) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { emulator } = await createTestEmulator({ realism: 'production', seed })
      const scenario = read(file)
      await emulator.reset({ scenario })
      const report = await runScenario(scenario, {
        handle: emulator,
        fetch: (path, init) => emulator.fetch(new Request(`http://emulator${path}`, init)),
      })
      expect(report.met, renderReport(report)).toBe(true)
    }
  },
)
