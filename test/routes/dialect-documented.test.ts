import { expect, test } from 'vitest'
import { OPERATIONS } from '../../src/contract/operations.ts'
import { isInSpan } from '../../src/domain/api-version.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { callExample, createWorld, NOBODY } from '../support/example-calls.ts'
import { BUNDLES, buyEsim, orderBody } from '../support/trade.ts'
import {
  fieldsOf,
  fieldsOfShape,
  schemaOfShape,
  USUAL_STATUSES,
  VENDOR_ANSWERS,
  VENDOR_STATUSES,
} from '../support/vendor-document.ts'

const IN_DOCUMENT = OPERATIONS.filter((operation) => isInSpan(operation, '2.4')).map(({ operationId }) => operationId)
const WITHOUT_JSON = ['createOrder', 'getInstallDetails', 'getQrCodes', 'getInstallCsv', 'listNetworks']

/** An emulator that speaks the document, with an eSIM of two bundles, one of which is in use. */
async function createDocumented() {
  const { api: observed, emulator } = await createTestEmulator()
  const world = await createWorld(observed)
  const [phone] = await emulator.esims.create({ msisdn: '447700900123' })
  await emulator.esims.use(world.iccid, { megabytes: 600, country: 'GB' })
  await emulator.settings.change({ dialect: 'documented' })
  return { api: observed.speaking('documented'), emulator, world, phone: phone?.iccid ?? '' }
}

test('the document has a JSON answer for each operation but those that it gives none of', () => {
  expect([...Object.keys(VENDOR_ANSWERS), ...WITHOUT_JSON].sort()).toEqual(IN_DOCUMENT.toSorted())
})

test.each(Object.keys(VENDOR_ANSWERS))('%s answers as the document has it, to the letter', async (operationId) => {
  const { api, world, phone } = await createDocumented()
  const unused = operationId.startsWith('revoke') ? await unusedAssignment(api, world.iccid) : world.assignmentId
  const iccid = operationId === 'sendSms' ? phone : world.iccid
  const answer = await callExample(api, operationId, { ...world, iccid, assignmentId: unused })
  expect([answer.status, answer.contentType]).toEqual([200, 'application/json'])
  const shape = VENDOR_ANSWERS[operationId] ?? ''
  const { error } = schemaOfShape(shape).safeParse(answer.json)
  expect(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []).toEqual([])
  const fields = fieldsOf(answer.json)
  expect(fields).toEqual(fieldsOfShape(shape).filter((field) => fields.includes(field)))
})

async function unusedAssignment(api: { get: (path: string) => Promise<{ json: unknown }> }, iccid: string) {
  const { json } = await api.get(`/esims/${iccid}/bundles`)
  const { bundles } = json as { bundles: { assignments: { id: string; bundleState: string }[] }[] }
  return bundles[0]?.assignments.find(({ bundleState }) => bundleState === 'Queued')?.id ?? ''
}

test.each(IN_DOCUMENT)('%s is refused with a status that the document lists', async (operationId) => {
  const { api } = await createTestEmulator({ dialect: 'documented' })
  const statuses = VENDOR_STATUSES[operationId] ?? USUAL_STATUSES
  const answers = [
    await callExample(api, operationId, NOBODY, { key: null }),
    await callExample(api, operationId, NOBODY),
    await callExample(api, operationId, { ...NOBODY, iccid: 'none', orderReference: 'none', assignmentId: 'none' }),
  ]
  // The document forgot 403 at GET /, and a key is needed there, too.
  const allowed = operationId === 'describeApi' ? [...statuses, 403] : statuses
  for (const { status } of answers) expect(allowed).toContain(status)
  expect([401, 403]).toContain(answers[0]?.status)
})

test('an order is a text that says it in JSON', async () => {
  const { api } = await createTestEmulator({ dialect: 'documented' })
  const answer = await api.post('/orders', { body: orderBody({ assign: true, item: BUNDLES.uk }) })
  expect([answer.status, answer.contentType]).toEqual([200, 'text/plain'])
  const order = JSON.parse(answer.text)
  expect(Object.keys(order).sort()).toEqual(
    ['assigned', 'createDate', 'currency', 'order', 'orderReference', 'status', 'statusMessage', 'total'].sort(),
  )
  expect(order).toMatchObject({ total: 1, statusMessage: 'Order completed: 1 eSIM assigned' })
  expect(order.order[0].esims[0].smdpAddress).toBe('http://rsp-3104.idemia.io')
})

test.each<[string, unknown, number, string]>([
  ['half a body', '{', 400, 'failed to parse request body'],
  ['an unknown bundle', orderBody({ item: 'none' }), 400, 'bundle not found: none'],
  ['too little money', orderBody({ quantity: 10_000 }), 400, 'insufficient balance'],
  ['an eSIM of nobody', orderBody({ assign: true, iccids: [NOBODY.iccid] }), 400, 'access denied'],
])('an order with %s is refused with a text', async (_, body, status, text) => {
  const { api } = await createTestEmulator({ dialect: 'documented' })
  const answer = await api.post('/orders', { body })
  expect([answer.status, answer.contentType, answer.text]).toEqual([status, 'text/plain', text])
})

test.each([
  ['POST', '/orders', 'text/plain', 'Internal Server Error'],
  ['GET', '/networks', 'text/plain', 'Internal Server Error'],
  ['GET', '/orders', 'application/json', '{"message":"Internal Server Error"}'],
])('%s %s has errors that faults make, and those of the rate limit, as %s', async (method, path, type, text) => {
  const { emulator, api } = await createTestEmulator({ dialect: 'documented' })
  const call = () => (method === 'POST' ? api.post(path, { body: {} }) : api.get(path))
  await emulator.faults.add({ fault: { type: 'status', status: 500 }, times: 1 })
  const failed = await call()
  expect([failed.status, failed.contentType, failed.text]).toEqual([500, type, text])
  await emulator.settings.change({ rateLimit: 1 })
  await call()
  const limited = await call()
  expect([limited.status, limited.contentType]).toEqual([429, type])
})

