/**
 * A write that may be too large for one transaction. A small one yields nothing, and is written in one.
 *
 * A large one yields wherever it may be cut. What stands before its first `yield` checks it and writes nothing. From there on
 * all that it writes is undone when it throws, or when the process ends, and nobody sees the organisation before its end.
 */
export type WriteInPieces<Result> = Generator<undefined, Result>

/** The most eSIMs, or units, or lines, that are written in one transaction: some five milliseconds. */
export const MOST_IN_ONE_PIECE = 100

/** Does all of a read or a write in the transaction that it was begun with. */
export function inOnePiece<Result>(pieces: Iterator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = pieces.next()
    if (done) return value
  }
}
