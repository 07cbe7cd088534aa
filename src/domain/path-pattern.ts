import { withoutVersion } from './api-version.ts'

/** The most characters of a pattern; every path of the API is far shorter. */
export const LONGEST_PATTERN = 500

const PIECE = /\*|\{[^/}]*\}|./gs

const piecesOf = (pattern: string): readonly string[] => withoutVersion(pattern).match(PIECE) ?? []

/**
 * Whether a pattern matches a path. `*` matches any characters, slashes too; `{name}` matches the rest of a segment. Letter
 * case counts. Version prefixes and slashes at the end are ignored.
 *
 * The one matcher of the journal's list (from SQL, as `path_matches`), its verification, and faults.
 */
export const matchesPath = (pattern: string, path: string): boolean => pathMatcher(pattern)(path)

/** Returns a function that matches paths with one pattern. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const pieces = piecesOf(pattern)
  return (path) => matchesPieces(pieces, withoutVersion(path))
}

/** Backtracks to the last `*` only: earlier ones matched as little as they could, and matching more would not help. */
function matchesPieces(pieces: readonly string[], path: string): boolean {
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

/** The end of a piece that starts at an index of the path; undefined when it does not match there. */
function endOf(piece: string | undefined, path: string, start: number): number | undefined {
  if (piece === undefined || start >= path.length) return undefined
  if (piece.length === 1) return piece === path[start] ? start + 1 : undefined
  const slash = path.indexOf('/', start)
  return slash === start ? undefined : slash < 0 ? path.length : slash
}

/** One position of a pattern: the characters that it matches, and whether it repeats. */
interface Place {
  readonly characters: 'any' | 'all but a slash' | { readonly only: string }
  readonly repeats: boolean
}

const placesOf = (pattern: string): Place[] =>
  piecesOf(pattern).flatMap((piece): Place[] => {
    if (piece === '*') return [{ characters: 'any', repeats: true }]
    if (piece.length === 1) return [{ characters: { only: piece }, repeats: false }]
    const characters = 'all but a slash'
    return [
      { characters, repeats: false },
      { characters, repeats: true },
    ]
  })

/** Whether some path matches both patterns. */
export function patternsMeet(one: string, other: string): boolean {
  const [a, b] = [placesOf(one), placesOf(other)]
  const seen = new Uint8Array((a.length + 1) * (b.length + 1))
  const open: [number, number][] = [[0, 0]]
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [i, j] = pair
    if (i === a.length && j === b.length) return true
    const key = i * (b.length + 1) + j
    if (seen[key]) continue
    seen[key] = 1
    const [left, right] = [a[i], b[j]]
    if (left?.repeats) open.push([i + 1, j])
    if (right?.repeats) open.push([i, j + 1])
    if (left && right && shareCharacter(left, right)) open.push([left.repeats ? i : i + 1, right.repeats ? j : j + 1])
  }
  return false
}

function shareCharacter({ characters: one }: Place, { characters: other }: Place): boolean {
  if (one === 'any' || other === 'any') return true
  if (typeof one === 'object' && typeof other === 'object') return one.only === other.only
  return ![one, other].some((characters) => typeof characters === 'object' && characters.only === '/')
}
