import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments, getBalance } from '../support/trade.ts'

/** An emulator that carries out large orders after it has answered them, and is kind otherwise. */
async function start() {
  const created = await createTestEmulator()
  await created.emulator.settings.change({ largeOrders: 'later' })
  return created
}

const details = (reference: string) => `/esims/assignments?reference=${reference}`
const asJson = { headers: { Accept: 'application/json' } }

test('an order of more than five is answered before it is carried out, and then has its eSIMs', async () => {
  const { api, emulator } = await start()
  const answer = await api.post('/orders', {
    body: { type: 'transaction', assign: true, order: [{ type: 'bundle', item: BUNDLES.uk, quantity: 6 }] },
  })
  expect(answer.json).toMatchObject({ status: 'processing', statusMessage: 'Order processing', total: 8.16 })
  expect(answer.json.order[0]).not.toHaveProperty('esims')
  expect(answer.headers.get('emulator-reason')).toBe('realism:order-later')
  expect([await getBalance(api), (await api.get('/esims')).json.rows]).toEqual([991.84, 0])

  const { orderReference } = answer.json
  expect((await api.get(`/orders/${orderReference}`)).json.status).toBe('processing')
  await emulator.clock.advance({ toNextEvent: true })
  const order = (await api.get(`/orders/${orderReference}`)).json
  expect(order).toMatchObject({ status: 'completed', statusMessage: 'Order completed: 6 eSIMs assigned' })
  expect(new Set(order.order[0].iccids).size).toBe(6)
  const rows = (await api.get(details(orderReference), asJson)).json
  expect(rows.map(({ iccid }: { iccid: string }) => iccid)).toEqual(order.order[0].iccids)
  expect(await getBalance(api)).toBe(991.84)
})

test('it is carried out within five minutes', async () => {
  const { api, emulator } = await start()
  for (let time = 0; time < 20; time++) await buy(api, { assign: true, quantity: 6 })
  await emulator.clock.advance('9s')
  expect((await api.get('/esims')).json.rows).toBe(0)
  await emulator.clock.advance('291s')
  expect((await api.get('/esims?perPage=100')).json.rows).toBe(120)
})

test.each([
  [5, 'completed'],
  [6, 'processing'],
])('an order of %i, of two lines, is %s', async (quantity, status) => {
  const { api } = await start()
  const order = [
    { type: 'bundle', item: BUNDLES.uk, quantity: 2 },
    { type: 'bundle', item: BUNDLES.france, quantity: quantity - 2 },
  ]
  expect((await api.post('/orders', { body: { type: 'transaction', assign: true, order } })).json.status).toBe(status)
})

test('each of its lines has its own eSIMs', async () => {
  const { api, emulator } = await start()
  const order = [
    { type: 'bundle', item: BUNDLES.uk, quantity: 2 },
    { type: 'bundle', item: BUNDLES.france, quantity: 4 },
  ]
  const placed = await api.post('/orders', { body: { type: 'transaction', assign: true, order } })
  await emulator.clock.advance('5m')
  const { json } = await api.get(`/orders/${placed.json.orderReference}`)
  for (const { item, quantity, iccids } of json.order) {
    expect(iccids).toHaveLength(quantity)
    for (const iccid of iccids) {
      expect((await api.get(`/esims/${iccid}/bundles`)).json.bundles).toMatchObject([{ name: item }])
    }
  }
  const rows = (await api.get(details(placed.json.orderReference), asJson)).json
  expect(rows.map(({ bundle }: { bundle: string }) => bundle)).toEqual([
    ...Array(2).fill(BUNDLES.uk),
    ...Array(4).fill(BUNDLES.france),
  ])
})

test.each([
  ['GET /esims/assignments', details],
  ['GET /esims/csv/{reference}', (reference: string) => `/esims/csv/${reference}`],
  ['GET /esims/qr/{reference}', (reference: string) => `/esims/qr/${reference}`],
  ['GET /esims/assignments/{reference}', (reference: string) => `/esims/assignments/${reference}`],
])('until then %s answers 503, with the seconds that are left', async (_, path) => {
  const { api, emulator } = await start()
  const { orderReference } = await buy(api, { assign: true, quantity: 6 })
  const early = await api.get(path(orderReference))
  expect([early.status, early.json]).toEqual([503, { message: 'Service Unavailable' }])
  expect(early.headers.get('emulator-reason')).toBe('realism:order-later')
  const seconds = Number(early.headers.get('retry-after'))
  await emulator.clock.advance((seconds - 1) * 1_000)
  expect((await api.get(path(orderReference))).headers.get('retry-after')).toBe('1')
  await emulator.clock.advance('1s')
  expect((await api.get(path(orderReference))).status).toBe(200)
})

