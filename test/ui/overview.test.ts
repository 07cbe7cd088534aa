import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { findElements, look, region, textOf } from '../support/page.ts'
import { BUNDLES, buy, orderBody } from '../support/trade.ts'

const ORDER = orderBody({ item: BUNDLES.france, assign: true })

test('a stranger sees the time, what comes next, the money and what just happened', async () => {
  const { emulator, api } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(null, { status: 204 }),
  })
  await emulator.settings.change({ balance: 1234.5, currency: 'EUR' })
  const iccid: string = (await api.post('/orders', { body: ORDER })).json.order[0].iccids[0]
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 600 })
  await emulator.clock.advance('1d')
  const { html } = await look(emulator, '/_emulator/')

  const time = textOf(region(html, 'time'))
  expect(time).toContain('2026-01-02 00:00:00 UTC paused')
  expect(time).toContain(`Next, in 6 d : bundle expires …${iccid.slice(-6)}`)
  const figures = textOf(region(html, 'figures'))
  expect(figures).toContain('Balance 1,233.33 EUR')
  expect(figures).toContain('eSIMs 1 1 installed · bundles: 1 active, 0 waiting')
  expect(figures).toContain('Orders 1 0 bundles in the inventory')
  expect(figures).toContain('Callbacks 3 delivered receiver answered 2026-01-01 00:00:00')
  expect(textOf(region(html, 'next'))).toContain('Thursday, 2026-01-08 in 6 d 00:00 bundle expires')
  expect(textOf(region(html, 'troubles'))).toContain('Nothing: no call was refused, and no callback failed.')
  const esims = textOf(region(html, 'esims'))
  expect(esims).toContain(iccid)
  expect(esims).toContain('FR, ')
  expect(esims).toContain('active esim_1GB_7D_FR_V2 400MB of 1GB , ends in 6 d')
})

test.each([
  ['no URL set', { callbackUrl: '' }, undefined],
  ['not tried yet', { callbackUrl: 'http://127.0.0.1:1/hook' }, undefined],
  ['receiver answered', { callbackUrl: 'http://127.0.0.1:1/hook' }, 200],
  ['receiver answered 500', { callbackUrl: 'http://127.0.0.1:1/hook' }, 500],
])('the health of the callback address is told: %s', async (health, settings, status) => {
  const { emulator } = await createTestEmulator({
    callbackFetch: async () => new Response(null, { status: status ?? 200 }),
  })
  await emulator.settings.change(settings)
  if (status !== undefined) await emulator.callbacks.test({ alertType: 'LowBalance' })
  expect(region((await look(emulator, '/_emulator/')).html, 'figures')).toContain(`>${health}</span>`)
})

test('the eSIM that uses up its bundle next is named, on its own page as well', async () => {
  const { emulator, api } = await createTestEmulator()
  const plans = [100, 400, 200]
  const iccids: string[] = []
  for (const megabytesPerDay of plans) {
    const iccid: string = (await api.post('/orders', { body: ORDER })).json.order[0].iccids[0]
    await emulator.esims.attach(iccid, 'FR')
    await emulator.esims.setUsagePlan(iccid, { megabytesPerDay })
    iccids.push(iccid)
  }
  const figures = async () => textOf(region((await look(emulator, '/_emulator/')).html, 'figures'))
  expect(await figures()).toContain(`runs out first: …${iccids[1]?.slice(-6)} on 2026-01-03 12:00:00`)
  await emulator.clock.advance('3d')
  expect(await figures()).toContain(`runs out first: …${iccids[2]?.slice(-6)} on 2026-01-06 00:00:00`)
  const { html } = await look(emulator, `/_emulator/ui/esims/${iccids[2]}`)
  expect(textOf(region(html, 'top'))).toContain('data used up on 2026-01-06 00:00:00')
})

test('a low balance is told', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ balance: 99 })
  expect(textOf(region((await look(emulator, '/_emulator/')).html, 'figures'))).toContain('low: at or below 100.00')
})

test.each([
  ['manual', 1, '0', 'paused'],
  ['auto', 1, '1', 'running'],
  ['auto', 3600, '3600', 'running ×3600'],
] as const)(
  'a clock in mode %s at rate %d says so, to the reader and to the script',
  async (mode, rate, told, words) => {
    const { emulator } = await createTestEmulator()
    await emulator.clock.set({ mode, rate })
    const time = region((await look(emulator, '/_emulator/')).html, 'time')
    expect(time).toContain(`data-clock="${told}"`)
    expect(textOf(time)).toContain(` UTC ${words} `)
  },
)

test('how to connect is there to copy, with the address that the page was asked at', async () => {
  const { emulator } = await createTestEmulator()
  const { text } = await look(emulator, '/_emulator/')
  expect(text).toContain('http://127.0.0.1:4024/v2.4')
  expect(text).toContain("curl 'http://127.0.0.1:4024/v2.4/organisation' -H 'X-API-Key: test-key'")
  expect(text).toContain(`createHmac('sha256', "test-key").update(rawBody).digest('base64')`)
})

