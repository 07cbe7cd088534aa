import { readByLines } from '../state/document/document-lines.ts'
import type { DocumentPart } from '../state/document/import-state.ts'
import { ControlError } from './errors.ts'

/** The longest body in bytes that is held as a whole: 16 MiB. */
export const BODY_LIMIT_BYTES = 16 * 1_048_576

/** From this length on a document is read by lines: to parse it at once would keep others waiting. */
const SHORT_BYTES = 1_048_576

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** A state document that is read while it arrives. */
export class LongBody {
  readonly #read: readonly Uint8Array[]
  /** Undefined when all of it has been read. */
  readonly #rest: Reader | undefined

  constructor(read: readonly Uint8Array[], rest: Reader | undefined) {
    this.#read = read
    this.#rest = rest
  }

  /** The parts of the document. Throws NotByLines for one that is not written as the export does. */
  parts(): AsyncGenerator<DocumentPart> {
    return readByLines(this.#chunks())
  }

  /** The whole text. Throws ControlError for one that is too long to be held. */
  text(): string {
    if (this.#rest) {
      const problem = `the body is longer than ${BODY_LIMIT_BYTES} bytes, and not written as GET /_emulator/state does`
      throw new ControlError(413, 'body_too_large', `${problem}: a field or a row on each line`)
    }
    return new TextDecoder().decode(Buffer.concat(this.#read))
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    yield* this.#read
    if (!this.#rest) return
    try {
      for (let chunk = await readChunk(this.#rest); chunk; chunk = await readChunk(this.#rest)) yield chunk
    } finally {
      // The rest of a body that nobody reads is not sent.
      this.#rest.cancel().catch(() => undefined)
    }
  }
}

/**
 * Reads a body that may be long: a text when it is short, or may be no state document as the export writes it.
 * Throws ControlError.
 */
export async function readLongBody({ body }: Request): Promise<string | LongBody> {
  if (!body) return ''
  const reader = body.getReader()
  const read: Uint8Array[] = []
  let length = 0
  for (let chunk = await readChunk(reader); chunk; chunk = await readChunk(reader)) {
    read.push(chunk)
    length += chunk.byteLength
    if (length > BODY_LIMIT_BYTES) return new LongBody(read, reader)
  }
  const whole = new LongBody(read, undefined)
  return length > SHORT_BYTES ? whole : whole.text()
}

async function readChunk(reader: Reader): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value
  } catch {
    throw new ControlError(400, 'incomplete_body', 'the body is incomplete: the connection broke off')
  }
}
