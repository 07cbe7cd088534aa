import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments, getBalance, getInventory } from '../support/trade.ts'

const DAY_MS = 86_400_000

test('orders and eSIMs are dated by the clock of the organisation', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.clock.advance('40d')
  const order = await buy(api, { assign: true })
  expect(order.createdDate).toMatch(/^2026-02-10T00:00:00\.\d{1,9}Z$/)
  expect((await api.get('/esims')).json.esims[0].assignedDate).toBe('2026-02-10T00:00:00Z')
  const other = await buy(api.as('another-key'), { assign: true })
  expect(other.createdDate).toMatch(/^2026-01-01T/)
})

test('lists can be limited to days', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccids: string[] = []
  for (let day = 0; day < 3; day++) {
    iccids.unshift(await buyEsim(api))
    await emulator.clock.advance('1d')
  }
  const find = async (filter: string): Promise<string[]> =>
    (await api.get(`/esims?filterBy=assignedDate&filter=${filter}`)).json.esims.map(
      ({ iccid }: { iccid: string }) => iccid,
    )
  expect(await find('2026-01-02')).toEqual([iccids[1]])
  expect(await find('gte:2026-01-02')).toEqual(iccids.slice(0, 2))
  expect(await find('lt:2026-01-02')).toEqual(iccids.slice(2))
  expect(await find('gt:2026-01-02T00:00:00Z')).toEqual(iccids.slice(0, 1))
  const range = 'createdAt=gte:2026-01-02T00:00:00.000Z&createdAt=lte:2026-01-02T23:59:59.999Z'
  expect((await api.get(`/orders?${range}`)).json.rows).toBe(1)
})

test.each([
  ['the sixtieth day', 60 * DAY_MS, true],
  ['the moment after', 60 * DAY_MS + 1, false],
])('units in the inventory can be given back until the end of the refund period: %s', async (_, elapsed, possible) => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  const usageId = (await getInventory(api))[0]?.available[0]?.id
  await emulator.clock.advance(elapsed)
  const refund = () => api.post('/inventory/refund', { body: { usageId, quantity: 2 } })
  if (!possible) return expectRefusal(api, refund, [400, 'bundle is outside of the refund period'])
  expect((await refund()).status).toBe(200)
  expect(await getBalance(api)).toBe(1000)
})

test.each([
  ['to inventory', '', 60 * DAY_MS, 'Successfully Revoked Bundle, bundle has been refunded to inventory'],
  ['to inventory, too late', '', 60 * DAY_MS + 1, 'Successfully Revoked Bundle'],
  [
    'to balance',
    '?refundToBalance=true&offerId=',
    60 * DAY_MS,
    'Successfully Revoked Bundle, bundle has been refunded to balance',
  ],
  ['to balance, too late', '?refundToBalance=true&offerId=', 60 * DAY_MS + 1, 'Successfully Revoked Bundle'],
])('a bundle is revoked %s', async (_, query, elapsed, text) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.europe)
  await buyEsim(api, BUNDLES.uk, iccid)
  const { assignments } = (await api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).json
  await emulator.clock.advance(elapsed)
  const { json } = await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}${query}${query && assignments[0].id}`)
  expect(json.status).toBe(text)
  expect(await countStock(api, BUNDLES.uk)).toBe(text.includes('inventory') ? 1 : 0)
  expect(await getBalance(api)).toBe(text.includes('balance') ? 998.41 : 997.05)
})

test.each([
  ['gives nothing back', '', 'Successfully Revoked Bundle', 0],
  [
    'is paid back when that is asked for',
    '?refundToBalance=true&offerId=',
    'Successfully Revoked Bundle, bundle has been refunded to balance',
    1.36,
  ],
])('a unit whose time in the inventory is over %s', async (_, query, text, paid) => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ refundWindow: '730d' })
  await buy(api)
  await emulator.clock.advance('360d')
  const iccid = await buyEsim(api, BUNDLES.europe)
  await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, iccid } })
  await emulator.clock.advance(5 * DAY_MS)
  const balance = await getBalance(api)
  const [{ id }] = (await api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).json.assignments
  const { json } = await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}${query}${query && id}`)
  expect(json.status).toBe(text)
  expect([await getInventory(api), await getBalance(api)]).toEqual([[], balance + paid])
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  expect(actions[0].name).toBe(paid > 0 ? 'Bundle Refunded To Balance' : 'Bundle Revoked')
})

