import { expect, test } from 'vitest'
import { createTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { findElements, look, region, textOf } from '../support/page.ts'
import { BUNDLES, buy, buyEsim, getInventory, orderBody } from '../support/trade.ts'

const ORDERS = '/_emulator/ui/orders'
const FRANCE = orderBody({ item: BUNDLES.france, quantity: 2 })

const regionOf = async ({ emulator }: Pick<TestEmulator, 'emulator'>, path: string, name: string): Promise<string> =>
  region((await look(emulator, path)).html, name)

/** The rows of the table of orders, each as its text. */
const rowsOf = (html: string): string[] => findElements(html, 'tbody tr').map((row) => textOf(row.innerHTML))

/** An account to which something happened on each of two days, and the eSIM of its customer. */
async function tradeForDays() {
  const { emulator, api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.france)
  await api.put('/esims', { body: { iccid, customerRef: 'Sharon Lind' } })
  await emulator.clock.advance('1d')
  await buy(api, { item: BUNDLES.france, quantity: 3 })
  await api.post('/esims/apply', { body: { name: BUNDLES.france, iccid } })
  const [stock] = await getInventory(api)
  await api.post('/inventory/refund', { body: { usageId: stock?.available[0]?.id, quantity: 1 } })
  await api.post('/organisation/balance?amount=1000')
  return { emulator, api, iccid, short: `…${iccid.slice(-6)}` }
}

test('orders name bundle, customer and eSIM under the sums of their day, with the amounts of the API', async () => {
  const { emulator, short } = await tradeForDays()
  const html = await regionOf({ emulator }, ORDERS, 'orders')
  const { entries } = await emulator.statement()
  const [topup, refund, apply, stock, order] = entries.map(({ reference }) => `${reference.slice(0, 8)}…`)
  expect(rowsOf(html)).toEqual([
    'Friday, 2026-01-02 +1,001.17 -3.51 3 movements that day',
    `00:00:00 Top-up +1,000.00 1,996.49 ${topup}`,
    `00:00:00 esim_1GB_7D_FR_V2 refunded from the inventory +1.17 996.49 ${refund}`,
    `00:00:00 esim_1GB_7D_FR_V2 assigned from the inventory to Sharon Lind , ${short} 995.32 ${apply}`,
    `00:00:00 3 × esim_1GB_7D_FR_V2 into the inventory -3.51 995.32 ${stock}`,
    'Thursday, 2026-01-01 -1.17 1 movement that day',
    `00:00:00 esim_1GB_7D_FR_V2 for Sharon Lind , ${short} -1.17 998.83 ${order}`,
    '00:00:00 Opening balance 1,000.00',
  ])
  expect(findElements(html, '.amount.in').map(({ textContent }) => textContent)).toEqual([
    '+1,001.17',
    '+1,000.00',
    '+1.17',
  ])
  expect(findElements(html, 'a').map((link) => link.getAttribute('href'))).toContain(
    `${ORDERS}/${entries[4]?.reference}`,
  )
})

test('the sums of a day are those of the whole day, on each of its pages', async () => {
  const { emulator, api } = await createTestEmulator()
  for (let count = 0; count < 30; count += 1) await buy(api, { item: BUNDLES.france })
  const first = await regionOf({ emulator }, ORDERS, 'orders')
  const older = findElements(first, 'a[rel="next"]')[0]?.getAttribute('href')
  const second = await regionOf({ emulator }, `${ORDERS}${older}`, 'orders')
  for (const page of [first, second]) {
    expect(rowsOf(page)[0]).toBe('Thursday, 2026-01-01 -35.10 30 movements that day')
  }
  expect([rowsOf(first).length, rowsOf(second).length]).toEqual([1 + 25, 1 + 5 + 1])
  expect(findElements(second, 'a[rel="next"]')).toEqual([])
})

test.each<[what: string, query: (story: Awaited<ReturnType<typeof tradeForDays>>) => string, rows: number]>([
  ['a customer', () => 'who=sharon', 2],
  ['the last digits of an eSIM, as the page shows them', ({ short }) => `who=${encodeURIComponent(short)}`, 2],
  ['an eSIM', ({ iccid }) => `who=${iccid}`, 2],
  ['a bundle', () => 'bundle=_FR_', 4],
  ['a bundle that nobody has', () => 'bundle=nothing', 0],
  ['a kind', () => 'kind=refund', 1],
])('the filter finds the orders of %s', async (_, query, rows) => {
  const story = await tradeForDays()
  const html = await regionOf(story, `${ORDERS}?${query(story)}`, 'orders')
  expect(rowsOf(html).filter((row) => /^\d\d:/.test(row))).toHaveLength(rows)
  if (rows === 0) expect(textOf(html)).toContain('Nothing found.')
})

test('why the last order failed is seen at once: the reason, and the fault that did it', async () => {
  const { emulator, api } = await createTestEmulator()
  const fault = { type: 'status', status: 503 } as const
  const { id } = await emulator.faults.add({ match: { operationId: 'createOrder' }, fault, times: 1 })
  await api.post('/orders', { body: FRANCE })
  const note = async () => textOf(await regionOf({ emulator }, ORDERS, 'notes'))
  expect(await note()).toContain(
    `The last order was refused: Service Unavailable · fault ${id} gave this answer · call 1`,
  )
  expect(rowsOf(await regionOf({ emulator }, ORDERS, 'orders'))[1]).toMatch(/^00:00:00 2 × esim_1GB_7D_FR_V2 refused/)
  await emulator.settings.change({ balance: 0 })
  await api.post('/orders', { body: FRANCE })
  expect(await note()).toMatch(/The last order was refused: .*balance.* · call 2$/i)
  await emulator.settings.change({ balance: 10 })
  await api.post('/orders', { body: FRANCE })
  expect(await note()).toBe('')
  expect(textOf(await regionOf({ emulator }, ORDERS, 'balance'))).toBe('Balance now: 7.66')
})

test('an order that looks placed twice is pointed at, and the first says that its answer was lost', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.faults.add({
    match: { operationId: 'createOrder' },
    phase: 'after',
    fault: { type: 'status', status: 503 },
    times: 1,
  })
  await api.post('/orders', { body: FRANCE })
  const note = async () => textOf(await regionOf({ emulator }, ORDERS, 'notes'))
  expect(await note()).toContain(
    'The answer to the last order was lost: It was placed, but the client got the answer 503.',
  )
  await api.post('/orders', { body: FRANCE })
  expect(await note()).toContain('Possible duplicate order: esim_1GB_7D_FR_V2')
})

