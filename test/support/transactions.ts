import type { Database } from '../../src/state/engine/database.ts'
import { loadDriver } from '../../src/state/engine/driver.ts'
import { settle } from './wall.ts'

/** Follows the transactions of a database. */
export interface TransactionWatch {
  /** The number of those that have begun. */
  readonly begun: number
  /** Whether one is open. */
  readonly isOpen: boolean
  /** The next commit fails, as on a disk that is full for a moment. */
  refuseCommit(): void
}

export function watchTransactions(database: Database): TransactionWatch {
  const run = database.run.bind(database)
  let begun = 0
  let isOpen = false
  let isRefused = false
  database.run = (sql, ...values) => {
    if (sql === 'COMMIT' && isRefused) {
      isRefused = false
      const { SqliteError } = loadDriver()
      throw new SqliteError('database or disk is full', 'SQLITE_FULL')
    }
    const changes = run(sql, ...values)
    if (sql === 'BEGIN IMMEDIATE') begun += 1
    if (['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].includes(sql)) isOpen = sql === 'BEGIN IMMEDIATE'
    return changes
  }
  return {
    get begun() {
      return begun
    },
    get isOpen() {
      return isOpen
    },
    refuseCommit: () => {
      isRefused = true
    },
  }
}

/** Lets turns pass until one has left a transaction open, in which some have been written already. */
export async function reachOpenTransaction(watched: TransactionWatch): Promise<void> {
  let turns = 0
  for (let begun = watched.begun; turns < 4; turns = watched.isOpen && watched.begun === begun ? turns + 1 : 0) {
    begun = watched.begun
    await settle()
  }
}
