import { expect, test } from 'vitest'
import { ALL_OPERATIONS, OPERATIONS } from '../../src/contract/operations.ts'
import { DIALECTS } from '../../src/domain/dialect.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { callExample, createWorld, exampleOf, NOBODY } from '../support/example-calls.ts'
import { BUNDLES, buy, buyEsim, getAssignments, orderBody } from '../support/trade.ts'
import {
  fieldsOfShape,
  USUAL_STATUSES,
  VENDOR_ANSWERS,
  VENDOR_CALLBACK,
  VENDOR_QUERIES,
  VENDOR_STATUSES,
  VENDOR_TAGS,
} from '../support/vendor-document.ts'
import { readQrCode, readZip } from '../support/zip.ts'

/** The base URL of the document's own dialect. */
const prefix = '/documented/v2.4'

// biome-ignore lint/suspicious/noExplicitAny: tests read into documents and answers of many forms.
type Json = any

interface Described {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, { readonly content: Json }>>
}

async function readDocument(path: string): Promise<Json> {
  const { emulator, close } = await openTestEmulator()
  try {
    return await (await emulator.fetch(new Request(`http://emulator${path}`))).json()
  } finally {
    await close()
  }
}

const document = await readDocument(`${prefix}/openapi.json`)

const operationsOf = (document: Json): Described[] =>
  Object.values(document.paths).flatMap((path: Json) => Object.values(path))

/** The fields of a schema in its order, by the same paths as those of a shape; of several forms the first. */
function fieldsOfSchema(schema: Json, path = ''): string[] {
  if (schema.anyOf) return fieldsOfSchema(schema.anyOf[0], path)
  if (schema.type === 'array') return fieldsOfSchema(schema.items, `${path}[]`)
  return Object.entries<Json>(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = [path, name].filter((part) => part !== '').join('.')
    return [inner, ...fieldsOfSchema(field, inner)]
  })
}

