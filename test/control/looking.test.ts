import { expect, test } from 'vitest'
import { CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { connectEmulator } from '../../src/index.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'

const NEW_KEY = 'nobody-called-with-it'
const WITH_NEW_KEY = { 'X-API-Key': NEW_KEY }

const isOfNewKey = ({ apiKey }: { readonly apiKey: string }): boolean => apiKey === NEW_KEY

/** Calls that look, or that are about something that would have to be there. */
const LOOKS = CONTROL_OPERATIONS.filter(({ scope, opens }) => scope === 'organisation' && !opens)

/** What the calls that look take as their body, where they need more than none. */
const BODIES: Readonly<Record<string, unknown>> = {
  verifyRequests: { match: {}, exactly: 0 },
  compareCallback: { signature: 'none' },
  explainCallback: { body: '{}' },
  attachEsim: { country: 'FR' },
  useData: { megabytes: 1 },
  actOnEsims: { match: {}, acts: [{ install: {} }] },
  changeBundle: { price: 1 },
  changeFault: { enabled: false },
  setUsagePlan: { profile: 'light' },
}

test('every read is a look', () => {
  const reads = CONTROL_OPERATIONS.filter(({ method }) => method === 'GET')
  expect(reads.length).toBeGreaterThan(10)
  expect(reads.filter(({ opens }) => opens)).toEqual([])
})

test.each(LOOKS.map((operation) => [operation.operationId, operation] as const))(
  '%s of a key that nobody has used is refused, and opens no organisation',
  async (operationId, { method, path }) => {
    const { emulator } = await createTestEmulator()
    const call = {
      method,
      path: path
        .replace('/_emulator', '')
        .replace('{iccid}', '8'.repeat(19))
        .replace(/\{\w+\}/, '1'),
      headers: WITH_NEW_KEY,
      ...(method === 'GET' ? {} : { body: BODIES[operationId] ?? {} }),
    }
    const { status, json } = await callControl(emulator, call)
    expect([status, json.error.code]).toEqual([404, 'organisation_not_found'])
    expect((await emulator.organisations.list()).filter(isOfNewKey)).toEqual([])
  },
)

test('the stream of what happens is a look', async () => {
  const { emulator } = await createTestEmulator()
  const { status } = await callControl(emulator, { method: 'GET', path: '/stream', headers: WITH_NEW_KEY })
  expect(status).toBe(404)
})

test.each<[what: string, method: string, path: string]>([
  ['a vendor call', 'GET', '/v2.4/organisation'],
  ['a vendor call that leads nowhere', 'GET', '/v2.4/nowhere'],
  ['a change of the settings', 'PATCH', '/_emulator/organisation'],
  ['a reset', 'POST', '/_emulator/reset'],
])('%s opens it, and from then on it can be looked at', async (_, method, path) => {
  const { emulator } = await createTestEmulator()
  const body = method === 'GET' ? {} : { body: '{}' }
  await emulator.fetch(new Request(`http://emulator${path}`, { method, headers: WITH_NEW_KEY, ...body }))
  const { status } = await callControl(emulator, { method: 'GET', path: '/clock', headers: WITH_NEW_KEY })
  expect(status).toBe(200)
  expect((await emulator.organisations.list()).filter(isOfNewKey)).toHaveLength(1)
})

test.each([
  ['the default organisation', {}, {}],
  ['the default organisation, by its key', {}, { 'X-API-Key': 'test-key' }],
  ['one that the emulator was started with', { apiKeys: ['one', NEW_KEY] }, WITH_NEW_KEY],
])('%s is there before anyone has called', async (_, options, headers) => {
  const { emulator } = await createTestEmulator(options)
  const response = await emulator.fetch(new Request('http://emulator/_emulator/clock', { headers }))
  expect(response.status).toBe(200)
})

test('in strict mode another key is not accepted, as ever', async () => {
  const { emulator } = await createTestEmulator({ apiKeys: ['one'] })
  const { status, json } = await callControl(emulator, { method: 'GET', path: '/clock', headers: WITH_NEW_KEY })
  expect([status, json.error.code]).toEqual([403, 'access_denied'])
})

test('a handle in a program is a first use: it opens what it looks at', async () => {
  const { emulator } = await createTestEmulator()
  expect(await emulator.organisation(NEW_KEY).clock.get()).toMatchObject({ mode: 'manual' })
  const { url } = await emulator.listen()
  expect(await connectEmulator(url, { apiKey: 'another' }).esims.list()).toEqual([])
})

test('a handle that is made to look only is refused, and its writes open', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const looking = connectEmulator(url, { apiKey: NEW_KEY, opens: false })
  await expect(looking.clock.get()).rejects.toMatchObject({ status: 404, code: 'organisation_not_found' })
  await looking.clock.advance('1d')
  expect(await looking.clock.get()).toMatchObject({ now: '2026-01-02T00:00:00Z' })
})

test.each<[what: string, method: string, path: string, body: unknown, status: number]>([
  ['a reset to a world that is none', 'POST', '/reset', { scenario: 'nowhere' }, 422],
  ['a clock that goes back', 'PUT', '/clock', { now: '2020-01-01T00:00:00Z' }, 409],
  ['an advance into the past', 'POST', '/clock/advance', { to: '2020-01-01T00:00:00Z' }, 409],
  ['a state that is none', 'POST', '/state', { version: 1 }, 422],
  ['a callback that goes nowhere', 'POST', '/callbacks/test', { alertType: 'Topup' }, 409],
  ['an unknown field', 'PATCH', '/organisation', { colour: 'blue' }, 422],
])('%s is refused, and opens no organisation either', async (_, method, path, body, status) => {
  const { emulator } = await createTestEmulator()
  expect(await callControl(emulator, { method, path, body, headers: WITH_NEW_KEY })).toMatchObject({ status })
  expect((await emulator.organisations.list()).filter(isOfNewKey)).toEqual([])
})

test('a refused call leaves an organisation that was there as it was', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.as(NEW_KEY).post('/organisation/balance?amount=1000')
  const call = { method: 'POST', path: '/reset', body: { scenario: 'nowhere' }, headers: WITH_NEW_KEY }
  expect(await callControl(emulator, call)).toMatchObject({ status: 422 })
  expect(await emulator.organisation(NEW_KEY).settings.get()).toMatchObject({ balance: 2_000 })
})
