import type { CallbackRenderer, SignatureForm } from '../../domain/callback.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import { type RandomSequence, randomSequence } from '../../domain/random.ts'
import { assert } from './assert.ts'
import type { Catalogue, CatalogueView } from './catalogue.ts'
import { type Counter, type Counters, readCounters, type Tallies, writeCounters } from './counters.ts'
import type { Database, Row } from './database.ts'
import { catalogueOf } from './organisation-catalogue.ts'
import type { Prepared } from './prepared.ts'
import { inSavepoint } from './savepoint.ts'
import type { Tenant } from './tenant.ts'

type Value = string | number | null

/** The cached reads of an organisation, by table and name. */
export type Cache = Map<string, Map<string, unknown>>

/** In place of a table's name: cached until the organisation's whole state is replaced. */
export const CACHED_UNTIL_RELOAD = ''

const READS_ONLY = 'a statement that writes is run by run(), which forgets what is cached of its table'

/** The most cached values of a table. */
const CACHE_LIMIT = 1_000

/** Reads one organisation, at one instant of its clock. */
export interface ReadTx {
  readonly organisationId: number
  readonly now: Instant
  /** The catalogue as the organisation sees it. */
  readonly catalogue: CatalogueView
  readonly seed: number
  /** The money that the organisation can spend. */
  readonly balance: Milli
  get<R = Row>(sql: string, ...values: Value[]): R | undefined
  all<R = Row>(sql: string, ...values: Value[]): R[]
  /**
   * Returns the result of `work`, cached under a name until the table is written (by a statement, not by a cascade). `work`
   * reads no other table, and nothing that changes with time.
   */
  cached<T>(table: string, name: string, work: () => T): T
  /** Returns what is cached under a name; undefined where nothing is. */
  known<T>(table: string, name: string): T | undefined
  /** Returns the counts that are kept; where they are not yet, `count` counts them. */
  tallies(count: () => Tallies): Tallies
  readonly renderBody: CallbackRenderer['renderBody']
  /** The headers of a callback, signed with the organisation's key where its version asks for it. */
  signBody(body: string, form: Omit<SignatureForm, 'apiKey'>): Readonly<Record<string, string>>
}

/** Does a read of an organisation, as it is then. */
export type Read = <T>(work: (tx: ReadTx) => T) => T

/** Writes one organisation: all of the writes happen, at one instant, or none. */
export interface Tx extends ReadTx {
  balance: Milli
  readonly random: RandomSequence
  /** The last number of the counter by which rows other than eSIMs, assignments and purchases are numbered. */
  readonly sequence: number
  /** The next number of a counter, from 1, and not below `least`: what was numbered without it is not numbered again. */
  next(counter: Counter, least?: number): number
  /** Changes a count that is kept. */
  tally(name: string, change: number): void
  /** Runs a statement that writes, and returns the number of rows changed. */
  run(sql: string, ...values: Value[]): number
  /** Does work of which an error thrown undoes all, and nothing else of the transaction. */
  undoable<T>(work: () => T): T
}

/** A transaction of several writes, each at its own instant. */
export interface BatchTx extends Tx {
  /** Moves the transaction's time forward: later writes are dated with this instant. */
  moveTo(instant: Instant): void
}

/** The parts of the state that a transaction works with. */
interface TransactionParts {
  readonly database: Database
  readonly catalogue: Catalogue
  readonly renderer: CallbackRenderer
}

/** One organisation within one transaction of the database. */
export class Transaction implements BatchTx {
  readonly organisationId: number
  now: Instant
  readonly #catalogue: Catalogue
  readonly #database: Database
  readonly #renderer: CallbackRenderer
  readonly #apiKey: string
  readonly #cache: Cache
  #counters: Counters | undefined
  #written = false
  #changed = false
  #random: RandomSequence | undefined

  constructor({ database, catalogue, renderer }: TransactionParts, tenant: Tenant, cache: Cache) {
    this.#cache = cache
    this.#database = database
    this.#catalogue = catalogue
    this.#renderer = renderer
    this.#apiKey = tenant.apiKey
    this.organisationId = tenant.id
    this.now = tenant.now
  }

  get<R = Row>(sql: string, ...values: Value[]): R | undefined {
    return this.#database.getRow<R>(this.#prepareRead(sql, values), values)
  }