test('the document describes itself: its version, its key, its tags and its callback', () => {
  expect(document.info.version).toBe('2.4.0')
  expect(document.info['x-emulator-version']).toMatch(/^\d+\.\d+\.\d+/)
  expect(document.servers).toEqual([{ url: prefix }])
  expect(document.security).toEqual([{ apikeyAuth: [] }])
  expect(document.components.securitySchemes).toEqual({
    apikeyAuth: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  })
  expect(document.tags.map(({ name }: { name: string }) => name)).toEqual(Object.keys(VENDOR_TAGS))
  const operations = [...operationsOf(document), ...Object.values<Json>(document.webhooks).map(({ post }) => post)]
  const byTag = Object.fromEntries(
    Object.keys(VENDOR_TAGS).map((tag) => [
      tag,
      operations.filter(({ tags }) => tags.includes(tag)).map(({ operationId }) => operationId),
    ]),
  )
  const sorted = (tags: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(tags).map(([tag, ids]) => [tag, ids.toSorted()])
  expect(sorted(byTag)).toEqual(sorted(VENDOR_TAGS))
  const body = document.webhooks.usageCallback.post.requestBody.content['application/json'].schema
  expect(fieldsOfSchema(body).toSorted()).toEqual(fieldsOfShape(VENDOR_CALLBACK).toSorted())
})

test.each(OPERATIONS.filter(({ operationId }) => Object.values(VENDOR_TAGS).flat().includes(operationId)))(
  '$operationId is described as the document has it',
  ({ operationId, deprecated }) => {
    const described = operationsOf(document).find((each) => each.operationId === operationId)
    const queries = described?.parameters.filter((each) => each.in === 'query').map(({ name }) => name) ?? []
    expect(queries.toSorted()).toEqual((VENDOR_QUERIES[operationId] ?? []).toSorted())
    const statuses = VENDOR_STATUSES[operationId] ?? USUAL_STATUSES
    expect(Object.keys(described?.responses ?? {}).map(Number)).toEqual(statuses)
    expect((described as Json)?.deprecated ?? false).toBe(deprecated ?? false)
    const shape = VENDOR_ANSWERS[operationId]
    if (!shape) return
    expect(fieldsOfSchema(described?.responses[200]?.content['application/json'].schema)).toEqual(fieldsOfShape(shape))
  },
)

test.each(
  DIALECTS.flatMap((dialect) =>
    ALL_OPERATIONS.map(({ operationId }) => operationId)
      .filter((operationId) => exampleOf(operationId, NOBODY).options?.prefix === undefined)
      .map((operationId) => [dialect, operationId] as const),
  ),
)(
  'where the organisation speaks %s, the base URL of the document answers %s in the document’s form',
  async (dialect, operationId) => {
    const ask = async (own: boolean) => {
      const { api: observed, emulator } = await createTestEmulator()
      const world = await createWorld(observed)
      const [phone] = await emulator.esims.create({ msisdn: '447700900123' })
      await emulator.settings.change({ dialect: own ? dialect : 'documented' })
      const api = observed.speaking('documented')
      const esim = operationId === 'sendSms' ? { iccid: phone?.iccid ?? '' } : {}
      const options = { ...exampleOf(operationId, world).options, ...(own ? { prefix } : {}) }
      const { status, contentType, bytes } = await callExample(api, operationId, { ...world, ...esim }, options)
      return { status, contentType, bytes }
    }
    const answer = await ask(true)
    expect(answer.status).toBe(200)
    expect(answer).toEqual(await ask(false))
  },
)

test('two clients, one of the service and one of the document, work side by side', async () => {
  const { api, emulator } = await createTestEmulator()
  const placed = await api.post('/orders', { prefix, body: orderBody({ assign: true }) })
  const [iccid] = JSON.parse(placed.text).order[0].iccids
  expect((await api.get(`/esims/${iccid}`)).json.smdpAddress).toBe('rsp-3104.idemia.io')
  expect((await api.get(`/esims/${iccid}`, { prefix })).json.smdpAddress).toBe('http://rsp-3104.idemia.io')
  expect((await api.get('/orders')).json.rows).toBe(1)
  expect((await emulator.settings.get()).dialect).toBe('observed')
  const found = await emulator.requests.list({ path: '/esims/*' })
  expect(found.map(({ path, operationId }) => [path, operationId])).toEqual([
    [`${prefix}/esims/${iccid}`, 'getEsim'],
    [`/v2.4/esims/${iccid}`, 'getEsim'],
  ])
  const journalled = await emulator.requests.list()
  expect(journalled.filter(({ path }) => path.startsWith(prefix))).toHaveLength(2)
  const verified = await emulator.requests.verify({ match: { path: '/esims/{iccid}' }, exactly: 2 })
  expect(verified.ok).toBe(true)
})

test.each(['/orders', '/v2.4/orders', '/documented/v2.4/orders'])(
  'a fault of %s, the limit of calls and the number of a call hold at the base URL of the document',
  async (path) => {
    const { api, emulator } = await createTestEmulator()
    await emulator.faults.add({ match: { path }, fault: { type: 'status', status: 500 }, times: 1 })
    const failed = await api.get('/orders', { prefix })
    expect([failed.status, failed.headers.get('emulator-request-id')]).toEqual([500, '1'])
    expect(failed.headers.get('emulator-reason')).toMatch(/^fault/)
    const own = await api.get('/orders', { prefix, headers: { 'Emulator-Fault': 'status=500' } })
    expect(own.status).toBe(500)
    await emulator.settings.change({ rateLimit: 2 })
    const statuses = []
    for (const each of ['/v2.4', prefix, '/v2.4', prefix]) {
      statuses.push((await api.get('/orders', { prefix: each })).status)
    }
    expect(statuses).toEqual([200, 200, 429, 429])
  },
)

test.each([
  ['a wrong key', '/documented/v2.4', '/orders', 'POST', 401, 'access denied'],
  ['a wrong key', '/documented/v2.4', '/organisation', 'GET', 403, '{"message":"access denied"}'],
  ['an unknown path', '/documented/v2.4', '/balance', 'GET', 404, '{"message":"Not Found"}'],
  ['no version', '/documented', '/orders', 'GET', 404, '{"message":"Not Found"}'],
  ['another case', '/Documented/v2.4', '/orders', 'GET', 404, '{"message":"Not Found"}'],
])('%s at %s%s is refused in the form of the document', async (_, root, path, method, status, text) => {
  const { api } = await createTestEmulator({ apiKeys: ['the-key'] })
  const answer = await api.call(method, path, { prefix: root, key: 'wrong' })
  expect([answer.status, answer.text]).toEqual([status, text])
})

test('an unknown version is told the known ones, and a call without one is told that it needs one', async () => {
  const { api, emulator } = await createTestEmulator()
  const { status, json } = await api.get('/orders', { prefix: '/documented/v2.9' })
  expect([status, json.message]).toEqual([
    404,
    expect.stringMatching(/^unknown API version \/v2\.9: use one of \/v2, /),
  ])
  await api.get('/orders', { prefix: '/documented' })
  const [call] = await emulator.requests.list()
  expect(call?.contractIssues).toEqual([expect.stringMatching(/^path: needs a version prefix: \/v2, /)])
})

test.each(['/v2', '/v2.0', '/v2.1', '/v2.2', '/v2.3', '/v2.4', '/v2.5'])(
  '/documented%s speaks the document of that version',
  async (version) => {
    const { api } = await createTestEmulator()
    const documented = await api.get('/catalogue?perPage=1', { prefix: `/documented${version}` })
    expect(Array.isArray(documented.json)).toBe(true)
    const own = await readDocument(`/documented${version}/openapi.json`)
    const number = version === '/v2' ? '2.0.0' : `${version.slice(2)}.0`
    expect([own.servers, own.info.version]).toEqual([[{ url: `/documented${version}` }], number])
    const byKey = version <= '/v2.2' ? 200 : 403
    expect(
      (await api.get('/organisation?api_key=test-key', { prefix: `/documented${version}`, key: null })).status,
    ).toBe(byKey)
  },
)

test.each<[string, object, Record<string, string>, object, string, string]>([
  ['no key and no setting', {}, {}, {}, 'object', '/v2.4'],
  ['a server of the documented dialect', { dialect: 'documented' }, {}, {}, 'array', '/v2.4'],
  ['a scenario of it', { scenario: { organisation: { dialect: 'documented' } } }, {}, {}, 'array', '/v2.4'],
  ['the default organisation set to it', {}, {}, { 'test-key': 'documented' }, 'array', '/v2.4'],
  ['the key of an organisation set to it', {}, { 'X-API-Key': 'other' }, { other: 'documented' }, 'array', '/v2.4'],
  ['another key', {}, { 'X-API-Key': 'third' }, { other: 'documented' }, 'object', '/v2.4'],
  ['a key that is not accepted', { apiKeys: ['test-key'] }, { 'X-API-Key': 'no' }, {}, 'object', '/v2.4'],
])('/openapi.json for %s describes what is answered there', async (_, options, headers, settings, type, url) => {
  const { emulator } = await createTestEmulator(options)
  for (const [key, dialect] of Object.entries(settings)) await emulator.organisation(key).settings.change({ dialect })
  for (const path of ['/openapi.json', '/v2.4/openapi.json']) {
    const json: Json = await (await emulator.fetch(new Request(`http://emulator${path}`, { headers }))).json()
    expect(json.paths['/catalogue'].get.responses[200].content['application/json'].schema.type).toBe(type)
    expect(json.servers).toEqual([{ url }])
  }
  expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).not.toContain('third')
})

