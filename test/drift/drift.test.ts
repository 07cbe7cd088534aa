import { expect, test } from 'vitest'
import type { Dialect } from '../../src/domain/dialect.ts'
import type { Side } from '../../src/drift/ask.ts'
import { findDrift } from '../../src/drift/drift.ts'
import { type Alterations, type AlteredAnswer, alteredService } from '../support/altered-service.ts'
import { createTestEmulator } from '../support/emulator.ts'

const standing = { now: () => 0, pause: async () => undefined }

/** A small world in which there is something of everything. */
const WORLD = 'refund-window'

/** What is found against an emulator of another seed, with some answers altered. */
async function drift(alterations: Alterations, scenario = WORLD, dialect: Dialect = 'observed') {
  const { emulator } = await createTestEmulator({ scenario: WORLD })
  const { emulator: other } = await createTestEmulator({ scenario, seed: 7, dialect })
  const service = alteredService(other, alterations)
  const side = (apiKey: string, fetch: Side['fetch']): Side => ({
    ...standing,
    baseUrl: 'http://emulator/v2.4',
    apiKey,
    fetch,
  })
  const findings = await findDrift(side(emulator.apiKey, emulator.fetch), side(other.apiKey, service.fetch))
  return {
    differences: findings.flatMap(({ call, differences }) =>
      differences.map(({ where, here, there }) => `${call.split('?')[0]} ${where}: ${here} | ${there}`),
    ),
    notCompared: findings.flatMap(({ call, notCompared }) =>
      notCompared.map(({ where, why }) => `${call.split('?')[0]} ${where}: ${why}`),
    ),
    requests: service.requests,
  }
}

test.each(['busy-reseller', 'fresh', 'low-balance', 'end-of-trip', 'refund-window'])(
  'the world of %s differs in values only',
  async (scenario) => {
    expect((await drift({}, scenario)).differences).toEqual([])
  },
)

const each =
  (list: string, change: (item: Record<string, unknown>, index: number) => Record<string, unknown>) =>
  ({ json }: AlteredAnswer) => ({ json: { ...json, [list]: json[list].map(change) } })

test.each<[what: string, Alterations, differences: string[]]>([
  [
    'a field of another name',
    { 'GET /catalogue': each('bundles', ({ price, ...rest }) => ({ ...rest, cost: price })) },
    ['GET  /catalogue bundles[].price: number | absent', 'GET  /catalogue bundles[].cost: absent | number'],
  ],
  [
    'a field that is only sometimes there',
    { 'GET /esims': each('esims', ({ actionDate, ...rest }, index) => (index === 0 ? rest : { ...rest, actionDate })) },
    ['GET  /esims esims[].actionDate: always date-time | sometimes date-time'],
  ],
  [
    'a fraction for a whole number',
    { 'GET /inventory': each('bundles', (bundle) => ({ ...bundle, data: 0.5 })) },
    ['GET  /inventory bundles[].data: integer | number'],
  ],
  [
    'a date in another form',
    { 'GET /esims': each('esims', (esim) => ({ ...esim, assignedDate: '2026-01-01 10:00' })) },
    ['GET  /esims esims[].assignedDate: date-time | text'],
  ],
  [
    'an empty text for a date',
    { 'GET /esims': each('esims', (esim, index) => (index === 0 ? { ...esim, actionDate: '' } : esim)) },
    ['GET  /esims esims[].actionDate: date-time | date-time or empty text'],
  ],
  [
    'null for a text',
    { 'GET /esims/{iccid}': ({ json }) => ({ json: json.iccid ? { ...json, customerRef: null } : json }) },
    ['GET  /esims/{iccid} customerRef: text | null'],
  ],
  [
    'an object for a list',
    { 'GET /organisation/groups': ({ json }) => ({ json: { groups: json.groups[0] } }) },
    ['GET  /organisation/groups groups: list | object'],
  ],
  ['a bare list', { 'GET /orders': ({ json }) => ({ json: json.orders }) }, ['GET  /orders answer: object | list']],
  [
    'a bare list of something else',
    { 'GET /esims': ({ json }) => ({ json: json.esims.map(({ physical, ...rest }: { physical: boolean }) => rest) }) },
    ['GET  /esims answer: object | list', 'GET  /esims esims[].physical: boolean | absent'],
  ],
  [
    'another status',
    { 'GET /orders/7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10': () => ({ status: 404 }) },
    ['GET  /orders/7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10 status: 400 | 404'],
  ],
  [
    'another name for what is wrong',
    { 'GET /esims/{iccid}': ({ json }) => ({ json: json.message ? { error: json.message } : json }) },
    ['GET  /esims/8943108167000000019 message: text | absent', 'GET  /esims/8943108167000000019 error: absent | text'],
  ],
  [
    'another content type',
    { 'GET /networks': ({ status }) => (status === 200 ? { contentType: 'text/plain; charset=utf-8' } : {}) },
    ['GET  /networks content type: application/json | text/plain'],
  ],
])('%s is a difference', async (_, alterations, differences) => {
  expect((await drift(alterations)).differences).toEqual(differences)
})

