import { EXIT } from './options.ts'

/** Tells whether this process is a running emulator, which waits for a signal. */
const isServing = (): boolean => process.listenerCount('SIGTERM') > 0

/**
 * Handles an error of standard output. When its reader is gone, as after `| head -1`, the command ends silently, as if it had
 * been stopped. On a full disk an emulator goes on, and any other command fails.
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
