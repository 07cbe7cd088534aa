/**
 * A random sequence that is a pure function of a seed and a position. Its whole state is one counter, which can be stored,
 * rewound and compared. (The mixing steps are those of splitmix32, applied to both halves.)
 */
export interface RandomSequence {
  /** A whole number from 0 up to, not including, `bound` (at most 2^32). */
  below(bound: number): number
  /** A number from 0 up to, not including, 1. */
  fraction(): number
  /** `length` characters, each drawn from `alphabet`. */
  text(length: number, alphabet: string): string
}

const GOLDEN = 0x9e3779b9
const TWO_32 = 0x1_0000_0000

function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/** The 32-bit value at a position of a seed's sequence. */
export const randomAt = (seed: number, position: number): number =>
  mix(mix(seed + Math.imul(position, GOLDEN)) ^ Math.floor(position / TWO_32))

/** A 32-bit hash of a text (FNV-1a, then mixed): the same on every machine. */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return mix(hash)
}

/** Creates a sequence whose positions come from `take`, which returns the first of so many unused positions. */
export function randomSequence(seed: number, take: (count: number) => number): RandomSequence {
  const fraction = (): number => randomAt(seed, take(1)) / TWO_32
  const below = (bound: number): number => Math.floor(fraction() * bound)
  return {
    below,
    fraction,
    text(length, alphabet) {
      const first = take(length)
      let text = ''
      for (let position = first; position < first + length; position++) {
        text += alphabet.charAt(Math.floor((randomAt(seed, position) / TWO_32) * alphabet.length))
      }
      return text
    },
  }
}

/** Counts the positions by which `draw` advances a sequence. */
export function countDraws(draw: (random: RandomSequence) => unknown): number {
  let position = 0
  draw(
    randomSequence(0, (count) => {
      position += count
      return position - count
    }),
  )
  return position
}
