/** Spreads numbers that follow one another over 32 bits: 2^32 by the golden ratio. */
const SPREAD = 0x9e37_79b1

/**
 * A set of numbers in one typed array, where each stands at its place or behind those that do. Of a million numbers, a `Set`
 * takes twice the time, and the collector of garbage stops everything to walk it.
 */
export class NumberSet {
  #slots: Float64Array
  /** The bits of a spread number that are not its place. */
  #shift: number
  size = 0

  /** Makes room for so many numbers. More of them make it grow at once. */
  constructor(expected: number) {
    const bits = Math.max(4, 33 - Math.clz32(expected))
    this.#slots = new Float64Array(2 ** bits).fill(Number.NaN)
    this.#shift = 32 - bits
  }

  add(number: number): void {
    const at = this.#find(number)
    if (this.#slots[at] === number) return
    this.#slots[at] = number
    this.size += 1
    if (this.size * 2 > this.#slots.length) this.#grow()
  }

  has(number: number): boolean {
    return this.#slots[this.#find(number)] === number
  }

  list(): number[] {
    return Array.from(this.#slots.filter((slot) => !Number.isNaN(slot)))
  }

  /** The slot of a number, or the free one that it would have. */
  #find(number: number): number {
    const slots = this.#slots
    let at = Math.imul(number, SPREAD) >>> this.#shift
    for (let slot = slots[at] as number; slot !== number && !Number.isNaN(slot); slot = slots[at] as number) {
      at = (at + 1) % slots.length
    }
    return at
  }

  #grow(): void {
    const larger = new NumberSet(this.size * 2)
    for (const number of this.list()) larger.add(number)
    this.#slots = larger.#slots
    this.#shift = larger.#shift
  }
}
