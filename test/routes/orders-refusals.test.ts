import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createWorld } from '../support/example-calls.ts'
import { expectRefusal, expectRefusals } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim, getAssignments, orderBody, type Purchase } from '../support/trade.ts'

type Refusal = readonly [status: number, message: string]

const RULES: readonly (readonly [string, (iccid: string) => Purchase, Refusal])[] = [
  ['an unknown bundle', () => ({ item: 'esim_1GB_7D_XX_V2' }), [400, 'bundle not found: esim_1GB_7D_XX_V2']],
  [
    'a bundle in another letter case',
    () => ({ item: 'ESIM_1GB_7D_GB_V2' }),
    [400, 'bundle not found: ESIM_1GB_7D_GB_V2'],
  ],
  ['an empty bundle', () => ({ item: '' }), [400, 'bundle not found: ']],
  ['a quantity of 0', () => ({ quantity: 0 }), [400, 'quantity must be at least 1']],
  ['a quantity below 0', () => ({ quantity: -1 }), [400, 'quantity must be at least 1']],
  [
    'ICCIDs without assign',
    (iccid) => ({ iccids: [iccid] }),
    [400, 'iccids can only be specified when assign is true'],
  ],
  [
    'fewer ICCIDs than units',
    (iccid) => ({ assign: true, quantity: 2, iccids: [iccid] }),
    [400, 'quantity must match number of iccids'],
  ],
  [
    'more ICCIDs than units',
    (iccid) => ({ assign: true, iccids: [iccid, iccid] }),
    [400, 'quantity must match number of iccids'],
  ],
  [
    'a bundle that does not fit',
    (iccid) => ({ assign: true, item: BUNDLES.france, iccids: [iccid] }),
    [400, 'bundle not compatible with esim'],
  ],
  [
    'more than an eSIM can hold',
    (iccid) => ({ assign: true, quantity: 29, iccids: Array.from({ length: 29 }, () => iccid) }),
    [400, 'esim cannot have more than 30 bundles queued'],
  ],
  [
    'one malformed ICCID of two',
    (iccid) => ({ assign: true, quantity: 2, iccids: [iccid, 'x'] }),
    [400, 'invalid iccid'],
  ],
]

test.each(RULES)('%s is refused, and nothing changes', async (_, purchase, refusal) => {
  const { api } = await createTestEmulator()
  const { iccid } = await createWorld(api)
  const calls = ['validate', 'transaction'].map(
    (type) => () => api.post('/orders', { body: orderBody(purchase(iccid), type) }),
  )
  await expectRefusals(api, calls, refusal)
})

const bothTypes = (api: Api, order: readonly object[]) =>
  ['validate', 'transaction'].map((type) => () => {
    const lines = order.map((line) => ({ type: 'bundle', quantity: 1, ...line }))
    return api.post('/orders', { body: { type, assign: true, order: lines } })
  })

test('what an eSIM can hold is counted across the lines of an order', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.year)
  const year = { item: BUNDLES.year, iccids: [iccid] }
  const six = { item: BUNDLES.uk, quantity: 6, iccids: Array.from({ length: 6 }, () => iccid) }
  const refusal = [400, 'esim cannot have more than 30 bundles queued'] as const
  await expectRefusals(api, bothTypes(api, [year, six, { item: BUNDLES.uk, iccids: [iccid] }]), refusal)
  for (const call of bothTypes(api, [year, six])) expect((await call()).status).toBe(200)
})

test('the first bundle of an order decides which others fit a new eSIM', async () => {
  const { api, emulator } = await createTestEmulator()
  const [{ iccid = '' } = {}] = await emulator.esims.create()
  const lines = [BUNDLES.uk, BUNDLES.france].map((item) => ({ item, iccids: [iccid] }))
  await expectRefusals(api, bothTypes(api, lines), [400, 'bundle not compatible with esim'])
  const fitting = [BUNDLES.uk, BUNDLES.europe].map((item) => ({ item, iccids: [iccid] }))
  for (const call of bothTypes(api, fitting)) expect((await call()).status).toBe(200)
})

test.each([false, true])('a deactivated eSIM takes no bundle, with allowReassign %s', async (allowReassign) => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await api.delete(`/esims/${iccid}`, { prefix: '/v2.5' })
  const calls = bothTypes(api, [{ item: BUNDLES.uk, iccids: [iccid], allowReassign }])
  await expectRefusals(api, calls, [400, 'esim is deactivated'])
})

test.each([
  ['quantity', { item: BUNDLES.uk }, 'quantity must be at least 1'],
  ['quantity that is null', { item: BUNDLES.uk, quantity: null }, 'quantity must be at least 1'],
  ['item', { quantity: 1 }, 'bundle not found: '],
])('a line without %s is read as the decoder of the vendor reads it', async (_, line, message) => {
  const { api } = await createTestEmulator()
  const calls = ['validate', 'transaction'].map((type) => () => api.post('/orders', { body: { type, order: [line] } }))
  await expectRefusals(api, calls, [400, message])
})

