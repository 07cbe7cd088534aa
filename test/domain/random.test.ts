import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashText, randomAt, randomSequence } from '../../src/domain/random.ts'

/** A sequence from a position on, and how many numbers it has given. */
function sequenceFrom(seed: number, start = 0) {
  let position = start
  const take = (count: number) => {
    position += count
    return position - count
  }
  return { random: randomSequence(seed, take), used: () => position - start }
}

const seeds = fc.integer({ min: 0, max: 4_294_967_295 })

test('a sequence is a function of its seed and position alone', () => {
  const property = fc.property(seeds, fc.nat({ max: 1_000_000 }), (seed, start) => {
    const [one, other] = [sequenceFrom(seed, start).random, sequenceFrom(seed, start).random]
    const draw = (random: typeof one) => [random.below(100), random.fraction(), random.text(8, 'abc')]
    expect(draw(one)).toEqual(draw(other))
  })
  fc.assert(property)
})

test('every number drawn takes one position', () => {
  const { random, used } = sequenceFrom(1)
  random.below(10)
  random.fraction()
  random.text(5, 'ab')
  expect(used()).toBe(7)
})

test('numbers stay below their bound, and a fraction below one', () => {
  const property = fc.property(seeds, fc.integer({ min: 1, max: 4_294_967_296 }), (seed, bound) => {
    const { random } = sequenceFrom(seed)
    for (let time = 0; time < 20; time++) {
      const number = random.below(bound)
      expect(number >= 0 && number < bound && Number.isInteger(number)).toBe(true)
      expect(random.fraction()).toBeLessThan(1)
    }
  })
  fc.assert(property)
})

test('every number comes up about as often as the others', () => {
  const { random } = sequenceFrom(42)
  const counts = Array<number>(10).fill(0)
  for (let time = 0; time < 20_000; time++) {
    const drawn = random.below(10)
    counts[drawn] = (counts[drawn] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200)
})

test('known values stay as they are: stored sequences go on after an update', () => {
  const numbers = [0, 1, 2, 2 ** 40].map((position) => randomAt(1, position))
  expect(numbers).toEqual([3_405_691_463, 380_648_332, 1_000_217_505, 3_519_155_953])
  const hashes = ['', 'test-key', 'é'].map((text) => hashText(text, 1))
  expect(hashes).toEqual([3_360_113_998, 2_256_964_714, 1_763_828_475])
})
