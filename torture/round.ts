/** One kind of attack. A run does a number of tries of it; each follows from its own seed. */
export interface Round {
  readonly name: string
  /** The law that it tries to break, for the table. */
  readonly law: string
  /** Tries for each minute of the run: what is done depends on the minutes and the seed, and not on the machine. */
  readonly triesPerMinute: number
  /** Why it cannot be run on this machine; undefined where it can. */
  readonly unavailable?: () => string | undefined
  /** Does one try, and returns each breach of the law in a sentence. An exception is a breach too. */
  readonly run: (attempt: Attempt) => Promise<readonly string[]>
}

/** What one try of a round works with. */
export interface Attempt {
  readonly seed: number
  /** Draws a whole number below the bound; the draws follow from the seed. */
  readonly draw: (bound: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** An empty folder of its own, gone after the try. */
  readonly folder: string
  /** Runs after the try, whatever came of it; the last one added first. */
  readonly onEnd: (clean: () => unknown) => void
  /** Adds to a figure of the table. */
  readonly count: (what: string, amount?: number) => void
}

/** What came of a round. */
export interface Outcome {
  readonly round: Round
  readonly tries: number
  readonly figures: ReadonlyMap<string, number>
  readonly findings: readonly Finding[]
  readonly seconds: number
  /** Why it was not run, or ended before all its tries were done. */
  readonly note: string
}

export interface Finding {
  /** The number of the try, from 0. */
  readonly attempt: number
  readonly breaches: readonly string[]
}
