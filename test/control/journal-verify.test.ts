import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, orderBody } from '../support/trade.ts'

/** Two orders of different bundles, and a list of them. */
async function trade() {
  const created = await createTestEmulator()
  await buy(created.api, { item: BUNDLES.uk, quantity: 2 })
  await buy(created.api, { item: BUNDLES.europe, assign: true })
  await created.api.get('/orders?limit=5')
  return created
}

const ORDERS = { operationId: 'createOrder' }

test.each<[object, object, boolean, number]>([
  [ORDERS, {}, true, 2],
  [ORDERS, { exactly: 2 }, true, 2],
  [ORDERS, { exactly: 1 }, false, 2],
  [ORDERS, { exactly: 3 }, false, 2],
  [ORDERS, { atLeast: 2 }, true, 2],
  [ORDERS, { atLeast: 3 }, false, 2],
  [ORDERS, { atMost: 2 }, true, 2],
  [ORDERS, { atMost: 1 }, false, 2],
  [ORDERS, { atLeast: 1, atMost: 3 }, true, 2],
  [ORDERS, { atLeast: 3, atMost: 4 }, false, 2],
  [{ operationId: 'revokeBundle' }, {}, false, 0],
  [{ operationId: 'revokeBundle' }, { exactly: 0 }, true, 0],
  [{ operationId: 'revokeBundle' }, { atMost: 0 }, true, 0],
  [{}, { exactly: 3 }, true, 3],
  [{ method: 'post' }, { exactly: 2 }, true, 2],
  [{ path: '/orders' }, { exactly: 3 }, true, 3],
  [{ path: '/v2.2/orders', method: 'GET' }, { exactly: 1 }, true, 1],
  [{ path: '/ord*' }, { exactly: 3 }, true, 3],
  [{ status: 200 }, { exactly: 3 }, true, 3],
  [{ status: 503 }, { exactly: 0 }, true, 0],
  [{ query: { limit: '5' } }, { exactly: 1 }, true, 1],
  [{ query: { limit: '6' } }, { exactly: 0 }, true, 0],
  [{ body: {} }, { exactly: 2 }, true, 2],
  [{ body: { assign: true } }, { exactly: 1 }, true, 1],
  [{ body: { order: [{ item: BUNDLES.uk }] } }, { exactly: 1 }, true, 1],
  [{ body: { order: [{ item: BUNDLES.uk, quantity: 2 }], type: 'transaction' } }, { exactly: 1 }, true, 1],
  [{ body: { order: [{ item: BUNDLES.uk, quantity: '2' }] } }, { exactly: 0 }, true, 0],
])('%j %j is %j with %i', async (match, bounds, ok, count) => {
  const { emulator } = await trade()
  expect(await emulator.requests.verify({ match, ...bounds })).toMatchObject({ ok, count })
})

test.each<[object, readonly (readonly [number, readonly string[]])[]]>([
  [
    { ...ORDERS, body: { order: [{ item: BUNDLES.france }] } },
    [
      [2, [`body.order[0].item: expected "${BUNDLES.france}", was "${BUNDLES.europe}"`]],
      [1, [`body.order[0].item: expected "${BUNDLES.france}", was "${BUNDLES.uk}"`]],
    ],
  ],
  [
    { ...ORDERS, body: { assign: true, order: [{ item: BUNDLES.uk }] } },
    [
      [2, [`body.order[0].item: expected "${BUNDLES.uk}", was "${BUNDLES.europe}"`]],
      [1, ['body.assign: expected true, was false']],
    ],
  ],
  [
    { ...ORDERS, status: 200, body: { assign: false, order: [{ item: BUNDLES.france }] } },
    [
      [1, [`body.order[0].item: expected "${BUNDLES.france}", was "${BUNDLES.uk}"`]],
      [
        2,
        [
          'body.assign: expected false, was true',
          `body.order[0].item: expected "${BUNDLES.france}", was "${BUNDLES.europe}"`,
        ],
      ],
    ],
  ],
  [{ operationId: 'listOrders', query: { limit: '50' } }, [[3, ['query.limit: expected "50", was "5"']]]],
  [{ operationId: 'listOrders', query: { page: '2' } }, [[3, ['query.page: expected "2", was null']]]],
  [{ operationId: 'listOrders', status: 503 }, [[3, ['status: expected 503, was 200']]]],
  [{ method: 'GET', path: '/inventory' }, [[3, ['path: expected "/inventory", was "/v2.4/orders"']]]],
  [{ method: 'DELETE', path: '/orders', status: 200 }, [[3, ['method: expected "DELETE", was "GET"']]]],
])('%j is missed by as little as is told', async (match, expected) => {
  const { emulator } = await trade()
  const { ok, nearMisses } = await emulator.requests.verify({ match })
  expect(ok).toBe(false)
  const told = nearMisses.map(({ id, differs }) => [id, differs])
  for (const miss of expected) expect(told).toContainEqual(miss)
  expect(told[0]).toEqual(expected[0])
})

test('what is met has no near misses', async () => {
  const { emulator } = await trade()
  expect(await emulator.requests.verify({ match: { status: 200 }, exactly: 3 })).toEqual({
    ok: true,
    count: 3,
    nearMisses: [],
  })
})

test.each<[object, string]>([
  [{}, 'match: '],
  [{ match: {}, exactly: 1, atLeast: 1 }, 'exactly does not go with atLeast and atMost'],
  [{ match: {}, exactly: -1 }, 'exactly: '],
  [{ match: { operation: 'createOrder' } }, 'unknown field match.operation'],
  [{ match: {}, exactlyTwice: true }, 'unknown field exactlyTwice'],
])('%j is refused: %s', async (expected, message) => {
  const { emulator } = await createTestEmulator()
  const refused = await emulator.requests.verify(expected as never).catch((error) => error)
  expect([refused.status, refused.message]).toEqual([422, expect.stringContaining(message)])
})

const line = { type: 'bundle', item: BUNDLES.uk, quantity: 1 }

test.each<[string, string, unknown, readonly string[]]>([
  ['POST', '/orders', orderBody({}), []],
  ['POST', '/orders', { type: 'validate', Assign: false, Order: [line] }, []],
  ['POST', '/orders', { ...orderBody({}), assign: 'true' }, ['body.assign: expected a boolean, not string "true"']],
  ['POST', '/orders', { ...orderBody({}), voucher: 'X' }, ['body.voucher: not a field of this operation']],
  [
    'POST',
    '/orders',
    { type: 'validate', order: [{ ...line, quantity: '1', note: 'x' }] },
    ['body.order[0].quantity: expected a number, not string "1"', 'body.order[0].note: not a field of this operation'],
  ],
  ['POST', '/orders', { ...orderBody({}), asign: true }, ['body.asign: not a field of this operation']],
  [
    'POST',
    '/orders',
    { type: 'validate', order: [{ ...line, iccid: '1' }] },
    ['body.order[0].iccid: not a field of this operation; did you mean iccids?'],
  ],
  ['GET', '/orders?limits=5', undefined, ['query.limits: not a parameter of this operation; did you mean limit?']],
  ['GET', '/orders?limit=5&page=1', undefined, []],
  ['GET', '/orders?limit=5&sort=asc', undefined, ['query.sort: not a parameter of this operation']],
  ['GET', '/nowhere?limit=5', undefined, []],
])('%s %s with %j has the issues %j', async (method, path, body, issues) => {
  const { emulator } = await createTestEmulator()
  await callRaw(emulator, method, `/v2.4${path}`, body === undefined ? {} : { body })
  expect((await emulator.requests.list())[0]?.contractIssues).toEqual(issues)
})
