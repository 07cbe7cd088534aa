import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bytesOfPercent,
  instantOfBytes,
  isInForce,
  plannedBytes,
  type UsagePlan,
  usagePlanOf,
  usageThresholdsOf,
} from '../../src/domain/usage.ts'

const DAY = 86_400_000
const FROM = Date.UTC(2026, 0, 1)
const END_OF_TIME = Date.UTC(9999, 11, 31)

const plans: fc.Arbitrary<UsagePlan> = fc.record({
  bytesPerDay: fc.integer({ min: 1, max: 5_000_000_000 }),
  from: fc.integer({ min: FROM, max: FROM + DAY }),
  until: fc.option(fc.integer({ min: FROM + DAY, max: FROM + 40 * DAY }), { nil: null }),
  country: fc.constant(null),
})
const instants = fc.integer({ min: FROM - DAY, max: FROM + 60 * DAY })

test('a plan uses nothing before it begins and nothing after it ends', () => {
  const plan = { bytesPerDay: 1_000, from: FROM, until: FROM + 2 * DAY, country: null }
  const days = [-1, 0, 0.5, 1, 2, 3]
  expect(days.map((day) => plannedBytes(plan, FROM + day * DAY))).toEqual([0, 0, 500, 1_000, 2_000, 2_000])
})

test('a plan never takes back what it has used', () => {
  const property = fc.property(plans, instants, instants, (plan, one, other) => {
    const [earlier, later] = [Math.min(one, other), Math.max(one, other)]
    expect(plannedBytes(plan, later)).toBeGreaterThanOrEqual(plannedBytes(plan, earlier))
  })
  fc.assert(property)
})

test('an amount is reached at its instant and not a millisecond before', () => {
  const property = fc.property(plans, fc.integer({ min: 1, max: 50_000_000_000 }), (plan, bytes) => {
    const at = instantOfBytes(plan, bytes)
    if (at === null) {
      expect(plannedBytes(plan, plan.until ?? END_OF_TIME)).toBeLessThan(bytes)
    } else {
      expect(plannedBytes(plan, at)).toBeGreaterThanOrEqual(bytes)
      expect(plannedBytes(plan, at - 1)).toBeLessThan(bytes)
    }
  })
  fc.assert(property)
})

test('what a plan has used, it had used by then', () => {
  const property = fc.property(plans, instants, (plan, at) => {
    const reached = instantOfBytes(plan, plannedBytes(plan, at))
    expect(reached).not.toBeNull()
    expect(reached).toBeLessThanOrEqual(Math.max(at, plan.from))
  })
  fc.assert(property)
})

const GIGABYTE = 1_000_000_000
const bundle = { initialBytes: GIGABYTE, firstUseSent: false }

test('a bundle has its first use and its thresholds to tell, in the order in which they come', () => {
  expect(usageThresholdsOf(bundle, [80, 50, 100])).toEqual([
    { used: 1_000, percent: null },
    { used: 500_000_000, percent: 50 },
    { used: 800_000_000, percent: 80 },
    { used: GIGABYTE, percent: 100 },
  ])
})

test('a first use that was told is not told again', () => {
  expect(usageThresholdsOf({ ...bundle, firstUseSent: true }, [50])).toEqual([{ used: 500_000_000, percent: 50 }])
})

test('a tiny bundle is used for the first time when it is used up', () => {
  expect(usageThresholdsOf({ ...bundle, initialBytes: 10 }, [100])).toEqual([
    { used: 10, percent: null },
    { used: 10, percent: 100 },
  ])
})

test.each([
  [GIGABYTE, 50, 500_000_000],
  [3, 50, 2],
  [GIGABYTE, 1, 10_000_000],
  [7, 100, 7],
  [1_000_000_000_000, 100, 1_000_000_000_000],
])('of %i bytes %i percent are %i, rounded up', (initial, percent, bytes) => {
  expect(bytesOfPercent(initial, percent)).toBe(bytes)
})

test('all of a bundle is exactly all of it', () => {
  const property = fc.property(fc.integer({ min: 1, max: 200_000_000_000 }), (initial) => {
    expect(bytesOfPercent(initial, 100)).toBe(initial)
  })
  fc.assert(property, { numRuns: 1_000 })
})

test.each([
  [-1, false],
  [0, true],
  [1, true],
  [DAY - 1, true],
  [DAY, false],
])('a plan of a day is in force %i ms after its beginning: %s', (after, inForce) => {
  const plan = { bytesPerDay: 1_000, from: FROM, until: FROM + DAY, country: null }
  expect(isInForce(plan, FROM + after)).toBe(inForce)
  expect(isInForce({ ...plan, until: null }, FROM + after)).toBe(after >= 0)
})

test.each([
  [{ megabytesPerDay: 100 }, { bytesPerDay: 100_000_000, from: FROM, until: null, country: null }],
  [{ profile: 'light' }, { bytesPerDay: 50_000_000 }],
  [{ profile: 'steady' }, { bytesPerDay: 200_000_000 }],
  [{ profile: 'heavy' }, { bytesPerDay: 1_000_000_000 }],
  [{ profile: 'binge' }, { bytesPerDay: 5_000_000_000 }],
  [{ profile: 'binge', megabytesPerDay: 1 }, { bytesPerDay: 1_000_000 }],
  [{ megabytesPerDay: 0.000_000_1 }, { bytesPerDay: 1 }],
  [
    { megabytesPerDay: 1, startAfter: '1d', for: '2d', country: 'FR' },
    { from: FROM + DAY, until: FROM + 3 * DAY, country: 'FR' },
  ],
] as const)('a plan asked for as %j is %j', (asked, plan) => {
  expect(usagePlanOf(asked, FROM)).toMatchObject(plan)
})

test('a threshold that is reached with the last byte of a plan is reached', () => {
  const plan = { bytesPerDay: 1_000, from: FROM, until: FROM + DAY, country: null }
  expect([1_000, 1_001].map((bytes) => instantOfBytes(plan, bytes))).toEqual([FROM + DAY, null])
})