  all<R = Row>(sql: string, ...values: Value[]): R[] {
    return this.#database.listRows<R>(this.#prepareRead(sql, values), values)
  }

  run(sql: string, ...values: Value[]): number {
    const prepared = this.#prepare(sql, values)
    const table = prepared.scope.writes
    assert(table !== undefined, 'run() is for a statement that writes a table')
    this.#cache.delete(table)
    this.#written = true
    return this.#database.execute(prepared, values)
  }

  undoable<T>(work: () => T): T {
    this.finish()
    try {
      return inSavepoint(this.#database, work)
    } catch (error) {
      // The cache may have rows that were rolled back.
      this.#cache.clear()
      this.#counters = undefined
      this.#changed = this.#written = false
      throw error
    }
  }

  #prepareRead(sql: string, values: readonly Value[]): Prepared {
    const prepared = this.#prepare(sql, values)
    assert(prepared.scope.writes === undefined, READS_ONLY)
    return prepared
  }

  /** Prepares a statement, whose parameters bind it to this organisation. */
  #prepare(sql: string, values: readonly Value[]): Prepared {
    const prepared = this.#database.prepare(sql)
    for (const at of prepared.scope.organisationAt) {
      assert(values[at] === this.organisationId, 'a transaction reads and writes its own organisation')
    }
    return prepared
  }

  cached<T>(table: string, name: string, work: () => T): T {
    let known = this.#cache.get(table)
    if (known?.has(name)) return known.get(name) as T
    const found = work()
    if (!known || known.size === CACHE_LIMIT) {
      known = new Map()
      this.#cache.set(table, known)
    }
    known.set(name, found)
    return found
  }

  known<T>(table: string, name: string): T | undefined {
    return this.#cache.get(table)?.get(name) as T | undefined
  }

  get catalogue(): CatalogueView {
    return this.cached('catalogue_changes', 'catalogue', () => catalogueOf(this, this.#catalogue))
  }

  get renderBody(): CallbackRenderer['renderBody'] {
    return this.#renderer.renderBody
  }

  signBody(body: string, { version, encoding }: Omit<SignatureForm, 'apiKey'>): Readonly<Record<string, string>> {
    return this.#renderer.signBody(body, { version, encoding, apiKey: this.#apiKey })
  }

  /** Whether it has written since its last commit. */
  get hasWritten(): boolean {
    return this.#changed || this.#written
  }

  moveTo(instant: Instant): void {
    assert(instant >= this.now, 'the time of an organisation moves forward')
    this.now = instant
  }

  get balance(): Milli {
    return this.#load().balance_milli
  }

  set balance(balance: Milli) {
    assert(Number.isSafeInteger(balance) && balance >= 0, 'a balance is a whole number of thousandths, from 0')
    this.#load().balance_milli = balance
    this.#changed = true
  }

  get seed(): number {
    return this.#load().seed
  }

  get sequence(): number {
    return this.#load().sequence
  }

  get random(): RandomSequence {
    this.#random ??= randomSequence(this.seed, (count) => {
      this.#changed = true
      const counters = this.#load()
      const first = counters.random_position
      counters.random_position += count
      return first
    })
    return this.#random
  }

  next(counter: Counter, least = 0): number {
    this.#changed = true
    const counters = this.#load()
    counters[counter] = Math.max(counters[counter] + 1, least)
    assert(Number.isSafeInteger(counters[counter]), 'each number of a counter is the one before it plus 1')
    return counters[counter]
  }

  tallies(count: () => Tallies): Tallies {
    return this.#load().tallies(count)
  }

  tally(name: string, change: number): void {
    if (this.#load().tally(name, change)) this.#changed = true
  }

  /** Writes the counters, the balance and the instant at the end of a transaction. The cached ones are up to date. */
  finish(): void {
    if (!this.#changed && !this.#written) return
    const c = this.#load()
    if (!this.#changed && c.last_now_ms === this.now) return
    c.last_now_ms = this.now
    writeCounters(this.#database, this.organisationId, c)
    this.#changed = this.#written = false
  }

  #load(): Counters {
    // Only transactions write the counters, so they stay cached from one to the next.
    this.#counters ??= this.cached(CACHED_UNTIL_RELOAD, 'counters', () => {
      const row = readCounters(this.#database, this.organisationId)
      if (!row) throw new Error(`organisation ${this.organisationId} is gone`)
      return row
    })
    return this.#counters
  }
}
