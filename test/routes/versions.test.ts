import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { callExample, createWorld } from '../support/example-calls.ts'
import { BUNDLES, buy, buyEsim, orderBody } from '../support/trade.ts'

const PREFIXES = ['/v2', '/v2.0', '/v2.1', '/v2.2', '/v2.3', '/v2.4', '/v2.5']

/** The operations that not every version has, and the prefixes that they answer under. */
const NOT_EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  listPrices: ['/v2.5'],
  setSuspension: ['/v2.5'],
  getSuspension: ['/v2.5'],
  deleteEsim: ['/v2.5'],
  listGroupCountries: ['/v2', '/v2.0', '/v2.1'],
  getInstallDetails: ['/v2.2', '/v2.3', '/v2.4', '/v2.5'],
  getInstallDetailsByPath: ['/v2.2', '/v2.3', '/v2.4', '/v2.5'],
  checkCompatibility: ['/v2.2', '/v2.3', '/v2.4', '/v2.5'],
  revokeAssignment: ['/v2.2', '/v2.3', '/v2.4', '/v2.5'],
  getQrCodes: ['/v2', '/v2.0', '/v2.1', '/v2.2', '/v2.3', '/v2.4'],
  getInstallCsv: ['/v2', '/v2.0', '/v2.1', '/v2.2', '/v2.3', '/v2.4'],
  revokeApplication: ['/v2', '/v2.0', '/v2.1', '/v2.2', '/v2.3', '/v2.4'],
}

test.each(
  ALL_OPERATIONS.flatMap(({ operationId, status = 200 }) =>
    [
      ...PREFIXES.map((prefix) => ({ prefix, dialect: 'observed' as const })),
      // Where the documented dialect differs from one version to the next.
      ...['/v2.2', '/v2.4', '/v2.5'].map((prefix) => ({ prefix, dialect: 'documented' as const })),
    ].map((called) => ({ operationId, status, ...called })),
  ),
)('$operationId under $prefix, $dialect', async ({ operationId, status, prefix, dialect }) => {
  const { api, emulator } = await createTestEmulator()
  const world = await createWorld(api)
  const [phone] = operationId === 'sendSms' ? await emulator.esims.create({ msisdn: '447700900123' }) : []
  await emulator.settings.change({ dialect })
  const example = { ...world, iccid: phone?.iccid ?? world.iccid }
  const headers = { Accept: 'application/json' }
  const answer = await callExample(api.speaking(dialect), operationId, example, { prefix, headers })
  if ((NOT_EVERYWHERE[operationId] ?? PREFIXES).includes(prefix)) {
    expect(answer.status).toBe(status)
    expect(answer.bytes.length).toBeGreaterThan(0)
    // A client of v2.3 takes any `message` for an error.
    if (dialect === 'observed') expect(Object.keys(answer.json ?? {})).not.toContain('message')
  } else {
    expect([answer.status, answer.json]).toEqual([404, { message: 'Not Found' }])
    expect(answer.headers.get('emulator-reason')).toBe('not-in-version')
  }
})

test.each([
  ['/v2', '', false],
  ['/v2.1', '', false],
  ['/v2.2', '', false],
  ['/v2.2', '?includeIccids=true', true],
  ['/v2.2', '?includeIccids=false', false],
  ['/v2.3', '', true],
  ['/v2.3', '?includeIccids=false', true],
  ['/v2.4', '', true],
  ['/v2.5', '', true],
])('under %s%s it is %s that orders have eSIM data', async (prefix, query, shown) => {
  const { api } = await createTestEmulator()
  const placed = await api.post(`/orders${query}`, { prefix, body: orderBody({ assign: true, quantity: 5 }) })
  const { orderReference } = placed.json
  const detail = await api.get(`/orders/${orderReference}${query}`, { prefix })
  const list = await api.get(`/orders${query}`, { prefix })
  for (const { order } of [placed.json, detail.json, list.json.orders[0]]) {
    expect([order[0].iccids?.length, order[0].esims?.length]).toEqual(shown ? [5, 5] : [undefined, undefined])
  }
})

test.each([
  ['/v2.2', false],
  ['/v2.3', true],
])('under %s it is %s that an order of six eSIMs has their data', async (prefix, shown) => {
  const { api } = await createTestEmulator()
  const { orderReference } = await buy(api, { assign: true, quantity: 6 })
  const { json } = await api.get(`/orders/${orderReference}?includeIccids=true`, { prefix })
  expect(json.order[0].iccids?.length).toBe(shown ? 6 : undefined)
})

