import { expect, test } from 'vitest'
import { ALL_OPERATIONS, OPERATIONS, UNDOCUMENTED_OPERATIONS } from '../../src/contract/operations.ts'
import { PREFIXES } from '../../src/domain/api-version.ts'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusals } from '../support/refusal.ts'
import { BUNDLES, buy } from '../support/trade.ts'
import { readQrCode, readZip } from '../support/zip.ts'

const NOBODYS = '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'
const SINCE_ASSIGNMENTS = ['/v2.2', '/v2.3', '/v2.4', '/v2.5']

async function bought(item: string = BUNDLES.uk, quantity = 1) {
  const { api, emulator } = await createTestEmulator()
  const order = await buy(api, { item, assign: true, quantity })
  const esims = order.order[0]?.esims ?? []
  const [esim] = esims
  if (!esim) throw new Error('an order put nothing on an eSIM')
  const code = `LPA:1$${esim.smdpAddress}$${esim.matchingId}`
  return { api, emulator, reference: order.orderReference, esims, esim, code }
}

const accepting = (Accept: string, prefix = '/v2.4') => ({ prefix, headers: { Accept } })

test.each(
  SINCE_ASSIGNMENTS.flatMap((prefix) => [
    [prefix, undefined, 'text/csv'],
    [prefix, '*/*', 'text/csv'],
    [prefix, 'text/csv', 'text/csv'],
    [prefix, 'application/json', 'application/json'],
    [prefix, 'application/zip', 'application/zip'],
  ]),
)('install details by path under %s, Accept %s, are those of the query as %s', async (prefix, accept, contentType) => {
  const { api, reference } = await bought(BUNDLES.uk, 2)
  const options = { prefix, headers: accept === undefined ? {} : { Accept: accept } }
  for (const query of ['', 'additionalFields=appleInstallUrl', 'additionalFields=installUrl']) {
    const byPath = await api.get(`/esims/assignments/${reference}?${query}`, options)
    const byQuery = await api.get(`/esims/assignments?reference=${reference}&${query}`, options)
    expect([byPath.status, byPath.contentType]).toEqual([200, contentType])
    expect(Buffer.from(byPath.bytes).equals(Buffer.from(byQuery.bytes))).toBe(true)
  }
})

test('install details by path have the fields that clients read', async () => {
  const { api, reference, esims } = await bought(BUNDLES.caribbean, 2)
  const { json } = await api.get(`/esims/assignments/${reference}`, accepting('application/json'))
  expect(json).toMatchObject(
    esims.map(({ iccid, matchingId, smdpAddress }) => ({
      iccid,
      matchingId,
      rspUrl: smdpAddress,
      bundle: BUNDLES.caribbean,
    })),
  )
})

test('the path takes the references of applies and of single assignments', async () => {
  const { api } = await createTestEmulator()
  await buy(api, { quantity: 2 })
  const { applyReference, esims } = (await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, repeat: 2 } })).json
  const find = async (reference: string) =>
    (await api.get(`/esims/assignments/${reference}`, accepting('application/json'))).json.map(
      ({ iccid }: { iccid: string }) => iccid,
    )
  expect(await find(applyReference)).toEqual(esims.map(({ iccid }: { iccid: string }) => iccid))
  expect(await find(`${applyReference}-1`)).toEqual([esims[1].iccid])
})

test.each([BUNDLES.uk, BUNDLES.caribbean])(
  'the image of an eSIM with %s is the QR code that installs it',
  async (item) => {
    const { api, esim, code } = await bought(item)
    const png = Buffer.from((await api.get(`/esims/${esim.iccid}/qr`)).bytes)
    expect(readQrCode(png)).toBe(code)
    for (const prefix of PREFIXES) {
      for (const Accept of ['image/png', '*/*', 'application/json', 'application/zip']) {
        const { status, contentType, bytes } = await api.get(`/esims/${esim.iccid}/qr`, accepting(Accept, prefix))
        expect([status, contentType, png.equals(Buffer.from(bytes))]).toEqual([200, 'image/png', true])
      }
    }
  },
)

test.each(PREFIXES)('under %s a matching id gives the QR code of its eSIM, alone or in a ZIP', async (prefix) => {
  const { api, esim, code } = await bought()
  const path = `/esims/qr/${esim.matchingId}`
  for (const options of [{ prefix }, accepting('image/png', prefix), accepting('application/json', prefix)]) {
    const answer = await api.get(path, options)
    expect([answer.status, answer.contentType]).toEqual([200, 'image/png'])
    expect(readQrCode(Buffer.from(answer.bytes))).toBe(code)
  }
  const zip = await api.get(path, accepting('application/zip', prefix))
  expect([zip.status, zip.contentType]).toEqual([200, 'application/zip'])
  const entries = await readZip(zip.bytes)
  expect(entries.map(({ name, content }) => [name, readQrCode(content)])).toEqual([[`${esim.iccid}.png`, code]])
})

test('a matching id of the older platform is one, too', async () => {
  const { api, esim, code } = await bought(BUNDLES.caribbean)
  expect(esim.matchingId).toMatch(/^JQ-/)
  const { bytes } = await api.get(`/esims/qr/${esim.matchingId}`)
  expect(readQrCode(Buffer.from(bytes))).toBe(code)
})

test('the same QR code is the same bytes, wherever it is asked for', async () => {
  const { api, esim, reference } = await bought()
  const png = Buffer.from((await api.get(`/esims/${esim.iccid}/qr`)).bytes)
  const [entry] = await readZip((await api.get(`/esims/qr/${reference}`)).bytes)
  expect(png.equals(Buffer.from((await api.get(`/esims/qr/${esim.matchingId}`)).bytes))).toBe(true)
  expect(entry?.content.equals(png)).toBe(true)
})