test('an order has a page: its eSIMs, what a revoke gives back, its call, and the order again', async () => {
  const { emulator, api } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { item: BUNDLES.france, quantity: 2, assign: true })
  const [used, unused] = order[0]?.iccids ?? []
  await emulator.esims.attach(used as string, 'FR')
  await emulator.esims.use(used as string, { megabytes: 600 })
  const { html, text } = await look(emulator, `${ORDERS}/${orderReference}`)
  expect(textOf(region(html, 'facts'))).toContain('Amount -2.34 USD Balance after 997.66')
  expect(textOf(region(html, 'facts'))).toContain(`${orderReference} copy Call createOrder 1 200 from`)
  expect(rowsOf(region(html, 'esims'))).toEqual([
    expect.stringContaining(`${used} esim_1GB_7D_FR_V2 active A revoke gives nothing back: It has been started.`),
    expect.stringContaining(`${unused} esim_1GB_7D_FR_V2 queued Unused: can go back until 2026-03-02.`),
  ])
  const unavailable = findElements(region(html, 'esims'), 'tr:first-child [aria-disabled]')
  expect(unavailable.map((button) => button.getAttribute('title'))).toEqual(
    Array(2).fill('A revoke gives nothing back: It has been started.'),
  )
  const { callbacks } = await emulator.orders.get(orderReference)
  expect(findElements(region(html, 'callbacks'), 'li')).toHaveLength(callbacks.length)
  expect(text).toContain('Order the same for new eSIMs')
})

