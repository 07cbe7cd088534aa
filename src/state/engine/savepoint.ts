import type { Statements } from './database.ts'
import { isStorageFailure } from './storage-error.ts'

/** Runs `work` as a part of a transaction: an error thrown rolls this part back, and the rest of the transaction stays. */
export function inSavepoint<T>(statements: Statements, work: () => T): T {
  statements.run('SAVEPOINT part')
  try {
    const result = work()
    statements.run('RELEASE part')
    return result
  } catch (error) {
    // After a failure of the storage there may be no transaction any more: all of it is to be rolled back.
    if (!isStorageFailure(error)) {
      statements.run('ROLLBACK TO part')
      statements.run('RELEASE part')
    }
    throw error
  }
}