test('a refused key is 401 at orders and networks, and 403 elsewhere', async () => {
  const { api } = await createTestEmulator({ dialect: 'documented', apiKeys: ['the-key'] })
  const statuses = []
  for (const operationId of ['createOrder', 'listNetworks', 'listOrders', 'getOrganisation']) {
    const { status, contentType } = await callExample(api, operationId, NOBODY, { key: 'wrong' })
    statuses.push([status, contentType])
  }
  expect(statuses).toEqual([
    [401, 'text/plain'],
    [401, 'text/plain'],
    [403, 'application/json'],
    [403, 'application/json'],
  ])
})

test.each([
  ['/v2', 400],
  ['/v2.1', 400],
  ['/v2.2', 400],
  ['/v2.3', 400],
  ['/v2.4', 403],
  ['/v2.5', 403],
])('under %s an unknown ICCID is %i', async (prefix, status) => {
  const { api } = await createTestEmulator({ dialect: 'documented' })
  expect((await api.get(`/esims/${NOBODY.iccid}`, { prefix })).status).toBe(status)
})

test('install details are an object of one eSIM, a list of several, and three columns of CSV', async () => {
  const { api, emulator } = await createTestEmulator({ dialect: 'documented' })
  const { orderReference, order } = JSON.parse(
    (await api.post('/orders', { body: orderBody({ assign: true, quantity: 2 }) })).text,
  )
  const [first] = order[0].iccids
  await emulator.esims.install(first)
  const json = { headers: { Accept: 'application/json' } }
  const one = await api.get(`/esims/assignments?reference=${orderReference}-0`, json)
  expect(one.json).toEqual({
    iccid: first,
    matchingId: order[0].esims[0].matchingId,
    smdpAddress: 'http://rsp-3104.idemia.io',
    profileStatus: 'Enabled',
    pin: '0000',
    puk: expect.stringMatching(/^\d{8}$/),
    firstInstalledDateTime: '2026-01-01T00:00:00Z',
  })
  const both = await api.get(`/esims/assignments?reference=${orderReference}`, json)
  expect(both.json.map(({ iccid }: { iccid: string }) => iccid)).toEqual(order[0].iccids)
  const links = await api.get(`/esims/assignments?reference=${orderReference}-0&additionalFields=appleInstallUrl`)
  const { matchingId } = one.json
  expect(links.text).toBe(
    `ICCID,Matching ID,RSP URL,Apple Install URL\n${first},${matchingId},http://rsp-3104.idemia.io,` +
      `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp-3104.idemia.io$${matchingId}\n`,
  )
})

test.each([
  ['/v2.4', 'lapsed'],
  ['/documented/v2.4', 'Expired'],
  ['/documented/v2.5', 'Lapsed'],
])('at %s a bundle that was not started in twelve months is %s', async (prefix, state) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.install(iccid)
  await emulator.clock.advance('366d')
  const { json } = await api.get(`/esims/${iccid}/bundles?includeUsed=true`, { prefix })
  expect(json.bundles[0].assignments[0].bundleState).toBe(state)
  const history = (await api.get(`/esims/${iccid}/history`, { prefix })).json
  const states = (history.actions ?? history).map(({ bundleState }: { bundleState?: string }) => bundleState)
  expect(states.includes(state)).toBe(prefix !== '/documented/v2.5')
})

test.each([
  ['observed', 'first'],
  ['documented', 'second'],
] as const)('in the %s dialect a revoke by name takes the %s of two', async (dialect, which) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.uk, iccid)
  const idsOf = async () => {
    const { json } = await api.get(`/esims/${iccid}/bundles?includeUsed=true`)
    return json.bundles[0].assignments as { id: string; bundleState: string }[]
  }
  const [second, first] = await idsOf()
  await emulator.settings.change({ dialect })
  await api.speaking(dialect).delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  await emulator.settings.change({ dialect: 'observed' })
  const revoked = (await idsOf()).filter(({ bundleState }) => bundleState === 'revoked').map(({ id }) => id)
  expect(revoked).toEqual([which === 'first' ? first?.id : second?.id])
})

test.each([
  ['observed', [], [50, 80]],
  ['documented', [], [1, 50, 80]],
  ['documented', [70], [70]],
] as const)('the %s dialect with thresholds %j tells of use at %j percent', async (dialect, set, told) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.settings.change({ dialect, ...(set.length > 0 ? { usageThresholds: [...set] } : {}) })
  await emulator.esims.use(iccid, { megabytes: 900, country: 'GB' })
  const alerts = (await emulator.esims.timeline(iccid)).filter((entry) => JSON.stringify(entry).includes('% Used'))
  const percents = alerts.map((entry) => Number(/(\d+)% Used/.exec(JSON.stringify(entry))?.[1]))
  expect(percents.sort((a, b) => a - b)).toEqual(told)
})

test.each([
  ['observed', true],
  ['documented', false],
] as const)('in the %s dialect it is %s that a V3 callback has a unit', async (dialect, hasUnit) => {
  const { emulator } = await createTestEmulator({ dialect })
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:9/' })
  const { body } = await emulator.callbacks.test({ alertType: 'Utilisation' })
  expect('unit' in JSON.parse(body).bundle).toBe(hasUnit)
})
