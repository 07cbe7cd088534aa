import type { ChangeFeed } from '../callbacks/change-feed.ts'
import type { Turns } from '../clock/turns.ts'
import type { Instant } from '../domain/instant.ts'
import { UndoLog } from '../state/document/undo-log.ts'
import { assert } from '../state/engine/assert.ts'
import { Hold } from '../state/engine/hold.ts'
import type { WriteInPieces } from '../state/engine/in-pieces.ts'
import type { BatchTx, State, Tenant } from '../state/engine/state.ts'
import { listTenants } from '../state/records/organisations.ts'
import type { Cleaner } from './cleaner.ts'

export interface WritesInTurnsDependencies {
  readonly state: State
  readonly turns: Turns
  readonly changes: ChangeFeed
  readonly cleaner: Cleaner
}

/** Begins a write in its first transaction. */
export type BeginWrite<Result> = (tx: BatchTx) => WriteInPieces<Result>

/** Runs a transaction of a write. */
type Commit = ReturnType<State['beginPieces']>

/** How a write ended. */
type Outcome<Result> = { readonly result: Result; readonly now: Instant } | { readonly error: unknown }

/**
 * Does writes that may be too large for one transaction, in turns. Calls of the organisation wait until all of a write is done,
 * and calls of others do not. A write that fails in the middle is undone, at once or by the process that opens the file next.
 */
export class WritesInTurns {
  readonly #dependencies: WritesInTurnsDependencies

  constructor(dependencies: WritesInTurnsDependencies) {
    this.#dependencies = dependencies
  }

  /** Does a write: at once, unless it is large. Throws what the write throws; then nothing is written. */
  write<Result>(tenant: Tenant, begin: BeginWrite<Result>): Result | Promise<Result> {
    const { state, changes } = this.#dependencies
    const commit = state.beginPieces(tenant)
    const { pieces, first } = commit((tx) => {
      const pieces = begin(tx)
      const first = pieces.next()
      assert(first.done === true || !tx.hasWritten, 'a large write yields before it writes anything')
      return { pieces, first }
    })
    if (!first.done) return this.#finish(tenant, commit, pieces)
    changes.publish(tenant, 'agenda', 'outbox')
    return first.value
  }

  /** Undoes what a process that ended has begun, in a file that has just been opened. */
  undoUnfinished(): void {
    const { state } = this.#dependencies
    const unfinished = UndoLog.listUnfinished(state.database)
    const present = new Set(unfinished.length > 0 ? listTenants(state).map(({ id }) => id) : [])
    for (const { organisationId, log } of unfinished) if (present.has(organisationId)) for (const _ of log.undo());
  }

  async #finish<Result>(tenant: Tenant, commit: Commit, pieces: WriteInPieces<Result>): Promise<Result> {
    const { state, turns, changes, cleaner } = this.#dependencies
    const log = UndoLog.begin(state.database, tenant)
    const writeTurn = () =>
      commit((tx): Outcome<Result> | undefined => {
        do {
          const { done, value } = pieces.next()
          if (!done) continue
          log.commit()
          return { result: value, now: tx.now }
        } while (!turns.isOver(tenant))
        return undefined
      })
    const write: LargeWrite<Result> = { writeTurn, log, outcome: undefined }
    const hold = new Hold(tenant, () => writeOrUndo(write), {
      blocksReads: true,
      isBegun: true,
      onDone: () => {
        // Calls that have waited are not earlier than what was written.
        if (write.outcome && 'now' in write.outcome) tenant.now = write.outcome.now
        // The journal, which goes on during the write, may have cached rows of its middle: the cache is dropped.
        state.forget(tenant)
        log.close()
        cleaner.deleteCopies([log.copyId])
        changes.publish(tenant, 'agenda', 'outbox')
      },
    })
    try {
      await turns.finish(tenant, () => hold.step())
    } catch (error) {
      if (tenant.hold === hold) {
        // It cannot be undone yet: the next call of the organisation tries again.
        throw write.outcome && 'error' in write.outcome ? write.outcome.error : error
      }
      // The organisation was reset or removed.
      log.close()
      cleaner.deleteCopies([log.copyId])
      throw error
    }
    const ended = write.outcome as Outcome<Result>
    if ('error' in ended) throw ended.error
    return ended.result
  }
}

interface LargeWrite<Result> {
  /** Does the pieces of a turn; undefined while some are left. */
  readonly writeTurn: () => Outcome<Result> | undefined
  readonly log: UndoLog
  outcome: Outcome<Result> | undefined
}

/** Does a large write, a turn up to each `yield`. Undoes it, a piece up to each `yield`, when it has failed. */
function* writeOrUndo<Result>(write: LargeWrite<Result>): Generator<unknown, void> {
  try {
    while (!write.outcome) {
      write.outcome = write.writeTurn()
      if (!write.outcome) yield
    }
  } catch (error) {
    write.outcome = { error }
  }
  if ('error' in write.outcome) yield* write.log.undo()
}