test.each([
  ['/v2', 1],
  ['/v2.1', 1],
  ['/v2.2', 0],
  ['/v2.4', 0],
])('under %s %i bundles that are used up are listed unasked', async (prefix, count) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.use(iccid, { megabytes: 1_000, country: 'GB' })
  expect((await api.get(`/esims/${iccid}/bundles`, { prefix })).json.bundles).toHaveLength(count)
})

const APPLE = 'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp-3104.idemia.io$'
const ANDROID = 'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24rsp-3104.idemia.io%24'

test.each([
  ['/v2.4', 'installUrl', []],
  ['/v2.4', 'appleInstallUrl', ['apple']],
  ['/v2.5', 'installUrl', ['apple', 'android']],
  ['/v2.5', 'x, installUrl', ['apple', 'android']],
  ['/v2.5', 'appleInstallUrl', ['apple']],
  ['/v2.5', '', []],
])('under %s additionalFields=%s gives the links %j', async (prefix, fields, links) => {
  const { api } = await createTestEmulator()
  const { order, orderReference } = await buy(api, { assign: true })
  const { iccid = '', matchingId } = order[0]?.esims?.[0] ?? {}
  const expected = {
    ...(links.includes('apple') ? { appleInstallUrl: `${APPLE}${matchingId}` } : {}),
    ...(links.includes('android') ? { androidInstallUrl: `${ANDROID}${matchingId}` } : {}),
  }
  const linksIn = (json: object) =>
    Object.fromEntries(Object.entries(json).filter(([name]) => /InstallUrl$/.test(name)))
  const query = `additionalFields=${encodeURIComponent(fields)}`
  expect(linksIn((await api.get(`/esims/${iccid}?${query}`, { prefix })).json)).toEqual(expected)
  const path = `/esims/assignments?reference=${orderReference}&${query}`
  const [details] = (await api.get(path, { prefix, headers: { Accept: 'application/json' } })).json
  expect(linksIn(details)).toEqual(expected)
  const [header, row] = (await api.get(path, { prefix })).text.split('\n').map((line) => line.split(',').slice(5))
  expect(header).toEqual(links.map((link) => `${link === 'apple' ? 'Apple' : 'Android'} Install URL`))
  expect(row).toEqual(Object.values(expected))
})

test('v2.5 shows the routing profile of bundles, and the state and phone number of eSIMs', async () => {
  const { api, emulator } = await createTestEmulator()
  const [esim] = await emulator.esims.create({ msisdn: '447700900123' })
  const read = async (prefix: string) => {
    const [bundle] = (await api.get(`/catalogue?countries=GB&description=1GB`, { prefix })).json.bundles
    const [listed] = (await api.get('/esims', { prefix })).json.esims
    const { state, msisdn } = (await api.get(`/esims/${esim?.iccid}`, { prefix })).json
    return [bundle.profileName, listed.state, state, msisdn]
  }
  expect(await read('/v2.5')).toEqual(['Profile 4', 'Active', 'Active', '447700900123'])
  expect(await read('/v2.4')).toEqual([undefined, undefined, undefined, undefined])
})

test('the countries of a group are those of its bundles', async () => {
  const { api } = await createTestEmulator()
  const countriesOf = async (group: string) => {
    const path = `/organisation/groups/${encodeURIComponent(group)}/countries`
    return (await api.get(path, { prefix: '/v2.1' })).json.countries
  }
  const fixed = await countriesOf('Standard Fixed')
  expect(fixed[0]).toEqual({ name: 'Andorra', region: 'Europe', iso: 'AD' })
  expect(new Set(fixed.map((country: object) => JSON.stringify(country))).size).toBe(fixed.length)
  expect((await countriesOf('Standard Long Duration')).length).toBeLessThan(fixed.length)
  expect(await countriesOf('standard fixed')).toEqual([])
})

test('prices by consumption: none, in the usual form of a list', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.get('/catalogue/prices', { prefix: '/v2.5' })
  expect(json).toEqual({ prices: [], pageCount: 0, rows: 0, pageSize: 50 })
})

test('one organisation uses several versions at once', async () => {
  const { api } = await createTestEmulator()
  const placed = await api.post('/orders', { prefix: '/v2.4', body: orderBody({ assign: true }) })
  const [iccid] = placed.json.order[0].iccids
  const detail = await api.get(`/catalogue/bundle/${BUNDLES.uk}`, { prefix: '/v2.3' })
  const esim = await api.get(`/esims/${iccid}`, { prefix: '/v2.5' })
  expect([detail.json.name, esim.json.iccid]).toEqual([BUNDLES.uk, iccid])
})
