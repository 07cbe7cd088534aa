import { expect, test } from 'vitest'
import type { Answer, Api, CallOptions } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim, orderBody } from '../support/trade.ts'

const UUID = '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'
const body = orderBody({ assign: true })
const [line] = body.order
const { order: _, ...rest } = body

/** Bodies of an order that mean the same as the strict one. */
const ORDERS: Readonly<Record<string, unknown>> = {
  '`Order` with a capital': { ...rest, Order: [line] },
  '`ORDER` in capitals': { ...rest, ORDER: [line] },
  'fields of any case': {
    TYPE: 'transaction',
    Assign: true,
    order: [{ Type: 'bundle', ITEM: line?.item, Quantity: 1 }],
  },
  'a type in capitals': { ...body, type: 'TRANSACTION' },
  'assign as text': { ...body, assign: 'true' },
  'assign as text in capitals': { ...body, assign: 'TRUE' },
  'an empty list of ICCIDs': { ...body, order: [{ ...line, iccids: [] }] },
  'a list of one empty ICCID': { ...body, order: [{ ...line, iccids: [''] }] },
  'ICCIDs that are null': { ...body, order: [{ ...line, iccids: null }] },
  'no type of the line': { ...body, order: [{ item: line?.item, quantity: 1 }] },
  'an empty branding profile': { ...body, profileID: '' },
  'a branding profile': { ...body, profileID: UUID },
  'a branding profile in another case': { ...body, profileId: UUID },
  'unknown fields': { ...body, email: 'a@example.com', callback_url: 'https://example.com', version: 2 },
  'unknown fields of a line': { ...body, order: [{ ...line, price: 1.36, note: { any: ['thing'] } }] },
  'allowReassign as text': { ...body, order: [{ ...line, allowReassign: 'false' }] },
  'white space around it': ` \r\n ${JSON.stringify(body)}\n`,
  'a byte order mark': `\uFEFF${JSON.stringify(body)}`,
}