test.each([
  ['no type', {}],
  ['an empty type', { type: '' }],
  ['a null type', { type: null }],
  ['another type', { type: 'purchase' }],
  ['a line of another type', { type: 'transaction', order: [{ type: 'topup', item: BUNDLES.uk, quantity: 1 }] }],
])('an order with %s is refused', async (_, fields) => {
  const { api } = await createTestEmulator()
  const { type: __, ...body } = orderBody({})
  await expectRefusal(api, () => api.post('/orders', { body: { ...body, ...fields } }), [400, 'invalid order type'])
})

test.each([
  ['abc', 'failed to parse profile id: abc: invalid UUID length: 3'],
  [
    'not-a-uuid-but-of-the-very-same-size',
    'failed to parse profile id: not-a-uuid-but-of-the-very-same-size: invalid UUID format',
  ],
])('the profileID %s is refused in the words of the vendor', async (profileID, message) => {
  const { api } = await createTestEmulator()
  await expectRefusal(api, () => api.post('/orders', { body: { ...orderBody({}), profileID } }), [400, message])
})

test.each([736, 1e6, 5e9, Number.MAX_SAFE_INTEGER])('%i units that nobody can pay are refused', async (quantity) => {
  const { api } = await createTestEmulator()
  const calls = [true, false].map((assign) => () => api.post('/orders', { body: orderBody({ assign, quantity }) }))
  await expectRefusals(api, calls, [403, 'insufficient balance'])
})

const twoLines = (second: object) => ({
  type: 'transaction',
  assign: true,
  order: [
    { type: 'bundle', item: BUNDLES.uk, quantity: 2 },
    { type: 'bundle', quantity: 1, ...second },
  ],
})

test.each<[string, (api: Api) => Promise<object> | object, Refusal]>([
  ['unknown', () => ({ item: 'nothing' }), [400, 'bundle not found: nothing']],
  ['too dear', () => ({ item: BUNDLES.threeDecimals, quantity: 11 }), [403, 'insufficient balance']],
  ['for an eSIM of nobody', () => ({ item: BUNDLES.uk, iccids: ['8943108167000000019'] }), [403, 'access denied']],
  [
    'for a full eSIM',
    async (api) => ({ item: BUNDLES.uk, iccids: [await fullEsim(api)] }),
    [400, 'esim cannot have more than 30 bundles queued'],
  ],
])('when the second line is %s, the first is not carried out either', async (_, second, refusal) => {
  const { api } = await createTestEmulator()
  const body = twoLines(await second(api))
  await expectRefusal(api, () => api.post('/orders', { body }), refusal)
})

async function fullEsim(api: Api): Promise<string> {
  const iccid = await buyEsim(api)
  await buy(api, { assign: true, quantity: 29, iccids: Array.from({ length: 29 }, () => iccid) })
  return iccid
}

test('an eSIM holds thirty waiting bundles, and a one-year bundle counts as twelve', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.year)
  await buy(api, { item: BUNDLES.year, assign: true, iccids: [iccid] })
  const refusal = [400, 'esim cannot have more than 30 bundles queued'] as const
  const year = orderBody({ item: BUNDLES.year, assign: true, iccids: [iccid] })
  await expectRefusal(api, () => api.post('/orders', { body: year }), refusal)
  await buy(api, { assign: true, quantity: 6, iccids: Array.from({ length: 6 }, () => iccid) })
  expect(await getAssignments(api, iccid)).toHaveLength(30)
  await expectRefusal(api, () => api.post('/orders', { body: orderBody({ assign: true, iccids: [iccid] }) }), refusal)
})

test('bundles in processing count as waiting', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ processingDelay: '10m' })
  const iccid = await buyEsim(api)
  await buy(api, { assign: true, quantity: 29, iccids: Array.from({ length: 29 }, () => iccid) })
  const refusal = [400, 'esim cannot have more than 30 bundles queued'] as const
  await expectRefusal(api, () => api.post('/orders', { body: orderBody({ assign: true, iccids: [iccid] }) }), refusal)
})

test('an order that was refused leaves no trace in the one after it', async () => {
  const [{ api }, { api: untouched }] = [await createTestEmulator(), await createTestEmulator()]
  await api.post('/orders', { body: twoLines({ item: 'nothing' }) })
  await api.post('/orders', { body: twoLines({ item: BUNDLES.uk, iccids: ['8943108167000000019'] }) })
  const body = orderBody({ assign: true })
  expect((await api.post('/orders', { body })).text).toBe((await untouched.post('/orders', { body })).text)
})
