import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addMonths,
  firstStampFrom,
  formatInstant,
  formatMicroseconds,
  formatNanoseconds,
  formatSeconds,
  instantOf,
  lastStampOf,
  parseInstant,
  parseMoment,
  type Stamp,
  stampOf,
  type WrittenMoment,
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
  ['microseconds', formatMicroseconds(stampOf(JANUARY) + 12_300), '2026-01-01T00:00:00.0123Z'],
])('%s are written without trailing zeros', (_, text, expected) => {
  expect(text).toBe(expected)
})

/** Until 2255 the microseconds of a date are a number that is exact. */
const stamps = fc.integer({ min: 0, max: stampOf(Date.UTC(2255, 0, 1)) })

test('a stamp is read as what it was written as, to the microsecond', () => {
  const property = fc.property(stamps, (stamp) => {
    expect(parseMoment(formatNanoseconds(stamp))?.stamp).toBe(stamp)
    expect(parseMoment(formatMicroseconds(stamp))).toEqual({ stamp, nanoseconds: 0 })
    expect(formatNanoseconds(stamp)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/)
  })
  fc.assert(property)
})

test('every stamp of an instant lies within it', () => {
  const property = fc.property(fc.nat({ max: JANUARY }), fc.nat({ max: 999 }), (instant, part) => {
    expect(instantOf(stampOf(instant) + part)).toBe(instant)
    expect(stampOf(instant) + part).toBeLessThanOrEqual(lastStampOf(instant))
  })
  fc.assert(property)
})

/** Whether the wire form of a stamp is at or after a moment, in nanoseconds. */
function isReached(stamp: Stamp, moment: WrittenMoment, after: boolean): boolean {
  const own = parseMoment(formatNanoseconds(stamp)) as WrittenMoment
  const difference = own.stamp === moment.stamp ? own.nanoseconds - moment.nanoseconds : own.stamp - moment.stamp
  return after ? difference > 0 : difference >= 0
}

test('the first stamp from a moment on is at or after it as written, and the one before is not', () => {
  const property = fc.property(stamps, fc.nat({ max: 999 }), fc.boolean(), (stamp, nanoseconds, after) => {
    const first = firstStampFrom({ stamp, nanoseconds }, after)
    expect(isReached(first, { stamp, nanoseconds }, after)).toBe(true)
    if (first > 0) expect(isReached(first - 1, { stamp, nanoseconds }, after)).toBe(false)
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
