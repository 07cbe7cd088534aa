import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { DEEPEST_JSON, outlineJson } from '../domain/json-text.ts'
import { LONGEST_ANSWER } from '../domain/limits.ts'
import type { RecordedBody } from './exchange.ts'

/** The bytes of a body that are recorded; of a longer one the size and the digest. */
const MOST_BYTES = 32 * 1_048_576

/** Collects a body while it goes by, in bounded memory. */
export class BodyCapture {
  readonly #hash = createHash('sha256')
  #chunks: Buffer[] = []
  #bytes = 0

  add(chunk: Buffer): void {
    this.#hash.update(chunk)
    this.#bytes += chunk.length
    if (this.#bytes <= MOST_BYTES) this.#chunks.push(chunk)
    else this.#chunks = []
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Ends the capture; undefined for an empty body. */
  async finish(contentType: string | undefined, encoding: string | undefined): Promise<RecordedBody | undefined> {
    if (this.#bytes === 0) return undefined
    const digest = { bytes: this.#bytes, sha256: this.#hash.digest('hex') }
    if (this.#bytes > MOST_BYTES) return digest
    const plain = await decompress(Buffer.concat(this.#chunks), encoding)
    return plain === undefined ? digest : (readBytes(plain, contentType) ?? digest)
  }
}

/** A body as it is recorded; undefined for what is no text, such as a ZIP, whose QR codes install eSIMs, and for JSON too deep to be redacted. */
export function readBytes(bytes: Buffer, contentType: string | undefined): RecordedBody | undefined {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
  try {
    const json: unknown = JSON.parse(text)
    return outlineJson(text).depth > DEEPEST_JSON ? undefined : { json }
  } catch {
    const isText = /^text\/|json|xml|javascript|x-www-form-urlencoded/i.test(contentType ?? 'text/plain')
    return isText ? { text } : undefined
  }
}

const DECOMPRESS = {
  gzip: promisify(zlib.gunzip),
  'x-gzip': promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  br: promisify(zlib.brotliDecompress),
} as const

/** Undoes a Content-Encoding; undefined where that is not possible. */
async function decompress(bytes: Buffer, encoding = 'identity'): Promise<Buffer | undefined> {
  const name = encoding.trim().toLowerCase()
  if (name === 'identity' || name === '') return bytes
  if (!Object.hasOwn(DECOMPRESS, name)) return undefined
  try {
    return (await DECOMPRESS[name as keyof typeof DECOMPRESS](bytes, { maxOutputLength: LONGEST_ANSWER })) as Buffer
  } catch {
    return undefined
  }
}
