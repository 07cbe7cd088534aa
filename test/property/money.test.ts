import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMoney, refundShare, roundToCents, subTotal, toWireNumber } from '../../src/domain/money.ts'

const price = fc.integer({ min: 1, max: 2_000_000 })

/** A purchase of some units, and the numbers of units in which all of them are given back. */
const refunds = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 })
  .map((parts) => ({ parts, total: parts.reduce((sum, part) => sum + part, 0) }))

test('what is given back in parts adds up to what was paid, and no part is below nothing', () => {
  const property = fc.property(price, refunds, (each, { parts, total }) => {
    const paid = subTotal(each, total)
    let [refunded, money] = [0, 0]
    for (const part of parts) {
      const share = refundShare(paid, total, refunded, part)
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share % 10).toBe(0)
      refunded += part
      money += share
      expect(money).toBeLessThanOrEqual(paid)
    }
    expect(money).toBe(paid)
  })
  fc.assert(property, { numRuns: 500 })
})

test('a share is the price of its units, to a cent each way', () => {
  const property = fc.property(price, refunds, (each, { parts: [first = 1], total }) => {
    const share = refundShare(subTotal(each, total), total, 0, first)
    expect(Math.abs(share - each * first)).toBeLessThanOrEqual(20)
  })
  fc.assert(property, { numRuns: 500 })
})

test('an amount on the wire is the decimal that it is', () => {
  const property = fc.property(fc.integer({ min: -1e12, max: 1e12 }), (amount) => {
    expect(parseMoney(JSON.stringify(toWireNumber(amount)))).toBe(amount)
  })
  fc.assert(property, { numRuns: 1000 })
})

test('rounding goes to the nearest cent, halves up, and twice changes nothing', () => {
  expect([93_064, 93_065, 93_067, 1_360].map(roundToCents)).toEqual([93_060, 93_070, 93_070, 1_360])
  fc.assert(fc.property(price, (amount) => roundToCents(roundToCents(amount)) === roundToCents(amount)))
})
