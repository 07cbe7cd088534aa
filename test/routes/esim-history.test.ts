import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, buyEsim, getAssignments } from '../support/trade.ts'

const list = async (api: Api, iccid: string, query = '') => (await api.get(`/esims/${iccid}/history?${query}`)).json
const names = async (api: Api, iccid: string) =>
  (await list(api, iccid, 'perPage=100')).actions.map(({ name }: { name: string }) => name)

test('an action names its bundle under both of the names that readers look for', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const { actions, ...paging } = await list(api, iccid)
  expect(paging).toEqual({ pageCount: 1, rows: 1, pageSize: 10 })
  const [assignment] = await getAssignments(api, iccid)
  expect(actions).toEqual([
    {
      name: 'Bundle Applied',
      bundleName: BUNDLES.uk,
      bundle: BUNDLES.uk,
      date: assignment?.assignmentDateTime,
      bundleState: 'queued',
    },
  ])
})

test('what is done to an eSIM is in its history, newest first', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await api.put('/esims', { body: { iccid, customerRef: 'order-1001' } })
  await api.get(`/esims/${iccid}/refresh`)
  await buyEsim(api, BUNDLES.europe, iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.europe}`)
  expect(await names(api, iccid)).toEqual([
    'Bundle Refunded to Inventory',
    'Bundle Revoked',
    'Bundle Applied',
    'eSIM Refreshed',
    'eSIM Updated',
    'Bundle Applied',
  ])
  const { actions } = await list(api, iccid)
  const dates = actions.map(({ date }: { date: string }) => date)
  expect(dates).toEqual(dates.toSorted().toReversed())
  expect(actions.slice(0, 2)).toMatchObject([{ bundleName: BUNDLES.europe }, { bundleName: BUNDLES.europe }])
  expect(actions[3]).toMatchObject({ name: 'eSIM Refreshed', bundleName: '' })
})

test('a refund to the balance is written with its capitals', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { assign: true, iccids: [iccid] })
  const [assignment] = await getAssignments(api, iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}?refundToBalance=true&offerId=${assignment?.id}`)
  expect((await names(api, iccid)).slice(0, 2)).toEqual(['Bundle Refunded To Balance', 'Bundle Revoked'])
  expect((await api.get('/esims')).json.esims).toMatchObject([{ lastAction: 'Bundle Refund' }])
})

test('only looking leaves no trace', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  for (const path of ['', '/bundles', `/bundles/${BUNDLES.uk}`, '/location', `/compatible/${BUNDLES.uk}`, '/history']) {
    await api.get(`/esims/${iccid}${path}`)
  }
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}?type=validate`)
  expect(await names(api, iccid)).toEqual(['Bundle Applied'])
})

test.each([
  ['', 1, 10],
  ['page=2', 2, 10],
  ['page=3', 3, 10],
  ['page=0', 1, 10],
  ['perPage=4&page=2', 2, 4],
  ['perPage=100', 1, 100],
])('?%s is page %i of %i rows', async (query, page, size) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  for (let time = 0; time < 12; time++) await api.get(`/esims/${iccid}/refresh`)
  const { actions } = await list(api, iccid, 'perPage=1000')
  expect(actions).toHaveLength(13)
  expect(await list(api, iccid, query)).toEqual({
    actions: actions.slice((page - 1) * size, page * size),
    rows: 13,
    pageCount: Math.ceil(13 / size),
    pageSize: size,
  })
})
