import type { ChangeFeed } from '../callbacks/change-feed.ts'
import type { Turns } from '../clock/turns.ts'
import { Hold } from '../state/engine/hold.ts'
import { WriteInPieces } from '../state/engine/in-pieces.ts'
import type { State, Tenant, Tx } from '../state/engine/state.ts'
import { OrderInPieces } from '../state/operations/order-in-pieces.ts'
import { listTenants } from '../state/records/organisations.ts'
import { listUnfinishedOrders } from '../state/records/pending-orders.ts'

export interface WritesInTurnsDependencies {
  readonly state: State
  readonly turns: Turns
  readonly changes: ChangeFeed
}

/** Begins a write in a transaction. It returns the result, or the pieces that are left. */
export type BeginWrite<Result> = (tx: Tx) => Result | WriteInPieces<Result>

/**
 * Does writes that are too large for one transaction, in turns. Calls of the organisation wait until all of a write is done,
 * and calls of others do not. What is left when the process ends is written when the file is opened next.
 */
export class WritesInTurns {
  readonly #dependencies: WritesInTurnsDependencies

  constructor(dependencies: WritesInTurnsDependencies) {
    this.#dependencies = dependencies
  }

  /** Does a write: at once, unless `begin` leaves pieces. Throws what `begin` throws; then nothing is written. */
  write<Result>(tenant: Tenant, begin: BeginWrite<Result>): Result | Promise<Result> {
    const { state, changes } = this.#dependencies
    const begun = state.write(tenant, begin)
    if (begun instanceof WriteInPieces) return this.#finish(tenant, begun)
    changes.publish(tenant, 'agenda', 'outbox')
    return begun
  }

  /** Finishes what a process that ended has begun, in a file that has just been opened. */
  finishAll(): void {
    const { state } = this.#dependencies
    const unfinished = new Set(listUnfinishedOrders(state.database))
    for (const tenant of unfinished.size > 0 ? listTenants(state) : []) {
      if (!unfinished.has(tenant.id)) continue
      state.write(tenant, (tx) => {
        const order = OrderInPieces.find(tx)
        while (order && !order.next(tx));
      })
    }
  }

  async #finish<Result>(tenant: Tenant, begun: WriteInPieces<Result>): Promise<Result> {
    const { state, turns, changes } = this.#dependencies
    let last: { readonly result: Result } | undefined
    const writeTurn = (write: WriteInPieces<Result>) =>
      state.writeBeside(tenant, (tx) => {
        for (;;) {
          const end = write.next(tx)
          if (end || turns.isOver(tenant)) return end
        }
      })
    let unused: WriteInPieces<Result> | undefined = begun
    const pieces = function* () {
      // After a failure what was done in memory since is not what was written.
      const write = unused ?? state.writeBeside(tenant, (tx) => begun.reloaded(tx))
      unused = undefined
      for (last = writeTurn(write); !last; last = writeTurn(write)) yield
    }
    const onDone = () => changes.publish(tenant, 'agenda', 'outbox')
    const hold = new Hold(tenant, pieces, { blocksReads: true, isBegun: true, onDone })
    await turns.finish(tenant, () => hold.step())
    return (last as unknown as { readonly result: Result }).result
  }
}
