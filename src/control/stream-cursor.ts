/** The most unanswered calls in the text of a cursor, the newest ones: it has to fit into a header. */
const WRITTEN_CALLS = 200

interface Position {
  /** The number of the last call. */
  readonly request: number
  /** The numbers of calls before the last that had no answer yet, and are streamed when they have. */
  readonly unanswered: readonly number[]
  readonly transition: number
  readonly callback: number
}

/**
 * The position of a client in the stream: an immutable value, written as the id of an event. `42.40-17-9` is behind call 42,
 * transition 17 and callback 9, with call 40 still unanswered.
 */
export class Cursor implements Position {
  readonly request: number
  readonly unanswered: readonly number[]
  readonly transition: number
  readonly callback: number

  constructor({ request, unanswered, transition, callback }: Position) {
    this.request = request
    this.unanswered = unanswered
    this.transition = transition
    this.callback = callback
  }

  /** Reads the id of an event; undefined for any other text. */
  static parse(text: string | undefined): Cursor | undefined {
    const match = /^(\d+(?:\.\d+)*)-(\d+)-(\d+)$/.exec(text ?? '')
    if (!match) return undefined
    const [request = 0, ...unanswered] = (match[1] ?? '').split('.').map(Number)
    const [transition, callback] = [Number(match[2]), Number(match[3])]
    return new Cursor({ request, unanswered: [...new Set(unanswered)], transition, callback })
  }

  /** The cursor behind a call. Calls between it and the last one that are among the `unanswered` are still to come. */
  afterRequest(request: number, unanswered: Iterable<number>): Cursor {
    const passed = [...unanswered].filter((id) => id > this.request && id < request)
    return new Cursor({ ...this, request, unanswered: [...new Set([...this.unanswered, ...passed])] })
  }

  /** The cursor behind an unanswered call, which was answered late or never will be. */
  afterUnanswered(request: number): Cursor {
    return new Cursor({ ...this, unanswered: this.unanswered.filter((id) => id !== request) })
  }

  afterTransition(transition: number): Cursor {
    return new Cursor({ ...this, transition })
  }

  afterCallback(callback: number): Cursor {
    return new Cursor({ ...this, callback })
  }

  toString(): string {
    const { request, transition, callback } = this
    const written = [...this.unanswered].sort((a, b) => a - b).slice(-WRITTEN_CALLS)
    return `${[request, ...written].join('.')}-${transition}-${callback}`
  }
}
