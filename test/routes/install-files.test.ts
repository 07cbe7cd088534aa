import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy } from '../support/trade.ts'
import { readQrCode, readZip } from '../support/zip.ts'

const getZip = async (api: Api, query: string) =>
  (await api.get(`/esims/assignments?${query}`, { headers: { Accept: 'application/zip' } })).bytes

test('the CSV has a header and a line for each eSIM, nothing quoted, each ended by a line feed', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true, quantity: 2 })
  const lines = order[0]?.esims?.map(
    ({ iccid, matchingId, smdpAddress }) => `${iccid},${matchingId},${smdpAddress},${BUNDLES.uk},${orderReference}\n`,
  )
  const csv = `ICCID,Matching ID,RSP URL,Bundle,Reference\n${lines?.join('')}`
  const answer = await api.get(`/esims/assignments?reference=${orderReference}`)
  expect([answer.contentType, answer.text]).toEqual(['text/csv', csv])
  expect((await api.get(`/esims/csv/${orderReference}`)).text).toBe(csv)
})

test('the link for Apple is the last column of the CSV', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true })
  const { iccid, matchingId, smdpAddress } = order[0]?.esims?.[0] ?? {}
  const csv =
    'ICCID,Matching ID,RSP URL,Bundle,Reference,Apple Install URL\n' +
    `${iccid},${matchingId},${smdpAddress},${BUNDLES.uk},${orderReference},` +
    `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$${smdpAddress}$${matchingId}\n`
  const fields = 'additionalFields=appleInstallUrl'
  expect((await api.get(`/esims/assignments?reference=${orderReference}&${fields}`)).text).toBe(csv)
  expect((await api.get(`/esims/csv/${orderReference}?${fields}`)).text).toBe(csv)
})

test('the ZIP has a QR code for each eSIM, named by its ICCID, and the CSV', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true, quantity: 2 })
  const esims = order[0]?.esims ?? []
  const entries = await readZip(await getZip(api, `reference=${orderReference}`))
  expect(entries.map(({ name }) => name)).toEqual([
    ...esims.map(({ iccid }) => `${iccid}.png`),
    `${orderReference}.csv`,
  ])
  const codes = entries.slice(0, -1).map(({ content }) => readQrCode(content))
  expect(codes).toEqual(esims.map(({ smdpAddress, matchingId }) => `LPA:1$${smdpAddress}$${matchingId}`))
  const { text } = await api.get(`/esims/assignments?reference=${orderReference}`)
  expect(entries.at(-1)?.content.toString()).toBe(text)
})

test('the CSV in the ZIP has the link for Apple as well', async () => {
  const { api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true })
  const query = `reference=${orderReference}&additionalFields=appleInstallUrl`
  const entries = await readZip(await getZip(api, query))
  const { text } = await api.get(`/esims/assignments?${query}`)
  expect(text).toContain('Apple Install URL')
  expect(entries.at(-1)?.content.toString()).toBe(text)
})

test('the QR code of an eSIM of the older platform is read as well', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { item: BUNDLES.caribbean, assign: true })
  const [entry] = await readZip(await getZip(api, `reference=${orderReference}`))
  const code = entry && readQrCode(entry.content)
  expect(code).toMatch(/^LPA:1\$rsp\.truphone\.com\$JQ-[A-Z0-9]{6}-[A-Z0-9]{7}$/)
  expect(code).toContain(order[0]?.esims?.[0]?.matchingId)
})

test('an eSIM that took two bundles of an order has one QR code', async () => {
  const { api } = await createTestEmulator()
  const first = await buy(api, { assign: true })
  const iccid = first.order[0]?.iccids?.[0] as string
  const { orderReference } = await buy(api, { assign: true, quantity: 2, iccids: [iccid, iccid] })
  const entries = await readZip(await getZip(api, `reference=${orderReference}&reference=${first.orderReference}`))
  expect(entries.map(({ name }) => name)).toEqual([`${iccid}.png`, `${orderReference}.csv`])
})

test('the deprecated path gives the same ZIP, and the same again, to the byte', async () => {
  const { api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true, quantity: 2 })
  const zip = Buffer.from(await getZip(api, `reference=${orderReference}`))
  const again = Buffer.from((await api.get(`/esims/qr/${orderReference}`)).bytes)
  expect(zip.equals(again)).toBe(true)
  const { api: other } = await createTestEmulator()
  await buy(other, { assign: true, quantity: 2 })
  expect(zip.equals(Buffer.from(await getZip(other, `reference=${orderReference}`)))).toBe(true)
})

test('entries of the ZIP are dated by the emulated clock', async () => {
  const { api } = await createTestEmulator({ start: '2031-05-06T07:08:10Z' })
  const { orderReference } = await buy(api, { assign: true })
  const entries = await readZip(await getZip(api, `reference=${orderReference}`))
  // The format keeps no zone: what it writes is read as local time.
  const written = entries.map(({ modifiedAt }) => modifiedAt.getFullYear())
  expect(written).toEqual([2031, 2031])
})

test.each(['/esims/qr/', '/esims/csv/'])('%s takes the reference of one assignment', async (path) => {
  const { api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true, quantity: 2 })
  expect((await api.get(`${path}${orderReference}-1`)).status).toBe(200)
  expect((await api.get(`${path}${orderReference}-2`)).status).toBe(400)
})
