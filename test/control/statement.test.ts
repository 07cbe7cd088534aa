import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buy, buyEsim, getInventory, orderBody } from '../support/trade.ts'

/** The statement of an account to which one of each kind happened, on three days. */
async function tradeForDays() {
  const { emulator, api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.france)
  await api.put('/esims', { body: { iccid, customerRef: 'Sharon Lind' } })
  await emulator.clock.advance('1d')
  const stocked = await buy(api, { item: BUNDLES.france, quantity: 3 })
  await api.post('/esims/apply', { body: { name: BUNDLES.france, iccid } })
  const [stock] = await getInventory(api)
  await api.post('/inventory/refund', { body: { usageId: stock?.available[0]?.id, quantity: 1 } })
  await emulator.clock.advance('1d')
  await api.post('/organisation/balance?amount=1000')
  await emulator.settings.change({ balance: 1 })
  await api.post('/orders', { body: orderBody({ item: BUNDLES.uk, assign: true }) })
  return { emulator, api, iccid, stocked }
}

test('orders, assignments, refunds, top-ups, adjustments and refused orders are one story, newest first', async () => {
  const { emulator, iccid, stocked } = await tradeForDays()
  const { entries, days, next } = await emulator.statement()
  const sharon = { iccid, customerRef: 'Sharon Lind' }
  expect(entries.map(({ kind, amount, balance, status }) => [kind, amount, balance, status])).toEqual([
    ['refused', 0, null, 'refused'],
    ['adjustment', -1995.49, 1, 'completed'],
    ['topup', 1000, 1996.49, 'completed'],
    ['refund', 1.17, 996.49, 'completed'],
    ['assignment', 0, 995.32, 'completed'],
    ['order', -3.51, 995.32, 'completed'],
    ['order', -1.17, 998.83, 'completed'],
    ['opening', 1000, 1000, 'completed'],
  ])
  const item = { bundle: BUNDLES.france, quantity: 1, esims: [sharon], esimCount: 1 }
  expect(entries.map(({ items }) => items)).toEqual([
    [{ ...item, bundle: BUNDLES.uk, esims: [], esimCount: 0 }],
    [],
    [],
    [{ ...item, esims: [], esimCount: 0 }],
    [item],
    [{ ...item, quantity: 3, esims: [], esimCount: 0 }],
    [item],
    [],
  ])
  expect(entries[5]).toMatchObject({ toInventory: true, reference: stocked.orderReference })
  expect(entries[0]).toMatchObject({
    problem: expect.stringContaining('balance'),
    request: { operationId: 'createOrder', status: 403, reason: null },
  })
  expect(days).toEqual([
    { date: '2026-01-03', cameIn: 1000, wentOut: 1995.49, movements: 2 },
    { date: '2026-01-02', cameIn: 1.17, wentOut: 3.51, movements: 2 },
    { date: '2026-01-01', cameIn: 0, wentOut: 1.17, movements: 1 },
  ])
  expect(next).toBeNull()
})

test.each([1, 2, 3, 7])('pages of %d have every entry once, and sums of whole days', async (limit) => {
  const { emulator } = await tradeForDays()
  const whole = await emulator.statement()
  const paged: (typeof whole)['entries'] = []
  let next: string | null | undefined
  do {
    const page = await emulator.statement({ limit, before: next ?? undefined })
    for (const day of page.days) expect(whole.days).toContainEqual(day)
    paged.push(...page.entries)
    next = page.next
  } while (next !== null)
  expect(paged).toEqual(whole.entries)
})

