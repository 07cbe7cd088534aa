/**
 * The position of a client in the stream, written as the id of an event: `42.40-17-9` is call 42, with call 40 still
 * unanswered, transition 17 and callback 9.
 */
export interface Cursor {
  request: number
  readonly unfinished: Set<number>
  transition: number
  callback: number
}

/** The most unanswered calls in the text, the newest ones: it has to fit into a header. */
const NAMED = 200

export function formatCursor({ request, unfinished, transition, callback }: Cursor): string {
  const named = [...unfinished].sort((a, b) => a - b).slice(-NAMED)
  return `${[request, ...named].join('.')}-${transition}-${callback}`
}

/** Reads a cursor; undefined for any other text. */
export function parseCursor(text: string | undefined): Cursor | undefined {
  const match = /^(\d+(?:\.\d+)*)-(\d+)-(\d+)$/.exec(text ?? '')
  if (!match) return undefined
  const [request = 0, ...unfinished] = (match[1] ?? '').split('.').map(Number)
  return { request, unfinished: new Set(unfinished), transition: Number(match[2]), callback: Number(match[3]) }
}
