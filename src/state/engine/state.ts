import type { CallbackRenderer, SignatureForm } from '../../domain/callback.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import { type RandomSequence, randomSequence } from '../../domain/random.ts'
import { assert } from './assert.ts'
import type { Catalogue } from './catalogue.ts'
import { Database, type Row } from './database.ts'

type Value = string | number | null

/** The organisation a transaction is for, and the instant its clock has reached: whoever moves the clock sets `now`. */
export interface Tenant {
  readonly id: number
  readonly apiKey: string
  now: Instant
  /** How often its state has been replaced as a whole: what began before that has nothing to do with it any more. */
  generation: number
}

/** What the next id of each kind is made from, and the money: nearly every write moves some of these. */
interface Counters {
  balance_milli: Milli
  random_position: number
  sequence: number
  esim_sequence: number
  assignment_sequence: number
  purchase_sequence: number
  /** The instant of the last write: nothing that is written is later than it. */
  last_now_ms: Instant
}

/** What was read of an organisation, by the table it is in and a name of its own. */
type Memory = Map<string, Map<string, unknown>>

/** What is remembered here is forgotten with all the rest only. */
export const CACHED_UNTIL_RELOAD = ''

const READS_ONLY = 'a statement that writes is run by run(), which forgets what is cached of its table'

/** The most values that are remembered of a table. */
const REMEMBERED = 1_000

type Counter = 'sequence' | 'esim_sequence' | 'assignment_sequence' | 'purchase_sequence'

/** Reads of one organisation, at one instant of its clock. */
export interface ReadTx {
  readonly organisationId: number
  readonly now: Instant
  readonly catalogue: Catalogue
  /** The money that can be spent. */
  readonly balance: Milli
  get<R = Row>(sql: string, ...values: Value[]): R | undefined
  all<R = Row>(sql: string, ...values: Value[]): R[]
  /**
   * What `work` finds in a table, for what is asked more often than it changes: known by its name until the table is
   * written (rows that go with those of another table do not count). `work` reads no other table, and nothing that moves
   * with time.
   */
  cached<T>(table: string, name: string, work: () => T): T
  readonly renderBody: CallbackRenderer['renderBody']
  /** The headers of a callback, signed with the organisation's key where its version asks for it. */
  signBody(body: string, form: Omit<SignatureForm, 'apiKey'>): Readonly<Record<string, string>>
}

/** Writes of one organisation: all of them happen, at one instant, or none. */
export interface Tx extends ReadTx {
  balance: Milli
  readonly random: RandomSequence
  readonly seed: number
  /** The next number of a counter, from 1. */
  next(counter: Counter): number
  /** The number of rows changed. */
  run(sql: string, ...values: Value[]): number
}

/** Several writes of one organisation, each at its own instant, that are kept together. */
export interface BatchTx extends Tx {
  /** What follows is recorded to have happened at this instant. */
  moveTo(instant: Instant): void
}

class Transaction implements BatchTx {
  readonly organisationId: number
  readonly catalogue: Catalogue
  now: Instant
  readonly #database: Database
  readonly #renderer: CallbackRenderer
  readonly #apiKey: string
  readonly #memory: Memory
  #counters: (Counters & { seed: number }) | undefined
  #written = false
  #changed = false
  #random: RandomSequence | undefined

  constructor({ database, catalogue, renderer }: State, tenant: Tenant, memory: Memory) {
    this.#memory = memory
    this.#database = database
    this.catalogue = catalogue
    this.#renderer = renderer
    this.#apiKey = tenant.apiKey
    this.organisationId = tenant.id
    this.now = tenant.now
  }

  get<R = Row>(sql: string, ...values: Value[]): R | undefined {
    assert(this.#checkedTable(sql, values) === undefined, READS_ONLY)
    return this.#database.get<R>(sql, ...values)
  }

  all<R = Row>(sql: string, ...values: Value[]): R[] {
    assert(this.#checkedTable(sql, values) === undefined, READS_ONLY)
    return this.#database.all<R>(sql, ...values)
  }

  run(sql: string, ...values: Value[]): number {
    const table = this.#checkedTable(sql, values)
    assert(table !== undefined, 'run() is for a statement that writes a table')
    this.#memory.delete(table)
    this.#written = true
    return this.#database.run(sql, ...values)
  }

  /** The table that a statement writes, whose parameters bind it to this organisation. */
  #checkedTable(sql: string, values: readonly Value[]): string | undefined {
    const { writes, organisationAt } = this.#database.scopeOf(sql)
    for (const at of organisationAt) {
      assert(values[at] === this.organisationId, 'a transaction reads and writes its own organisation')
    }
    return writes
  }

  cached<T>(table: string, name: string, work: () => T): T {
    let known = this.#memory.get(table)
    if (known?.has(name)) return known.get(name) as T
    const found = work()
    if (!known || known.size === REMEMBERED) {
      known = new Map()
      this.#memory.set(table, known)
    }
    known.set(name, found)
    return found
  }

  get renderBody(): CallbackRenderer['renderBody'] {
    return this.#renderer.renderBody
  }

  signBody(body: string, { version, encoding }: Omit<SignatureForm, 'apiKey'>): Readonly<Record<string, string>> {
    return this.#renderer.signBody(body, { version, encoding, apiKey: this.#apiKey })
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

  get random(): RandomSequence {
    this.#random ??= randomSequence(this.seed, () => {
      this.#changed = true
      return this.#load().random_position++
    })
    return this.#random
  }

