import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import type { Database } from './database.ts'

/** Counts of an organisation's rows by name; a name that is missing is 0. */
export type Tallies = Readonly<Record<string, number>>

export type Counter = 'sequence' | 'esim_sequence' | 'assignment_sequence' | 'purchase_sequence'

interface Stored extends Record<Counter, number> {
  readonly seed: number
  readonly balance_milli: Milli
  readonly random_position: number
  /** The instant of the last write. No row is dated later. */
  readonly last_now_ms: Instant
  /** Null until they are counted. */
  readonly tallies: string | null
}

/**
 * The columns of an organisation's row that nearly every write changes: the counters of ids, the balance, and counts. A class,
 * so that V8 has one hidden class for those of all organisations: each new one would make it compile every write again.
 */
export class Counters implements Record<Counter, number> {
  readonly seed: number
  balance_milli: Milli
  random_position: number
  sequence: number
  esim_sequence: number
  assignment_sequence: number
  purchase_sequence: number
  last_now_ms: Instant
  /** Undefined until the rows are counted. */
  #counts: Record<string, number> | undefined
  /** The counts as they are stored; undefined when they have changed. */
  #text: string | null | undefined

  constructor(row: Stored) {
    this.seed = row.seed
    this.balance_milli = row.balance_milli
    this.random_position = row.random_position
    this.sequence = row.sequence
    this.esim_sequence = row.esim_sequence
    this.assignment_sequence = row.assignment_sequence
    this.purchase_sequence = row.purchase_sequence
    this.last_now_ms = row.last_now_ms
    this.#counts = row.tallies === null ? undefined : dictionaryOf(JSON.parse(row.tallies) as Tallies)
    this.#text = row.tallies
  }

  /** Returns the counts; where there are none yet, `count` counts them. */
  tallies(count: () => Tallies): Tallies {
    if (!this.#counts) {
      this.#counts = dictionaryOf(count())
      this.#text = undefined
    }
    return this.#counts
  }

  /** Changes a count, where the rows are counted. Tells whether it did. */
  tally(name: string, change: number): boolean {
    if (!this.#counts || change === 0) return false
    this.#counts[name] = (this.#counts[name] ?? 0) + change
    this.#text = undefined
    return true
  }

  /** The counts as they are stored; null until the rows are counted. */
  get talliesText(): string | null {
    if (this.#text === undefined) this.#text = JSON.stringify(this.#counts)
    return this.#text
  }
}

/** Copies counts into an object without a prototype: V8 looks names up in it, and gives it no hidden class for each set of names. */
const dictionaryOf = (counts: Tallies): Record<string, number> => Object.assign(Object.create(null), counts)

/** Reads the counters of an organisation; undefined when it was removed. */
export function readCounters(database: Database, organisationId: number): Counters | undefined {
  const row = database.get<Stored>(
    `SELECT seed, balance_milli, random_position, sequence, esim_sequence, assignment_sequence, purchase_sequence,
       last_now_ms, tallies FROM organisations WHERE id = ?`,
    organisationId,
  )
  return row && new Counters(row)
}

export function writeCounters(database: Database, organisationId: number, counters: Counters): void {
  database.run(
    `UPDATE organisations SET balance_milli = ?, random_position = ?, sequence = ?, esim_sequence = ?, assignment_sequence = ?,
      purchase_sequence = ?, last_now_ms = ?, tallies = ? WHERE id = ?`,
    counters.balance_milli,
    counters.random_position,
    counters.sequence,
    counters.esim_sequence,
    counters.assignment_sequence,
    counters.purchase_sequence,
    counters.last_now_ms,
    counters.talliesText,
    organisationId,
  )
}
