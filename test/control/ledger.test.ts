import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'

const ORDER = orderBody({ item: BUNDLES.europe, assign: true })

test('every movement of money is a row, and they add up to the balance at each of them', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: { ...ORDER, assign: false, order: [{ ...ORDER.order[0], quantity: 3 }] } })
  const { bundles } = (await api.get('/inventory')).json
  await api.post('/inventory/refund', { body: { usageId: bundles[0].available[0].id, quantity: 2 } })
  await api.post('/organisation/balance?amount=1000')
  await emulator.settings.change({ balance: 500 })

  const { movements, balance } = await emulator.ledger()
  expect(movements.map(({ kind, amount, balance }) => [kind, amount, balance])).toEqual([
    ['opening', 1000, 1000],
    ['order', -4.77, 995.23],
    ['refund', 3.18, 998.41],
    ['topup', 1000, 1998.41],
    ['adjustment', -1498.41, 500],
  ])
  expect(balance).toBe(500)
})

test('the ledger is CSV for whoever accepts that', async () => {
  const { emulator } = await createTestEmulator()
  const request = new Request('http://emulator/_emulator/ledger', {
    headers: { 'X-API-Key': emulator.apiKey, Accept: 'text/csv' },
  })
  const { headers, ...answer } = await emulator.fetch(request).then(async (response) => ({
    headers: response.headers,
    text: await response.text(),
  }))
  expect(headers.get('content-type')).toContain('text/csv')
  expect(answer.text.split('\n')[0]).toBe('at,kind,reference,amount,balance')
})

test('an order that is placed again after its answer was lost is doubtful, and names both', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: ORDER, headers: { 'Emulator-Fault': 'status=503; phase=after' } })
  await api.post('/orders', { body: ORDER })
  const { orders } = (await api.get('/orders')).json
  const { doubtful } = await emulator.ledger()
  expect(doubtful).toMatchObject([
    { orders: orders.map(({ orderReference }: { orderReference: string }) => orderReference).reverse(), amount: 1.59 },
  ])
})

test('orders that were answered are not doubtful, however alike they are', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: ORDER })
  await api.post('/orders', { body: ORDER })
  expect((await emulator.ledger()).doubtful).toEqual([])
})

test('the timeline of an eSIM tells calls, changes of state, actions and callbacks in order', async () => {
  const { emulator, api } = await createTestEmulator()
  const iccid = (await api.post('/orders', { body: ORDER })).json.order[0].iccids[0]
  await emulator.clock.advance('1h')
  await api.get(`/esims/${iccid}`)
  await emulator.clock.advance('1h')
  await emulator.esims.use(iccid, { megabytes: 600 })

  const entries = await emulator.esims.timeline(iccid)
  expect(entries.map(({ type, text }) => `${type}: ${text.replace(/ \([0-9a-f-]{36}\)/, '')}`)).toEqual([
    'action: Order of 1 × esim_1GB_7D_REUP_V2 for 1.59 USD',
    'transition: new -> queued',
    'action: Bundle Applied, esim_1GB_7D_REUP_V2',
    `request: GET /v2.4/esims/${iccid} 200`,
    'action: Installed for the first time',
    'action: Attached to A1 in AT',
    'action: Used 600 MB',
    'callback: FirstAttachment unsent',
    'action: eSIM First Attachment',
    'transition: queued -> active',
    'callback: FirstUse unsent',
    'action: eSIM First Use, esim_1GB_7D_REUP_V2',
    'callback: Utilisation unsent',
    'action: eSIM Utilisation Alert, 50% Used, esim_1GB_7D_REUP_V2',
  ])
})
