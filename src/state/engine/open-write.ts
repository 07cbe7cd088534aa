import type { Instant } from '../../domain/instant.ts'
import type { Tenant } from './tenant.ts'
import type { Transaction } from './transaction.ts'
import type { OpenTransaction, Transactions } from './transactions.ts'

/** Follows the transactions of a write in turns. */
export interface CommitObserver {
  /** What was written since the last commit or rollback is committed. */
  onCommit(): void
  /** What was written since the last commit or rollback is undone. */
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
  readonly #tenant: Tenant
  readonly #dependencies: OpenWriteDependencies
  /** The transaction that is not committed yet, and the instant before it. */
  #open: { readonly tx: Transaction; readonly before: Instant } | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(tenant: Tenant, dependencies: OpenWriteDependencies) {
    this.#tenant = tenant
    this.#dependencies = dependencies
  }

  get organisationId(): number {
    return this.#tenant.id
  }

  /** Whether some of it is not committed yet. */
  get isOpen(): boolean {
    return this.#open !== undefined
  }

  /** Does a turn. Throws what the turn throws, and why an earlier one could not be committed; then all since the last commit is undone. */
  goOn<T>(work: (tx: Transaction) => T): T {
    const { transactions, begin } = this.#dependencies
    this.#throwFailure()
    this.#tenant.hold?.finish()
    try {
      return transactions.goOn(this, () => {
        this.#open ??= { tx: begin(), before: this.#tenant.now }
        const { tx } = this.#open
        const result = work(tx)
        tx.finish()
        this.#tenant.now = tx.now
        return result
      })
    } catch (error) {
      this.#undo()
      throw error
    }
  }

  /** Commits what was written. Throws why it, or an earlier turn, could not be committed. */
  commit(): void {
    this.#dependencies.transactions.commitOpen(this.organisationId)
    this.#throwFailure()
  }

  onCommit(): void {
    this.#open = undefined
    this.#dependencies.observer.onCommit()
  }

  onFailure(error: unknown): void {
    this.#failure = { error }
    this.#undo()
  }

  #undo(): void {
    if (this.#open) this.#tenant.now = this.#open.before
    this.#open = undefined
    // The cache may have rows that were rolled back.
    this.#dependencies.forget()
    this.#dependencies.observer.onRollback()
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.error
  }
}
