import { expect, test } from 'vitest'
import { type Exchange, findDifferences, findOperation, KNOWN_DIFFERENCES } from './support/conformance.ts'
import { createTestEmulator } from './support/emulator.ts'

const JSON_TYPE = 'application/json'

const exchange = (path: string, answer: unknown, more: Partial<Exchange> = {}): Exchange => ({
  method: 'GET',
  path: `/v2.4${path}`,
  status: 200,
  contentType: JSON_TYPE,
  text: typeof answer === 'string' ? answer : JSON.stringify(answer),
  ...more,
})

const group = { name: 'Standard Fixed', priceListUrl: '', desc: '', icon: '' }
const page = { pageCount: 1, rows: 1, pageSize: 50 }
const action = { name: 'eSIM Updated', bundleName: '', bundle: '', date: '2026-01-01T00:00:00.5Z' }

test.each<[string, Exchange]>([
  ['a documented answer', exchange('/organisation/groups', { groups: [group] })],
  [
    'an optional field',
    exchange('/esims/8943108167000000019/history', { actions: [{ ...action, alertType: '50% Used' }], ...page }),
  ],
  ['a documented error', exchange('/orders', { message: 'invalid page' }, { status: 400 })],
  ['an unknown path', exchange('/balance', { message: 'Not Found' }, { status: 404 })],
  ['a path without a version', exchange('', { message: 'Not Found' }, { path: '/orders', status: 404 })],
  ['a long body', exchange('/orders', { message: 'Request Too Long' }, { method: 'POST', status: 413 })],
  ['a CSV', exchange('/esims/assignments', 'ICCID', { contentType: 'text/csv' })],
])('%s is as the contract says', (_, answer) => {
  expect(findDifferences(answer)).toEqual([])
})

test.each<[string, Exchange, string]>([
  [
    'an unknown field',
    exchange('/organisation/groups', { groups: [group], more: 1 }),
    'listGroups 200: answer: Unrecognized key: "more"',
  ],
  [
    'an unknown field within',
    exchange('/organisation/groups', { groups: [{ ...group, id: 1 }] }),
    'listGroups 200: groups.0: Unrecognized key: "id"',
  ],
  [
    'a missing field',
    exchange('/organisation/groups', {}),
    'listGroups 200: groups: Invalid input: expected array, received undefined',
  ],
  [
    'a bare list',
    exchange('/organisation/groups', [group]),
    'listGroups 200: answer: Invalid input: expected object, received array',
  ],
  [
    'another time',
    exchange('/esims/8943108167000000019/history', { actions: [{ ...action, date: '2026-01-01' }], ...page }),
    'listHistory 200: actions.0.date: Invalid string',
  ],
  [
    'an undocumented status',
    exchange('/organisation/groups', { message: 'no' }, { status: 503 }),
    'listGroups 503: is not documented',
  ],
  [
    'an error with more to it',
    exchange('/orders', { message: 'no', code: 7 }, { status: 400 }),
    'listOrders 400: answer: Unrecognized key: "code"',
  ],
  [
    'an error without a message',
    exchange('/orders', {}, { status: 500 }),
    'listOrders 500: message: Invalid input: expected string, received undefined',
  ],
  [
    'an error as text',
    exchange('/orders', '{"message":"no"}', { status: 400, contentType: 'text/plain' }),
    'listOrders 400: an error is text/plain',
  ],
  ['half an answer', exchange('/orders', '{"orders":['), 'listOrders 200: is not JSON'],
  [
    'a type that is not documented',
    exchange('/esims/assignments', 'ICCID', { contentType: 'text/plain' }),
    'getInstallDetails 200: text/plain is not documented',
  ],
  [
    'a page of HTML',
    exchange('/esims/assignments', '<!doctype html>', { contentType: 'text/csv' }),
    'getInstallDetails 200: is HTML',
  ],
  [
    'an answer from nowhere',
    exchange('/balance', {}),
    'GET /v2.4/balance 200: a path that does not exist must answer 404',
  ],
])('%s is a difference', (_, answer, difference) => {
  expect(findDifferences(answer).some((found) => found.startsWith(difference))).toBe(true)
})

test.each([
  ['GET', '/v2.4/esims/assignments', 'getInstallDetails'],
  ['GET', '/v2.1/esims/8943108167000000019/', 'getEsim'],
  ['POST', '/v2/esims/apply', 'applyBundles'],
  ['GET', '/v2.5', 'describeApi'],
  ['POST', '/v2.4/esims', undefined],
  ['GET', '/v2.6/esims', undefined],
  ['DELETE', '/v2.5/esims/8943108167000000019', 'deleteEsim'],
  ['DELETE', '/v2.4/esims/8943108167000000019', undefined],
  ['GET', '/v2.1/esims/assignments', undefined],
  ['GET', '/esims', undefined],
])('%s %s is a call of %s', (method, path, operationId) => {
  expect(findOperation(method, path)?.operationId).toBe(operationId)
})

test('every known difference is still there', async () => {
  const { emulator } = await createTestEmulator()
  const gone: string[] = []
  for (const { difference, method, path } of KNOWN_DIFFERENCES) {
    const headers = { 'X-API-Key': emulator.apiKey }
    const response = await emulator.fetch(new Request(`http://emulator${path}`, { method, headers }))
    const contentType = response.headers.get('content-type')
    const found = findDifferences({ method, path, status: response.status, contentType, text: await response.text() })
    if (!found.includes(difference)) gone.push(difference)
  }
  expect(gone, 'take what is gone out of the ledger').toEqual([])
})
