/** One edit of a rule that a test has to notice. */
export interface Mutant {
  /** Below `src`. */
  readonly file: string
  /** Occurs once in the file. */
  readonly from: string
  readonly to: string
  /** What would be wrong. */
  readonly why: string
  /** The tests nearest to it: files or folders below `test`. */
  readonly tests: readonly string[]
  /** Why nothing that can be seen changes. Such an edit is meant to survive. */
  readonly equivalent?: string
}

/** Several edits of one file, with the tests near it. */
export const mutantsOf = (
  file: string,
  tests: readonly string[],
  edits: readonly (readonly [from: string, to: string, why: string, equivalent?: string])[],
): Mutant[] =>
  edits.map(([from, to, why, equivalent]) => ({
    file,
    tests,
    from,
    to,
    why,
    ...(equivalent === undefined ? {} : { equivalent }),
  }))
