import { EXIT } from './options.ts'

/** Whether the process waits for a signal: it is an emulator, whose work is to answer and not to write. */
const isServing = (): boolean => process.listenerCount('SIGTERM') > 0

/**
 * What to do when standard output cannot be written. When nobody reads it any more, as after `| head -1`, the command has
 * done its work: it ends as if asked to, and says nothing. On a full disk an emulator goes on, and any other command has
 * failed.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    if (isServing()) process.kill(process.pid, 'SIGTERM')
    else process.exit(EXIT.stopped)
    return
  }
  process.stderr.write(`esim-go-emulator: standard output cannot be written: ${error.code ?? error.message}\n`)
  if (!isServing()) process.exit(EXIT.failed)
}

/** Watches over what every command writes. Complaints that nobody can read change nothing. */
export function watchOutput(): void {
  process.stdout.on('error', onOutputError)
  process.stderr.on('error', () => undefined)
}
