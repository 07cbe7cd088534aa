import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromUnits, parseMoney, refundShare, roundToCents, subTotal, toWireNumber } from '../../src/domain/money.ts'

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

test('an amount survives being written as a number', () => {
  const property = fc.property(fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }), (amount) => {
    expect(parseMoney(String(toWireNumber(amount)))).toBe(amount)
  })
  fc.assert(property)
})

test.each([
  [0, 0],
  [4, 0],
  [5, 10],
  [93_067, 93_070],
  [-5, 0],
  [-6, -10],
])('%i thousandths are %i in whole cents', (amount, rounded) => {
  expect(roundToCents(amount)).toBe(rounded)
})

test('units of three decimals cost whole cents together', () => {
  expect([1, 2, 3].map((quantity) => toWireNumber(subTotal(93_067, quantity)))).toEqual([93.07, 186.13, 279.2])
  expect(toWireNumber(fromUnits(1_000))).toBe(1_000)
})

test('giving back all units returns what was paid, however they are split', () => {
  const property = fc.property(
    fc.integer({ min: 0, max: 250_000 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
    (price, parts) => {
      const total = parts.reduce((sum, part) => sum + part, 0)
      const paid = subTotal(price, total)
      let refunded = 0
      let money = 0
      for (const part of parts) {
        const share = refundShare(paid, total, refunded, part)
        expect(share).toBeGreaterThanOrEqual(0)
        refunded += part
        money += share
        expect(money).toBeLessThanOrEqual(paid)
      }
      expect(money).toBe(paid)
    },
  )
  fc.assert(property)
})
