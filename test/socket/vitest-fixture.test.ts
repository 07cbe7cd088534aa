import { describe, expect, test as vitestTest } from 'vitest'
import { createEmulator } from '../../src/emulator.ts'
import {
  apiKeyOf,
  connectEmulatorTest,
  createEmulatorTest,
  type EmulatorTest,
  type TestEmulator,
} from '../../src/vitest.ts'

const organisationOf = async ({ url, apiKey, fetch }: TestEmulator) => {
  const headers = { 'X-API-Key': apiKey }
  const answer = await (await fetch(`${url}/v2.4/organisation`, { headers })).json()
  return answer.organisations[0]
}

const inProcess = createEmulatorTest({ seed: 7 })
let running: Promise<string> | undefined
/** One emulator for the whole file; it ends with the process. */
const urlOfRunning = (): Promise<string> => {
  running ??= createEmulator({ seed: 7, clock: 'auto', start: '2026-01-01T00:00:00Z' })
    .then((emulator) => emulator.listen())
    .then(({ url }) => url)
  return running
}
const connected = connectEmulatorTest({ url: await urlOfRunning() })

describe.each<[form: string, test: EmulatorTest]>([
  ['in process', inProcess],
  ['connected', connected],
])('%s', (form, test) => {
  for (const time of ['once', 'twice']) {
    test(`a test that spends starts with all the money: ${time}`, async ({ emulator }) => {
      expect((await organisationOf(emulator)).balance).toBe(1000)
      await emulator.fetch(
        new Request(`${emulator.url}/v2.4/organisation/balance?amount=1000`, {
          method: 'POST',
          headers: { 'X-API-Key': emulator.apiKey },
        }),
      )
      expect((await organisationOf(emulator)).balance).toBe(2000)
    })
  }

  test('its clock stands until it is moved', async ({ emulator }) => {
    const { now, mode } = await emulator.clock.get()
    expect(mode).toBe('manual')
    const advanced = await emulator.clock.advance('8d')
    expect(Date.parse(advanced.now) - Date.parse(now)).toBe(8 * 86_400_000)
  })

  test('an address answers to clients that take no fetch', async ({ emulator }) => {
    const { url } = await emulator.listen()
    const answer = await fetch(`${url}/v2.4/organisation`, { headers: { 'X-API-Key': emulator.apiKey } })
    expect(answer.status).toBe(200)
  })

  test('another organisation of the same emulator has another key', async ({ emulator }) => {
    const other = emulator.organisation(`other-${form.replace(' ', '-')}`)
    await other.settings.change({ balance: 5 })
    expect((await emulator.settings.get()).balance).toBe(1000)
  })
})

describe('the options of a group of tests', () => {
  const test = inProcess
  test.override({ emulatorOptions: { scenario: 'low-balance' } })
  test('are what its emulator is made with', async ({ emulator }) => {
    expect((await emulator.settings.get()).balance).toBeLessThan(1000)
  })
})

inProcess('they stay with that group', async ({ emulator }) => {
  expect((await emulator.settings.get()).balance).toBe(1000)
})

const narrow = connectEmulatorTest({
  url: await urlOfRunning(),
  seed: 9,
  scenario: 'low-balance',
  callbackVersion: 'V2',
})

narrow('a connected organisation is made with the options too', async ({ emulator }) => {
  const { balance, callbackVersion } = await emulator.settings.get()
  expect(balance).toBeLessThan(1000)
  expect(callbackVersion).toBe('V2')
})

const impossible = connectEmulatorTest({ url: await urlOfRunning(), db: 'state.db' })
impossible.fails('what only whoever starts the emulator can say is refused', ({ emulator }) => void emulator)

vitestTest.for([
  [{ id: '1_0', name: 'a trip, sold' }, /^a-trip-sold-[0-9a-f]{16}$/],
  [{ id: '1_1', name: '旅行' }, /^-[0-9a-f]{16}$/],
  [{ id: '1_2', name: 'x'.repeat(500) }, /^x{80}-[0-9a-f]{16}$/],
] as const)('the key of %j', ([task, pattern]) => {
  expect(apiKeyOf(task)).toMatch(pattern)
  expect(apiKeyOf(task)).toBe(apiKeyOf(task))
  expect(apiKeyOf({ ...task, id: 'another' })).not.toBe(apiKeyOf(task))
})
