import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commands, run } from '../support/commands.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { buy, observe } from '../support/trade.ts'

test('the same seed and the same calls give the same bytes', async () => {
  const property = fc.asyncProperty(commands, fc.nat(), async (steps, seed) => {
    const [one, other] = [await openTestEmulator({ seed }), await openTestEmulator({ seed })]
    try {
      for (const step of steps) {
        const [answer, same] = [await run(one.api, step), await run(other.api, step)]
        expect(same?.status).toBe(answer?.status)
        expect(same?.text).toBe(answer?.text)
      }
      expect(JSON.stringify(await observe(other.api))).toBe(JSON.stringify(await observe(one.api)))
    } finally {
      await Promise.all([one.close(), other.close()])
    }
  })
  await fc.assert(property, { numRuns: 15 })
}, 60_000)

test('another seed gives other numbers and names', async () => {
  const [{ api }, { api: other }] = [await createTestEmulator({ seed: 1 }), await createTestEmulator({ seed: 2 })]
  const [order, otherOrder] = [await buy(api, { assign: true }), await buy(other, { assign: true })]
  expect(otherOrder.orderReference).not.toBe(order.orderReference)
  expect(otherOrder.order[0]?.iccids).not.toEqual(order.order[0]?.iccids)
})

test('what other organisations do changes nothing', async () => {
  const [{ api }, { api: alone }] = [await createTestEmulator(), await createTestEmulator()]
  await buy(api.as('another-key'), { assign: true, quantity: 2 })
  const order = await buy(api, { assign: true })
  await buy(api.as('another-key'))
  expect(order).toEqual(await buy(alone, { assign: true }))
  expect(await observe(api)).toEqual(await observe(alone))
})

test('looking changes nothing of what comes after', async () => {
  const [{ api }, { api: blind }] = [await createTestEmulator(), await createTestEmulator()]
  for (let time = 0; time < 3; time++) {
    expect(await buy(api, { assign: true })).toEqual(await buy(blind, { assign: true }))
    await observe(api)
  }
})
