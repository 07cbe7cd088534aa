import { DomainError } from '../domain/errors.ts'
import { isStorageFull } from '../state/database.ts'

/** What the platform says when a text would be longer than any can be. */
const isTooLong = (error: unknown): boolean => error instanceof RangeError && error.message === 'Invalid string length'

/** A failure that is not the emulator's own, as the error that callers are told; any other failure as it is. */
export function knownFailure(error: unknown): unknown {
  if (isStorageFull(error)) return new DomainError('storage_full')
  return isTooLong(error) ? new DomainError('answer_too_large') : error
}
