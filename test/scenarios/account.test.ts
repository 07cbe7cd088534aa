import { expect, test } from 'vitest'
import type { ScenarioDocument } from '../../src/contract/scenario/file.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES } from '../support/trade.ts'

type Account = NonNullable<ScenarioDocument['account']>
type Esim = NonNullable<Account['esims']>[number]

const REFERENCE = '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'

const ASSIGNMENT = {
  id: '218400900',
  initialQuantity: 1_000_000_000,
  remainingQuantity: 400_000_000,
  startTime: '2026-01-08T00:00:00Z',
  endTime: '2026-01-15T00:00:00Z',
  assignmentDateTime: '2026-01-07T10:00:00.5Z',
  assignmentReference: `${REFERENCE}-0`,
  bundleState: 'active',
  unlimited: false,
} as const

const ESIM: Esim = {
  iccid: '8943108167000000019',
  matchingId: 'AB1CD-EF2GH-IJ3KL-MN4OP',
  smdpAddress: 'rsp-3104.idemia.io',
  pin: '0000',
  puk: '12345678',
  profileStatus: 'Enabled',
  firstInstalledDateTime: 1_767_780_000_000,
  customerRef: 'Ann',
  lastAction: 'Bundle Applied',
  actionDate: '2026-01-07T10:00:00Z',
  assignedDate: '2026-01-07T10:00:00Z',
  bundles: [{ name: BUNDLES.uk, assignments: [ASSIGNMENT] }],
  history: [{ name: 'Bundle Applied', bundleName: BUNDLES.uk, date: '2026-01-07T10:00:00.5Z', bundleState: 'queued' }],
}

const withAccount = (account: Account): ScenarioDocument => ({
  name: 'account',
  clock: { now: '2026-01-10T00:00:00Z' },
  organisation: { balance: 55.5 },
  account,
})

test('an account is there as it is stated, and nothing of it is reported', async () => {
  const { emulator, api } = await createTestEmulator({ scenario: withAccount({ esims: [ESIM] }) })
  const { json } = await api.get(`/esims/${ESIM.iccid}/bundles`)
  expect(json.bundles[0].assignments).toEqual([
    { callTypeGroup: 'data', ...ASSIGNMENT, assignmentDateTime: '2026-01-07T10:00:00.500000000Z' },
  ])
  expect((await api.get(`/esims/${ESIM.iccid}/history`)).json.actions).toHaveLength(1)
  expect((await api.get('/organisation')).json.organisations[0].balance).toBe(55.5)
  expect(await emulator.callbacks.list()).toEqual([])
})

test('its bundles go on: one expires at its end, and what is left can be used until then', async () => {
  const { emulator, api } = await createTestEmulator({ scenario: withAccount({ esims: [ESIM] }) })
  await emulator.esims.attach(ESIM.iccid, 'GB')
  await emulator.esims.use(ESIM.iccid, { megabytes: 100 })
  const state = async () => (await api.get(`/esims/${ESIM.iccid}/bundles/${BUNDLES.uk}`)).json.assignments[0]
  expect(await state()).toMatchObject({ bundleState: 'active', remainingQuantity: 300_000_000 })
  await emulator.clock.advance('5d')
  expect(await state()).toMatchObject({ bundleState: 'expired', endTime: ASSIGNMENT.endTime })
})

test('the inventory has its ids and dates, and a unit is refunded at the price that its order shows', async () => {
  const bought = { quantity: 10, pricePerUnit: 1.11, subTotal: 11.1 }
  const order = {
    order: [{ type: 'bundle' as const, item: BUNDLES.uk, ...bought }],
    total: 11.1,
    currency: 'USD',
    status: 'completed' as const,
    statusMessage: 'Order completed',
    orderReference: REFERENCE,
    createdDate: '2026-01-05T09:00:00.25Z',
    runningBalance: 55.5,
    assigned: false,
  }
  const available = [{ id: 12_345_678, total: 10, remaining: 7, expiry: '2027-01-05T09:00:00Z' }]
  const { api } = await createTestEmulator({
    scenario: withAccount({ orders: [order], inventory: [{ name: BUNDLES.uk, available }] }),
  })
  expect((await api.get('/inventory')).json.bundles[0].available).toEqual(available)
  await api.post('/inventory/refund', { body: { usageId: 12_345_678, quantity: 2 } })
  expect((await api.get('/organisation')).json.organisations[0].balance).toBe(57.72)
  const { json } = await api.get('/orders')
  expect(json.orders[1]).toMatchObject({ ...order, createdDate: '2026-01-05T09:00:00.250000000Z' })
})

