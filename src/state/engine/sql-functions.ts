import type Sqlite from 'better-sqlite3'
import { foldText } from '../../domain/fold-text.ts'
import { pathMatcher } from '../../domain/path-pattern.ts'
import { bundleOfCallback, FORMS } from './stored-forms.ts'

/**
 * Defines the functions that statements call: `path_matches(pattern, path)`, and `fold_text(text)`, which folds the letters
 * of every alphabet (SQLite's own `lower` folds ASCII), and those of stored forms: `store_iccid(text)`, `read_uuid(stored)`
 * and the like, and `bundle_of_callback(stored)`.
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
  sqlite.function('bundle_of_callback', { deterministic: true }, (body) => bundleOfCallback(String(body)))
  for (const form of FORMS) {
    sqlite.function(`store_${form.name}`, { deterministic: true }, (value) =>
      typeof value === 'string' ? form.store(value) : value,
    )
    sqlite.function(`read_${form.name}`, { deterministic: true }, (stored) =>
      stored === null ? null : form.read(stored as string | number | Buffer),
    )
  }
  sqlite.function('fold_text', { deterministic: true }, (text) => foldText(String(text)))
}