test('an order into the inventory has its units on its page, with their acts', async () => {
  const { emulator, api } = await createTestEmulator()
  const { orderReference } = await buy(api, { item: BUNDLES.france, quantity: 3 })
  const path = `${ORDERS}/${orderReference}`
  expect(textOf(await regionOf({ emulator }, path, 'stock'))).toContain(
    'esim_1GB_7D_FR_V2 3 of 3 3.51 2026-01-01 00:00:00 Can be refunded until 2026-03-02. 2027-01-01 00:00:00',
  )
  await emulator.clock.advance('61d')
  expect(textOf(await regionOf({ emulator }, path, 'stock'))).toContain(
    'Cannot be refunded: 60 days after the purchase ended on 2026-03-02.',
  )
})

test.each([
  ['a top-up', 'Top-up', 'Amount +1,000.00 USD'],
  ['a refund', 'Refund', 'Amount +1.17 USD'],
  ['an assignment', 'Assignment', 'assigned from the inventory to Sharon Lind'],
])('%s has a page too', async (_, title, fact) => {
  const { emulator } = await tradeForDays()
  const kind = ({ 'Top-up': 'topup', Refund: 'refund', Assignment: 'assignment' } as const)[title]
  const { entries } = await emulator.statement({ kind })
  const { text, html } = await look(emulator, `${ORDERS}/${entries[0]?.reference}`)
  expect(text).toContain(`${title} ${entries[0]?.reference.slice(0, 8)}…`)
  expect(textOf(region(html, 'facts'))).toContain(fact)
})

test('an order that is not there has no page', async () => {
  const { emulator } = await createTestEmulator()
  const { status, text } = await look(emulator, `${ORDERS}/nope`)
  expect([status, text]).toEqual([404, expect.stringContaining('there is no order nope')])
})

test('the inventory is a table of purchases with what is left of them, and its counts in the heading', async () => {
  const { emulator, api } = await createTestEmulator()
  await buy(api, { item: BUNDLES.france, quantity: 2 })
  await emulator.clock.advance('61d')
  await buy(api, { item: BUNDLES.uk, quantity: 1 })
  const { html } = await look(emulator, '/_emulator/ui/inventory')
  expect(textOf(findElements(html, 'h1')[0]?.innerHTML ?? '')).toBe('Inventory 3 units of 2 bundles')
  const rows = rowsOf(region(html, 'stock'))
  expect(rows[0]).toContain(
    'esim_1GB_7D_FR_V2 2 of 2 2.34 2026-01-01 00:00:00 Cannot be refunded: 60 days after the purchase ended on 2026-03-02. 2027-01-01',
  )
  expect(rows[1]).toContain('esim_1GB_7D_GB_V2 1 of 1 1.36 2026-03-03 00:00:00 Can be refunded until 2026-05-02.')
  expect(html).toContain('data-call="POST /v2.4/esims/apply"')
  expect(html).toContain('data-call="POST /v2.4/inventory/refund"')
})

test('a recorded call, a callback, an eSIM and the balance lead to the page of their order', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.settings.change({ callbackVersion: 'V3' })
  const { orderReference, order } = await buy(api, { item: BUNDLES.france, assign: true })
  const iccid = order[0]?.iccids?.[0] as string
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 600 })
  const [callback] = await emulator.callbacks.list({ alertType: 'Utilisation' })
  for (const path of ['ui/journal/1', `ui/callbacks/${callback?.id}`, `ui/esims/${iccid}`, '']) {
    const { html } = await look(emulator, `/_emulator/${path}`)
    expect(html, path).toContain(`href="${ORDERS}/${orderReference}"`)
  }
})

test('a long customer reference is shortened in a row, and keeps its direction of writing to itself', async () => {
  const { emulator, api, iccid } = await tradeForDays()
  const customerRef = `\u202E${'مرحبا '.repeat(40)}`
  await api.put('/esims', { body: { iccid, customerRef } })
  const [name] = findElements((await look(emulator, ORDERS)).html, 'tbody bdi')
  expect([[...(name?.textContent ?? '')].length, name?.getAttribute('title')]).toEqual([40, customerRef])
})