test('a unit that was applied from the inventory can be revoked, and goes back there', async () => {
  const queued = { ...ASSIGNMENT, remainingQuantity: 1_000_000_000, startTime: undefined, endTime: undefined }
  const bundles = [{ name: BUNDLES.uk, assignments: [{ ...queued, bundleState: 'queued' as const }] }]
  const { api } = await createTestEmulator({ scenario: withAccount({ esims: [{ ...ESIM, bundles }] }) })
  expect((await api.delete(`/esims/${ESIM.iccid}/bundles/${BUNDLES.uk}`)).status).toBe(200)
  expect((await api.get('/inventory')).json.bundles[0]).toMatchObject({
    name: BUNDLES.uk,
    available: [{ total: 1, remaining: 1, expiry: '2027-01-07T10:00:00Z' }],
  })
})

test('a location in a country that is not known is left out', async () => {
  const seen = {
    mobileNetworkCode: 'GBRCN',
    networkName: 'O2',
    networkBrandName: 'O2',
    lastSeen: '2026-01-09T00:00:00Z',
  }
  const located = async (country: string) => {
    const { api } = await createTestEmulator({
      scenario: withAccount({ esims: [{ ...ESIM, location: { ...seen, country } }] }),
    })
    return (await api.get(`/esims/${ESIM.iccid}/location`)).json.country
  }
  expect([await located('United Kingdom'), await located('Atlantis')]).toEqual(['GB', ''])
})

test('an account may have groups of its own', async () => {
  const groups = [{ name: 'Special Rates', priceListUrl: 'https://example.com/prices.csv', desc: 'Ours', icon: '' }]
  const { api } = await createTestEmulator({ scenario: withAccount({ groups }) })
  expect((await api.get('/organisation/groups')).json).toEqual({ groups })
  expect((await api.get('/organisation')).json.organisations[0].groups).toEqual(['Special Rates'])
})

const assignments = (change: object) => ({
  bundles: [{ name: BUNDLES.uk, assignments: [{ ...ASSIGNMENT, ...change }] }],
})

test.each([
  [
    'a bundle of no catalogue',
    { esims: [{ ...ESIM, bundles: [{ name: 'esim_none', assignments: [] }] }] },
    'account.esims[0].bundles[0].name: found "esim_none", expected the name of a bundle that GET /catalogue lists',
  ],
  [
    'an eSIM twice',
    { esims: [ESIM, { ...ESIM, bundles: [] }] },
    `account.esims[1].iccid: found ${ESIM.iccid}, expected one that is not there yet`,
  ],
  [
    'a date ahead',
    { esims: [{ ...ESIM, actionDate: '2026-02-01T00:00:00Z' }] },
    'account.esims[0].actionDate: found 2026-02-01T00:00:00Z, expected a moment up to clock.now, 2026-01-10T00:00:00Z',
  ],
  [
    'more left than there was',
    { esims: [{ ...ESIM, ...assignments({ remainingQuantity: 2_000_000_000 }) }] },
    'at most as many bytes remaining as at first',
  ],
  [
    'an active bundle without its times',
    { esims: [{ ...ESIM, ...assignments({ endTime: undefined }) }] },
    'startTime and endTime, since it is active',
  ],
  [
    'an ICCID that is none',
    { esims: [{ ...ESIM, iccid: '89' }] },
    'account.esims[0].iccid: found "89", expected an ICCID: 18 to 22 digits, in quotes',
  ],
  ['an unknown part', { esim: [] }, 'account.esim: found a field that is not known here'],
])('%s is refused with its place', async (_, account, message) => {
  await expect(createTestEmulator({ scenario: withAccount(account as Account) })).rejects.toThrow(message)
})

test('an account stands alone: what would be played beside it is refused', async () => {
  const scenario = { ...withAccount({}), esims: [{ customerRef: 'Bob' }] }
  await expect(createTestEmulator({ scenario })).rejects.toThrow(
    'esims: found a list, expected none, since the account says what there is',
  )
})
