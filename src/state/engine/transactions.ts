import { assert } from './assert.ts'
import type { Prepared, Value } from './prepared.ts'

/** A transaction of one organisation that stays open while others are served. */
export interface OpenTransaction {
  readonly organisationId: number
  onCommit(): void
  /** The commit has failed, and nothing is written. */
  onFailure(error: unknown): void
}

/** Begins and ends a transaction, of which there is one at a time. */
export interface TransactionControl {
  isInTransaction(): boolean
  begin(): void
  end(sql: 'COMMIT' | 'ROLLBACK'): void
}

/**
 * Begins and ends the transactions of a connection, of which there is one at a time.
 *
 * One may stay open behind its turn, so that the next turn goes on in it. Nobody sees what it has written before it is committed:
 * it is committed before any statement other than a read of other organisations.
 */
export class Transactions {
  readonly #control: TransactionControl
  /** The transaction that is open while nobody works in it. */
  #open: OpenTransaction | undefined

  constructor(control: TransactionControl) {
    this.#control = control
  }

  /** Does work in a transaction that holds the write lock from its start; an error thrown rolls all of it back. */
  commit<T>(work: () => T): T {
    this.commitOpen()
    // A nested transaction is part of the outer one.
    if (this.#control.isInTransaction()) return work()
    this.#control.begin()
    return this.#orRollBack(() => {
      const result = work()
      if (result instanceof Promise) throw new TypeError('a transaction cannot wait')
      this.#control.end('COMMIT')
      return result
    })
  }

  /** Does a turn in a transaction that stays open, or begins it; an error thrown rolls all of it back. */
  goOn<T>(transaction: OpenTransaction, turn: () => T): T {
    if (this.#open !== transaction) {
      this.commitOpen()
      assert(!this.#control.isInTransaction(), 'a turn is no part of another transaction')
      this.#control.begin()
    }
    this.#open = undefined
    return this.#orRollBack(() => {
      const result = turn()
      this.#open = transaction
      return result
    })
  }

  /** Commits the transaction that is open, if any: of this organisation where one is named. A failure is for its owner alone. */
  commitOpen(organisationId?: number): void {
    const open = this.#open
    if (!open || (organisationId !== undefined && organisationId !== open.organisationId)) return
    this.#open = undefined
    try {
      this.#orRollBack(() => this.#control.end('COMMIT'))
    } catch (error) {
      open.onFailure(error)
      return
    }
    open.onCommit()
  }

  /** Commits the transaction that is open before a statement that could tell. */
  makeWayFor({ scope }: Prepared, values: readonly Value[]): void {
    if (!this.#open) return
    const { organisationId } = this.#open
    const { writes, problem, organisationAt } = scope
    const isOfOthers = organisationAt.length > 0 && organisationAt.every((at) => values[at] !== organisationId)
    if (writes !== undefined || problem !== undefined || !isOfOthers) this.commitOpen()
  }

  #orRollBack<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      // After some failures of the storage SQLite has rolled it back already.
      if (this.#control.isInTransaction()) this.#control.end('ROLLBACK')
      throw error
    }
  }
}
