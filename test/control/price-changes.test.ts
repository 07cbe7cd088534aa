import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, getBalance } from '../support/trade.ts'

const BOUGHT = [BUNDLES.uk, BUNDLES.france, BUNDLES.europe, BUNDLES.caribbean]

async function start(options: { readonly seed?: number } = {}) {
  const created = await createTestEmulator(options)
  const { api, emulator } = created
  await emulator.settings.change({ priceChanges: 0.5 })
  for (const item of BOUGHT) await buy(api, { item })
  const pricesOf = async () => {
    const prices: number[] = []
    for (const item of BOUGHT) prices.push((await api.get(`/catalogue/bundle/${item}`)).json.price)
    return prices
  }
  return { ...created, pricesOf }
}

test('prices of what was bought last change within a week, by at most a sixth, and go on changing', async () => {
  const { emulator, pricesOf } = await start()
  let before = await pricesOf()
  let changes = 0
  for (let week = 0; week < 8; week++) {
    await emulator.clock.advance('7d')
    const after = await pricesOf()
    for (const [index, price] of after.entries()) {
      if (price !== before[index]) changes += 1
      expect(price).toBe(Math.round(price * 1_000) / 1_000)
    }
    before = after
  }
  expect(changes).toBeGreaterThan(8)
  const changed = await emulator.catalogue.changes()
  expect(changed.every(({ bundle }) => BOUGHT.some((item) => item === bundle))).toBe(true)
})

test('one change is from 5 % below to 15 % above', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { emulator, pricesOf } = await start({ seed })
    const before = await pricesOf()
    await emulator.clock.advance({ toNextEvent: true })
    for (const [index, price] of (await pricesOf()).entries()) {
      const ratio = price / (before[index] as number)
      expect(ratio).toBeGreaterThan(0.94)
      expect(ratio).toBeLessThan(1.16)
    }
  }
})

test('the same seed gives the same prices, another seed others', async () => {
  const play = async (seed: number) => {
    const { emulator, pricesOf } = await start({ seed })
    await emulator.clock.advance('30d')
    return pricesOf()
  }
  const [one, same, other] = [await play(5), await play(5), await play(6)]
  expect(same).toEqual(one)
  expect(other).not.toEqual(one)
})

test('an order costs the new price, and what was bought before is refunded for the old one', async () => {
  const { api, emulator, pricesOf } = await start()
  await emulator.clock.advance('30d')
  const [price] = await pricesOf()
  expect((await buy(api, { item: BUNDLES.uk })).total).toBe(price)
  const balance = await getBalance(api)
  const { bundles } = (await api.get('/inventory')).json
  const uk = bundles.find(({ name }: { name: string }) => name === BUNDLES.uk)
  await api.post('/inventory/refund', { body: { usageId: uk.available[0].id, quantity: 1 } })
  expect(await getBalance(api)).toBeCloseTo(balance + 1.36, 3)
})

test('where prices stay, nothing is on the agenda; turned off, the next change changes nothing and is the last', async () => {
  const kind = await createTestEmulator()
  await buy(kind.api)
  const kinds = async ({ emulator }: typeof kind) => (await emulator.clock.get()).nextEvent?.kind
  expect(await kinds(kind)).not.toBe('catalogue.prices')
  const { emulator, api, pricesOf } = await start()
  expect(await kinds({ emulator, api })).toBe('catalogue.prices')
  const before = await pricesOf()
  await emulator.settings.change({ priceChanges: 0 })
  await emulator.clock.advance('60d')
  expect(await pricesOf()).toEqual(before)
})
