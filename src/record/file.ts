import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { Exchange } from './exchange.ts'

/** A file that cannot be recorded to, or is no recording. Its message is one line. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
}

const NEWLINE = 10
/** The beginning of every line. */
export const LINE_START = '{"recording":1,'
/** A first line may be this long to be looked at. */
const LONGEST_LINE = 64 * 1_048_576

/** A recording that exchanges are appended to. A line is handed to the system at once, so that it outlives the process. */
export class RecordingFile {
  /** Whether the file had exchanges before. */
  readonly continues: boolean
  /** Whether a last line that broke off was removed. */
  readonly repaired: boolean
  readonly #file: number

  /** Creates a file, or goes on with a recording; the beginning of a line that broke off is removed. Throws RecordingError. */
  constructor(path: string) {
    try {
      this.#file = openSync(path, 'a+', 0o600)
    } catch (error) {
      throw new RecordingError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
    }
    try {
      const { size } = fstatSync(this.#file)
      const whole = endOfLastLine(this.#file, size)
      this.continues = whole > 0
      this.repaired = whole < size
      // A file that is no recording is left as it is.
      if (size > 0 && !beginsAsRecording(this.#file, whole)) {
        throw new RecordingError(`${path} is no recording: choose another file`)
      }
      if (this.repaired) ftruncateSync(this.#file, whole)
    } catch (error) {
      closeSync(this.#file)
      throw error
    }
  }

  /** Throws when the line cannot be written, as on a full disk. */
  append(exchange: Exchange): void {
    const line = Buffer.from(`${JSON.stringify(exchange)}\n`)
    for (let at = 0; at < line.length; ) at += writeSync(this.#file, line, at)
  }

  close(): void {
    closeSync(this.#file)
  }
}

function endOfLastLine(file: number, size: number): number {
  const chunk = Buffer.alloc(65_536)
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length)
    const read = readSync(file, chunk, 0, end - start, start)
    const at = chunk.subarray(0, read).lastIndexOf(NEWLINE)
    if (at >= 0) return start + at + 1
    end = start
  }
  return 0
}

function beginsAsRecording(file: number, whole: number): boolean {
  const bytes = Buffer.alloc(Math.min(whole || LINE_START.length, LONGEST_LINE))
  const read = readSync(file, bytes, 0, bytes.length, 0)
  // Its only line broke off.
  if (whole === 0) return LINE_START.startsWith(bytes.toString('utf8', 0, read))
  const end = bytes.indexOf(NEWLINE)
  try {
    return Exchange.safeParse(JSON.parse(bytes.subarray(0, end).toString())).success
  } catch {
    return false
  }
}
