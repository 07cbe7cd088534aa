import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromUnits, toWireNumber } from '../../src/domain/money.ts'
import { formatCount, formatMoney } from '../../src/ui/format.ts'

const MOST = 1_000_000_000_000

test('money and counts read as the platform writes them in British English', () => {
  const money = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 3 })
  const count = new Intl.NumberFormat('en-GB')
  fc.assert(
    fc.property(fc.integer({ min: fromUnits(-MOST), max: fromUnits(MOST) }), (amount) => {
      expect(formatMoney(toWireNumber(amount))).toBe(money.format(toWireNumber(amount)))
      expect(formatCount(amount)).toBe(count.format(amount))
    }),
  )
})

test.each([
  [0, '0.00'],
  [-0.5, '-0.50'],
  [93.067, '93.067'],
  [1_250, '1,250.00'],
  [-1_234_567.8, '-1,234,567.80'],
])('%s reads %s', (units, text) => {
  expect(formatMoney(units)).toBe(text)
})
