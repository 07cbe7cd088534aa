import { EXIT } from './options.ts'

/**
 * What to do when output cannot be written. When nobody reads it any more, as after `| head -1`, the command has done its
 * work: it ends as if asked to, and says nothing.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  // Whoever waits for a signal has something to put in order first.
  if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM')
  else process.exit(EXIT.stopped)
}

/** Watches over what every command writes. Complaints that nobody reads change nothing. */
export function watchOutput(): void {
  process.stdout.on('error', onOutputError)
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
