import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createWorld, NOBODY } from '../support/example-calls.ts'
import { expectRefusal, expectRefusals } from '../support/refusal.ts'
import { buyEsim, getBalance, orderBody } from '../support/trade.ts'

const UNREADABLE = [400, 'failed to parse request body'] as const
const bytes = (...values: number[]) => new Uint8Array(values)
const encode = (text: string) => [...new TextEncoder().encode(text)]

const UNREADABLE_BODIES: readonly (readonly [string, unknown])[] = [
  ['nothing', ''],
  ['blanks', ' \n'],
  ['half an object', '{"type":"transaction"'],
  ['two objects', '{}{}'],
  ['a trailing comma', '{"type":"validate",}'],
  ['single quotes', "{'type':'validate'}"],
  ['a form', 'type=validate&assign=true'],
  ['XML', '<order/>'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"order"'],
  ['a number', '1'],
  ['NaN', '{"usageId":NaN}'],
  ['lists within lists', '['.repeat(100_000)],
  ['a broken byte', bytes(...encode('{"message":"'), 0xff, ...encode('"}'))],
  ['an overlong encoding', bytes(...encode('{"message":"'), 0xc0, 0xaf, ...encode('"}'))],
  ['half a character', bytes(...encode('{"message":"'), 0xe2, 0x82, ...encode('"}'))],
]

test.each(UNREADABLE_BODIES)('a body of %s cannot be parsed, and changes nothing', async (_, body) => {
  const { api } = await createTestEmulator()
  const { iccid } = await createWorld(api)
  const paths = ['/orders', '/esims/apply', '/inventory/refund', `/esims/${iccid}/sms`, `/esims/${iccid}/bundles`]
  const calls = paths.map((path) => () => api.post(path, { body }))
  await expectRefusals(api, calls, UNREADABLE)
})

const WRONG_TYPES: readonly (readonly [string, string, unknown])[] = [
  ['order is absent', '/orders', { type: 'transaction' }],
  ['order is null', '/orders', { type: 'transaction', order: null }],
  ['order is empty', '/orders', { type: 'transaction', order: [] }],
  ['order is an object', '/orders', { type: 'transaction', order: {} }],
  ['a line is null', '/orders', { type: 'transaction', order: [null] }],
  ['a line is a text', '/orders', { type: 'transaction', order: ['esim_1GB_7D_GB_V2'] }],
  ['type is a number', '/orders', { ...orderBody({}), type: 1 }],
  ['assign is a number', '/orders', { ...orderBody({}), assign: 1 }],
  ['assign is another text', '/orders', { ...orderBody({}), assign: 'maybe' }],
  ['profileID is a number', '/orders', { ...orderBody({}), profileID: 7 }],
  ['item is a number', '/orders', { type: 'transaction', order: [{ type: 'bundle', item: 5, quantity: 1 }] }],
  ['quantity is a text', '/orders', { type: 'transaction', order: [{ item: 'esim_1GB_7D_GB_V2', quantity: '1' }] }],
  ['quantity is a fraction', '/orders', { type: 'transaction', order: [{ item: 'esim_1GB_7D_GB_V2', quantity: 1.5 }] }],
  ['quantity is beyond all numbers', '/orders', orderBody({ quantity: 1e300 })],
  ['iccids is a text', '/orders', { ...orderBody({ assign: true }), order: [{ item: 'x', quantity: 1, iccids: '1' }] }],
  [
    'iccids holds numbers',
    '/orders',
    { ...orderBody({ assign: true }), order: [{ item: 'x', quantity: 1, iccids: [1] }] },
  ],
  ['bundles is a text', '/esims/apply', { bundles: 'esim_1GB_7D_GB_V2' }],
  ['bundles holds null', '/esims/apply', { bundles: [null] }],
  ['bundle is a number', '/esims/apply', { bundle: 1 }],
  ['repeat is a text', '/esims/apply', { bundle: 'esim_1GB_7D_GB_V2', repeat: '2' }],
  ['repeat is a fraction', '/esims/apply', { bundle: 'esim_1GB_7D_GB_V2', repeat: 1.5 }],
  ['usageId is absent', '/inventory/refund', { quantity: 1 }],
  ['usageId is a text', '/inventory/refund', { usageId: '12000001', quantity: 1 }],
  ['usageId is null', '/inventory/refund', { usageId: null, quantity: 1 }],
  ['quantity of a refund is absent', '/inventory/refund', { usageId: 12_000_001 }],
  ['quantity of a refund is a fraction', '/inventory/refund', { usageId: 12_000_001, quantity: 0.5 }],
  ['message is a number', `/esims/${NOBODY.iccid}/sms`, { message: 1 }],
  ['from is a list', `/esims/${NOBODY.iccid}/sms`, { message: 'Hello!', from: ['eSIM'] }],
]

test.each(WRONG_TYPES)('%s: the body cannot be parsed, and nothing changes', async (_, path, body) => {
  const { api } = await createTestEmulator()
  await createWorld(api)
  await expectRefusal(api, () => api.post(path, { body }), UNREADABLE)
})

test('a body of one byte more than a mebibyte is refused, one of a mebibyte is read', async () => {
  const { api } = await createTestEmulator()
  await createWorld(api)
  const body = (length: number) => JSON.stringify(orderBody({})).padEnd(length, ' ')
  await expectRefusal(api, () => api.post('/orders', { body: body(1_048_577) }), [413, 'Request Too Long'])
  expect((await api.post('/orders', { body: body(1_048_576) })).status).toBe(200)
})

test('a body that says it is longer than what is read is refused', async () => {
  const { api } = await createTestEmulator()
  const answer = await api.post('/orders', { body: orderBody({}), headers: { 'Content-Length': '1048577' } })
  expect(answer.status).toBe(413)
})

test.each([
  ['no content type', null],
  ['plain text', 'text/plain;charset=UTF-8'],
  ['a form', 'application/x-www-form-urlencoded'],
  ['JSON of a charset', 'application/json; charset=utf-8'],
])('JSON sent as %s is read', async (_, contentType) => {
  const { api } = await createTestEmulator()
  const answer = await api.post('/orders', { body: orderBody({}), contentType })
  expect(answer.status).toBe(200)
  expect(await getBalance(api)).toBe(998.64)
})

test('a body where none belongs is ignored', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const answer = await api.delete(`/esims/${iccid}/bundles/esim_1GB_7D_GB_V2?type=validate`, { body: '{' })
  expect(answer.status).toBe(200)
  expect((await api.post('/organisation/balance?amount=1000', { body: 'null' })).status).toBe(200)
})
