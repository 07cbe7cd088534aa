import { expect, test } from 'vitest'
import { VERSIONS } from '../../src/domain/api-version.ts'
import { DIALECTS } from '../../src/domain/dialect.ts'
import { createTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { buy, buyEsim } from '../support/trade.ts'
import { SlowSystemClock, watch } from '../support/wall.ts'

const OTHER = 'another-key'
const ORDERS = 130

/** An emulator with many orders, calls and events, which answers each list in as many turns as it can be. */
async function createBusy(): Promise<TestEmulator> {
  const made = await createTestEmulator({ systemClock: new SlowSystemClock(60_000) })
  await made.emulator.settings.change({ balance: 100_000, callbackUrl: '' })
  for (let order = 0; order < ORDERS; order += 1) await buyEsim(made.api)
  return made
}

const listIn = (json: unknown): unknown[] =>
  Array.isArray(json) ? json : (Object.values(json as object).find(Array.isArray) as unknown[])

test.each([
  ['GET', '/v2.4/orders?limit=10000', undefined],
  ['GET', '/_emulator/orders?limit=10000', undefined],
  ['GET', '/_emulator/esims?limit=10000', undefined],
  ['GET', '/_emulator/events?limit=10000', undefined],
  ['GET', '/_emulator/requests?limit=10000', undefined],
  ['GET', '/_emulator/ledger?limit=10000', undefined],
  ['POST', '/_emulator/requests/verify', { match: { method: 'POST' }, exactly: ORDERS }],
])('another organisation is answered while %s %s is', async (method, path, body) => {
  const { emulator, api } = await createBusy()
  const init = { method, headers: { 'X-API-Key': emulator.apiKey }, body: body ? JSON.stringify(body) : null }
  const asked = emulator.fetch(new Request(`http://emulator${path}`, init))
  const answer = watch(asked)
  expect((await api.as(OTHER).get('/organisation')).status).toBe(200)
  expect(answer.isOver()).toBe(false)
  const json = await (await asked).json()
  if (body) expect(json).toMatchObject({ ok: true, count: ORDERS })
  else expect(listIn(json).length).toBeGreaterThanOrEqual(ORDERS)
})

test.each([
  ['text/csv', (text: string) => text.trim().split('\n').length - 1],
  ['application/json', (text: string) => JSON.parse(text).length],
])('another organisation is answered while the install details of one are written as %s', async (accept, count) => {
  const { emulator, api } = await createTestEmulator({ systemClock: new SlowSystemClock(60_000) })
  const { orderReference } = await buy(api, { assign: true, quantity: ORDERS })
  const headers = { 'X-API-Key': emulator.apiKey, Accept: accept }
  const asked = emulator.fetch(
    new Request(`http://emulator/v2.4/esims/assignments?reference=${orderReference}`, { headers }),
  )
  const answer = watch(asked)
  expect((await api.as(OTHER).get('/organisation')).status).toBe(200)
  expect(answer.isOver()).toBe(false)
  expect(count(await (await asked).text())).toBe(ORDERS)
})

test.each(
  DIALECTS.flatMap((dialect) =>
    VERSIONS.filter((version) => version >= '2.2').map((version) => [version, dialect] as const),
  ),
)('a long list of orders has what its pages have, in v%s %s', async (version, dialect) => {
  const { emulator } = await createBusy()
  const base = dialect === 'documented' ? '/documented' : ''
  const read = async (query: string) => {
    const headers = { 'X-API-Key': emulator.apiKey }
    const response = await emulator.fetch(
      new Request(`http://emulator${base}/v${version}/orders?${query}`, { headers }),
    )
    return response.json()
  }
  const whole = await read(`limit=${ORDERS}`)
  const pages = [await read('limit=26&page=1')]
  for (let page = 2; page <= 5; page += 1) pages.push(await read(`limit=26&page=${page}`))
  expect(listIn(whole)).toEqual(pages.flatMap(listIn))
  if (!Array.isArray(whole)) expect(Object.keys(whole)).toEqual(Object.keys(pages[0]))
})

test('a long list is journalled by its beginning, and a malformed answer is half of it', async () => {
  const { emulator } = await createBusy()
  const list = async (headers: Readonly<Record<string, string>> = {}) => {
    const url = `http://emulator/v2.4/orders?limit=${ORDERS}`
    return (await emulator.fetch(new Request(url, { headers: { 'X-API-Key': emulator.apiKey, ...headers } }))).text()
  }
  const whole = await list()
  const half = await list({ 'Emulator-Fault': 'malformed; phase=after' })
  expect(half).toBe(whole.slice(0, Math.ceil(whole.length / 2)))
  const recorded = await emulator.requests.list({ limit: 2 })
  expect(recorded.map(({ responseBody }) => responseBody)).toEqual([half.slice(0, 8_192), whole.slice(0, 8_192)])
})

test('the install details of an order of some hundred eSIMs are read in several turns, and are all there', async () => {
  const { api } = await createTestEmulator({ systemClock: new SlowSystemClock(60_000) })
  const { orderReference, order } = await buy(api, { assign: true, quantity: 501 })
  const { json } = await api.get(`/esims/assignments?reference=${orderReference}`, {
    headers: { Accept: 'application/json' },
  })
  expect(json.map(({ iccid }: { iccid: string }) => iccid)).toEqual(order[0]?.iccids)
})
