import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { type Answer, decode } from './decoders.ts'

const json = { headers: { Accept: 'application/json' } }

/** What is read of a whole organisation, and of each of its eSIMs. */
const LISTS: readonly (readonly [Answer, string])[] = [
  ['organisation', '/organisation'],
  ['catalogue', '/catalogue?perPage=10000'],
  ['inventory', '/inventory?perPage=1000'],
  ['orders', '/orders?limit=10000'],
  ['esims', '/esims?perPage=100'],
]
const OF_AN_ESIM: readonly (readonly [Answer, string])[] = [
  ['esim', '?additionalFields=appleInstallUrl'],
  ['bundles', '/bundles?includeUsed=true&limit=200'],
  ['history', '/history?perPage=1000'],
  ['location', '/location'],
]

test.each(['fresh', 'busy-reseller', 'low-balance', 'end-of-trip', 'refund-window'])(
  'everything in %s can be decoded strictly',
  async (scenario) => {
    const { api } = await createTestEmulator({ scenario })
    for (const [name, path] of LISTS) decode(name, (await api.get(path)).json)
    const iccids = decode('esims', (await api.get('/esims?perPage=100')).json).esims.map(({ iccid }) => iccid)
    for (const iccid of iccids) {
      for (const [name, path] of OF_AN_ESIM) decode(name, (await api.get(`/esims/${iccid}${path}`)).json)
    }
    for (const order of decode('orders', (await api.get('/orders?limit=10000')).json).orders) {
      decode('order', (await api.get(`/orders/${order.orderReference}`)).json)
      // Of eSIMs that have left the account there is nothing to install.
      if (!order.order.some((line) => line.iccids?.some((iccid) => iccids.includes(iccid)))) continue
      const path = `/esims/assignments?reference=${order.orderReference}&additionalFields=appleInstallUrl`
      decode('install', (await api.get(path, json)).json)
    }
  },
)

const GOOD = {
  id: '218400731',
  callTypeGroup: 'data',
  initialQuantity: 1_000_000_000,
  remainingQuantity: 640_000_000,
  startTime: '2025-01-02T15:04:05Z',
  endTime: '2025-01-09T15:04:05Z',
  assignmentDateTime: '2024-12-11T10:47:00.34523Z',
  assignmentReference: 'c2b7a0de-91f4-4d27-8f0a-6a5b3e1d7f42-0',
  bundleState: 'active',
  unlimited: false,
}

const decodeAssignment = (change: Readonly<Record<string, unknown>>) =>
  decode('bundles', {
    bundles: [{ name: 'esim_1GB_7D_GB_V2', description: 'eSIM', assignments: [{ ...GOOD, ...change }] }],
  })

test('an assignment as it should be is decoded', () => {
  expect(decodeAssignment({}).bundles[0]?.assignments).toEqual([GOOD])
})

test.each<[mistake: string, Readonly<Record<string, unknown>>, where: string]>([
  ['a fraction for a whole number', { initialQuantity: 0.5 }, 'initialQuantity'],
  ['a text for a number', { initialQuantity: '1000000000' }, 'initialQuantity'],
  ['a number for a text', { id: 218400731 }, 'id'],
  ['a date without a time', { startTime: '2025-01-02' }, 'startTime'],
  ['a date with a space', { startTime: '2025-01-02 15:04:05Z' }, 'startTime'],
  ['a date in no zone', { startTime: '2025-01-02T15:04:05' }, 'startTime'],
  ['a day that does not exist', { startTime: '2025-02-30T15:04:05Z' }, 'startTime'],
  ['finer than a nanosecond', { startTime: '2025-01-02T15:04:05.1234567891Z' }, 'startTime'],
  ['an empty text for what is absent', { startTime: '' }, 'startTime'],
  ['null for what is absent', { startTime: null }, 'startTime'],
  ['nothing for what is always there', { assignmentDateTime: undefined }, 'assignmentDateTime'],
  ['a state in capitals', { bundleState: 'Active' }, 'bundleState'],
  ['a field that nobody knows', { expiry: '2025-01-09T15:04:05Z' }, 'expiry'],
])('%s is a mistake', (_, change, where) => {
  expect(() => decodeAssignment(change)).toThrow(where)
})
