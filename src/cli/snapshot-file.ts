import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { CommandFailure } from './options.ts'

/** The name of standard input and output, in place of a file. */
export const STANDARD_STREAM = '-'

/** The beginning of every snapshot. */
const BEGINNING = /^\s*\{\s*"version"\s*:\s*1\b/
/** So many bytes tell whether a text begins as a snapshot. */
const BEGINNING_BYTES = 4_096

const isBeginning = (bytes: Buffer): boolean => BEGINNING.test(bytes.subarray(0, BEGINNING_BYTES).toString('utf8'))

/** Passes the pieces of a text on, of which no more than one is in memory. Throws what `refuse` makes for one that is no snapshot. */
async function* checked(pieces: AsyncIterable<Uint8Array>, refuse: () => Error): AsyncGenerator<Buffer> {
  let beginning: Buffer | undefined = Buffer.alloc(0)
  for await (const piece of pieces) {
    if (!beginning) {
      yield Buffer.from(piece)
      continue
    }
    beginning = Buffer.concat([beginning, piece])
    if (beginning.length < BEGINNING_BYTES) continue
    if (!isBeginning(beginning)) throw refuse()
    yield beginning
    beginning = undefined
  }
  if (!beginning) return
  if (!isBeginning(beginning)) throw refuse()
  yield beginning
}

/** Reads the beginning of a file. */
function readBeginning(file: string): Buffer {
  const opened = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(BEGINNING_BYTES)
    return bytes.subarray(0, readSync(opened, bytes))
  } finally {
    closeSync(opened)
  }
}

/**
 * Writes a snapshot whole or not at all, and overwrites nothing but another snapshot. Returns its length in bytes. Throws what
 * `refuse` makes for a text that is no snapshot, and CommandFailure.
 */
export async function writeSnapshot(
  file: string,
  body: ReadableStream<Uint8Array>,
  refuse: () => Error,
): Promise<number> {
  const refusal = { error: undefined as Error | undefined }
  let bytes = 0
  async function* source() {
    const pieces = checked(Readable.fromWeb(body), () => {
      refusal.error = refuse()
      return refusal.error
    })
    for await (const piece of pieces) {
      bytes += piece.length
      yield piece
    }
  }
  if (file === STANDARD_STREAM) {
    await pipeline(source, process.stdout, { end: false })
    return bytes
  }
  try {
    const stat = statSync(file, { throwIfNoEntry: false })
    // A device or a pipe takes what is written, and keeps nothing that could be lost.
    if (stat && !stat.isFile()) {
      await pipeline(source, createWriteStream(file))
      return bytes
    }
    if (stat && !isBeginning(readBeginning(file))) {
      throw new CommandFailure(`${file} is there already, and is no snapshot: name another file`)
    }
    const aside = `${file}.${process.pid}.tmp`
    try {
      await pipeline(source, createWriteStream(aside, { flags: 'wx' }))
      renameSync(aside, file)
    } catch (error) {
      rmSync(aside, { force: true })
      throw error
    }
    return bytes
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    throw refusal.error ?? new CommandFailure(`the snapshot cannot be written: ${(error as Error).message}`)
  }
}

/** Reads a snapshot, as the body of a request. Throws CommandFailure when the file cannot be read or is none. */
export async function readSnapshot(file: string, refuse: () => Error): Promise<ReadableStream<Uint8Array>> {
  const pieces = checked(file === STANDARD_STREAM ? process.stdin : createReadStream(file), refuse)
  let first: IteratorResult<Buffer>
  try {
    first = await pieces.next()
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    throw new CommandFailure(`the snapshot cannot be read: ${(error as Error).message}`)
  }
  async function* whole() {
    if (!first.done) yield first.value
    yield* pieces
  }
  return Readable.toWeb(Readable.from(whole(), { objectMode: false })) as ReadableStream<Uint8Array>
}