/** The cells of a table below a chart: each the value behind it where there is one, else its text. */
const cells = (html: string, name: string): (string | null | undefined)[][] =>
  findElements(region(html, name), 'tbody tr').map((row) =>
    [...row.querySelectorAll('td')].map(
      (cell) =>
        cell.querySelector('time')?.getAttribute('datetime') ??
        cell.querySelector('data')?.getAttribute('value') ??
        cell.textContent,
    ),
  )

test('the table of the balance has the movements of the ledger', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: ORDER })
  await emulator.clock.advance('1d')
  await emulator.settings.change({ balance: 500 })
  await api.post('/orders', { body: ORDER })
  const { movements } = (await callControl(emulator, { method: 'GET', path: '/ledger' })).json
  const table = cells((await look(emulator, '/_emulator/')).html, 'balance-numbers')
  expect(table.map(([at, kind, , balance]) => [at, kind, Number(balance)]).reverse()).toEqual(
    movements.map(({ at, kind, balance }: Record<string, unknown>) => [at, kind, balance]),
  )
})

test('the table of callbacks counts what the API lists, by day and result', async () => {
  let status = 200
  const { emulator } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(null, { status }),
  })
  await emulator.settings.change({ callbackRetries: 0 })
  for (status of [200, 500, 200, 500, 200]) {
    await emulator.callbacks.test({ alertType: 'LowBalance' })
    await emulator.clock.advance('36h')
  }
  const listed = await emulator.callbacks.list()
  const rows = cells((await look(emulator, '/_emulator/')).html, 'delivery-numbers')
  const total = (column: number) => rows.reduce((sum, row) => sum + Number(row[column]), 0)
  const counted = ['delivered', 'pending', 'unsent', 'failed'].map((each, index) => [each, total(index + 1)])
  expect(counted).toEqual(
    ['delivered', 'pending', 'unsent', 'failed'].map((each) => [
      each,
      listed.filter((one) => one.status === each).length,
    ]),
  )
  expect(rows.map(([from]) => from)).toEqual(
    rows
      .map(([from]) => from)
      .sort()
      .reverse(),
  )
})

test('a refused call is there with its reason, and failed callbacks are sent again by one call', async () => {
  let status = 500
  const { emulator, api } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(null, { status }),
  })
  await emulator.settings.change({ callbackRetries: 0 })
  await api.post('/orders', { body: orderBody({ item: 'no_such_bundle' }) })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  const page = async () => (await look(emulator, '/_emulator/')).html
  const { message } = JSON.parse((await emulator.requests.list())[0]?.responseBody ?? '{}')
  expect(textOf(region(await page(), 'troubles'))).toContain(message)
  expect(textOf(region(await page(), 'troubles'))).toContain('the receiver answered 500')
  expect(textOf(region(await page(), 'failures'))).toContain('1 callback failed, the newest of 2026-01-01 00:00:00')
  status = 200
  expect(await emulator.callbacks.redeliverFailed()).toEqual({ sent: 1, delivered: 1, failed: 0 })
  expect(textOf(region(await page(), 'failures'))).toBe('')
})

test('the charts of an account of eight thousand years have few dates', async () => {
  const { emulator } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(null, { status: 200 }),
  })
  await emulator.settings.change({ balance: 500 })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  await emulator.clock.advance({ to: '9990-01-01T00:00:00Z' })
  const { html } = await look(emulator, '/_emulator/')
  for (const name of ['balance', 'deliveries']) {
    const lines = findElements(region(html, name), 'line.grid').length
    expect(lines).toBeGreaterThan(2)
    expect(lines).toBeLessThan(10)
  }
})

test('what can be refunded of the inventory is told with its worth and its first deadline', async () => {
  const { emulator, api } = await createTestEmulator()
  const balance = async () => textOf(region((await look(emulator, '/_emulator/')).html, 'figures'))
  expect(await balance()).toContain('nothing in the inventory is refundable')
  await buy(api, { item: BUNDLES.france, quantity: 3 })
  await emulator.clock.advance('30d')
  await buy(api, { item: BUNDLES.france, quantity: 2 })
  expect(await balance()).toContain('refundable: 5 units of the inventory for 5.85, the first until 2026-03-02')
  await emulator.clock.advance('31d')
  expect(await balance()).toContain('refundable: 2 units of the inventory for 2.34, the first until 2026-04-01')
  await emulator.settings.change({ refunds: false })
  expect(await balance()).toContain('nothing in the inventory is refundable')
})

test('a refusal by a fault names the fault, in the words of the journal', async () => {
  const { emulator } = await createTestEmulator()
  const fault = await emulator.faults.add({ fault: { type: 'status', status: 503 } })
  await callRaw(emulator, 'GET', '/v2.4/organisation')
  const troubles = region((await look(emulator, '/_emulator/')).html, 'troubles')
  expect(textOf(troubles)).toContain(`fault ${fault.id} gave this answer`)
  expect(troubles).toContain(`/_emulator/ui/faults#fault-${fault.id}`)
})
