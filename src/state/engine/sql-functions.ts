import type Sqlite from 'better-sqlite3'
import { foldText } from '../../domain/fold-text.ts'
import { pathMatcher } from '../../domain/path-pattern.ts'

/**
 * Defines the functions that statements call: `path_matches(pattern, path)`, and `fold_text(text)`, which folds the letters
 * of every alphabet. (SQLite's own `lower` folds ASCII.)
 */
export function defineSqlFunctions(sqlite: Sqlite.Database): void {
  // One statement matches many paths against one pattern.
  let last: { readonly pattern: unknown; readonly matches: (path: string) => boolean } = {
    pattern: '',
    matches: pathMatcher(''),
  }
  sqlite.function('path_matches', { deterministic: true }, (pattern, path) => {
    if (last.pattern !== pattern) last = { pattern, matches: pathMatcher(String(pattern)) }
    return Number(last.matches(String(path)))
  })
  sqlite.function('fold_text', { deterministic: true }, (text) => foldText(String(text)))
}
