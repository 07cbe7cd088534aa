import type Sqlite from 'better-sqlite3'
import { pathMatcher } from '../../domain/path-pattern.ts'

/** Gives SQL `path_matches(pattern, path)`. A statement asks with one pattern of many paths. */
export function definePathMatches(sqlite: Sqlite.Database): void {
  let last: { readonly pattern: unknown; readonly matches: (path: string) => boolean } = {
    pattern: '',
    matches: pathMatcher(''),
  }
  sqlite.function('path_matches', { deterministic: true }, (pattern, path) => {
    if (last.pattern !== pattern) last = { pattern, matches: pathMatcher(String(pattern)) }
    return Number(last.matches(String(path)))
  })
}
