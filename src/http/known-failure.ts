import { DomainError } from '../domain/errors.ts'
import { isStorageFull } from '../state/engine/database.ts'

/** The error of V8 for a string above its longest length. */
const isTooLong = (error: unknown): boolean => error instanceof RangeError && error.message === 'Invalid string length'

/** Maps a full disk and a too long answer to the DomainError that callers get. Any other failure stays as it is. */
export function knownFailure(error: unknown): unknown {
  if (isStorageFull(error)) return new DomainError('storage_full')
  return isTooLong(error) ? new DomainError('answer_too_large') : error
}
