import { once } from 'node:events'
import { fstatSync, writeSync } from 'node:fs'
import { pause } from '../clock/system-clock.ts'

const STDOUT = 1

/** How long what waits for its reader may take at the end. */
const LAST_CHANCE_MS = 500

/** Text that waits for whoever reads the log, at most; what comes beyond it is lost. */
const MOST_WAITING = 1_000_000

export interface LogOutputOptions {
  /** Told of the first line that cannot be written, and why. */
  readonly onFirstLoss: (why: string) => void
  /** Told when lines are written again, and how many were lost. */
  readonly onRecovered: (lost: number) => void
  /** Told when nobody reads the log any more. */
  readonly onEnd: (error: NodeJS.ErrnoException) => void
}

/**
 * Standard output, for the lines of a log. Writing never waits and never throws, so that a full disk or a reader who has
 * stopped reading changes nothing of what is logged: such lines are lost and counted.
 */
export class LogOutput {
  readonly #options: LogOutputOptions
  readonly #write: (text: string) => void
  #lost = 0
  #hasLost = false
  #isTorn = false

  constructor(options: LogOutputOptions) {
    this.#options = options
    this.#write = isStream() ? (text) => this.#writeStream(text) : (text) => this.#writeFile(text)
  }

  write(line: string): void {
    try {
      this.#write(line)
    } catch (error) {
      this.#lose(error as NodeJS.ErrnoException)
      return
    }
    const lost = this.#lost
    this.#lost = 0
    if (lost > 0) this.#options.onRecovered(lost)
  }

  #lose(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE') {
      this.#options.onEnd(error)
      return
    }
    this.#lost += 1
    if (this.#hasLost) return
    this.#hasLost = true
    this.#options.onFirstLoss(error.code ?? error.message)
  }

  /** A pipe, a socket or a terminal: what its reader has not taken yet waits in memory. */
  #writeStream(text: string): void {
    if (process.stdout.writableLength > MOST_WAITING) throw new Error('nobody reads it')
    process.stdout.write(text)
  }

  /** A file or a device. A line of which a part was written is ended before the next one. */
  #writeFile(text: string): void {
    const bytes = Buffer.from(this.#isTorn ? `\n${text}` : text)
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(STDOUT, bytes, written)
    } finally {
      this.#isTorn = written > 0 ? written < bytes.length : this.#isTorn
    }
  }
}

function isStream(): boolean {
  const stat = fstatSync(STDOUT)
  if (!stat.isFIFO() && !stat.isSocket() && process.stdout.isTTY !== true) return false
  // Where writes to a pipe wait for the reader, as on Windows, the emulator would wait with them.
  if (process.stdout.isTTY !== true) handleOf(process.stdout)?.setBlocking?.(false)
  return true
}

/** Gives the reader of a log a last chance to take what waits for it. A process ends no earlier than it is written, or lost. */
export async function endOutput(): Promise<void> {
  const { stdout } = process
  if (stdout.writableLength === 0) return
  await Promise.race([once(stdout, 'drain').catch(() => undefined), pause(LAST_CHANCE_MS)])
  if (stdout.writableLength === 0) return
  stdout.removeAllListeners('error').on('error', () => undefined)
  // Standard output cannot be destroyed as other streams can.
  handleOf(stdout)?.close?.()
}

interface Handle {
  readonly setBlocking?: (blocking: boolean) => void
  readonly close?: () => void
}

/** What Node writes a stream through: the only way to say how it waits. */
const handleOf = (stream: NodeJS.WriteStream): Handle | undefined => (stream as { _handle?: Handle })._handle
