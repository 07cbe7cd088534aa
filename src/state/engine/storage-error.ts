import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { loadDriver } from './driver.ts'

/** The database cannot be used; the message is one sentence for the person who starts the emulator. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

/** SQLite's own words for a file with damaged pages. */
export const MALFORMED = new Error('database disk image is malformed')

/** Whether an error says that the file is damaged. */
export const isDamage = (error: unknown): boolean =>
  /^SQLITE_(?:CORRUPT|NOTADB)/.test(String((error as { code?: string } | undefined)?.code))

/** Whether an error comes from the file (full, locked, damaged), and not from a constraint that a row broke. */
export const isStorageFailure = (error: unknown): boolean =>
  error instanceof loadDriver().SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT')

/** Whether an error says that the disk is full. */
export const isStorageFull = (error: unknown): boolean =>
  (error as { code?: string } | undefined)?.code === 'SQLITE_FULL'

/** Why a file cannot be used, in plain words for the person who starts the emulator. */
export function explainStorageError(cause: unknown): string {
  const code = (cause as { code?: string }).code
  if (code === 'SQLITE_BUSY') return 'another process has it open'
  if (code === 'SQLITE_NOTADB') return 'it is not a SQLite database'
  if (code === 'SQLITE_CANTOPEN') return 'it cannot be opened; does its folder exist, and may it be written?'
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code?.startsWith('SQLITE_READONLY'))
    return 'it cannot be written, or its folder cannot: does this user own both?'
  if (code === 'SQLITE_FULL') return 'there is no room left on its disk'
  if (code?.startsWith('SQLITE_CORRUPT')) return MALFORMED.message
  return cause instanceof Error ? cause.message : String(cause)
}

/** Checks that a file and its folder (for the WAL) can be written. SQLite would fail later, with less to say. */
export function requireWritable(path: string): void {
  for (const each of [path, dirname(path)]) accessSync(each, constants.W_OK)
}

/** The error for a database that cannot be used. */
export const unusable = (path: string | undefined, cause: unknown): DatabaseError =>
  new DatabaseError(`cannot use the database ${path ?? 'in memory'}: ${explainStorageError(cause)}`, { cause })