const readAll = (api: Api, reference: string, iccid: string, matchingId: string) => [
  () => api.get(`/esims/assignments/${reference}`),
  () => api.get(`/esims/assignments/${reference}`, accepting('application/json')),
  () => api.get(`/esims/qr/${matchingId}`),
  () => api.get(`/esims/qr/${matchingId}`, { prefix: '/v2.5' }),
  () => api.get(`/esims/${iccid}/qr`),
]

test('what nobody has, and what another organisation has, is refused as the documented calls refuse it', async () => {
  const { api, reference, esim } = await bought()
  const other = api.as('another-key')
  await buy(other)
  const [byPath, asJson, byMatchingId, newest, ofEsim] = readAll(other, reference, esim.iccid, esim.matchingId)
  const unknown = [400, 'no esims found for reference'] as const
  await expectRefusals(
    other,
    [byPath, asJson, byMatchingId, newest].flatMap((call) => call ?? []),
    unknown,
  )
  await expectRefusals(other, ofEsim ? [ofEsim] : [], [403, 'access denied'])
  const stock = await buy(other)
  const none = [NOBODYS, 'nothing', stock.orderReference, `${stock.orderReference}-0`]
  await expectRefusals(
    other,
    none.map((each) => () => other.get(`/esims/assignments/${each}`)),
    unknown,
  )
  expect((await other.get('/esims/12/qr')).status).toBe(400)
})

test('an eSIM that was deleted has no code any more, and one that has left the account neither', async () => {
  const { api, reference, esim } = await bought()
  const { iccid, matchingId } = esim
  const revoked = await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  expect(revoked.status).toBe(200)
  const away = await Promise.all(readAll(api, reference, iccid, matchingId).map((call) => call()))
  expect(away.map(({ status }) => status)).toEqual([400, 400, 400, 400, 403])
  const kept = await bought()
  await kept.emulator.esims.install(kept.esim.iccid)
  await kept.api.delete(`/esims/${kept.esim.iccid}`, { prefix: '/v2.5' })
  const calls = readAll(kept.api, kept.reference, kept.esim.iccid, kept.esim.matchingId)
  const deleted = await Promise.all(calls.map((call) => call()))
  expect(deleted.map(({ status }) => status)).toEqual([410, 410, 410, 410, 410])
})

test('in the documented dialect the calls are answered, with the install details of that dialect', async () => {
  const { api, emulator, reference, esim } = await bought()
  await emulator.settings.change({ dialect: 'documented' })
  const documented = api.speaking('documented')
  const options = accepting('application/json')
  const byPath = await documented.get(`/esims/assignments/${reference}`, options)
  expect(byPath.json).toEqual((await documented.get(`/esims/assignments?reference=${reference}`, options)).json)
  const csv = await documented.get(`/esims/assignments/${reference}`)
  expect(csv.text).toBe((await documented.get(`/esims/assignments?reference=${reference}`)).text)
  for (const path of [`/esims/${esim.iccid}/qr`, `/esims/qr/${esim.matchingId}`]) {
    expect((await documented.get(path)).contentType).toBe('image/png')
  }
})

test.each([
  ['/esims/assignments/{reference}', 'GET /esims/assignments?reference='],
  ['/esims/{iccid}/qr', 'GET /esims/assignments?reference= with Accept: application/zip'],
])('the journal tells what is documented in place of %s', async (path, instead) => {
  const { api, emulator, reference, esim } = await bought()
  await api.get(path.replace('{reference}', reference).replace('{iccid}', esim.iccid))
  const [entry] = await emulator.requests.list()
  expect(entry?.contractIssues).toEqual([`path: GET ${path} is in no document of the vendor; ${instead} is`])
})

test.each(['/openapi.json', ...PREFIXES.map((prefix) => `${prefix}/openapi.json`)])(
  '%s has the undocumented calls, marked as such, and the document of the documented dialect does not',
  async (path) => {
    const { emulator } = await createTestEmulator()
    const read = async (dialect: string) => {
      const { paths } = await (await emulator.fetch(new Request(`http://emulator${path}?dialect=${dialect}`))).json()
      return Object.entries<Record<string, object>>(paths).flatMap(([name, methods]) =>
        Object.values(methods).flatMap((operation) => ('x-undocumented' in operation ? [name] : [])),
      )
    }
    const old = /\/v2(\.[01])?\//.test(path)
    const newest = path.startsWith('/v2.5')
    expect((await read('observed')).sort()).toEqual([
      ...(old ? [] : ['/esims/assignments/{reference}']),
      ...(newest ? ['/esims/qr/{matchingId}'] : []),
      '/esims/{iccid}/qr',
    ])
    expect(await read('documented')).toEqual([])
    const qrCodes = async (dialect: string) => {
      const { paths } = await (await emulator.fetch(new Request(`http://emulator${path}?dialect=${dialect}`))).json()
      return Object.keys(paths['/esims/qr/{reference}']?.get.responses[200].content ?? {})
    }
    if (newest) return
    expect(await qrCodes('observed')).toEqual(['application/zip', 'image/png'])
    expect(await qrCodes('documented')).toEqual(['application/zip'])
  },
)

test('what GET / tells of has none of them, and every one names what is documented instead', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.get('/')
  for (const { path, undocumented } of UNDOCUMENTED_OPERATIONS) {
    expect(json).not.toContain(path)
    expect(undocumented).toMatch(/^GET \//)
  }
  expect(ALL_OPERATIONS).toEqual([...OPERATIONS, ...UNDOCUMENTED_OPERATIONS])
  expect(OPERATIONS.filter(({ undocumented }) => undocumented !== undefined)).toEqual([])
})
