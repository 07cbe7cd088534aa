import type { Tx } from './state.ts'

/**
 * A write that is too large for one transaction. All that it needs to go on is in the database, so that it can be finished
 * after a failure, and by the process that opens the file next. Until then nobody sees the organisation.
 */
export abstract class WriteInPieces<Result> {
  /** Writes the next piece. Returns the result behind the last one. */
  abstract next(tx: Tx): { readonly result: Result } | undefined

  /** The same write as the database has it: a piece that failed was rolled back. */
  abstract reloaded(tx: Tx): WriteInPieces<Result>
}
