import fc from 'fast-check'
import { expect, test } from 'vitest'
import { playCheckout } from '../support/checkout.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { findLedgerErrors, findMoneyErrors } from '../support/laws/books.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'

test('two seeds give two different bad days of a checkout, and each seed gives the same day again', async () => {
  const [one, again, other] = [await playCheckout(1), await playCheckout(1), await playCheckout(2)]
  expect(JSON.stringify(again)).toBe(JSON.stringify(one))
  const why = ({ journal }: typeof one) =>
    journal.map(({ path, status, reason }) => [path.slice(0, 20), status, reason])
  expect(why(other)).not.toEqual(why(one))
})

test('a client that does what Retry-After says survives every day, and the journal names every reason', async () => {
  const reasons = new Set<string | null>()
  for (let seed = 1; seed <= 20; seed++) {
    const { iccids, callbacks, journal } = await playCheckout(seed)
    expect(iccids).toHaveLength(9)
    for (const { status, reason } of journal) {
      if (status !== 200) expect(reason).toMatch(/^realism:/)
      reasons.add(reason ?? null)
    }
    for (const { status, reason } of callbacks) {
      expect(status).toBe('delivered')
      reasons.add(reason ?? null)
    }
  }
  expect([...reasons].sort()).toEqual([
    null,
    'realism:callback-doubled',
    'realism:callback-late',
    'realism:callback-reordered',
    'realism:card-declined',
    'realism:no-card',
    'realism:order-later',
    'realism:rate-limit',
    'realism:unavailable',
  ])
}, 60_000)

test('no money is made or lost, whatever is carried out later or fails', async () => {
  const order = fc.record({
    item: fc.constantFrom(BUNDLES.uk, BUNDLES.france, BUNDLES.threeDecimals),
    quantity: fc.integer({ min: 1, max: 9 }),
    assign: fc.boolean(),
    named: fc.boolean(),
    returns: fc.boolean(),
    seconds: fc.nat({ max: 400 }),
  })
  const property = fc.asyncProperty(fc.array(order, { minLength: 2, maxLength: 8 }), async (orders) => {
    const { api, emulator, close } = await openTestEmulator()
    try {
      await emulator.settings.change({ largeOrders: 'later', longestProcessing: '10m' })
      for (const { item, quantity, assign, named, returns, seconds } of orders) {
        const [esim] = (await api.get('/esims')).json.esims
        const iccids = named && assign && esim ? { iccids: Array(quantity).fill(esim.iccid) } : {}
        await api.post('/orders', { body: orderBody({ item, quantity, assign, ...iccids }) })
        if (returns && esim) await api.delete(`/esims/${esim.iccid}/bundles/${item}`)
        await emulator.clock.advance(seconds * 1_000)
        expect(await findMoneyErrors(api)).toEqual([])
        expect(await findLedgerErrors(emulator)).toEqual([])
      }
      await emulator.clock.advance('10m')
      expect(await findLedgerErrors(emulator)).toEqual([])
      const statuses = (await api.get('/orders?limit=100')).json.orders.map(({ status }: { status: string }) => status)
      expect(statuses).not.toContain('processing')
    } finally {
      await close()
    }
  })
  await fc.assert(property, { numRuns: 25 })
}, 60_000)
