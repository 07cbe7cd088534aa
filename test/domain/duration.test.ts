import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, isDuration, parseDuration } from '../../src/domain/duration.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.each([
  ['90s', 90 * SECOND],
  ['15m', 15 * MINUTE],
  ['2h', 2 * HOUR],
  ['8d', 8 * DAY],
  ['1w', 7 * DAY],
  ['250ms', 250],
  ['1d12h', 36 * HOUR],
  ['1.5h', 90 * MINUTE],
  ['8D', 8 * DAY],
  [' 5m ', 5 * MINUTE],
  ['1500', 1_500],
  [1500, 1_500],
  [0, 0],
  ['P7DT2H', 7 * DAY + 2 * HOUR],
  ['PT0.5S', 500],
  ['P1W', 7 * DAY],
  ['PT0S', 0],
  ['pt1h30m', 90 * MINUTE],
])('%j is %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each(['', ' ', 'd', '-1d', '1 d', '1d 12h', '8days', 'P', 'PT', 'P1Y', 'P1M', 'P1DT', 'soon', 'NaN', '1e3s'])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeUndefined()
  },
)

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('the number %d is no duration', (number) => {
  expect(parseDuration(number)).toBeUndefined()
})

test.each([
  [0, 'PT0S'],
  [1, 'PT0.001S'],
  [90 * SECOND, 'PT1M30S'],
  [60 * DAY, 'P60D'],
  [DAY + 2 * HOUR, 'P1DT2H'],
])('%i milliseconds are written %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

test('what is written is read as the same duration', () => {
  const property = fc.property(fc.integer({ min: 0, max: 36_525 * DAY }), (milliseconds) => {
    expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds)
  })
  fc.assert(property)
})

test.each([
  ['0s', true],
  ['36525d', true],
  ['36525d1ms', false],
  ['soon', false],
])('%s is a duration of a century at most: %s', (text, is) => {
  expect(isDuration(text)).toBe(is)
})
