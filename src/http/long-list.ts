import { Answer } from './answer.ts'

/** The elements of a list that are read and written together: a few milliseconds. */
const AT_ONCE = 50

/** Yields a list in parts, so that the work on one is short. */
export function* inParts<Element>(list: readonly Element[], size = AT_ONCE): Generator<readonly Element[], undefined> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size)
}

/** Yields what `present` makes of each part of a list. */
export function* mapParts<Element, Presented>(
  list: readonly Element[],
  present: (part: readonly Element[]) => Presented,
): Generator<Presented, undefined> {
  for (const part of inParts(list)) yield present(part)
}

type Wire = Readonly<Record<string, unknown>>

/** An answer with a list that may be long, which is read and written in parts: `{"orders":[...],"rows":10000}`. */
export class LongList {
  /** The field that the list is in; undefined when the answer is the list. */
  readonly #name: string | undefined
  readonly #parts: Iterable<readonly unknown[]>
  readonly #others: Wire

  constructor(name: string | undefined, parts: Iterable<readonly unknown[]>, others: Wire = {}) {
    this.#name = name
    this.#parts = parts
    this.#others = others
  }

  /**
   * Writes the answer, a part up to each `yield`. `change` is applied to each part as if it were the whole answer: it changes
   * every element alike, and may leave the list without the fields around it.
   */
  *render(change: (wire: unknown) => unknown = (wire) => wire, contentType?: string): Generator<undefined, Answer> {
    const parts = this.#parts[Symbol.iterator]()
    const first = parts.next()
    const beginning = this.#wire(first.done ? [] : first.value)
    let part = first.done ? first : parts.next()
    if (part.done) return new Answer(JSON.stringify(change(beginning)), contentType)
    // Bytes: to join texts of many megabytes, and to encode them, takes five times as long.
    const [before, after] = this.#around(change(this.#wire([])))
    const bytes = [Buffer.from(before)]
    const add = (wire: unknown): void => {
      const text = this.#elements(wire)
      if (text !== '') bytes.push(Buffer.from(bytes.length > 1 ? `,${text}` : text))
    }
    add(change(beginning))
    for (; !part.done; part = parts.next()) {
      yield
      add(change(this.#wire(part.value)))
    }
    yield
    bytes.push(Buffer.from(after))
    return new Answer(Buffer.concat(bytes), contentType)
  }

  #wire(elements: readonly unknown[]): unknown {
    return this.#name === undefined ? elements : { [this.#name]: elements, ...this.#others }
  }

  /** The JSON of the elements of a part. */
  #elements(wire: unknown): string {
    const list = Array.isArray(wire) || this.#name === undefined ? wire : (wire as Wire)[this.#name]
    // A part of one element may have become that element.
    return Array.isArray(list) ? JSON.stringify(list).slice(1, -1) : JSON.stringify(list)
  }

  /** The text of an answer without elements, before and after their place. */
  #around(wire: unknown): [before: string, after: string] {
    if (Array.isArray(wire) || this.#name === undefined) return ['[', ']']
    const fields = Object.entries(wire as Wire).map(([field, value]) => ({
      name: field,
      text: `${JSON.stringify(field)}:${field === this.#name ? '[' : JSON.stringify(value)}`,
    }))
    const at = fields.findIndex(({ name }) => name === this.#name) + 1
    const textOf = (some: typeof fields) => some.map(({ text }) => text).join(',')
    const rest = textOf(fields.slice(at))
    return [`{${textOf(fields.slice(0, at))}`, `]${rest === '' ? '' : `,${rest}`}}`]
  }
}