  next(counter: Counter): number {
    this.#changed = true
    const counters = this.#load()
    counters[counter] += 1
    assert(Number.isSafeInteger(counters[counter]), 'each number of a counter is the one before it plus 1')
    return counters[counter]
  }

  /**
   * Stores the counters that were used, the money and the instant; the last thing a transaction does. In memory they are
   * these already.
   */
  finish(): void {
    if (!this.#changed && !this.#written) return
    const c = this.#load()
    if (!this.#changed && c.last_now_ms === this.now) return
    c.last_now_ms = this.now
    this.#database.run(
      `UPDATE organisations SET balance_milli = ?, random_position = ?, sequence = ?, esim_sequence = ?, assignment_sequence = ?,
        purchase_sequence = ?, last_now_ms = ? WHERE id = ?`,
      c.balance_milli,
      c.random_position,
      c.sequence,
      c.esim_sequence,
      c.assignment_sequence,
      c.purchase_sequence,
      c.last_now_ms,
      this.organisationId,
    )
  }

  #load(): Counters & { seed: number } {
    // Only transactions write them, so they stay known from one to the next.
    this.#counters ??= this.cached(CACHED_UNTIL_RELOAD, 'counters', () => {
      const row = this.get<Counters & { seed: number }>(
        `SELECT seed, balance_milli, random_position, sequence, esim_sequence, assignment_sequence, purchase_sequence,
           last_now_ms FROM organisations WHERE id = ?`,
        this.organisationId,
      )
      if (!row) throw new Error(`organisation ${this.organisationId} is gone`)
      return row
    })
    return this.#counters
  }
}

/** Thrown to undo a transaction that went well. */
class Rehearsal<T> extends Error {
  result: T | undefined
}

/** The emulator's whole state: one SQLite database, and the catalogue beside it, which is only read. */
export class State {
  readonly database: Database
  readonly catalogue: Catalogue
  readonly renderer: CallbackRenderer
  readonly #memories = new WeakMap<Tenant, Memory>()

  /** Opens a file, or a database in memory when the path is undefined. Throws DatabaseError. */
  constructor(path: string | undefined, given: { readonly catalogue: Catalogue; readonly renderer: CallbackRenderer }) {
    this.database = Database.open(path)
    this.catalogue = given.catalogue
    this.renderer = given.renderer
  }

  read<T>(tenant: Tenant, work: (tx: ReadTx) => T): T {
    // One connection and no waiting inside `work`: nothing can come between its statements.
    return work(new Transaction(this, tenant, this.#memoryOf(tenant)))
  }

  write<T>(tenant: Tenant, work: (tx: BatchTx) => T): T {
    try {
      return this.database.transaction(() => {
        const tx = new Transaction(this, tenant, this.#memoryOf(tenant))
        const result = work(tx)
        tx.finish()
        return result
      })
    } catch (error) {
      // What was read in between is no more.
      this.forget(tenant)
      throw error
    }
  }

  /** Tells what a write would come to, and undoes it. Throws what `work` throws. */
  rehearse<T>(tenant: Tenant, work: (tx: BatchTx) => T): T {
    const rehearsal = new Rehearsal<T>()
    try {
      this.write(tenant, (tx) => {
        rehearsal.result = work(tx)
        throw rehearsal
      })
    } catch (error) {
      if (error !== rehearsal) throw error
    }
    return rehearsal.result as T
  }

  /** What is remembered may no longer be so: for whoever replaces a state. */
  forget(tenant: Tenant): void {
    this.#memories.delete(tenant)
  }

  close(): void {
    this.database.close()
  }

  #memoryOf(tenant: Tenant): Memory {
    let memory = this.#memories.get(tenant)
    if (!memory) {
      memory = new Map()
      this.#memories.set(tenant, memory)
    }
    return memory
  }
}
