import type { DocumentPart } from './import-state.ts'

/** A text is not a document as the export writes it: a field or a row on each line. */
export class NotByLines extends Error {
  override readonly name = 'NotByLines'
}

/** Rows that make a part. */
const ROWS_AT_ONCE = 500

/** The longest line, in characters. A row has no longer one. */
const LONGEST_LINE = 16 * 1_048_576

/**
 * Reads a document as the export writes it, of which no more than some rows are in memory at a time. The last line may be
 * missing its end. Throws NotByLines for any other text.
 */
export async function* readByLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<DocumentPart> {
  const parser = new LineParser()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let begun = ''
  for await (const chunk of chunks) {
    const lines = (begun + decode(decoder, chunk)).split('\n')
    begun = lines.pop() ?? ''
    if (begun.length > LONGEST_LINE) throw new NotByLines('a line is too long')
    for (const line of lines) yield* parser.take(line)
  }
  yield* parser.take(begun + decode(decoder))
  if (!parser.isComplete) throw new NotByLines('it has no end')
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch {
    throw new NotByLines('it is not UTF-8')
  }
}

class LineParser {
  #level: 'before' | 'fields' | 'rows' | 'behind' = 'before'
  #table = ''
  #rows: unknown[] = []

  get isComplete(): boolean {
    return this.#level === 'behind'
  }

  *take(whole: string): Generator<DocumentPart> {
    const line = whole.trim()
    if (line === '') return
    if (this.#level === 'before') this.#enter(line === '{', 'fields')
    else if (this.#level === 'rows') yield* this.#takeRow(line.replace(/,$/, ''))
    else if (this.#level === 'behind') throw new NotByLines('something follows its end')
    else if (line === '}') this.#level = 'behind'
    else yield* this.#takeField(line.replace(/,$/, ''))
  }

  /** The rows that were taken and are no part yet. */
  *#flush(): Generator<DocumentPart> {
    if (this.#rows.length === 0) return
    yield { name: this.#table, rows: this.#rows }
    this.#rows = []
  }

  #enter(isRight: boolean, level: 'fields'): void {
    if (!isRight) throw new NotByLines('it does not begin with a line {')
    this.#level = level
  }

  *#takeRow(line: string): Generator<DocumentPart> {
    if (line === ']') {
      yield* this.#flush()
      this.#level = 'fields'
      return
    }
    this.#rows.push(parse(line))
    if (this.#rows.length === ROWS_AT_ONCE) yield* this.#flush()
  }

  *#takeField(line: string): Generator<DocumentPart> {
    const [, name = '', value] = /^"(\w+)": ?(.+)$/.exec(line) ?? []
    if (value === undefined) throw new NotByLines('a line is not a field')
    if (value === '[') {
      this.#level = 'rows'
      this.#table = name
    } else {
      const parsed = parse(value)
      yield Array.isArray(parsed) ? { name, rows: parsed } : { name, value: parsed }
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new NotByLines('a line is not JSON')
  }
}
