import type { CallbackRenderer } from '../../domain/callback.ts'
import type { Catalogue } from './catalogue.ts'
import { Database } from './database.ts'
import { type CommitObserver, OpenWrite } from './open-write.ts'
import { rehearse } from './rehearsal.ts'
import type { Tenant } from './tenant.ts'
import { type BatchTx, type Cache, type ReadTx, Transaction } from './transaction.ts'

export type { Tenant } from './tenant.ts'
export { type BatchTx, CACHED_UNTIL_RELOAD, type Read, type ReadTx, type Tx } from './transaction.ts'

/** The emulator's whole state: one SQLite database, and beside it the catalogue, which is read-only. */
export class State {
  readonly database: Database
  readonly catalogue: Catalogue
  readonly renderer: CallbackRenderer
  readonly #caches = new WeakMap<Tenant, Cache>()

  /** Opens a file, or a database in memory when the path is undefined. Throws DatabaseError. */
  constructor(path: string | undefined, given: { readonly catalogue: Catalogue; readonly renderer: CallbackRenderer }) {
    this.database = Database.open(path)
    this.catalogue = given.catalogue
    this.renderer = given.renderer
  }

  read<T>(tenant: Tenant, work: (tx: ReadTx) => T): T {
    if (tenant.hold?.blocksReads) tenant.hold.finish()
    // There is one connection, and `work` is synchronous: no other statement comes between its own.
    return work(this.#begin(tenant))
  }

  write<T>(tenant: Tenant, work: (tx: BatchTx) => T): T {
    tenant.hold?.finish()
    return this.writeBeside(tenant, work)
  }

  /** Writes rows that are no part of the state: they may change while it is copied or restored. */
  writeBeside<T>(tenant: Tenant, work: (tx: BatchTx) => T): T {
    return this.#commit(tenant, this.#begin(tenant), work)
  }

  /** Begins a write in several transactions of the database, which have one `tx`. The result runs each of them. */
  beginPieces(tenant: Tenant): <T>(work: (tx: Transaction) => T) => T {
    tenant.hold?.finish()
    const tx = this.#begin(tenant)
    return (work) => this.#commit(tenant, tx, work)
  }

  /** Begins a write in turns, of which several are one transaction. */
  openWrite(tenant: Tenant, observer: CommitObserver): OpenWrite {
    const { transactions } = this.database
    const begin = () => this.#begin(tenant)
    return new OpenWrite(tenant.id, { transactions, observer, begin, forget: () => this.forget(tenant) })
  }

  #begin(tenant: Tenant): Transaction {
    // The cache has what an open write has written.
    this.database.transactions.commitOpen(tenant.id)
    return new Transaction(this, tenant, this.#cacheOf(tenant))
  }

  #commit<T>(tenant: Tenant, tx: Transaction, work: (tx: Transaction) => T): T {
    try {
      return this.database.transaction(() => {
        const result = work(tx)
        tx.finish()
        return result
      })
    } catch (error) {
      // The cache may have rows that were rolled back.
      this.forget(tenant)
      throw error
    }
  }

  /** Runs a write, returns its result and undoes it. Throws the errors of `work`. */
  dryRun<T>(tenant: Tenant, work: (tx: BatchTx) => T): T {
    return rehearse((perform: (tx: BatchTx) => never) => this.write(tenant, perform), work)
  }

  /** Drops the cache of an organisation, whose state was replaced. */
  forget(tenant: Tenant): void {
    this.#caches.delete(tenant)
  }

  close(): void {
    this.database.close()
  }

  #cacheOf(tenant: Tenant): Cache {
    let cache = this.#caches.get(tenant)
    if (!cache) {
      cache = new Map()
      this.#caches.set(tenant, cache)
    }
    return cache
  }
}
