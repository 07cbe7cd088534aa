import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusals } from '../support/refusal.ts'
import {
  BUNDLES,
  buy,
  buyEsim,
  countStock,
  getAssignments,
  getBalance,
  orderBody,
  pastOrder,
} from '../support/trade.ts'

test('an eSIM without a bundle that was never installed leaves the account at once', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true })
  const iccid = order[0]?.iccids?.[0] as string
  await buy(api)
  expect((await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).status).toBe(200)
  expect((await api.get('/esims')).json).toMatchObject({ esims: [], rows: 0 })
  const calls = [
    ...['', '/history', '/location', '/bundles', `/bundles/${BUNDLES.uk}`, '/refresh'].map(
      (part) => () => api.get(`/esims/${iccid}${part}`),
    ),
    () => api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`),
    () => api.put('/esims', { body: { iccid, customerRef: 'x' } }),
    () => api.post('/esims/apply', { body: { bundle: BUNDLES.uk, iccid } }),
    () => api.post('/orders', { body: orderBody({ assign: true, iccids: [iccid] }) }),
  ]
  await expectRefusals(api, calls, [403, 'access denied'])
  const details = await api.get(`/esims/assignments?reference=${orderReference}`)
  expect([details.status, details.json]).toEqual([400, { message: 'no esims found for reference' }])
})

test('its bundle is back in the inventory, and its order still tells of it', async () => {
  const { api } = await createTestEmulator()
  const order = await buy(api, { assign: true })
  await api.delete(`/esims/${order.order[0]?.iccids?.[0]}/bundles/${BUNDLES.uk}`)
  expect([await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual([1, 998.64])
  expect((await api.get(`/orders/${order.orderReference}`)).json).toEqual(pastOrder(order, 998.64))
})

test('an eSIM that leaves by a refund to the balance leaves all the same', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const [assignment] = await getAssignments(api, iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}?refundToBalance=true&offerId=${assignment?.id}`)
  expect((await api.get('/esims')).json.rows).toBe(0)
  expect(await getBalance(api)).toBe(1000)
})

test('an eSIM that is installed stays, without a bundle', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.install(iccid)
  expect((await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).status).toBe(200)
  expect((await api.get(`/esims/${iccid}`)).status).toBe(200)
  expect((await emulator.clock.events()).map(({ kind }) => kind)).not.toContain('esim.return')
})

test('an eSIM that has another bundle stays', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.europe, iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  expect((await api.get(`/esims/${iccid}`)).status).toBe(200)
})

test('a validation returns nothing', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const { json } = await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}?type=validate`)
  expect(json.status).toBe(
    'Bundle can be revoked, bundle will be refunded to inventory, esim will leave the account to be returned',
  )
  expect((await api.get(`/esims/${iccid}`)).status).toBe(200)
})

test('of an order the eSIMs that stay keep their install details', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true, quantity: 3 })
  const iccids = order[0]?.iccids ?? []
  await api.delete(`/esims/${iccids[1]}/bundles/${BUNDLES.uk}`)
  const { json } = await api.get(`/esims/assignments?reference=${orderReference}`, {
    headers: { Accept: 'application/json' },
  })
  expect(json.map(({ iccid }: { iccid: string }) => iccid)).toEqual([iccids[0], iccids[2]])
})