test.each<[what: string, filter: (iccid: string) => object, kinds: string[]]>([
  ['of an eSIM', (iccid) => ({ iccid }), ['assignment', 'order']],
  ['of a customer', () => ({ customerRef: 'sharon' }), ['assignment', 'order']],
  ['of nobody', () => ({ customerRef: 'nobody' }), []],
  ['of a bundle', () => ({ bundle: 'd_gb' }), ['refused']],
  ['of a bundle', () => ({ bundle: '7D_FR' }), ['refund', 'assignment', 'order', 'order']],
  ['of a kind', () => ({ kind: 'topup' }), ['topup']],
  ['that were refused', () => ({ kind: 'refused' }), ['refused']],
  ['of a kind and an eSIM', (iccid) => ({ iccid, kind: 'assignment' }), ['assignment']],
])('entries %s are found', async (_, filter, kinds) => {
  const { emulator, iccid } = await tradeForDays()
  const { entries, days } = await emulator.statement(filter(iccid))
  expect(entries.map(({ kind }) => kind)).toEqual(kinds)
  expect(days).toEqual([])
})

test('an order is found by the beginning of its reference', async () => {
  const { emulator, stocked } = await tradeForDays()
  const { entries } = await emulator.statement({ reference: stocked.orderReference.slice(0, 8).toUpperCase() })
  expect(entries.map(({ reference }) => reference)).toEqual([stocked.orderReference])
})

test('a refund of what was taken off an eSIM names the eSIM, and is found by it', async () => {
  const { emulator, api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.france)
  const { entries } = await emulator.statement()
  const { esims } = await emulator.orders.get(entries[0]?.reference ?? '')
  const path = `/esims/${iccid}/bundles/${BUNDLES.france}?refundToBalance=true&offerId=${esims[0]?.assignmentId}`
  expect((await api.delete(path)).status).toBe(200)
  const refund = (await emulator.statement()).entries[0]
  expect(refund).toMatchObject({ kind: 'refund', amount: 1.17, items: [{ esims: [{ iccid }], esimCount: 1 }] })
  expect((await emulator.statement({ iccid })).entries[0]).toEqual(refund)
  expect((await emulator.requests.list({ limit: 1 }))[0]?.id).toBe(refund?.request?.id)
})

test('an order whose answer was lost says what the client got, and is no refusal', async () => {
  const { emulator, api } = await createTestEmulator()
  const fault = { type: 'status', status: 503 } as const
  const { id } = await emulator.faults.add({ match: { operationId: 'createOrder' }, phase: 'after', fault })
  await api.post('/orders', { body: orderBody({ item: BUNDLES.france }) })
  expect((await emulator.statement()).entries[0]).toMatchObject({
    kind: 'order',
    problem: 'It was placed, but the client got the answer 503.',
    request: { status: 503, reason: `fault:${id}` },
  })
})

test('a price that is only asked for is not in the story, though it was refused', async () => {
  const { emulator, api } = await createTestEmulator()
  expect((await api.post('/orders', { body: orderBody({ item: 'no_such_bundle' }, 'validate') })).status).not.toBe(200)
  expect((await emulator.statement()).entries.map(({ kind }) => kind)).toEqual(['opening'])
})

test('an order has its lines, its eSIMs with what a revoke gives back, and the callbacks about them', async () => {
  const receiver = createReceiver()
  const { emulator, api } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.settings.change({ balance: 101 })
  const body = orderBody({ item: BUNDLES.france, quantity: 2, assign: true })
  const { orderReference, order } = (await api.post('/orders', { body })).json
  const [used, unused] = order[0].iccids
  await emulator.esims.attach(used, 'FR')
  await emulator.esims.use(used, { megabytes: 600 })
  await buyEsim(api, BUNDLES.france, used)
  const details = await emulator.orders.get(orderReference)
  expect(details).toMatchObject({
    kind: 'order',
    amount: -2.34,
    balance: 98.66,
    currency: 'USD',
    unitCount: 2,
    purchases: [],
    lines: [{ type: 'bundle', item: BUNDLES.france, quantity: 2, pricePerUnit: 1.17, subTotal: 2.34 }],
    request: { operationId: 'createOrder', status: 200 },
    esims: [
      {
        iccid: used,
        state: 'active',
        months: 1,
        toInventory: false,
        toBalance: false,
        leavesAccount: false,
        revoke: 'A revoke gives nothing back: It has been started.',
      },
      {
        iccid: unused,
        state: 'queued',
        toInventory: true,
        toBalance: true,
        leavesAccount: true,
        revoke: 'Unused: can go back until 2026-03-02.',
      },
    ],
  })
  expect(details.callbacks.map(({ alertType, iccid }) => [alertType, iccid])).toEqual([
    ['Utilisation', used],
    ['FirstUse', used],
    ['LowBalance', null],
  ])
  expect((await emulator.orders.get(orderReference, { offset: 1, limit: 1 })).esims).toEqual([details.esims[1]])
  await emulator.clock.advance('61d')
  const [, later] = (await emulator.orders.get(orderReference)).esims
  expect(later).toMatchObject({
    toBalance: false,
    revoke: 'A revoke gives nothing back: 60 days after the purchase ended on 2026-03-02.',
  })
})

