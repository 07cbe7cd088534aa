import type { Facts } from './facts.ts'
import type { Goal } from './goals.ts'

/** One read, which is measured in worlds of several sizes. */
export interface Read {
  readonly what: string
  /** The path of the operation, as the contract has it, or of the page in the menu. */
  readonly of: string
  /** Behind the address of the server. `pages` is how many there are by the answer to `first`. */
  readonly path: (facts: Facts, pages: number) => string
  readonly first?: (facts: Facts) => string
  readonly goal: Goal
}

/** A call of an operation that neither its example nor its fields give. */
export interface Variant {
  readonly what: string
  readonly query: (facts: Facts) => Readonly<Record<string, string>>
  readonly goal?: Goal
}
