import { expect, test } from 'vitest'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { dumpTables, watchDatabase } from '../support/tables.ts'
import { buyEsim } from '../support/trade.ts'

const UNKNOWN = '8943108167000000019'

/** Calls that are refused: with which status, code and words. */
const MISTAKES: readonly (readonly [call: string, body: unknown, status: number, code: string, words: string])[] = [
  ['POST /clock/advance', { by: '8d', speed: 2 }, 422, 'invalid_request', 'unknown field speed: there is by, to, '],
  ['POST /clock/advance', {}, 422, 'invalid_request', 'give exactly one of by, to, toNextEvent and until, not {}'],
  ['POST /clock/advance', { by: 1, to: '2027-01-01T00:00:00Z' }, 422, 'invalid_request', 'give exactly one of'],
  ['POST /clock/advance', { until: { callbacks: 1 } }, 422, 'invalid_request', 'until needs atMost'],
  ['POST /clock/advance', { by: '1d', atMost: '2d' }, 422, 'invalid_request', 'until needs atMost'],
  ['POST /clock/advance', { until: { state: 1 }, atMost: 1 }, 422, 'invalid_request', 'unknown field until.state'],
  ['POST /clock/advance', { until: {}, atMost: 1 }, 422, 'invalid_request', 'until: needs bundleState, callbacks or'],
  ['POST /clock/advance', { by: 'soon' }, 422, 'invalid_request', 'by: must be a duration such as 90s'],
  ['POST /clock/advance', { by: -5 }, 422, 'invalid_request', 'by: must be a duration'],
  ['POST /clock/advance', { by: '101y' }, 422, 'invalid_request', 'by: must be a duration'],
  ['POST /clock/advance', { by: '99999w' }, 422, 'invalid_request', 'at most 100 years'],
  ['POST /clock/advance', { to: '2027-01-01' }, 422, 'invalid_request', 'to: must be RFC 3339'],
  ['POST /clock/advance', { to: '2025-01-01T00:00:00Z' }, 409, 'clock_backwards', 'a clock only goes forward'],
  ['POST /clock/advance', '{"by":', 400, 'malformed_json', 'the body is not JSON'],
  ['POST /clock/advance', '[]', 422, 'invalid_request', 'the body must be an object, not an empty list'],
  [
    'GET /statement?limit=abc',
    undefined,
    422,
    'invalid_request',
    'limit: must be a whole number from 1 to 1000, not "abc"',
  ],
  ['PUT /clock', { now: '2025-01-01T00:00:00Z' }, 409, 'clock_backwards', 'a clock only goes forward'],
  ['PUT /clock', { mode: 'fast' }, 422, 'invalid_request', 'mode: '],
  ['PUT /clock', { rate: 0 }, 422, 'invalid_request', 'rate: '],
  ['PATCH /organisation', { colour: 'red', size: 1 }, 422, 'invalid_request', 'unknown field colour, size'],
  ['PATCH /organisation', { balance: -1 }, 422, 'invalid_request', 'balance: '],
  ['PATCH /organisation', { balance: 1.2345 }, 422, 'invalid_request', 'balance: must have at most three decimals'],
  ['PATCH /organisation', { callbackUrl: 'ftp://a.example/' }, 422, 'invalid_request', 'callbackUrl: '],
  [
    'PATCH /organisation',
    { callbackUrl: 'http://me:secret@a.example/' },
    422,
    'invalid_request',
    'callbackUrl: must be empty, or a URL without a user and a password: receivers verify callbacks by their signature; what came is "http://...@a.example/"',
  ],
  [
    'PATCH /organisation',
    { currency: 'dollars' },
    422,
    'invalid_request',
    'currency: must be an ISO 4217 code such as USD, not "dollars"',
  ],
  ['PATCH /organisation', { usage: { profile: 'wild' } }, 422, 'invalid_request', 'usage.profile: '],
  ['PATCH /organisation', { usageThresholds: [0] }, 422, 'invalid_request', 'usageThresholds.0: '],
  ['PATCH /organisation', { processingDelay: '99999999w' }, 422, 'invalid_request', 'processingDelay: '],
  ['POST /esims', { count: 0 }, 422, 'invalid_request', 'count: '],
  ['POST /esims', { profile: 6 }, 422, 'invalid_request', 'profile: '],
  ['POST /esims', { msisdn: 'none' }, 422, 'invalid_request', 'msisdn: must be a phone number'],
  ['POST /esims/{iccid}/install', { place: 'left' }, 422, 'invalid_request', 'unknown field place'],
  ['POST /esims/{iccid}/attach', {}, 422, 'invalid_request', 'country: '],
  ['POST /esims/{iccid}/attach', { country: 'ZZ' }, 422, 'unknown_country', 'no networks are known in ZZ'],
  [
    'POST /esims/{iccid}/attach',
    { country: 'GB', network: 'none' },
    422,
    'unknown_network',
    'there is no network none',
  ],
  ['POST /esims/{iccid}/usage', {}, 422, 'invalid_request', 'give either bytes or megabytes'],
  ['POST /esims/{iccid}/usage', { bytes: 1, megabytes: 1 }, 422, 'invalid_request', 'give either bytes or megabytes'],
  ['POST /esims/{iccid}/usage', { bytes: 1.5 }, 422, 'invalid_request', 'bytes: '],
  ['PUT /esims/{iccid}/usage-plan', {}, 422, 'invalid_request', 'give either megabytesPerDay or profile'],
  ['PUT /esims/{iccid}/usage-plan', { profile: 'light', country: 'ZZ' }, 422, 'unknown_country', 'in ZZ'],
  [
    'PUT /esims/{iccid}/usage-plan',
    { profile: 'light', country: 'ZZ', startAfter: '1d' },
    422,
    'unknown_country',
    'no networks are known in ZZ',
  ],
  ['DELETE /esims/{iccid}/usage-plan', undefined, 404, 'usage_plan_not_found', 'has no usage plan'],
  [`POST /esims/${UNKNOWN}/install`, {}, 404, 'esim_not_accessible', `no eSIM ${UNKNOWN}`],
  ['POST /esims/12/install', {}, 400, 'malformed_iccid', '12 is not an ICCID'],
  [
    'GET /callbacks?alertTypes=FirstUse',
    undefined,
    422,
    'invalid_request',
    'unknown field alertTypes: did you mean alertType?',
  ],
  ['GET /callbacks?wait=soon', undefined, 422, 'invalid_request', 'wait: must be a duration'],
  ['GET /events?limit=0', undefined, 422, 'invalid_request', 'limit: '],
  ['POST /callbacks/7/redeliver', {}, 404, 'callback_not_found', 'there is no callback 7'],
  ['POST /callbacks/redeliver', {}, 422, 'invalid_request', 'say which callbacks'],
  ['POST /requests/7/resend', {}, 404, 'request_not_found', 'there is no request 7'],
  ['POST /callbacks/seven/redeliver', {}, 422, 'invalid_request', 'id: '],
  ['POST /callbacks/test', { alertType: 'FirstUse' }, 409, 'no_callback_url', 'set callbackUrl'],
  ['POST /callbacks/test', { alertType: 'Nothing' }, 422, 'invalid_request', 'alertType: '],
  ['POST /snapshots', { name: '.' }, 422, 'invalid_request', 'name: must be another name than . and .., not "."'],
  ['POST /snapshots', { name: '..' }, 422, 'invalid_request', 'name: must be another name than . and ..'],
  ['GET /nothing', undefined, 404, 'not_found', 'there is no control call GET /_emulator/nothing: '],
  ['DELETE /clock', undefined, 404, 'not_found', 'there is no control call'],
  [
    'PUT /organisations/a-secret/esims',
    undefined,
    404,
    'not_found',
    'there is no control call PUT /_emulator/organisations/{apiKey}: ',
  ],
]

