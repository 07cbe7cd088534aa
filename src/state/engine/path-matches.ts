import type Sqlite from 'better-sqlite3'
import { pathMatcher } from '../../domain/path-pattern.ts'

/** Defines the SQL function `path_matches(pattern, path)`. One statement matches many paths against one pattern. */
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
