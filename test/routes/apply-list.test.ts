import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments } from '../support/trade.ts'

const APPLIED = 'Successfully Applied Bundle'

async function stockUp(api: Api): Promise<void> {
  await buy(api, { item: BUNDLES.uk, quantity: 4 })
  await buy(api, { item: BUNDLES.france, quantity: 4 })
}

test.each<[string, unknown[], string[]]>([
  ['names', [BUNDLES.uk, BUNDLES.france], [BUNDLES.uk, BUNDLES.france]],
  ['the same name twice', [BUNDLES.uk, BUNDLES.uk], [BUNDLES.uk, BUNDLES.uk]],
  ['objects', [{ name: BUNDLES.uk }, { bundle: BUNDLES.france }], [BUNDLES.uk, BUNDLES.france]],
  [
    'objects with a repeat',
    [{ name: BUNDLES.uk, repeat: 2 }, BUNDLES.france],
    [BUNDLES.uk, BUNDLES.uk, BUNDLES.france],
  ],
  ['objects with empty fields', [{ name: BUNDLES.uk, iccid: '', startTime: '', bundle: '' }], [BUNDLES.uk]],
  ['objects in capitals', [{ NAME: BUNDLES.uk, Repeat: 1 }], [BUNDLES.uk]],
])('a list of %s puts each bundle on its own new eSIM', async (_, bundles, applied) => {
  const { api } = await createTestEmulator()
  await stockUp(api)
  const { json } = await api.post('/esims/apply', { body: { bundles } })
  const expected = applied.map((bundle) => ({ iccid: expect.any(String), status: APPLIED, bundle }))
  expect(json.esims).toEqual(expected)
  expect(new Set(json.esims.map(({ iccid }: { iccid: string }) => iccid)).size).toBe(applied.length)
  expect((await countStock(api, BUNDLES.uk)) + (await countStock(api, BUNDLES.france))).toBe(8 - applied.length)
})

test('an entry of a list can name its eSIM', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await stockUp(api)
  const body = { bundles: [{ name: BUNDLES.uk, iccid }, BUNDLES.france] }
  const { json } = await api.post('/esims/apply', { body })
  expect(json.esims).toMatchObject([{ iccid, status: APPLIED }, { status: APPLIED }])
  expect(await getAssignments(api, iccid)).toHaveLength(2)
})

test('an eSIM that cannot take its bundle says so, and the others have theirs', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await stockUp(api)
  const body = {
    bundles: [
      { name: BUNDLES.uk, iccid },
      { name: BUNDLES.france, iccid },
      { name: BUNDLES.uk, iccid: '8943108167000000019' },
      { name: BUNDLES.uk, iccid: 'x' },
    ],
  }
  const { json } = await api.post('/esims/apply', { body })
  expect(json.esims).toEqual([
    { iccid, status: APPLIED, bundle: BUNDLES.uk },
    { iccid, status: 'bundle not compatible with esim', bundle: BUNDLES.france },
    { iccid: '8943108167000000019', status: 'access denied', bundle: BUNDLES.uk },
    { iccid: 'x', status: 'invalid iccid', bundle: BUNDLES.uk },
  ])
  expect([await countStock(api, BUNDLES.uk), await countStock(api, BUNDLES.france)]).toEqual([3, 4])
  expect((await api.get('/esims')).json.rows).toBe(1)
  const details = await api.get(`/esims/assignments?reference=${json.applyReference}`, {
    headers: { Accept: 'application/json' },
  })
  expect(details.json).toMatchObject([{ iccid, bundle: BUNDLES.uk }])
})

test('an entry that fails for its own reason takes no stock from the others', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.france)
  await buy(api, { quantity: 2 })
  const body = {
    bundles: [
      { name: BUNDLES.uk, iccid },
      BUNDLES.uk,
      { name: 'nothing', repeat: 3 },
      { name: BUNDLES.uk, startTime: '2026-02-01T00:00:00Z' },
      { name: BUNDLES.uk },
    ],
  }
  const { status, json } = await api.post('/esims/apply', { body })
  expect([status, json.esims]).toEqual([
    200,
    [
      { iccid, status: 'bundle not compatible with esim', bundle: BUNDLES.uk },
      { iccid: expect.stringMatching(/^\d{19}$/), status: APPLIED, bundle: BUNDLES.uk },
      { iccid: '', status: 'bundle not found: nothing', bundle: 'nothing' },
      { iccid: '', status: 'startTime is only supported for bundles without autostart', bundle: BUNDLES.uk },
      { iccid: expect.stringMatching(/^\d{19}$/), status: APPLIED, bundle: BUNDLES.uk },
    ],
  ])
  expect(await countStock(api, BUNDLES.uk)).toBe(0)
})

test('a list for which the stock is short is refused, whatever else is wrong with it', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.france)
  await buy(api, { quantity: 2 })
  const bundles = [{ name: BUNDLES.uk, iccid }, BUNDLES.uk, { name: BUNDLES.uk, repeat: 2 }]
  await expectRefusal(api, () => api.post('/esims/apply', { body: { bundles } }), [403, 'no available bundles'])
})

test('what waits on an eSIM is counted across the entries of a list', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { quantity: 31 })
  const bundles = Array.from({ length: 31 }, () => ({ name: BUNDLES.uk, iccid }))
  const { json } = await api.post('/esims/apply', { body: { bundles } })
  expect(json.esims.map(({ status }: { status: string }) => status)).toEqual([
    ...Array(29).fill(APPLIED),
    ...Array(2).fill('esim cannot have more than 30 bundles queued'),
  ])
  expect(await countStock(api, BUNDLES.uk)).toBe(2)
})

test('a list of which nothing can be applied is refused', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await stockUp(api)
  const body = {
    bundles: [
      { name: BUNDLES.france, iccid },
      { name: BUNDLES.uk, iccid: '8943108167000000019' },
    ],
  }
  const refusal = [400, 'bundle not compatible with esim'] as const
  await expectRefusal(api, () => api.post('/esims/apply', { body }), refusal)
})

test.each([
  ['for the whole list', { bundles: [{ name: BUNDLES.france }], allowReassign: true }],
  ['for the entry', { bundles: [{ name: BUNDLES.france, allowReassign: true }] }],
  ['for the entry as a text', { bundles: [{ name: BUNDLES.france, AllowReassign: 'true' }] }],
])('a new eSIM can be allowed %s', async (_, { bundles, ...body }) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await stockUp(api)
  const entries = bundles.map((bundle) => ({ ...bundle, iccid }))
  const { json } = await api.post('/esims/apply', { body: { ...body, bundles: entries } })
  expect(json.esims).toMatchObject([{ status: APPLIED }])
  expect(json.esims[0].iccid).not.toBe(iccid)
})