test.each(MISTAKES)(
  '%s with %j is refused with %i %s: %s, and changes nothing',
  async (call, body, status, code, words) => {
    const { opened, database } = await watchDatabase(() => createTestEmulator())
    const iccid = await buyEsim(opened.api)
    const before = dumpTables(database)
    const [method = '', path = ''] = call.replace('{iccid}', iccid).split(' ')
    const answer = await callControl(opened.emulator, { method, path, body })
    expect([answer.status, answer.json]).toEqual([status, { error: { code, message: expect.stringContaining(words) } }])
    expect(dumpTables(database)).toEqual(before)
  },
)

test('several mistakes are told at once, each with its place', async () => {
  const { emulator } = await createTestEmulator()
  const body = { balance: -1, callbackVersion: 'V4', colour: 'red' }
  const { json } = await callControl(emulator, { method: 'PATCH', path: '/organisation', body })
  for (const words of ['balance: ', 'callbackVersion: ', 'unknown field colour']) {
    expect(json.error.message).toContain(words)
  }
})

test('an eSIM that was never anywhere and has no bundle needs a country to use data', async () => {
  const { emulator } = await createTestEmulator()
  const [esim] = await emulator.esims.create()
  await expect(emulator.esims.use(esim?.iccid ?? '', { bytes: 1 })).rejects.toMatchObject({
    status: 422,
    code: 'unknown_whereabouts',
  })
})

test('an eSIM of another organisation is none of this one', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api.as('another-key'))
  await expect(emulator.esims.install(iccid)).rejects.toMatchObject({ status: 404, code: 'esim_not_accessible' })
})

test('a body that is too long is refused before it is read', async () => {
  const { emulator } = await createTestEmulator()
  const headers = { 'Content-Length': String(17 * 1_048_576) }
  const answer = await callControl(emulator, { method: 'PATCH', path: '/organisation', body: '{}', headers })
  expect([answer.status, answer.json.error.code]).toEqual([413, 'body_too_large'])
})

test('a key that is not accepted is refused', async () => {
  const { emulator } = await createTestEmulator({ apiKeys: ['one', 'two'] })
  const call = (key: string) => callControl(emulator, { method: 'GET', path: '/clock', headers: { 'X-API-Key': key } })
  expect([(await call('one')).status, (await call('two')).status]).toEqual([200, 200])
  const { status, json } = await call('three')
  expect([status, json.error.code]).toEqual([403, 'access_denied'])
})
