import { DatabaseError } from '../state/engine/database.ts'
import type { StartFlags } from './start-options.ts'

/** Explains a failed start in one line; undefined for a fault of the emulator itself. */
export function explainStart(
  error: unknown,
  { host, port, db }: Pick<StartFlags, 'host' | 'db'> & { readonly port: number },
): string | undefined {
  if (error instanceof DatabaseError) return error.message
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code?.startsWith('SQLITE_')) return `cannot use the database ${db}: ${message}`
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is taken: stop what listens there, or choose another with --port`
    case 'EACCES':
      return `port ${port} may not be used by this user: choose another with --port`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `there is no address ${host} on this machine: choose another with --host`
    default:
      return ['listen', 'bind', 'getaddrinfo'].includes(syscall ?? '') ? `cannot listen on ${host}: ${code}` : undefined
  }
}
