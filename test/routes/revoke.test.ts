import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments, getBalance, observe } from '../support/trade.ts'

const REVOKED = 'Successfully Revoked Bundle'
const path = (iccid: string, bundle: string = BUNDLES.uk) => `/esims/${iccid}/bundles/${bundle}`

/** An eSIM that keeps another bundle, so that it stays in the account. */
async function createEsim(api: Api, ...bundles: string[]): Promise<string> {
  const iccid = await buyEsim(api, BUNDLES.europe)
  for (const bundle of bundles) await buyEsim(api, bundle, iccid)
  return iccid
}

const statesById = async (api: Api, iccid: string) =>
  Object.fromEntries((await getAssignments(api, iccid)).map(({ id, bundleState }) => [id, bundleState]))

const findIds = async (api: Api, iccid: string, bundle: string = BUNDLES.uk): Promise<string[]> => {
  const { bundles } = (await api.get(`/esims/${iccid}/bundles?includeUsed=true&limit=200`)).json
  return bundles.find(({ name }: { name: string }) => name === bundle).assignments.map(({ id }: { id: string }) => id)
}

test('a bundle goes back to the inventory', async () => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk)
  const balance = await getBalance(api)
  const { json } = await api.delete(path(iccid))
  const text = `${REVOKED}, bundle has been refunded to inventory`
  expect(json).toEqual({ status: text })
  expect([await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual([1, balance])
  expect((await api.get(path(iccid))).json.assignments).toMatchObject([{ bundleState: 'revoked' }])
})

test('a bundle goes back to the balance when that is asked for with its offer', async () => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk)
  const [id] = await findIds(api, iccid)
  expect(await getBalance(api)).toBe(997.05)
  const { json } = await api.delete(`${path(iccid)}?refundToBalance=true&offerId=${id}`)
  expect(json.status).toBe(`${REVOKED}, bundle has been refunded to balance`)
  expect([await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual([0, 998.41])
  const [refund] = (await api.get('/orders')).json.orders
  expect(refund).toMatchObject({ total: -1.36, runningBalance: 998.41, statusMessage: 'Refund completed' })
  expect(refund.order).toMatchObject([{ type: 'bundleRefund', item: BUNDLES.uk, quantity: 1 }])
})

test('by name, the oldest unused assignment is taken', async () => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk, BUNDLES.uk, BUNDLES.uk)
  const oldestFirst = (await findIds(api, iccid)).toReversed()
  for (const [index, id] of oldestFirst.entries()) {
    expect((await statesById(api, iccid))[id]).toBe('queued')
    await api.delete(path(iccid))
    const states = await statesById(api, iccid)
    expect(oldestFirst.map((each) => states[each])).toEqual(
      oldestFirst.map((_, position) => (position <= index ? 'revoked' : 'queued')),
    )
  }
})

test.each(['assignments', 'applications'])('/%s/{id} takes the assignment that it names', async (kind) => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk, BUNDLES.uk, BUNDLES.uk)
  const ids = await findIds(api, iccid)
  const { json } = await api.delete(`${path(iccid)}/${kind}/${ids[1]}`)
  expect(json.status).toBe(`${REVOKED}, bundle has been refunded to inventory`)
  const states = await statesById(api, iccid)
  expect(ids.map((id) => states[id])).toEqual(['queued', 'revoked', 'queued'])
})

test.each([
  ['', 'Bundle can be revoked, bundle will be refunded to inventory'],
  ['&refundToBalance=true&offerId=', 'Bundle can be revoked, bundle will be refunded to balance'],
])('type=validate%s tells what would happen, and nothing happens', async (query, text) => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk)
  const [id] = await findIds(api, iccid)
  const before = await observe(api)
  const { json } = await api.delete(`${path(iccid)}?type=validate${query}${query && id}`)
  expect(json).toEqual({ status: text })
  expect(await observe(api)).toEqual(before)
})

test('a single assignment can be validated too', async () => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk)
  const [id] = await findIds(api, iccid)
  const before = await observe(api)
  const { json } = await api.delete(`${path(iccid)}/assignments/${id}?type=validate`)
  expect(json.status).toBe('Bundle can be revoked, bundle will be refunded to inventory')
  expect(await observe(api)).toEqual(before)
})

test.each<[string, string, string]>([
  ['a bundle that was never applied', `/${BUNDLES.caribbean}`, 'no bundle assignment to revoke'],
  ['a bundle in another letter case', '/ESIM_1GB_7D_GB_V2', 'no bundle assignment to revoke'],
  [
    'a refund to the balance without an offer',
    `/${BUNDLES.uk}?refundToBalance=true`,
    'offerId is required to refund to balance',
  ],
  ['an offer that is not there', `/${BUNDLES.uk}?refundToBalance=true&offerId=1`, 'bundle assignment not found'],
  ['another type', `/${BUNDLES.uk}?type=maybe`, 'invalid type'],
  ['an assignment that is not there', `/${BUNDLES.uk}/assignments/1`, 'bundle assignment not found'],
  ['an assignment that is no number', `/${BUNDLES.uk}/assignments/one`, 'bundle assignment not found'],
  ['an assignment of another type', `/${BUNDLES.uk}/assignments/1?type=maybe`, 'invalid type'],
])('%s is refused', async (_, rest, message) => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk)
  await expectRefusal(api, () => api.delete(`/esims/${iccid}/bundles${rest}`), [400, message])
})

test('an assignment belongs to one bundle and one eSIM', async () => {
  const { api } = await createTestEmulator()
  const [iccid, other] = [await createEsim(api, BUNDLES.uk), await createEsim(api, BUNDLES.uk)]
  const [id] = await findIds(api, iccid)
  const refusal = [400, 'bundle assignment not found'] as const
  await expectRefusal(api, () => api.delete(`${path(iccid, BUNDLES.europe)}/assignments/${id}`), refusal)
  await expectRefusal(api, () => api.delete(`${path(other)}/assignments/${id}`), refusal)
  await expectRefusal(api, () => api.delete(`${path(other)}?refundToBalance=true&offerId=${id}`), refusal)
})

test('what was revoked cannot be revoked again', async () => {
  const { api } = await createTestEmulator()
  const iccid = await createEsim(api, BUNDLES.uk)
  const [id] = await findIds(api, iccid)
  await api.delete(path(iccid))
  const refusal = [400, 'no bundle assignment to revoke'] as const
  await expectRefusal(api, () => api.delete(path(iccid)), refusal)
  await expectRefusal(api, () => api.delete(`${path(iccid)}/assignments/${id}`), refusal)
  await expectRefusal(api, () => api.delete(`${path(iccid)}?refundToBalance=true&offerId=${id}`), refusal)
})

test('an applied bundle goes back to the purchase it came from', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  const iccid = await createEsim(api)
  await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, iccid } })
  const before = (await api.get('/inventory')).json.bundles[0].available
  await api.delete(path(iccid))
  const after = (await api.get('/inventory')).json.bundles[0].available
  expect(after).toEqual([{ ...before[0], remaining: 2 }])
})