test('a unit that comes back to an inventory that was empty is there until its time is over', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api)
  const iccid = await buyEsim(api, BUNDLES.europe)
  await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, iccid } })
  expect(await countStock(api, BUNDLES.uk)).toBe(0)
  await emulator.clock.advance('10d')
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  await emulator.clock.advance(355 * DAY_MS - 1)
  expect(await countStock(api, BUNDLES.uk)).toBe(1)
  await emulator.clock.advance(1)
  expect(await countStock(api, BUNDLES.uk)).toBe(0)
})

test('what expires first is applied first, wherever it came back from', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.clock.advance('30d')
  await buy(api)
  await buyEsim(api, BUNDLES.europe, iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  const expiries = async () => (await getInventory(api))[0]?.available.map(({ expiry }) => expiry)
  expect(await expiries()).toEqual(['2027-01-01T00:00:00Z', '2027-01-31T00:00:00Z'])
  await api.post('/esims/apply', { body: { bundle: BUNDLES.uk } })
  expect(await expiries()).toEqual(['2027-01-31T00:00:00Z'])
})

test('the inventory keeps bundles for twelve months', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  await emulator.clock.advance(365 * DAY_MS - 1)
  expect(await countStock(api, BUNDLES.uk)).toBe(2)
  await emulator.clock.advance(1)
  expect(await getInventory(api)).toEqual([])
  await expectRefusal(api, () => api.post('/esims/apply', { body: { bundle: BUNDLES.uk } }), [
    403,
    'no available bundles',
  ])
})

test('a bundle that waits for twelve months lapses', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.install(iccid)
  await emulator.clock.advance(365 * DAY_MS)
  expect(await getAssignments(api, iccid)).toMatchObject([{ bundleState: 'lapsed' }])
  expect((await api.get(`/esims/${iccid}/bundles`)).json).toEqual({ bundles: [] })
  expect((await api.get(`/esims/${iccid}/history`)).json.actions[0]).toMatchObject({ name: 'Bundle Lapsed' })
})

test('a bundle that does not start by itself starts at its time', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { item: BUNDLES.scheduled })
  const body = { bundle: BUNDLES.scheduled, startTime: '2026-02-01T00:00:00Z' }
  const { iccid } = (await api.post('/esims/apply', { body })).json.esims[0]
  await emulator.clock.advance(31 * DAY_MS - 1)
  expect(await getAssignments(api, iccid)).toMatchObject([{ bundleState: 'queued' }])
  await emulator.clock.advance(1)
  expect(await getAssignments(api, iccid)).toMatchObject([
    { bundleState: 'active', startTime: '2026-02-01T00:00:00Z', endTime: '2026-02-08T00:00:00Z' },
  ])
})

test('top-ups are limited by the day', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.clock.advance('23h')
  const topUp = async () => (await api.post('/organisation/balance?amount=5000')).status
  expect([await topUp(), await topUp()]).toEqual([200, 400])
  await emulator.clock.advance('1h')
  expect([await topUp(), await topUp()]).toEqual([200, 400])
  expect(await getBalance(api)).toBe(11_000)
})

test.each([
  ['not installed in the meantime is gone', false, [], []],
  ['installed in the meantime comes back', true, [], ['install']],
  ['installed and removed in the meantime comes back', true, [], ['install', 'uninstall']],
  ['installed and removed before is gone', false, ['install', 'uninstall'], []],
  [
    'installed and removed before, and installed in the meantime, comes back',
    true,
    ['install', 'uninstall'],
    ['install'],
  ],
] as const)('an eSIM that was returned and %s', async (_, installed, before, meanwhile) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  for (const step of before) await emulator.esims[step](iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  await emulator.clock.advance('1d')
  for (const step of meanwhile) await emulator.esims[step](iccid)
  await emulator.clock.advance(3 * DAY_MS - 1)
  expect((await api.get(`/esims/${iccid}`)).status).toBe(403)
  await emulator.clock.advance(1)
  expect((await api.get(`/esims/${iccid}`)).status).toBe(installed ? 200 : 403)
  expect((await api.get('/esims')).json.rows).toBe(installed ? 1 : 0)
  if (installed) {
    expect((await api.get(`/esims/${iccid}/history`)).json.actions[0]).toMatchObject({ name: 'eSIM Returned' })
  }
})