test.each<[what: string, Alterations]>([
  ['a price without a fraction', { 'GET /catalogue': each('bundles', (bundle) => ({ ...bundle, price: 2 })) }],
  ['a balance with a fraction', { 'GET /organisation': ({ json }) => ({ json: withBalance(json, 12.5) }) }],
  ['a charset', { 'GET /organisation': () => ({ contentType: 'application/json; charset=utf-8' }) }],
])('%s is none', async (_, alterations) => {
  expect((await drift(alterations)).differences).toEqual([])
})

const withBalance = ({ organisations: [first] }: { organisations: [object] }, balance: number) => ({
  organisations: [{ ...first, balance }],
})

test('of a service that speaks the document the elements of bare lists are compared, too', async () => {
  const { differences, notCompared } = await drift({}, WORLD, 'documented')
  expect(differences.filter((line) => /^GET {2}\/(catalogue|orders|networks|esims\/assignments) /.test(line))).toEqual([
    'GET  /catalogue answer: object | list',
    'GET  /catalogue bundles[].imageUrl: empty text or text | absent',
    'GET  /catalogue bundles[].billingType: text | absent',
    'GET  /catalogue bundles[].allowances: list | absent',
    'GET  /networks content type: application/json | text/plain',
    'GET  /networks answer: object | text',
    'GET  /orders answer: object | list',
    'GET  /orders orders[].createdDate: date-time | absent',
    'GET  /orders orders[].assigned: boolean | absent',
    'GET  /orders orders[].sourceIP: text | absent',
    'GET  /orders orders[].order[].invoiceLink: absent | empty text',
    'GET  /orders orders[].createDate: absent | date-time',
    'GET  /esims/assignments [].Bundle: text | absent',
    'GET  /esims/assignments [].Reference: uuid | absent',
    'GET  /esims/assignments answer: list | object',
    'GET  /esims/assignments [].rspUrl: text | absent',
    'GET  /esims/assignments [].bundle: text | absent',
    'GET  /esims/assignments [].reference: uuid | absent',
    'GET  /esims/assignments [].profileStatus: absent | text',
    'GET  /esims/assignments [].pin: absent | digits',
    'GET  /esims/assignments [].puk: absent | digits',
    'GET  /esims/assignments [].firstInstalledDateTime: absent | null',
  ])
  expect(notCompared.filter((line) => line.includes('found'))).toEqual([])
})

test('what one side does not have is not compared', async () => {
  const { differences, notCompared } = await drift({}, 'fresh')
  expect(differences).toEqual([])
  expect(notCompared).toContain('GET  /esims esims[]: the list is empty there')
  expect(notCompared).toContain('GET  /esims/{iccid}/location all of it: no iccid was found there')
})

test('what another service calls an ICCID goes into no path unless it looks like one', async () => {
  const { requests, notCompared } = await drift({
    'GET /esims': each('esims', (esim) => ({ ...esim, iccid: '8943108167000000019/refresh' })),
  })
  expect(requests.filter(({ line }) => line.includes('refresh'))).toEqual([])
  expect(notCompared).toContain('GET  /esims/{iccid}/history all of it: no iccid was found there')
})

test('nothing is sent that could spend or change', async () => {
  const { requests } = await drift({})
  const other = requests.filter(({ line }) => !line.startsWith('GET '))
  expect(other.map(({ line, body }) => [line, JSON.parse(body).type])).toEqual([
    ['POST /orders', 'validate'],
    ['POST /orders', 'validate'],
  ])
  expect(requests.filter(({ line }) => /refresh|sms|apply|refund|balance/.test(line))).toEqual([])
})
