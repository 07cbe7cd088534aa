import { once } from 'node:events'
import { fstatSync, writeSync } from 'node:fs'
import { pause } from '../clock/system-clock.ts'

const STDOUT = 1

/** At the end, lines that are not read yet are given this long. */
const LAST_CHANCE_MS = 500

/** Characters that may wait for the reader of the log; lines beyond them are lost. */
const MOST_WAITING = 1_000_000

export interface LogOutputOptions {
  /** Called for the first line that cannot be written, with the reason. */
  readonly onFirstLoss: (why: string) => void
  /** Called when lines can be written again, with the number of lines lost. */
  readonly onRecovered: (lost: number) => void
  /** Called when the reader of the log is gone. */
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

  /** Writes to a pipe, a socket or a terminal: text that is not read yet waits in memory. */
  #writeStream(text: string): void {
    if (process.stdout.writableLength > MOST_WAITING) throw new Error('nobody reads it')
    process.stdout.write(text)
  }

  /** Writes to a file or a device. A line that was written in part is ended before the next one. */
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
  // On Windows a write to a pipe waits for the reader, and the emulator would wait with it.
  if (process.stdout.isTTY !== true) handleOf(process.stdout)?.setBlocking?.(false)
  return true
}

/** Waits a moment for the reader of the log to take the rest, which is then dropped: the process could not end before. */
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

/** The object below a stream of Node: nothing else can make its writes non-blocking. */
const handleOf = (stream: NodeJS.WriteStream): Handle | undefined => (stream as { _handle?: Handle })._handle
