import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumberSet } from '../../src/state/records/number-set.ts'

/** Numbers of either sign, many of them with one place: the place follows from the lower 32 bits. */
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -20, max: 20 }).map((times) => times * 2 ** 32),
  fc.integer({ min: 1_000_000_000, max: 1_000_000_100 }),
)

test('a set of numbers has what was added, each once, also more than it was made for', () => {
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 200 }),
      fc.array(number),
      fc.nat({ max: 300 }),
      (added, asked, expected) => {
        const [set, reference] = [new NumberSet(expected), new Set(added)]
        for (const each of added) set.add(each)
        expect(set.size).toBe(reference.size)
        expect(new Set(set.list())).toEqual(reference)
        expect([...added, ...asked].filter((each) => set.has(each) !== reference.has(each))).toEqual([])
      },
    ),
  )
})
