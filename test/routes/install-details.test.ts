import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusals } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'

const JSON_TYPE = 'application/json'
const asJson = { headers: { Accept: JSON_TYPE } }
const NOBODYS = '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'

test.each([
  [undefined, 'text/csv'],
  ['', 'text/csv'],
  ['*/*', 'text/csv'],
  ['text/csv', 'text/csv'],
  ['text/*', 'text/csv'],
  ['application/xml', 'text/csv'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/csv'],
  ['application/json', JSON_TYPE],
  ['Application/JSON', JSON_TYPE],
  ['application/json; charset=utf-8', JSON_TYPE],
  ['application/json, text/plain, */*', JSON_TYPE],
  ['application/json;q=0.4, text/csv;q=0.9', 'text/csv'],
  ['text/csv;q=0.4, application/json;q=0.9', JSON_TYPE],
  ['text/csv;q=0, application/json', JSON_TYPE],
  ['application/json;q=0, */*', 'text/csv'],
  ['application/*', JSON_TYPE],
  ['*/*, application/json;q=0.9', 'text/csv'],
  ['*/*;q=0.5, application/zip;q=0.4', 'text/csv'],
  ['*/*;q=0.5, application/zip', 'application/zip'],
  ['application/*;q=0.5, application/json;q=0.1', 'application/zip'],
  ['application/json;q=0, application/*', 'application/zip'],
  ['text/*;q=0.3, */*;q=0.5', JSON_TYPE],
  ['text/*, application/json', JSON_TYPE],
  ['application/zip, application/json, text/csv', 'text/csv'],
  ['text/csv;q=0', 'text/csv'],
  ['application/zip', 'application/zip'],
  ['application/zip, application/json;q=0.5', 'application/zip'],
  ['application/zip;q=0.1, application/json;q=0.5', JSON_TYPE],
])('Accept: %s is answered with %s', async (accept, contentType) => {
  const { api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true })
  const headers = accept === undefined ? {} : { Accept: accept }
  const answer = await api.get(`/esims/assignments?reference=${orderReference}`, { headers })
  expect([answer.status, answer.contentType]).toEqual([200, contentType])
})

test('JSON is a bare list, in the order of the units', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { item: BUNDLES.caribbean, assign: true, quantity: 3 })
  const { json } = await api.get(`/esims/assignments?reference=${orderReference}`, asJson)
  const expected = order[0]?.esims?.map(({ iccid, matchingId, smdpAddress }) => ({
    iccid,
    matchingId,
    rspUrl: smdpAddress,
    smdpAddress,
    bundle: BUNDLES.caribbean,
    reference: orderReference,
  }))
  expect(json).toEqual(expected)
})

test('several references are answered one after the other', async () => {
  const { api } = await createTestEmulator()
  const first = await buy(api, { assign: true })
  const second = await buy(api, { item: BUNDLES.europe, assign: true, quantity: 2 })
  const query = `reference=${second.orderReference}&reference=${first.orderReference}`
  const { json } = await api.get(`/esims/assignments?${query}`, asJson)
  expect(json.map(({ iccid }: { iccid: string }) => iccid)).toEqual([
    ...(second.order[0]?.iccids ?? []),
    ...(first.order[0]?.iccids ?? []),
  ])
})

test('an apply reference and an assignment reference name their eSIMs', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 3 })
  const { applyReference, esims } = (await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, repeat: 3 } })).json
  const iccids = esims.map(({ iccid }: { iccid: string }) => iccid)
  const find = async (reference: string) =>
    (await api.get(`/esims/assignments?reference=${reference}`, asJson)).json.map(
      ({ iccid }: { iccid: string }) => iccid,
    )
  expect(await find(applyReference)).toEqual(iccids)
  expect(await find(`${applyReference}-1`)).toEqual([iccids[1]])
  expect(await find(applyReference.toUpperCase())).toEqual(iccids)
})

test('a bundle that was put on a named eSIM is found by the order that did it', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const { orderReference } = await buy(api, { item: BUNDLES.europe, assign: true, iccids: [iccid] })
  const { json } = await api.get(`/esims/assignments?reference=${orderReference}`, asJson)
  expect(json).toMatchObject([{ iccid, bundle: BUNDLES.europe, reference: orderReference }])
})

test.each([
  ['appleInstallUrl', true],
  ['qrCode,appleInstallUrl', true],
  [' appleInstallUrl ', true],
  ['qrCode', false],
  ['qrCode&additionalFields=appleInstallUrl', true],
  ['', false],
])('additionalFields=%s adds the link for Apple: %s', async (fields, added) => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true })
  const query = `reference=${orderReference}&additionalFields=${fields.replaceAll(' ', '%20')}`
  const { json } = await api.get(`/esims/assignments?${query}`, asJson)
  const { smdpAddress, matchingId } = order[0]?.esims?.[0] ?? {}
  const link = `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$${smdpAddress}$${matchingId}`
  expect(json[0].appleInstallUrl).toBe(added ? link : undefined)
})

test('an unknown reference is refused in every form', async () => {
  const { api } = await createTestEmulator()
  const { orderReference } = await buy(api, { quantity: 1 })
  const references = [NOBODYS, `${NOBODYS}-0`, 'nothing', orderReference, `${orderReference}-0`]
  const accepts = [JSON_TYPE, 'text/csv', 'application/zip']
  const calls = references.flatMap((reference) => [
    ...accepts.map((Accept) => () => api.get(`/esims/assignments?reference=${reference}`, { headers: { Accept } })),
    () => api.get(`/esims/qr/${reference}`),
    () => api.get(`/esims/csv/${reference}`),
  ])
  await expectRefusals(api, calls, [400, 'no esims found for reference'])
})

test('one unknown reference among known ones is refused', async () => {
  const { api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true })
  const answer = await api.get(`/esims/assignments?reference=${orderReference}&reference=${NOBODYS}`, asJson)
  expect([answer.status, answer.json]).toEqual([400, { message: 'no esims found for reference' }])
})

test.each(['', '?reference=', '?reference=&reference='])('/esims/assignments%s names no reference', async (query) => {
  const { api } = await createTestEmulator()
  const answer = await api.get(`/esims/assignments${query}`)
  expect([answer.status, answer.json]).toEqual([400, { message: 'reference is required' }])
})