test('the description of a base URL is that of its dialect alone', async () => {
  const observed = await readDocument('/documented/v2.4/openapi.json?dialect=observed')
  expect(observed.error.message).toBe('/documented/v2.4 speaks documented: ask /v2.4/openapi.json?dialect=observed')
  const other = await readDocument('/openapi.json?dialect=documented')
  expect(other).toEqual(await readDocument('/documented/openapi.json'))
})

test('lists that the document does not page are whole', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  for (let time = 0; time < 30; time++) await api.get(`/esims/${iccid}/refresh`)
  const { bundles } = (await api.get('/catalogue?perPage=60&countries=GB,FR,DE,IT,ES,PT')).json
  const names: string[] = bundles.map(({ name }: { name: string }) => name)
  await api.post('/organisation/balance?amount=5000')
  await api.post('/orders', {
    body: { type: 'transaction', order: names.map((item) => ({ type: 'bundle', item, quantity: 1 })) },
  })
  for (const query of ['', '?page=2', '?perPage=1', '?page=x']) {
    const { json: history } = await api.get(`/esims/${iccid}/history${query}`, { prefix })
    expect(history).toHaveLength(31)
    const { json: inventory } = await api.get(`/inventory${query}`, { prefix })
    expect(Object.keys(inventory)).toEqual(['bundles'])
    expect(inventory.bundles.map(({ name }: { name: string }) => name).sort()).toEqual(names.toSorted())
  }
  expect((await api.get(`/esims/${iccid}/history`)).json.actions).toHaveLength(10)
  expect((await api.get('/inventory')).json.bundles).toHaveLength(50)
})

