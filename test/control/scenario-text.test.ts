import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { countStock } from '../support/trade.ts'

const SCENARIO = {
  name: 'mine',
  organisation: { balance: 20 },
  inventory: [{ bundle: 'esim_1GB_7D_GB_V2', quantity: 3 }],
}
const YAML = `
name: mine
organisation:
  balance: 20
inventory:
  - bundle: esim_1GB_7D_GB_V2
    quantity: 3
`

test.each([
  ['YAML', YAML],
  ['JSON', JSON.stringify(SCENARIO)],
])('a reset starts in the scenario of a text in %s', async (_, scenarioText) => {
  const { emulator, api } = await createTestEmulator()
  expect(await emulator.reset({ scenarioText })).toMatchObject({ scenario: 'mine' })
  expect((await emulator.settings.get()).balance).toBe(20)
  expect(await countStock(api, 'esim_1GB_7D_GB_V2')).toBe(3)
})

test.each([
  ['name: [', /line 1: found what is not YAML/],
  ['organisation:\n  balance: 20\n  balanse: 1', 'line 3'],
  ['inventory:\n  - bundle: none\n    quantity: 1', 'none'],
  ['', 'an empty file'],
])('%j is refused with its line, and nothing changes', async (scenarioText, message) => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ balance: 77 })
  await expect(emulator.reset({ scenarioText })).rejects.toThrow(message)
  expect((await emulator.settings.get()).balance).toBe(77)
})

test('a scenario is given once', async () => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.reset({ scenario: 'fresh', scenarioText: YAML })).rejects.toThrow(
    'give either scenario or scenarioText',
  )
})