const expectedOrder = async () => {
  const { api } = await createTestEmulator()
  return withoutDate(await api.post('/orders', { body }))
}
const withoutDate = ({ status, text }: Answer) => [status, text.replace(/"createdDate":"[^"]*"/, '')]

test.each(Object.entries(ORDERS))('an order with %s is the same order', async (_, given) => {
  const { api } = await createTestEmulator()
  expect(withoutDate(await api.post('/orders', { body: given }))).toEqual(await expectedOrder())
})

test.each<[string, CallOptions]>([
  ['no Content-Type', { contentType: null }],
  ['a type of text', { contentType: 'text/plain' }],
  ['the type of a form', { contentType: 'application/x-www-form-urlencoded' }],
  ['a charset', { contentType: 'application/json; charset=utf-8' }],
  ['a key header in lower case', { key: null, headers: { 'x-api-key': 'test-key' } }],
  ['a key header in capitals', { key: null, headers: { 'X-API-KEY': 'test-key' } }],
  ['Accept: */*', { headers: { Accept: '*/*' } }],
  ['Accept: text/html', { headers: { Accept: 'text/html' } }],
])('an order sent with %s is the same order', async (_, options) => {
  const { api } = await createTestEmulator()
  expect(withoutDate(await api.post('/orders', { body, ...options }))).toEqual(await expectedOrder())
})

test.each(['/orders/', '/orders//', '/orders?includeIccids=true', '/orders?source=shop&order=1', '/orders/?x='])(
  'an order posted to %s is the same order',
  async (path) => {
    const { api } = await createTestEmulator()
    expect(withoutDate(await api.post(path, { body }))).toEqual(await expectedOrder())
  },
)

test.each([
  ['/catalogue?page=0', '/catalogue?page=1'],
  ['/catalogue?page=-3', '/catalogue?page=1'],
  ['/catalogue?page=', '/catalogue'],
  ['/catalogue?perPage=10000', '/catalogue?perPage=9999'],
  ['/catalogue?perPage=2000000', '/catalogue?perPage=10000'],
  ['/catalogue?perPage=', '/catalogue?perPage=50'],
  ['/catalogue?perPage=0', '/catalogue?perPage=50'],
  ['/catalogue?pageSize=5&limit=7', '/catalogue'],
  ['/catalogue?countries=gb,%20us', '/catalogue?countries=GB,US'],
  ['/catalogue?region=&group=&description=', '/catalogue'],
  ['/catalogue?orderBy=speed&direction=DESC', '/catalogue?orderBy=speed&direction=desc'],
  ['/catalogue?orderBy=nonsense', '/catalogue'],
  ['/catalogue?_=1700000000000', '/catalogue'],
  ['/catalogue?constructor=1', '/catalogue'],
  ['/catalogue?orderBy=constructor', '/catalogue'],
  ['/catalogue?orderBy=__proto__', '/catalogue'],
  ['/catalogue?page=999999999999999999', '/catalogue?page=99999'],
  ['/networks?isos=gb', '/networks?isos=GB'],
  ['/networks?isos=GB&returnAll=false', '/networks?isos=GB'],
  ['/networks?returnAll=True', '/networks?returnAll=true'],
  ['/orders?page=0&limit=10', '/orders'],
  ['/orders?limit=2000000', '/orders?limit=10000'],
  ['/esims?page=0', '/esims?page=1'],
  ['/esims?pageSize=10', '/esims'],
  ['/esims?orderBy=constructor', '/esims?direction=asc'],
  ['/esims?page=12345678901', '/esims?page=99999'],
  ['/orders?__proto__=1&toString=2', '/orders'],
  ['/orders?page=4294967296', '/orders?page=99999'],
  ['/inventory?page=1000000000000', '/inventory?page=99999'],
  ['/inventory?page=0', '/inventory'],
  ['/inventory/', '/inventory'],
])('%s answers as %s', async (liberal, strict) => {
  const { api } = await createTestEmulator()
  await api.post('/orders', { body })
  await api.post('/orders', { body: orderBody({ quantity: 2 }) })
  const [given, expected] = [await api.get(liberal), await api.get(strict)]
  expect(expected.status).toBe(200)
  expect(withoutSize(given.json)).toEqual(withoutSize(expected.json))
})

/** A page of everything says how large it was asked to be. */
const withoutSize = ({ pageSize: _, ...rest }: Record<string, unknown>) => rest

test.each([
  [undefined, 'text/csv'],
  ['*/*', 'text/csv'],
  ['text/html', 'text/csv'],
  ['application/json', 'application/json'],
  ['application/json, text/plain, */*', 'application/json'],
  ['application/zip', 'application/zip'],
])('install details asked for with Accept %s are %s', async (accept, contentType) => {
  const { api } = await createTestEmulator()
  const { orderReference } = (await api.post('/orders', { body })).json
  const headers = accept === undefined ? {} : { Accept: accept }
  const answer = await api.get(`/esims/assignments?reference=${orderReference}`, { headers })
  expect([answer.status, answer.contentType]).toEqual([200, contentType])
})

test.each([
  ['in the body', '', (iccid: string) => ({ iccid, customerRef: 'mine' })],
  ['in a body of other letters', '', (iccid: string) => ({ ICCID: iccid, customerref: 'mine' })],
  ['in the query', '?customerRef=mine&iccid=', undefined],
])('an update with its fields %s is the same update', async (_, query, bodyOf) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const path = `/esims${query && `${query}${iccid}`}`
  expect((await api.put(path, bodyOf ? { body: bodyOf(iccid) } : {})).status).toBe(200)
  expect((await api.get(`/esims/${iccid}`)).json.customerRef).toBe('mine')
})

const applies: readonly (readonly [string, (bundle: string) => unknown])[] = [
  ['bundle', (bundle) => ({ bundle })],
  ['name', (name) => ({ name })],
  ['Bundle', (Bundle) => ({ Bundle })],
  ['an empty ICCID', (bundle) => ({ bundle, iccid: '' })],
  ['an empty start time', (bundle) => ({ bundle, startTime: '' })],
  ['a list of names', (bundle) => ({ bundles: [bundle] })],
  ['a list of objects', (name) => ({ bundles: [{ name, repeat: 1, iccid: '' }] })],
]

test.each(applies)('an apply with %s puts a bundle on a new eSIM', async (_, bodyOf) => {
  const { api } = await createTestEmulator()
  await api.post('/orders', { body: orderBody({}) })
  const { status, json } = await api.post('/esims/apply', { body: bodyOf(BUNDLES.uk) })
  expect([status, json.esims]).toEqual([
    200,
    [{ iccid: expect.stringMatching(/^\d{19}$/), status: 'Successfully Applied Bundle', bundle: BUNDLES.uk }],
  ])
})