test('a large order for the inventory arrives there later', async () => {
  const { api, emulator } = await start()
  const order = await buy(api, { quantity: 7 })
  expect([order.status, await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual(['processing', 0, 990.48])
  await emulator.clock.advance('5m')
  expect(await countStock(api, BUNDLES.uk)).toBe(7)
  expect((await api.get(`/orders/${order.orderReference}`)).json).toMatchObject({
    status: 'completed',
    statusMessage: 'Order completed',
  })
})

test('it goes to the eSIMs that it names', async () => {
  const { api, emulator } = await start()
  const iccids: string[] = []
  for (let time = 0; time < 6; time++) iccids.push(await buyEsim(api))
  const { orderReference } = await buy(api, { assign: true, quantity: 6, iccids })
  await emulator.clock.advance('5m')
  expect((await api.get(`/orders/${orderReference}`)).json.order[0].iccids).toEqual(iccids)
  for (const iccid of iccids) expect(await getAssignments(api, iccid)).toHaveLength(2)
})

test('an order that can no longer be carried out has failed, takes nothing, and is paid back', async () => {
  const { api, emulator } = await start()
  const iccids: string[] = []
  for (let time = 0; time < 6; time++) iccids.push(await buyEsim(api))
  const before = await getBalance(api)
  const { orderReference } = await buy(api, { assign: true, quantity: 6, iccids })
  // It returns to the vendor while the order waits.
  await api.delete(`/esims/${iccids[5]}/bundles/${BUNDLES.uk}`)
  await emulator.clock.advance('5m')
  expect((await api.get(`/orders/${orderReference}`)).json).toMatchObject({
    status: 'failed',
    statusMessage: 'Order processing failed',
  })
  expect(await getBalance(api)).toBe(before)
  expect(await getAssignments(api, iccids[0] as string)).toHaveLength(1)
  const { movements } = await emulator.ledger()
  expect(movements.at(-1)).toMatchObject({ kind: 'refund', amount: 8.16, balance: before })
  expect((await api.get(details(orderReference), asJson)).status).toBe(400)
})

test('an apply of more than five is answered before it is carried out; its bundles are taken at once', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { quantity: 8 })
  await emulator.settings.change({ largeOrders: 'later' })
  const answer = await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, repeat: 6 } })
  expect([answer.status, answer.json.esims]).toEqual([200, []])
  expect(answer.headers.get('emulator-reason')).toBe('realism:order-later')
  expect(await countStock(api, BUNDLES.uk)).toBe(2)
  const { applyReference } = answer.json
  expect((await api.get(details(applyReference), asJson)).status).toBe(503)
  expect((await api.get(`/orders/${applyReference}`)).json.status).toBe('processing')
  await emulator.clock.advance('5m')
  expect((await api.get(details(applyReference), asJson)).json).toHaveLength(6)
  expect((await api.get(`/orders/${applyReference}`)).json.status).toBe('completed')
})

test('an apply that can no longer be carried out gives its bundles back', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { quantity: 6 })
  const iccid = await buyEsim(api)
  await emulator.settings.change({ largeOrders: 'later' })
  const bundles = [...Array(5).fill({ name: BUNDLES.uk }), { name: BUNDLES.uk, iccid }]
  const { applyReference } = (await api.post('/esims/apply', { body: { bundles } })).json
  expect(await countStock(api, BUNDLES.uk)).toBe(0)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  await emulator.clock.advance('5m')
  expect((await api.get(`/orders/${applyReference}`)).json.status).toBe('failed')
  // Six of the apply, and the one that was revoked.
  expect(await countStock(api, BUNDLES.uk)).toBe(7)
})

test('an entry of a large apply that cannot be applied says so at once', async () => {
  const { api, emulator } = await createTestEmulator()
  await buy(api, { quantity: 6 })
  await emulator.settings.change({ largeOrders: 'later' })
  const bundles = [{ name: 'esim_of_nobody' }, ...Array(6).fill({ name: BUNDLES.uk })]
  const { esims, applyReference } = (await api.post('/esims/apply', { body: { bundles } })).json
  expect(esims).toMatchObject([{ bundle: 'esim_of_nobody', status: 'bundle not found: esim_of_nobody' }])
  await emulator.clock.advance('5m')
  const rows = (await api.get(details(applyReference), asJson)).json
  expect(rows).toHaveLength(6)
})

test('an order that waits is part of snapshots and of the state document', async () => {
  const { api, emulator } = await start()
  const { orderReference } = await buy(api, { assign: true, quantity: 6 })
  await emulator.snapshots.take('waiting')
  const document = await emulator.state.export()
  const finish = async (one: typeof api, clock: typeof emulator.clock) => {
    await clock.advance('5m')
    return (await one.get(`/orders/${orderReference}`)).text
  }
  const finished = await finish(api, emulator.clock)
  expect(finished).toContain('"completed"')
  await emulator.snapshots.restore('waiting')
  expect(await finish(api, emulator.clock)).toBe(finished)
  const other = await createTestEmulator()
  await other.emulator.state.import(document)
  expect(await finish(other.api, other.emulator.clock)).toBe(finished)
})