test('an order into the inventory has its own units, also beside one like it', async () => {
  const { emulator, api } = await createTestEmulator()
  const first = await buy(api, { item: BUNDLES.france, quantity: 2 })
  const second = await buy(api, { item: BUNDLES.france, quantity: 2 })
  const { purchases, next, units, bundles } = await emulator.inventory()
  expect([purchases.length, next, units, bundles]).toEqual([2, null, 4, 1])
  await api.post('/inventory/refund', { body: { usageId: purchases[1]?.usageId, quantity: 1 } })
  const left = async ({ orderReference }: typeof first) => (await emulator.orders.get(orderReference)).purchases
  expect(await left(first)).toMatchObject([{ remaining: 2, refunded: 0, refund: 'Can be refunded until 2026-03-02.' }])
  expect(await left(second)).toMatchObject([{ remaining: 1, refunded: 1, isRefundable: true }])
  await emulator.settings.change({ refunds: false })
  expect(await left(second)).toMatchObject([{ isRefundable: false, refund: 'Refunds are off in this organisation.' }])
})

test('the inventory is read in pages, in the order in which units are taken', async () => {
  const { emulator, api } = await createTestEmulator()
  for (const item of [BUNDLES.uk, BUNDLES.france, BUNDLES.uk]) await buy(api, { item })
  const whole = (await emulator.inventory()).purchases
  expect(whole.map(({ bundle }) => bundle)).toEqual([BUNDLES.france, BUNDLES.uk, BUNDLES.uk])
  const first = await emulator.inventory({ limit: 2 })
  const second = await emulator.inventory({ limit: 2, after: first.next ?? undefined })
  expect([...first.purchases, ...second.purchases]).toEqual(whole)
  expect((await emulator.inventory({ bundle: BUNDLES.uk })).purchases).toEqual(whole.slice(1))
})

test('an order that is not there is refused', async () => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.orders.get('nope')).rejects.toMatchObject({ status: 404, code: 'order_not_found' })
  await expect(emulator.statement({ before: 'x' })).rejects.toMatchObject({ status: 422 })
})

test('a large order is processing until it is carried out, and then names its eSIMs', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.settings.change({ largeOrders: 'later' })
  const { orderReference } = await buy(api, { item: BUNDLES.france, quantity: 6, assign: true })
  const newest = async () => (await emulator.statement({ limit: 1 })).entries[0]
  expect(await newest()).toMatchObject({ status: 'processing', items: [{ quantity: 6, esims: [], esimCount: 0 }] })
  await emulator.clock.advance('1d')
  const { items, status } = (await newest()) ?? {}
  expect([status, items?.[0]?.esims.length, items?.[0]?.esimCount]).toEqual(['completed', 3, 6])
  expect((await emulator.orders.get(orderReference)).unitCount).toBe(6)
})

test('a refusal says why for as long as the journal has the call', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.settings.change({ balance: 1 })
  await api.post('/orders', { body: orderBody({ item: BUNDLES.uk, assign: true }) })
  const [fresh] = (await emulator.statement({ kind: 'refused' })).entries
  for (let call = 0; call < 100; call += 1) await api.get('/inventory')
  expect((await emulator.statement({ kind: 'refused' })).entries).toEqual([fresh])
  expect(fresh?.problem).toMatch(/balance/)
})
