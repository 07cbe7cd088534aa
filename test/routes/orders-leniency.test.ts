import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, getBalance } from '../support/trade.ts'

const LINE = { type: 'bundle', item: BUNDLES.uk, quantity: 1 }
const ORDER = { type: 'transaction', order: [LINE] }

test.each<[string, object, boolean]>([
  ['order', ORDER, false],
  ['Order', { type: 'transaction', Order: [LINE] }, false],
  ['ORDER', { TYPE: 'transaction', ORDER: [{ TYPE: 'bundle', ITEM: BUNDLES.uk, QUANTITY: 1 }] }, false],
  [
    'mixed case',
    { Type: 'transaction', Assign: true, Order: [{ Type: 'bundle', Item: BUNDLES.uk, Quantity: 1 }] },
    true,
  ],
  ['Iccids', { ...ORDER, assign: true, order: [{ ...LINE, Iccids: [''] }] }, true],
  ['type in capitals', { ...ORDER, type: 'TRANSACTION' }, false],
  ['a line without its type', { type: 'transaction', order: [{ item: BUNDLES.uk, quantity: 1 }] }, false],
  ['assign as the text true', { ...ORDER, assign: 'true' }, true],
  ['assign as the text false', { ...ORDER, assign: 'false' }, false],
  ['assign as an empty text', { ...ORDER, assign: '' }, false],
  ['assign null', { ...ORDER, assign: null }, false],
  ['iccids null', { ...ORDER, assign: true, order: [{ ...LINE, iccids: null }] }, true],
  ['iccids empty', { ...ORDER, assign: true, order: [{ ...LINE, iccids: [] }] }, true],
  ['iccids of one empty text', { ...ORDER, assign: true, order: [{ ...LINE, iccids: [''] }] }, true],
  ['iccids of one empty text, not assigned', { ...ORDER, order: [{ ...LINE, iccids: [''] }] }, false],
  ['profileID empty', { ...ORDER, profileID: '' }, false],
  ['profileID null', { ...ORDER, profileID: null }, false],
  ['profileID', { ...ORDER, profileID: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10' }, false],
  ['allowReassign null', { ...ORDER, assign: true, order: [{ ...LINE, allowReassign: null }] }, true],
  ['AllowReassign as a text', { ...ORDER, assign: true, order: [{ ...LINE, AllowReassign: 'true' }] }, true],
  ['unknown fields', { ...ORDER, email: 'ada@example.com', callback_url: 'https://example.com', version: 2 }, false],
])('an order is understood with %s', async (_, body, assigned) => {
  const { api } = await createTestEmulator()
  const { status, json } = await api.post('/orders', { body })
  expect([status, json.assigned, json.order.length]).toEqual([200, assigned, 1])
  expect(json.order[0].iccids?.length).toBe(assigned ? 1 : undefined)
  expect(await getBalance(api)).toBe(998.64)
})

test.each(['', '?includeIccids=true', '?includeIccids=false'])('POST /orders%s has eSIM data', async (query) => {
  const { api } = await createTestEmulator()
  const { json } = await api.post(`/orders${query}`, { body: { ...ORDER, assign: true } })
  expect(json.order[0].esims).toHaveLength(1)
})

const ONE = [LINE]
const FIVE = [{ ...LINE, quantity: 5 }]

test.each<[string, object, number]>([
  ['the documented name before that of the contract', { order: FIVE, Order: ONE }, 1],
  ['the documented name before that of the contract, whichever comes first', { Order: ONE, order: FIVE }, 1],
  ['the documented name before any other', { ORDER: FIVE, Order: ONE, oRDER: FIVE }, 1],
  ['the name of the contract before any other', { ORDER: FIVE, order: ONE, OrDeR: FIVE }, 1],
  ['the first of any others', { ORDER: ONE, OrDeR: FIVE }, 1],
  ['one that has something before one that is empty', { Order: [], order: ONE }, 1],
  ['one that has something before one that is null', { Order: null, order: ONE }, 1],
  ['one that has something before one of an empty text', { Order: [''], order: ONE }, 1],
])('of several names of a field %s counts', async (_, lists, quantity) => {
  const { api } = await createTestEmulator()
  const { json } = await api.post('/orders', { body: { type: 'transaction', ...lists } })
  expect(json.order[0].quantity).toBe(quantity)
})
