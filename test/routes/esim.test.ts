import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'

test('details have the documented fields in their order, and null for an installation that never was', async () => {
  const { api } = await createTestEmulator()
  const { order } = await buy(api, { assign: true })
  const { iccid, matchingId, smdpAddress } = order[0]?.esims?.[0] ?? {}
  const { json } = await api.get(`/esims/${iccid}`)
  expect(json.puk).toMatch(/^\d{8}$/)
  expect(JSON.stringify({ ...json, puk: 'puk' })).toBe(
    `{"iccid":"${iccid}","pin":"0000","puk":"puk","matchingId":"${matchingId}","smdpAddress":"${smdpAddress}",` +
      '"profileStatus":"Released","firstInstalledDateTime":null,"customerRef":""}',
  )
})

test.each([
  ['?additionalFields=appleInstallUrl', true],
  ['?additionalFields=smdpAddress,matchingId,appleInstallUrl', true],
  ['?additionalFields=smdpAddress,matchingId,profileStatus', false],
  ['?additionalFields=smdpAddress&additionalFields=appleInstallUrl', true],
  ['?additionalFields=', false],
  ['', false],
])('details%s have the link for Apple: %s', async (query, added) => {
  const { api } = await createTestEmulator()
  const { json } = await api.get(`/esims/${await buyEsim(api)}${query}`)
  const link = `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$${json.smdpAddress}$${json.matchingId}`
  expect(json.appleInstallUrl).toBe(added ? link : undefined)
})

test.each<[string, (iccid: string) => { query?: string; body?: unknown }, string]>([
  ['the body', (iccid) => ({ body: { iccid, customerRef: 'order-1001' } }), 'order-1001'],
  ['the query', (iccid) => ({ query: `?iccid=${iccid}&customerRef=order%201001` }), 'order 1001'],
  ['the query beside a body of null', (iccid) => ({ query: `?iccid=${iccid}&customerRef=x`, body: 'null' }), 'x'],
  ['the body before the query', (iccid) => ({ query: '?customerRef=no', body: { iccid, customerRef: 'yes' } }), 'yes'],
  ['both together', (iccid) => ({ query: `?iccid=${iccid}`, body: { customerRef: 'both' } }), 'both'],
  ['another letter case', (iccid) => ({ body: { ICCID: iccid, CustomerRef: 'capitals' } }), 'capitals'],
  [
    'any characters',
    (iccid) => ({ body: { iccid, customerRef: 'Ærø "1", <b>日本</b> 🚀' } }),
    'Ærø "1", <b>日本</b> 🚀',
  ],
])('a customer reference is set by %s', async (_, call, customerRef) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const { query = '', body } = call(iccid)
  const { json } = await api.put(`/esims${query}`, { body })
  expect(json).toEqual({ status: 'success' })
  expect((await api.get(`/esims/${iccid}`)).json.customerRef).toBe(customerRef)
  expect((await api.get('/esims')).json.esims).toMatchObject([{ customerRef, lastAction: 'eSIM Updated' }])
})

test('a customer reference can be taken away again', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await api.put('/esims', { body: { iccid, customerRef: 'order-1001' } })
  await api.put('/esims', { body: { iccid, customerRef: '' } })
  expect((await api.get(`/esims/${iccid}`)).json.customerRef).toBe('')
})

test.each<[string, (iccid: string) => { query?: string; body?: unknown }, string]>([
  ['nothing', () => ({}), 'iccid is required'],
  ['an empty body', () => ({ body: {} }), 'iccid is required'],
  ['no ICCID', () => ({ body: { customerRef: 'x' } }), 'iccid is required'],
  ['an empty ICCID', () => ({ body: { iccid: '', customerRef: 'x' } }), 'iccid is required'],
  ['no reference', (iccid) => ({ body: { iccid } }), 'customerRef is required'],
  ['a null reference', (iccid) => ({ body: { iccid, customerRef: null } }), 'customerRef is required'],
  ['a numeric reference', (iccid) => ({ body: { iccid, customerRef: 1 } }), 'failed to parse request body'],
  ['half a body', (iccid) => ({ query: `?iccid=${iccid}&customerRef=x`, body: '{' }), 'failed to parse request body'],
])('an update with %s is refused', async (_, call, message) => {
  const { api } = await createTestEmulator()
  const { query = '', body } = call(await buyEsim(api))
  await expectRefusal(api, () => api.put(`/esims${query}`, { body }), [400, message])
})

test('a refresh says that it was done, and is noted', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const text = 'Successfully refreshed SIM'
  expect((await api.get(`/esims/${iccid}/refresh`)).json).toEqual({ status: text })
  expect((await api.get('/esims')).json.esims).toMatchObject([{ lastAction: 'eSIM Refreshed' }])
})

test.each([
  [BUNDLES.uk, true],
  [BUNDLES.europe, true],
  [BUNDLES.france, false],
  [BUNDLES.caribbean, false],
  ['nothing', false],
  ['ESIM_1GB_7D_GB_V2', false],
])('compatible with %s: %s', async (bundle, compatible) => {
  const { api } = await createTestEmulator()
  const { json } = await api.get(`/esims/${await buyEsim(api)}/compatible/${bundle}`)
  expect(json).toEqual({ compatible, status: `bundle is ${compatible ? '' : 'not '}compatible with esim` })
})

test('an eSIM that was never attached is nowhere', async () => {
  const { api } = await createTestEmulator()
  const { text } = await api.get(`/esims/${await buyEsim(api)}/location`)
  expect(text).toBe('{"mobileNetworkCode":"","networkName":"","networkBrandName":"","country":""}')
})
