import type { Instant } from '../../domain/instant.ts'
import type { Milli } from '../../domain/money.ts'
import type { Database } from './database.ts'

/** Counts of an organisation's rows by name; a name that is missing is 0. */
export type Tallies = Readonly<Record<string, number>>

export type Counter = 'sequence' | 'esim_sequence' | 'assignment_sequence' | 'purchase_sequence'

interface Stored extends Record<Counter, number> {
  readonly seed: number
  balance_milli: Milli
  random_position: number
  /** The instant of the last write. No row is dated later. */
  last_now_ms: Instant
  /** Null until they are counted. */
  tallies: string | null
}

/** The columns of an organisation's row that nearly every write changes: the counters of ids, the balance, and counts. */
export interface Counters extends Stored {
  counts: Record<string, number> | undefined
}

/** Reads the counters of an organisation; undefined when it was removed. */
export function readCounters(database: Database, organisationId: number): Counters | undefined {
  const row = database.get<Stored>(
    `SELECT seed, balance_milli, random_position, sequence, esim_sequence, assignment_sequence, purchase_sequence,
       last_now_ms, tallies FROM organisations WHERE id = ?`,
    organisationId,
  )
  return (
    row && { ...row, counts: row.tallies === null ? undefined : (JSON.parse(row.tallies) as Record<string, number>) }
  )
}

/** Writes the counters; `tallied` when a count has changed. */
export function writeCounters(database: Database, organisationId: number, row: Counters, tallied: boolean): void {
  if (row.counts && (tallied || row.tallies === null)) row.tallies = JSON.stringify(row.counts)
  database.run(
    `UPDATE organisations SET balance_milli = ?, random_position = ?, sequence = ?, esim_sequence = ?, assignment_sequence = ?,
      purchase_sequence = ?, last_now_ms = ?, tallies = ? WHERE id = ?`,
    row.balance_milli,
    row.random_position,
    row.sequence,
    row.esim_sequence,
    row.assignment_sequence,
    row.purchase_sequence,
    row.last_now_ms,
    row.tallies,
    organisationId,
  )
}
