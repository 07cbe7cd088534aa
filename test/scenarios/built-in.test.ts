import { describe, expect, test } from 'vitest'
import { listOr } from '../../src/domain/list-words.ts'
import { checkScenario } from '../../src/fixtures/check-scenario.ts'
import { BUILT_IN } from '../../src/fixtures/scenarios.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { observe } from '../support/trade.ts'

const NAMES = BUILT_IN.map(({ name }) => name)

/** The bundles of the eSIM with a customer reference: name, state, megabytes used. */
async function bundlesOf(emulator: Awaited<ReturnType<typeof createTestEmulator>>['emulator'], customerRef: string) {
  const [esim] = await emulator.esims.list({ customerRef })
  return (esim?.bundles ?? []).map(({ name, bundleState, initialQuantity, remainingQuantity }) => [
    name,
    bundleState,
    (initialQuantity - remainingQuantity) / 1e6,
  ])
}

test('there are five, of which fresh is the first', () => {
  expect(NAMES).toEqual(['fresh', 'busy-reseller', 'low-balance', 'end-of-trip', 'refund-window'])
})

describe.each(BUILT_IN.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  test('is a valid scenario file', () => {
    expect(checkScenario(JSON.parse(JSON.stringify(scenario)), name)).toEqual(scenario)
  })

  test('is the same world each time, and another with another seed', async () => {
    const [first, second, third] = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const { emulator, api } = await createTestEmulator({ scenario: name, seed })
        return { state: await emulator.state.export(), seen: await observe(api) }
      }),
    )
    expect(second).toEqual(first)
    expect(third?.state).not.toEqual(first?.state)
  })

  test('leaves the clock where it starts, and has sent nothing', async () => {
    const { emulator } = await createTestEmulator({ scenario: name, callbackUrl: 'http://127.0.0.1:1/hook' })
    expect(await emulator.clock.get()).toMatchObject({ now: '2026-01-01T00:00:00Z', mode: 'manual' })
    const sent = (await emulator.callbacks.list({ limit: 10_000 })).filter(({ status }) => status !== 'unsent')
    expect(sent).toEqual([])
    expect((await emulator.settings.get()).callbackUrl).toBe('http://127.0.0.1:1/hook')
  })

  test('goes on from there for a month', async () => {
    const { emulator } = await createTestEmulator({ scenario: name })
    await emulator.clock.advance('30d')
    expect((await emulator.clock.get()).now).toBe('2026-01-31T00:00:00Z')
  })
})

test('a reseller that was busy has sixty eSIMs and a history of everything', async () => {
  const { emulator, api } = await createTestEmulator({ scenario: 'busy-reseller' })
  const esims = await emulator.esims.list({ limit: 1_000 })
  expect(esims).toHaveLength(60)
  // Those that were revoked before their first use have left the account.
  expect((await api.get('/esims?perPage=100')).json.esims).toHaveLength(50)
  const states = new Set(esims.flatMap(({ bundles }) => bundles.map(({ bundleState }) => bundleState)))
  expect([...states].sort()).toEqual(['active', 'depleted', 'expired', 'queued', 'revoked'])
  expect(esims.filter(({ customerRef }) => /^\S+ \S+/.test(customerRef))).toHaveLength(60)
  const { orders } = (await api.get('/orders?limit=1000')).json
  const kinds = new Set(orders.flatMap(({ order }: { order: { type: string }[] }) => order.map(({ type }) => type)))
  expect([...kinds].sort()).toEqual(['apiTopup', 'bundle', 'bundleAssignment', 'bundleRefund'])
  expect((await emulator.settings.get()).balance).toBe(640)
})

test('with a low balance the next batch runs out of money', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'low-balance' })
  expect((await emulator.settings.get()).balance).toBe(12)
  expect(await emulator.callbacks.list({ alertType: 'LowBalance' })).not.toEqual([])
})

test('at the end of a trip bundles are as they are said to be', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'end-of-trip' })
  expect(await bundlesOf(emulator, 'nearly-empty')).toEqual([['esim_1GB_7D_FR_V2', 'active', 950]])
  expect(await bundlesOf(emulator, 'next-in-queue')).toEqual([
    ['esim_3GB_30D_IT_V2', 'queued', 0],
    ['esim_1GB_7D_IT_V2', 'active', 900],
  ])
  expect(await bundlesOf(emulator, 'across-borders')).toEqual([['esim_3GB_30D_REUP_V2', 'active', 1350]])
  await emulator.clock.advance('1d')
  expect(await bundlesOf(emulator, 'nearly-empty')).toEqual([['esim_1GB_7D_FR_V2', 'depleted', 1000]])
  expect(await bundlesOf(emulator, 'nearly-over')).toEqual([['esim_1GB_7D_ES_V2', 'expired', 415]])
})

test('the refund window is 60 days', async () => {
  const { api } = await createTestEmulator({ scenario: 'refund-window' })
  const { bundles } = (await api.get('/inventory')).json
  const french = bundles.find(({ name }: { name: string }) => name === 'esim_1GB_7D_FR_V2').available
  const statuses = []
  for (const { id } of french) {
    statuses.push((await api.post('/inventory/refund', { body: { usageId: id, quantity: 1 } })).status)
  }
  expect(statuses.sort()).toEqual([200, 200, 400])
})

test('every new organisation starts in the scenario, and sees nothing of another', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'refund-window' })
  const [one, two] = ['one', 'two'].map((key) => emulator.organisation(key))
  const [ones, twos] = await Promise.all([one?.esims.list(), two?.esims.list()])
  expect(ones).toHaveLength(5)
  expect(twos?.map(({ iccid }) => iccid)).not.toEqual(ones?.map(({ iccid }) => iccid))
})

test('an unknown name is refused with the names that there are', async () => {
  await expect(createTestEmulator({ scenario: 'busy' })).rejects.toThrow(`use ${listOr(NAMES)}`)
})

test('the control API lists them, and the one that was loaded', async () => {
  const { emulator } = await createTestEmulator({ scenario: { name: 'mine', description: 'My own.' } })
  const scenarios = await emulator.scenarios.list()
  const named = scenarios.filter(({ source }) => source !== 'story').map(({ name, source }) => [name, source])
  expect(scenarios.find(({ name }) => name === 'first-sale')).toMatchObject({ source: 'story', esims: 0, steps: 8 })
  expect(scenarios.find(({ name }) => name === 'busy-reseller')).toMatchObject({ esims: 60, steps: 0 })
  expect(named).toEqual([...NAMES.map((name) => [name, 'built-in']), ['mine', 'loaded']])
})
