import { findNearestWords } from '../domain/spelling.ts'

/** Suggests the known words nearest to a mistyped one, in commander's words; empty where none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = findNearestWords(word, known)
  return meant.length === 0 ? '' : `\n(Did you mean ${meant.length === 1 ? '' : 'one of '}${meant.join(', ')}?)`
}
