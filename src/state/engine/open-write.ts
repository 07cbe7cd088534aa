import type { Transaction } from './transaction.ts'
import type { OpenTransaction, Transactions } from './transactions.ts'

/** The most turns of one transaction: some 40 ms while others call, which is what a failure undoes at most. */
const TURNS_IN_ONE_TRANSACTION = 8

/** Follows the transactions of a write in turns. */
export interface CommitObserver {
  /** A transaction of the write was committed. */
  onCommit(): void
  /** A transaction of the write was rolled back: its rows are as they were before it. */
  onRollback(): void
}

export interface OpenWriteDependencies {
  readonly transactions: Transactions
  readonly begin: () => Transaction
  /** Drops what is cached of the organisation. */
  readonly forget: () => void
  readonly observer: CommitObserver
}

/**
 * A write of an organisation in turns, many of them in one transaction, since one that is committed after a few milliseconds
 * copies each page that it changes for few changes. It is committed when its owner or any reader of it asks for that.
 */
export class OpenWrite implements OpenTransaction {
  readonly organisationId: number
  readonly #dependencies: OpenWriteDependencies
  /** The transaction that is not committed yet, and the number of its turns. */
  #tx: Transaction | undefined
  #turns = 0
  #failure: { readonly error: unknown } | undefined

  constructor(organisationId: number, dependencies: OpenWriteDependencies) {
    this.organisationId = organisationId
    this.#dependencies = dependencies
  }

  /** Whether some of it is not committed yet. */
  get isOpen(): boolean {
    return this.#tx !== undefined
  }

  /** Does a turn. Throws what the turn throws, and why an earlier one was not committed; then all since the last commit is undone. */
  goOn<T>(work: (tx: Transaction) => T): T {
    const { transactions, begin } = this.#dependencies
    this.#throwFailure()
    let result: T
    try {
      result = transactions.goOn(this, () => {
        this.#tx ??= begin()
        const result = work(this.#tx)
        this.#tx.finish()
        return result
      })
    } catch (error) {
      this.#undo()
      throw error
    }
    this.#turns += 1
    if (this.#turns === TURNS_IN_ONE_TRANSACTION) this.commit()
    return result
  }

  /** Commits what was written. Throws why it, or an earlier turn, could not be committed. */
  commit(): void {
    this.#dependencies.transactions.commitOpen(this.organisationId)
    this.#throwFailure()
  }

  onCommit(): void {
    this.#end()
    this.#dependencies.observer.onCommit()
  }

  onFailure(error: unknown): void {
    this.#failure = { error }
    this.#undo()
  }

  #undo(): void {
    this.#end()
    // The cache may have rows that were rolled back.
    this.#dependencies.forget()
    this.#dependencies.observer.onRollback()
  }

  #end(): void {
    this.#tx = undefined
    this.#turns = 0
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.error
  }
}
