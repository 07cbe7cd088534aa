import { withoutVersion } from './api-version.ts'

/** No path of the API is nearly as long. */
export const LONGEST_PATTERN = 500

const PIECE = /\*|\{[^/}]*\}|./gs

/**
 * Whether a path is of a form, which is a path with or without its version prefix; `*` stands for anything, `{name}` for
 * all of a part, or all that is left of it. Only the last `*` is ever tried anew: what those before it took was the least
 * that they could, and to take more would leave less for the rest.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const pieces = withoutVersion(pattern).match(PIECE) ?? []
  let at = 0
  let reached = 0
  let star: { readonly at: number; reached: number } | undefined
  while (at < pieces.length || reached < path.length) {
    const piece = pieces[at]
    if (piece === '*') {
      star = { at, reached }
      at += 1
      continue
    }
    const end = endOf(piece, path, reached)
    if (end !== undefined) {
      at += 1
      reached = end
    } else if (star && star.reached < path.length) {
      star.reached += 1
      at = star.at + 1
      reached = star.reached
    } else return false
  }
  return true
}

/** Where a piece that begins at a place of a path ends; undefined when it is not there. */
function endOf(piece: string | undefined, path: string, start: number): number | undefined {
  if (piece === undefined || start >= path.length) return undefined
  if (piece.length === 1) return piece === path[start] ? start + 1 : undefined
  const slash = path.indexOf('/', start)
  return slash === start ? undefined : slash < 0 ? path.length : slash
}
