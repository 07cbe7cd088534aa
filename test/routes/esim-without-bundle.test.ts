import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, getAssignments } from '../support/trade.ts'

async function createBlank() {
  const { api, emulator } = await createTestEmulator()
  const [esim] = await emulator.esims.create()
  return { api, iccid: esim?.iccid as string }
}

const isCompatible = (json: { compatible: boolean }) => json.compatible

test('an eSIM without a bundle is in the account, and compatible with every bundle', async () => {
  const { api, iccid } = await createBlank()
  expect((await api.get('/esims')).json.esims).toMatchObject([{ iccid, physical: false }])
  expect((await api.get(`/esims/${iccid}/bundles`)).json).toEqual({ bundles: [] })
  for (const bundle of [BUNDLES.uk, BUNDLES.france, BUNDLES.caribbean]) {
    expect(isCompatible((await api.get(`/esims/${iccid}/compatible/${bundle}`)).json)).toBe(true)
  }
})

test('its first bundle decides what fits it', async () => {
  const { api, iccid } = await createBlank()
  expect(await buyEsim(api, BUNDLES.france, iccid)).toBe(iccid)
  expect(isCompatible((await api.get(`/esims/${iccid}/compatible/${BUNDLES.france}`)).json)).toBe(true)
  expect(isCompatible((await api.get(`/esims/${iccid}/compatible/${BUNDLES.uk}`)).json)).toBe(false)
})

const lines = (iccid: string, allowReassign: boolean) => ({
  type: 'transaction',
  assign: true,
  order: [BUNDLES.france, BUNDLES.uk].map((item) => ({
    type: 'bundle',
    item,
    quantity: 1,
    iccids: [iccid],
    allowReassign,
  })),
})

test('two bundles that do not fit together are not put on it by one order', async () => {
  const { api, iccid } = await createBlank()
  const call = () => api.post('/orders', { body: lines(iccid, false) })
  await expectRefusal(api, call, [400, 'bundle not compatible with esim'])
})

test('the second of them goes to a new eSIM when that is allowed', async () => {
  const { api, iccid } = await createBlank()
  const { json } = await api.post('/orders', { body: lines(iccid, true) })
  const [first, second] = json.order.map(({ iccids }: { iccids: string[] }) => iccids[0])
  expect(first).toBe(iccid)
  expect(second).not.toBe(iccid)
  expect(await getAssignments(api, iccid)).toHaveLength(1)
})

test('nor are they by one apply', async () => {
  const { api, iccid } = await createBlank()
  for (const item of [BUNDLES.france, BUNDLES.uk]) await buy(api, { item })
  const bundles = [BUNDLES.france, BUNDLES.uk].map((name) => ({ name, iccid }))
  const { json } = await api.post('/esims/apply', { body: { bundles } })
  expect(json.esims.map(({ status }: { status: string }) => status)).toEqual([
    'Successfully Applied Bundle',
    'bundle not compatible with esim',
  ])
})

test('a physical SIM is said to be one', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.esims.create({ physical: true })
  expect((await api.get('/esims')).json.esims).toMatchObject([{ physical: true }])
})