test('a parameter that the document does not have is ignored, and noted in the journal', async () => {
  const { api, emulator } = await createTestEmulator()
  const { orderReference } = await buy(api)
  for (const path of ['/inventory?page=2', `/orders/${orderReference}?includeIccids=perhaps`]) {
    expect((await api.get(path, { prefix })).status).toBe(200)
    const [call] = await emulator.requests.list({ limit: 1 })
    expect(call?.contractIssues).toEqual([expect.stringMatching(/^query\.\w+: not a parameter of this operation$/)])
  }
})

test.each([
  ['/esims?perPage=20', 12],
  ['/esims?perPage=7', 7],
  ['/esims?perPage=5&page=3', 2],
  ['/esims?perPage=9007199254740991', 12],
  ['/esims?perPage=9007199254740991&page=9007199254740991', 0],
  ['/orders?limit=10001', 13],
  ['/orders?limit=11&page=2', 2],
  ['/orders', 10],
  ['/catalogue?perPage=3', 3],
  ['/catalogue', 50],
])('any whole number is a page size of the document: %s has %i', async (path, rows) => {
  const { api } = await createTestEmulator()
  await api.post('/organisation/balance?amount=1000')
  for (let time = 0; time < 12; time++) await buyEsim(api)
  const { status, json } = await api.get(path, { prefix })
  expect([status, (json.esims ?? json).length]).toEqual([200, rows])
})

test('install files have the columns and the address of the document in every carrier', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true, quantity: 2 })
  const esims = order[0]?.esims ?? []
  const csv = `ICCID,Matching ID,RSP URL\n${esims
    .map(({ iccid, matchingId, smdpAddress }) => `${iccid},${matchingId},http://${smdpAddress}\n`)
    .join('')}`
  const details = `/esims/assignments?reference=${orderReference}`
  expect((await api.get(details, { prefix })).text).toBe(csv)
  expect((await api.get(`/esims/csv/${orderReference}`, { prefix })).text).toBe(csv)
  const zip = { prefix, headers: { Accept: 'application/zip' } }
  for (const { bytes } of [await api.get(details, zip), await api.get(`/esims/qr/${orderReference}`, { prefix })]) {
    const entries = await readZip(bytes)
    expect(entries.at(-1)?.content.toString()).toBe(csv)
    // What a phone scans is no URL.
    const codes = entries.slice(0, -1).map(({ content }) => readQrCode(content))
    expect(codes).toEqual(esims.map(({ smdpAddress, matchingId }) => `LPA:1$${smdpAddress}$${matchingId}`))
  }
  const { json } = await api.get(details, { prefix, headers: { Accept: 'application/json' } })
  expect(json.map(({ smdpAddress }: { smdpAddress: string }) => smdpAddress)).toEqual(
    esims.map(({ smdpAddress }) => `http://${smdpAddress}`),
  )
})

test('an installation that never was is null, in details and in install details', async () => {
  const { api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true })
  const details = ['iccid', 'matchingId', 'smdpAddress', 'profileStatus', 'pin', 'puk', 'firstInstalledDateTime']
  const headers = { Accept: 'application/json' }
  for (const path of [`/esims/${order[0]?.iccids?.[0]}`, `/esims/assignments?reference=${orderReference}`]) {
    const { json } = await api.get(path, { prefix, headers })
    expect([Object.keys(json), json.firstInstalledDateTime]).toEqual([details, null])
  }
})

test('a revoke by name takes one assignment, the latest, until none of a year is left', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.year, iccid)
  const path = `/esims/${iccid}/bundles/${BUNDLES.year}`
  const ids: string[] = (await api.get(path)).json.assignments.map(({ id }: { id: string }) => id)
  expect(ids).toHaveLength(12)
  for (let left = 11; left >= 0; left--) {
    expect((await api.delete(path, { prefix })).status).toBe(200)
    const states = (await getAssignments(api, iccid)).filter(({ id }) => ids.includes(id))
    const queued = states.filter(({ bundleState }) => bundleState === 'queued').map(({ id }) => id)
    expect(queued.toSorted()).toEqual(ids.slice(0, left).toSorted())
  }
  expect((await api.delete(path, { prefix })).json).toEqual({ message: 'no bundle assignment to revoke' })
  expect((await api.get('/inventory')).json.bundles).toEqual([])
})

test('under v2.5, whose documents give an example, a revoke by name takes the oldest unused, and a year as a whole', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.year)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.year}`, { prefix: '/documented/v2.5' })
  expect((await api.get('/inventory')).json.bundles).toHaveLength(1)
})
