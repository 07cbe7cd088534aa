import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { listHeld, listLeft, listStates } from '../support/held.ts'
import { BUNDLES, buy, buyEsim, countStock, getInventory } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

/** A clock that stands between two seconds, whose milliseconds most dates on the wire do not show. */
async function createBetweenSeconds(options: EmulatorOptions = {}) {
  const { api, emulator } = await createTestEmulator({ start: '2026-01-31T16:00:40.466Z', ...options })
  /** How something is a millisecond before an instant, and at it. */
  const around = async <T>(at: string, observe: () => Promise<T>): Promise<[T, T]> => {
    await emulator.clock.advance({ to: new Date(Date.parse(at) - 1).toISOString() })
    const before = await observe()
    await emulator.clock.advance({ to: new Date(Date.parse(at)).toISOString() })
    return [before, await observe()]
  }
  return { api, emulator, around }
}

test('a bundle ends at the end that it shows, which is counted from the start that it shows', async () => {
  const { api, emulator, around } = await createBetweenSeconds()
  const iccid = await buyEsim(api)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  const [{ startTime, endTime = '' } = {}] = await listHeld(api, iccid)
  expect([startTime, endTime]).toEqual(['2026-01-31T16:00:40Z', '2026-02-07T16:00:40Z'])
  expect(await around(endTime, () => listStates(api, iccid))).toEqual([['active'], ['expired']])
  expect((await api.get(`/esims/${iccid}/history`)).json.actions[0]).toMatchObject({
    name: 'Bundle Expired',
    date: '2026-02-07T16:00:40.000000000Z',
  })
})

test('a month of a year ends, and the next one starts, at the end that it shows', async () => {
  const { api, emulator, around } = await createBetweenSeconds()
  const iccid = await buyEsim(api, BUNDLES.year)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  for (const [month, end] of ['2026-02-28T16:00:40Z', '2026-03-31T16:00:40Z'].entries()) {
    expect((await listHeld(api, iccid))[month]).toMatchObject({ bundleState: 'active', endTime: end })
    const two = async () =>
      (await listHeld(api, iccid)).slice(month, month + 2).map(({ bundleState, startTime }) => [bundleState, startTime])
    const [before, at] = await around(end, two)
    expect([before[1], at[0]?.[0], at[1]]).toEqual([['queued', undefined], 'expired', ['active', end]])
  }
})

test('an unlimited bundle is refilled each day at the second of its start', async () => {
  const { api, emulator, around } = await createBetweenSeconds()
  const iccid = await buyEsim(api, 'esim_UL_3D_REUP_V2')
  for (const day of ['2026-02-01', '2026-02-02']) {
    await emulator.esims.use(iccid, { megabytes: 400, country: 'GB' })
    expect(await around(`${day}T16:00:40Z`, () => listLeft(api, iccid))).toEqual([[600], [1_000]])
  }
})

test('a bundle starts at the second of the start that was asked for, which it shows', async () => {
  const { api, around } = await createBetweenSeconds()
  await buy(api, { item: BUNDLES.scheduled })
  const body = { bundle: BUNDLES.scheduled, startTime: '2026-02-02T08:00:01.999Z' }
  const { iccid } = (await api.post('/esims/apply', { body })).json.esims[0]
  const first = async () => {
    const [{ bundleState, startTime, endTime } = {}] = await listHeld(api, iccid)
    return [bundleState, startTime, endTime]
  }
  expect(await around('2026-02-02T08:00:01Z', first)).toEqual([
    ['queued', undefined, undefined],
    ['active', '2026-02-02T08:00:01Z', '2026-02-09T08:00:01Z'],
  ])
})

test('a purchase leaves the inventory at the expiry that it shows', async () => {
  const { api, around } = await createBetweenSeconds()
  await buy(api)
  const [{ expiry = '' } = {}] = (await getInventory(api))[0]?.available ?? []
  expect(expiry).toBe('2027-01-31T16:00:40Z')
  expect(await around(expiry, () => countStock(api, BUNDLES.uk))).toEqual([1, 0])
})

test('a bundle can be refunded, and waits, for as long as is counted from the date that it shows', async () => {
  const { api, emulator, around } = await createBetweenSeconds()
  const { order, createdDate } = await buy(api, { assign: true })
  const iccid = order[0]?.iccids?.[0] as string
  await emulator.esims.install(iccid)
  const [{ assignmentDateTime } = {}] = await listHeld(api, iccid)
  expect([createdDate, assignmentDateTime]).toEqual(Array(2).fill('2026-01-31T16:00:40.466000000Z'))
  const refund = async () => (await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}?type=validate`)).json.status
  expect(await around('2026-04-01T16:00:40.467Z', refund)).toEqual([
    'Bundle can be revoked, bundle will be refunded to inventory',
    'Bundle can be revoked, no refund applicable',
  ])
  expect(await around('2027-01-31T16:00:40.466Z', () => listStates(api, iccid))).toEqual([['queued'], ['lapsed']])
})

test('an order is dated at the instant of the clock, and found by it', async () => {
  const { api, emulator } = await createBetweenSeconds()
  const { now } = await emulator.clock.get()
  await buy(api)
  const found = async (query: string) => (await api.get(`/orders?${query}`)).json.rows
  expect(await found(`createdAt=lte:${now}`)).toBe(1)
  expect(await found(`createdAt=gte:${now}`)).toBe(1)
  expect(await found(`createdAt=lt:${now}`)).toBe(0)
  expect(await found(`createdAt=gt:${now}`)).toBe(0)
})

test.each([1, 7, 0.3, 86_400])('a running clock of rate %f ends a bundle at the end that it shows', async (rate) => {
  const wall = new TestSystemClock(Date.UTC(2026, 0, 1, 12, 0, 0, 123))
  const { api, emulator } = await createBetweenSeconds({ clock: 'auto', rate, wall })
  await wall.pass(1_337)
  const iccid = await buyEsim(api)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  const [{ endTime = '' } = {}] = await listHeld(api, iccid)
  const { now } = await emulator.clock.advance({ to: endTime })
  expect(Date.parse(now)).toBe(Date.parse(endTime))
  expect(await listStates(api, iccid)).toEqual(['expired'])
})

test('a history and a timeline keep the order of what came at one instant', async () => {
  const { api, emulator } = await createBetweenSeconds()
  const iccid = await buyEsim(api)
  await api.get(`/esims/${iccid}/refresh`)
  await api.put('/esims', { body: { iccid, customerRef: 'a' } })
  await emulator.esims.use(iccid, { megabytes: 500, country: 'GB' })
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  const names = [
    'Bundle Applied',
    'eSIM Refreshed',
    'eSIM Updated',
    'eSIM First Attachment',
    'eSIM First Use',
    'eSIM Utilisation Alert',
    'Bundle Revoked',
  ]
  expect(actions.map(({ name }: { name: string }) => name)).toEqual(names.toReversed())
  expect(new Set(actions.map(({ date }: { date: string }) => date)).size).toBe(1)
  const timeline = (await emulator.esims.timeline(iccid)).filter(({ type }) => type !== 'request')
  const told = timeline.map(({ type, text }) => (type === 'action' ? text.split(',')[0] : text))
  expect(told.filter((text) => names.includes(text ?? ''))).toEqual(names)
  expect(told.indexOf('queued -> active')).toBeLessThan(told.indexOf('eSIM First Use'))
  expect(told.indexOf('active -> revoked')).toBeGreaterThan(told.indexOf('eSIM Utilisation Alert'))
})
