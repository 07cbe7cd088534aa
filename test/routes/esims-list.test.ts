import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'

/** Newest first. */
async function buyMany(api: Api, quantity: number): Promise<string[]> {
  const { order } = await buy(api, { assign: true, quantity })
  return (order[0]?.iccids ?? []).toReversed()
}

const list = async (api: Api, query = '') => (await api.get(`/esims?${query}`)).json
const find = async (api: Api, query: string): Promise<string[]> =>
  (await list(api, query)).esims.map(({ iccid }: { iccid: string }) => iccid)

test('an eSIM has the documented fields in their order', async () => {
  const { api } = await createTestEmulator()
  const [iccid] = await buyMany(api, 1)
  const json = await list(api)
  expect(json).toMatchObject({ pageCount: 1, rows: 1, pageSize: 50 })
  expect(JSON.stringify(json.esims)).toBe(
    `[{"iccid":"${iccid}","customerRef":"","lastAction":"Bundle Applied","actionDate":"2026-01-01T00:00:00Z",` +
      '"physical":false,"assignedDate":"2026-01-01T00:00:00Z"}]',
  )
})

test('there are none at first', async () => {
  const { api } = await createTestEmulator()
  expect(await list(api)).toEqual({ esims: [], pageCount: 0, rows: 0, pageSize: 50 })
})

test.each([
  ['', 1, 50],
  ['perPage=10', 1, 10],
  ['perPage=10&page=2', 2, 10],
  ['perPage=10&page=4', 4, 10],
  ['perPage=25&page=2', 2, 25],
  ['perPage=100', 1, 100],
  ['page=0', 1, 50],
  ['page=9', 9, 50],
  ['pageSize=10', 1, 50],
])('?%s is page %i of %i rows', async (query, page, size) => {
  const { api } = await createTestEmulator()
  const iccids = await buyMany(api, 32)
  const json = await list(api, query)
  expect(json.esims.map(({ iccid }: { iccid: string }) => iccid)).toEqual(iccids.slice((page - 1) * size, page * size))
  expect(json).toMatchObject({ rows: 32, pageSize: size, pageCount: Math.ceil(32 / size) })
})

test.each([
  ['perPage=5', 'perPage'],
  ['perPage=1000', 'perPage'],
  ['filterBy=colour', 'filterBy'],
  ['perPage=many', 'perPage'],
  ['page=x', 'page'],
  ['direction=up', 'direction'],
  ['filterBy=colour&filter=red', 'filterBy'],
  ['filterBy=constructor&filter=red', 'filterBy'],
  ['filterBy=actionDate&filter=yesterday', 'filter'],
  ['filterBy=assignedDate&filter=lt:2026-02-30', 'filter'],
])('?%s is refused', async (query, name) => {
  const { api } = await createTestEmulator()
  const answer = await api.get(`/esims?${query}`)
  expect([answer.status, answer.json]).toEqual([400, { message: `invalid ${name}` }])
})

test('the list is ordered by ICCID, up unless told otherwise, or by another column', async () => {
  const { api } = await createTestEmulator()
  const iccids = await buyMany(api, 12)
  const up = iccids.toSorted()
  expect(up).not.toEqual(iccids)
  expect(await find(api, 'orderBy=iccid')).toEqual(up)
  expect(await find(api, 'orderBy=iccid&direction=asc')).toEqual(up)
  expect(await find(api, 'orderBy=ICCID&direction=DESC')).toEqual(up.toReversed())
  expect(await find(api, 'direction=asc')).toEqual(iccids.toReversed())
  await api.put('/esims', { body: { iccid: iccids[5], customerRef: 'a' } })
  expect((await find(api, 'orderBy=customerRef&direction=desc'))[0]).toBe(iccids[5])
})

async function createShop(api: Api) {
  const [order, other] = [await buyEsim(api), await buyEsim(api, BUNDLES.caribbean)]
  await api.put('/esims', { body: { iccid: order, customerRef: 'Order-1001' } })
  await api.put('/esims', { body: { iccid: other, customerRef: 'order-10' } })
  await api.get(`/esims/${other}/refresh`)
  return { order, other }
}

test.each<[string, readonly ('order' | 'other')[]]>([
  ['filterBy=customerRef&filter=1001', ['order']],
  ['filterBy=customerRef&filter=order-10', ['other', 'order']],
  ['filterBy=customerRef&filter=eq:order-10', ['other']],
  ['filterBy=customerref&filter=EQ:Order-1001', ['order']],
  ['filterBy=customerRef&filter=eq:order-1001', []],
  ['filterBy=customerRef&filter=ORDER-1001', ['order']],
  ['filterBy=customerRef&filter=100%25', []],
  ['filterBy=customerRef&filter=_', []],
  ['filterBy=customerRef&filter=', ['other', 'order']],
  ['filterBy=lastAction&filter=eSIM%20Updated', ['order']],
  ['filterBy=lastAction&filter=eq:eSIM%20Refreshed', ['other']],
  ['filterBy=lastAction&filter=eq:eSIM', []],
  ['filterBy=lastAction&filter=Bundle%20Revoked', []],
  ['filterBy=iccid&filter=8943108165', ['other']],
  ['filter=8943108167', ['order']],
  ['filterBy=assignedDate&filter=2026-01-01', ['other', 'order']],
  ['filterBy=assignedDate&filter=eq:2026-01-01T00:00:00Z', ['other', 'order']],
  ['filterBy=assignedDate&filter=gt:2026-01-01T00:00:00Z', []],
  ['filterBy=assignedDate&filter=gte:2026-01-01T00:00:00Z', ['other', 'order']],
  ['filterBy=actionDate&filter=lte:2026-01-01T00:00:00Z', ['other', 'order']],
  ['filterBy=actionDate&filter=lt:2026-01-01T00:00:00Z', []],
  ['filterBy=actionDate&filter=lt:2026-01-02', ['other', 'order']],
  ['filterBy=actionDate&filter=gt:2026-01-01', []],
])('?%s finds %j', async (query, names) => {
  const { api } = await createTestEmulator()
  const shop = await createShop(api)
  expect(await find(api, query)).toEqual(names.map((name) => shop[name]))
  expect((await list(api, query)).rows).toBe(names.length)
})

test.each([
  ['müller', ['Müller 2', 'MÜLLER 1']],
  ['MÜLLER', ['Müller 2', 'MÜLLER 1']],
  ['Привет', ['ПРИВЕТ']],
  ['ÉS', []],
])('the text %s is found in any letter case', async (text, expected) => {
  const { api } = await createTestEmulator()
  for (const customerRef of ['MÜLLER 1', 'ПРИВЕТ', 'Müller 2', 'muller']) {
    await api.put('/esims', { body: { iccid: await buyEsim(api), customerRef } })
  }
  const json = await list(api, `perPage=10&filterBy=customerRef&filter=${encodeURIComponent(text)}`)
  expect(json.esims.map(({ customerRef }: { customerRef: string }) => customerRef)).toEqual(expected)
  expect(json.rows).toBe(expected.length)
})
