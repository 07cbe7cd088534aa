import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addMonths,
  firstInstantFrom,
  formatInstant,
  formatMicroseconds,
  formatNanoseconds,
  formatSeconds,
  isMoment,
  parseInstant,
  parseMoment,
  wholeSecond,
} from '../../src/domain/instant.ts'

const JANUARY = Date.UTC(2026, 0, 1)

test.each([
  ['2026-01-01T00:00:00Z', JANUARY],
  ['2026-01-01t00:00:00z', JANUARY],
  ['2026-01-01T02:00:00+02:00', JANUARY],
  ['2025-12-31T18:30:00-05:30', JANUARY],
  ['2026-01-01T00:00:00.5Z', JANUARY + 500],
  ['2026-01-01T00:00:00.123456789Z', JANUARY + 123],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
])('%s is read', (text, instant) => {
  expect(parseInstant(text)).toBe(instant)
})

test.each([
  '',
  'now',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01 00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01T25:00:00Z',
  '2026-01-01T00:00:00.Z',
  '1767225600000',
])('%j is no date and time', (text) => {
  expect(parseInstant(text)).toBeUndefined()
})

test.each([
  ['milliseconds', formatInstant(JANUARY), '2026-01-01T00:00:00Z'],
  ['milliseconds that matter', formatInstant(JANUARY + 120), '2026-01-01T00:00:00.12Z'],
  ['seconds', formatSeconds(JANUARY + 999), '2026-01-01T00:00:00Z'],
  ['microseconds', formatMicroseconds(JANUARY + 12), '2026-01-01T00:00:00.012000Z'],
  ['nanoseconds', formatNanoseconds(JANUARY + 120), '2026-01-01T00:00:00.120000000Z'],
])('%s are written in their form', (_, text, expected) => {
  expect(text).toBe(expected)
})

const instants = fc.integer({ min: 0, max: Date.UTC(9_999, 0, 1) })

test('an instant is read as it was written in every form, seconds as the second that they show', () => {
  const property = fc.property(instants, (instant) => {
    for (const format of [formatInstant, formatMicroseconds, formatNanoseconds]) {
      expect(parseMoment(format(instant))).toEqual({ instant, nanoseconds: 0 })
    }
    expect(parseInstant(formatSeconds(instant))).toBe(wholeSecond(instant))
    expect(formatSeconds(wholeSecond(instant))).toBe(formatSeconds(instant))
  })
  fc.assert(property)
})

test('the first instant from a moment on is at or after it, and the one before is not', () => {
  const property = fc.property(instants, fc.nat({ max: 999_999 }), fc.boolean(), (instant, nanoseconds, after) => {
    const isReached = (at: number) => (at === instant ? (after ? false : nanoseconds === 0) : at > instant)
    const first = firstInstantFrom({ instant, nanoseconds }, after)
    expect(isReached(first)).toBe(true)
    expect(isReached(first - 1)).toBe(false)
  })
  fc.assert(property)
})

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-01-31', 2, '2026-03-31'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2026-12-01', 1, '2027-01-01'],
])('%s and %i months is %s', (from, months, to) => {
  const at = (day: string) => Date.parse(`${day}T10:30:00.007Z`)
  expect(addMonths(at(from), months)).toBe(at(to))
})

test.each([
  [0, false, 1_000],
  [0, true, 1_001],
  [1, false, 1_001],
  [1, true, 1_001],
])('from a moment of %i nanoseconds beyond the millisecond, strictly after it: %s', (nanoseconds, after, first) => {
  expect(firstInstantFrom({ instant: 1_000, nanoseconds }, after)).toBe(first)
})

test.each([
  ['9999-12-31T00:00:00Z', true],
  ['9999-12-31T00:00:00.001Z', false],
  ['2026-02-30T00:00:00Z', false],
  ['soon', false],
])('a clock can show %s: %s', (text, shown) => {
  expect(isMoment(text)).toBe(shown)
})
