import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ImportFailure } from './read.ts'

/** The account and the options of an import: a folder that has the parts of another is not gone on with. */
export interface Origin {
  readonly baseUrl: string
  readonly keepIdentifiers: boolean
  /** A trace of the key, which it cannot be found by. */
  readonly key: string
}

const NEWLINE = 10
const FOLDER = '.import'

const originIn = (out: string): string => join(out, FOLDER, 'origin.json')

/**
 * The parts of an import that was not finished, in a folder beside its result: each a file of JSON lines, renamed when it is
 * complete. They hold what the result will hold, and so nothing that is replaced.
 */
export class Parts {
  readonly folder: string

  /** Opens the folder, or goes on in it. Throws ImportFailure when it is of another import. */
  constructor(out: string, origin: Origin) {
    this.folder = join(out, FOLDER)
    const file = originIn(out)
    if (!existsSync(file)) {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
      // Cut short under its own name, it would read as that of another import.
      writeFileSync(`${file}.part`, `${JSON.stringify(origin)}\n`, { mode: 0o600 })
      renameSync(`${file}.part`, file)
      return
    }
    if (readFileSync(file, 'utf8').trim() !== JSON.stringify(origin)) {
      throw new ImportFailure(
        `${this.folder} has the beginning of another import (another URL, key or --keep-identifiers): remove it, or choose another folder`,
      )
    }
  }

  /** Whether a folder has the parts of an import that was not finished. */
  static areIn(out: string): boolean {
    return existsSync(originIn(out))
  }

  isComplete(part: string): boolean {
    return existsSync(this.#complete(part))
  }

  /** Begins a part anew. */
  begin(part: string): void {
    writeFileSync(this.#incomplete(part), '', { mode: 0o600 })
  }

  /** Goes on with a part: a last line that breaks off is dropped. */
  resume(part: string): void {
    const path = this.#incomplete(part)
    if (!existsSync(path)) {
      this.begin(part)
      return
    }
    const file = openSync(path, 'r+')
    try {
      const byte = Buffer.alloc(1)
      let size = statSync(path).size
      while (size > 0 && readSync(file, byte, 0, 1, size - 1) === 1 && byte[0] !== NEWLINE) size -= 1
      ftruncateSync(file, size)
    } finally {
      closeSync(file)
    }
  }

  add(part: string, records: readonly unknown[]): void {
    if (records.length === 0) return
    appendFileSync(this.#incomplete(part), `${records.map((record) => JSON.stringify(record)).join('\n')}\n`)
  }

  finish(part: string): void {
    renameSync(this.#incomplete(part), this.#complete(part))
  }

  /** The lines of a part, complete or not. */
  async *lines(part: string): AsyncGenerator<string> {
    const path = this.isComplete(part) ? this.#complete(part) : this.#incomplete(part)
    if (!existsSync(path)) return
    yield* createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #complete(part: string): string {
    return join(this.folder, `${part}.jsonl`)
  }

  #incomplete(part: string): string {
    return join(this.folder, `${part}.part`)
  }
}
