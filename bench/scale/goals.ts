/** What is asked of a row: `values` are those of the sizes, the smallest first. */
export interface Goal {
  readonly text: string
  /** Undefined where nothing is asked. */
  readonly met: (values: readonly number[]) => boolean | undefined
}

/** What takes no longer than this is quick, whatever its ratio. */
const QUICK_MS = 5

/** A look-up: in the largest world at most three times what it takes in the smallest. */
export const flat: Goal = {
  text: '<= 3x',
  met: (values) => {
    const [least = Number.NaN, largest = Number.NaN] = [values[0], values.at(-1)]
    return largest <= 3 * least || largest <= QUICK_MS
  },
}

/** In the largest world at most so many milliseconds. */
export const most = (milliseconds: number): Goal => ({
  text: `<= ${milliseconds} ms`,
  met: (values) => (values.at(-1) ?? Number.NaN) <= milliseconds,
})

export const unjudged: Goal = { text: '', met: () => undefined }

/** A part of a text, which is looked for in all of them. */
export const SEARCH = most(150)

/** A list of eSIMs by conditions on them and their bundles. Every eSIM is looked at: the answer counts all that match. */
export const FILTERED = most(1_000)

/** A page of a list that is ordered by a column. */
export const ORDERED = most(10)

/** A page in the middle of a list, or at its end. */
export const DEEP = most(20)