/** What the service is not known to take, or to have: refused, so that a client that needs it is told. */
test.each<[string, (api: Api) => Promise<Answer>, number]>([
  ['a quantity as text', (api) => api.post('/orders', { body: { ...body, order: [{ ...line, quantity: '1' }] } }), 400],
  ['a body as a list', (api) => api.post('/orders', { body: [body] }), 400],
  ['a page size that the eSIM list has not', (api) => api.get('/esims?perPage=10000'), 400],
  ['a page size below zero', (api) => api.get('/catalogue?perPage=-1'), 400],
  ['a page that is no number', (api) => api.get('/catalogue?page=first'), 400],
  ['a bundle in another letter case', (api) => api.get(`/catalogue/bundle/${BUNDLES.uk.toLowerCase()}`), 400],
  ['a path in capitals', (api) => api.get('/CATALOGUE'), 404],
  ['a slash too many inside', (api) => api.get('//catalogue'), 404],
])('%s is refused', async (_, call, status) => {
  const { api } = await createTestEmulator()
  expect((await call(api)).status).toBe(status)
})

const NEEDS_PREFIX = 'path: needs a version prefix: /v2, /v2.0, /v2.1, /v2.2, /v2.3, /v2.4, /v2.5'

test.each([
  [
    'GET',
    `/v2.1/esims/assignments/${UUID}`,
    'path: GET /esims/assignments/{reference} is not in this version (v2.2 on)',
  ],
  [
    'GET',
    `/v2.4/esimsassignments/${UUID}`,
    'path: there is no such path; perhaps GET /esims/assignments?reference= is meant',
  ],
  [
    'GET',
    '/v2.4/organisation/balance',
    'path: there is no such path; perhaps GET /organisation, which tells the balance is meant',
  ],
  ['GET', '/v2.4/balance', 'path: there is no such path; perhaps GET /organisation, which tells the balance is meant'],
  [
    'GET',
    '/v2.4/account/balance',
    'path: there is no such path; perhaps GET /organisation, which tells the balance is meant',
  ],
  [
    'GET',
    `/v2.4/catalogue/${BUNDLES.uk}`,
    'path: there is no such path; perhaps GET /catalogue/bundle/{name} is meant',
  ],
  ['GET', '/v2.4/plans', 'path: there is no such path; perhaps GET /catalogue is meant'],
  [
    'POST',
    '/v2.4/esims',
    'path: there is no such path; perhaps POST /orders with assign, or POST /esims/apply is meant',
  ],
  ['GET', '/v2.4/catalogue/prices', 'path: GET /catalogue/prices is not in this version (v2.5)'],
  ['GET', `/v2.5/esims/qr/${UUID}`, 'path: GET /esims/qr/{reference} is not in this version (to v2.4)'],
  ['GET', '/catalogue', NEEDS_PREFIX],
  ['GET', '/v3/catalogue', NEEDS_PREFIX],
])('%s %s is not found, and the journal says what may be meant', async (method, path, issue) => {
  const { api, emulator } = await createTestEmulator()
  const { status } = await api.call(method, path, { prefix: '' })
  const [entry] = await emulator.requests.list()
  expect([status, entry?.path, entry?.contractIssues]).toEqual([404, path, [issue]])
})

test('a path that means nothing is only not found', async () => {
  const { api, emulator } = await createTestEmulator()
  await api.get('/nowhere')
  expect((await emulator.requests.list())[0]?.contractIssues).toEqual([])
})

test.each(['POST', 'GET'])('an Idempotency-Key of a %s is noted in the journal, and not heeded', async (method) => {
  const { api, emulator } = await createTestEmulator()
  const headers = { 'idempotency-key': 'e1b7' }
  for (const _ of ['once', 'again']) {
    await api.call(method, '/orders', { headers, ...(method === 'POST' ? { body } : {}) })
  }
  const calls = await emulator.requests.list()
  expect(calls.map(({ status, contractIssues }) => [status, contractIssues])).toEqual(
    Array(2).fill([200, [expect.stringMatching(/^header Idempotency-Key: the service is not known to honour it/)]]),
  )
  expect((await api.get('/orders')).json.rows).toBe(method === 'POST' ? 2 : 0)
  expect((await emulator.requests.list({ limit: 1 }))[0]?.contractIssues).toEqual([])
})

test('what was ignored of a call is noted in the journal', async () => {
  const { api, emulator } = await createTestEmulator()
  await api.post('/orders?source=shop&constructor=1', {
    body: { ...body, email: 'a@example.com', order: [{ ...line, note: 1 }] },
  })
  expect((await emulator.requests.list())[0]?.contractIssues).toEqual([
    'query.source: not a parameter of this operation',
    'query.constructor: not a parameter of this operation',
    'body.order[0].note: not a field of this operation',
    'body.email: not a field of this operation',
  ])
})
