import { DomainError } from '../domain/errors.ts'
import { isStorageFull } from '../state/engine/storage-error.ts'

/** The error of V8 for a string above its longest length. */
const isTooLong = (error: unknown): boolean => error instanceof RangeError && error.message === 'Invalid string length'

/** The errors of `require` and `import()` for a file that is no longer there: the package was built or installed anew. */
const isReplaced = (error: unknown): boolean =>
  /^(?:ERR_)?MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException | undefined)?.code))

/** Maps a full disk, a missing file of the package and a too long answer to the DomainError that callers get. Any other failure stays as it is. */
export function knownFailure(error: unknown): unknown {
  if (isStorageFull(error)) return new DomainError('storage_full')
  if (isReplaced(error)) return new DomainError('files_replaced')
  return isTooLong(error) ? new DomainError('answer_too_large') : error
}
