/**
 * How far a listener has heard of each kind. Its text is the id of an event, by which a listener goes on: the number of
 * the last call, and of those before it that were still on their way; the last change of state; the last callback.
 */
export interface Cursor {
  request: number
  readonly unfinished: Set<number>
  transition: number
  callback: number
}

/** How many calls on their way the text holds, the latest: it has to fit in a header. */
const NAMED = 200

export function formatCursor({ request, unfinished, transition, callback }: Cursor): string {
  const named = [...unfinished].sort((a, b) => a - b).slice(-NAMED)
  return `${[request, ...named].join('.')}-${transition}-${callback}`
}

/** Undefined for a text that is not a cursor's. */
export function parseCursor(text: string | undefined): Cursor | undefined {
  const match = /^(\d+(?:\.\d+)*)-(\d+)-(\d+)$/.exec(text ?? '')
  if (!match) return undefined
  const [request = 0, ...unfinished] = (match[1] ?? '').split('.').map(Number)
  return { request, unfinished: new Set(unfinished), transition: Number(match[2]), callback: Number(match[3]) }
}
