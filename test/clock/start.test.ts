import { expect, test } from 'vitest'
import { createTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { listHeld, listStates } from '../support/held.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'

const DAY = 86_400_000

test.each([
  ['at once', 0, 'queued'],
  ['for a delay', 600_000, 'processing'],
])('a new bundle is provisioned %s', async (_, processingDelay, state) => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ processingDelay })
  const iccid = await buyEsim(api)
  expect(await listStates(api, iccid)).toEqual([state])
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  expect(actions).toMatchObject([{ name: 'Bundle Applied', bundleState: state }])
  await emulator.clock.advance(600_000 - 1)
  expect(await listStates(api, iccid)).toEqual([state])
  await emulator.clock.advance(1)
  expect(await listStates(api, iccid)).toEqual(['queued'])
})

test('a change of the delay is for what is bought afterwards', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ processingDelay: '10m' })
  const iccid = await buyEsim(api)
  await emulator.settings.change({ processingDelay: 0 })
  await buyEsim(api, BUNDLES.uk, iccid)
  expect(await listStates(api, iccid)).toEqual(['processing', 'queued'])
})

async function applyScheduled({ api }: TestEmulator, startTime?: string): Promise<string> {
  await buy(api, { item: BUNDLES.scheduled })
  const answer = await api.post('/esims/apply', { body: { bundle: BUNDLES.scheduled, startTime } })
  return answer.json.esims[0].iccid
}

test.each([
  ['none', undefined, '2026-01-01T00:00:00Z'],
  ['an empty one', '', '2026-01-01T00:00:00Z'],
  ['one in the past', '2025-06-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['one to come', '2026-01-03T12:00:00Z', '2026-01-03T12:00:00Z'],
  ['one in another zone', '2026-01-03T12:00:00+02:00', '2026-01-03T10:00:00Z'],
])('with %s as its start time a bundle that does not start by itself starts then', async (_, given, startTime) => {
  const test = await createTestEmulator()
  const iccid = await applyScheduled(test, given)
  await test.emulator.clock.advance({ to: startTime })
  const endTime = new Date(Date.parse(startTime) + 7 * DAY).toISOString().replace('.000', '')
  expect(await listHeld(test.api, iccid)).toMatchObject([{ bundleState: 'active', startTime, endTime }])
})

test('one that is ordered onto an eSIM starts at once', async () => {
  const { api } = await createTestEmulator()
  expect(await listStates(api, await buyEsim(api, BUNDLES.scheduled))).toEqual(['active'])
})

test('it starts no earlier than it is provisioned', async () => {
  const test = await createTestEmulator()
  await test.emulator.settings.change({ processingDelay: '10m' })
  const iccid = await applyScheduled(test)
  expect(await listStates(test.api, iccid)).toEqual(['processing'])
  await test.emulator.clock.advance('10m')
  expect(await listHeld(test.api, iccid)).toMatchObject([{ bundleState: 'active', startTime: '2026-01-01T00:10:00Z' }])
})

test('data does not start it before its time', async () => {
  const test = await createTestEmulator()
  const iccid = await applyScheduled(test, '2026-01-03T00:00:00Z')
  expect(await test.emulator.esims.use(iccid, { megabytes: 1, country: 'IM' })).toMatchObject({ unserved: 1_000_000 })
  expect(await listStates(test.api, iccid)).toEqual(['queued'])
})

test('neither buying nor installing nor registering starts one that waits for data', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'GB')
  await emulator.clock.advance('30d')
  expect(await listHeld(api, iccid)).toMatchObject([{ bundleState: 'queued', remainingQuantity: 1_000_000_000 }])
  expect(Object.keys((await listHeld(api, iccid))[0] ?? {})).not.toContain('startTime')
})

test.each([
  ['the millisecond before its end', 7 * DAY - 345 - 1, 'active'],
  ['its end', 7 * DAY - 345, 'expired'],
])('at %s a bundle that was used at its start is as it should be', async (_, elapsed, state) => {
  const { api, emulator } = await createTestEmulator()
  await emulator.clock.advance(12_345)
  const iccid = await buyEsim(api)
  await emulator.esims.use(iccid, { bytes: 1, country: 'GB' })
  await emulator.clock.advance(elapsed)
  expect(await listStates(api, iccid)).toEqual([state])
  const { unserved } = await emulator.esims.use(iccid, { bytes: 1 })
  expect(unserved).toBe(state === 'active' ? 0 : 1)
})
