import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromUnits, parseMoney, refundShare, roundToCents, subTotal, toWireNumber } from '../../src/domain/money.ts'

const price = fc.integer({ min: 0, max: 2_000_000 })

test.each([
  ['0', 0],
  ['12', 12_000],
  ['12.5', 12_500],
  ['93.067', 93_067],
  ['0.001', 1],
  ['-0.10', -100],
  [' 7 ', 7_000],
  ['-0', 0],
])('the text %j is %i thousandths', (text, amount) => {
  expect(parseMoney(text)).toBe(amount)
})

test.each([
  '',
  ' ',
  '1.',
  '.5',
  '1.2345',
  '1e3',
  '1,50',
  '0x10',
  '--1',
  '+1',
  'NaN',
  'Infinity',
  '1 2',
  '1'.repeat(13),
])('%j is no amount of money', (text) => {
  expect(parseMoney(text)).toBeUndefined()
})

test('an amount on the wire is the decimal that it is', () => {
  const property = fc.property(fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }), (amount) => {
    expect(parseMoney(JSON.stringify(toWireNumber(amount)))).toBe(amount)
  })
  fc.assert(property, { numRuns: 1000 })
})

test.each([
  [0, 0],
  [4, 0],
  [5, 10],
  [1_360, 1_360],
  [93_064, 93_060],
  [93_065, 93_070],
  [93_067, 93_070],
  [-5, 0],
  [-6, -10],
])('%i thousandths are %i in whole cents', (amount, rounded) => {
  expect(roundToCents(amount)).toBe(rounded)
})

test('rounding to cents twice changes nothing', () => {
  fc.assert(fc.property(price, (amount) => roundToCents(roundToCents(amount)) === roundToCents(amount)))
})

test('units of three decimals cost whole cents together', () => {
  expect([1, 2, 3].map((quantity) => toWireNumber(subTotal(93_067, quantity)))).toEqual([93.07, 186.13, 279.2])
  expect(toWireNumber(fromUnits(1_000))).toBe(1_000)
})

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

test('what was paid in parts of a cent is given back whole', () => {
  expect(refundShare(93_064, 1, 0, 1)).toBe(93_064)
  expect([0, 1, 2].map((refunded) => refundShare(93_064, 3, refunded, 1))).toEqual([31_020, 31_020, 31_024])
})
