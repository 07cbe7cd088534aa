import { expect, test } from 'vitest'
import type { Answer, Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createWorld } from '../support/example-calls.ts'
import { expectRefusal, expectRefusals } from '../support/refusal.ts'
import { BUNDLES, buyEsim, orderBody } from '../support/trade.ts'

const CALLS: readonly (readonly [string, (api: Api, iccid: string) => Promise<Answer>])[] = [
  ['details', (api, iccid) => api.get(`/esims/${iccid}`)],
  ['history', (api, iccid) => api.get(`/esims/${iccid}/history`)],
  ['refresh', (api, iccid) => api.get(`/esims/${iccid}/refresh`)],
  ['location', (api, iccid) => api.get(`/esims/${iccid}/location`)],
  ['compatible', (api, iccid) => api.get(`/esims/${iccid}/compatible/${BUNDLES.uk}`)],
  ['bundles', (api, iccid) => api.get(`/esims/${iccid}/bundles`)],
  ['bundle status', (api, iccid) => api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)],
  ['revoke', (api, iccid) => api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)],
  ['revoke of one', (api, iccid) => api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}/assignments/218400001`)],
  ['SMS', (api, iccid) => api.post(`/esims/${iccid}/sms`, { body: { message: 'Hello!' } })],
  ['apply to it', (api, iccid) => api.post(`/esims/${iccid}/bundles`, { body: { name: BUNDLES.uk } })],
  ['apply', (api, iccid) => api.post('/esims/apply', { body: { bundle: BUNDLES.uk, iccid } })],
  ['update', (api, iccid) => api.put('/esims', { body: { iccid, customerRef: 'mine' } })],
  ['order', (api, iccid) => api.post('/orders', { body: orderBody({ assign: true, iccids: [iccid] }) })],
  ['validate', (api, iccid) => api.post('/orders', { body: orderBody({ assign: true, iccids: [iccid] }, 'validate') })],
]

test.each(CALLS)('%s of an ICCID that cannot be one is a bad request', async (_, call) => {
  const { api } = await createTestEmulator()
  await createWorld(api)
  const malformed = ['abc', '123', '89431081670000000', '89431081670000000190000', '894310816700000001x']
  const calls = malformed.map((iccid) => () => call(api, iccid))
  await expectRefusals(api, calls, [400, 'invalid iccid'])
})

test.each(CALLS)('%s of an ICCID that nobody has is refused', async (_, call) => {
  const { api } = await createTestEmulator()
  await createWorld(api)
  await expectRefusal(api, () => call(api, '8943108167000000019'), [403, 'access denied'])
})

test.each(CALLS)("%s of another organisation's ICCID is refused", async (_, call) => {
  const { api } = await createTestEmulator()
  await createWorld(api)
  const iccid = await buyEsim(api.as('another-key'))
  await expectRefusal(api, () => call(api, iccid), [403, 'access denied'])
})

test.each([
  ['apply to it', (iccid: string) => [`/esims/${iccid}/bundles`, { name: BUNDLES.uk }] as const],
  ['apply', (iccid: string) => ['/esims/apply', { bundle: BUNDLES.uk, iccid }] as const],
  ['apply of a list', (iccid: string) => ['/esims/apply', { bundles: [{ name: BUNDLES.uk, iccid }] }] as const],
])('%s looks at the ICCID before the inventory', async (_, callOf) => {
  const { api } = await createTestEmulator()
  const post = async (iccid: string) => {
    const [path, body] = callOf(iccid)
    const { status, json, headers } = await api.post(path, { body })
    return [status, json.message, headers.get('Emulator-Reason')]
  }
  expect(await post('123')).toEqual([400, 'invalid iccid', null])
  expect(await post('8943108167000000019')).toEqual([403, 'access denied', 'unknown-iccid'])
  expect(await post(await buyEsim(api.as('another-key')))).toEqual([403, 'access denied', 'unknown-iccid'])
  expect(await post(await buyEsim(api))).toEqual([403, 'no available bundles', null])
})
