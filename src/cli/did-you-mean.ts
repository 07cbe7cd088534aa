/** A word with more mistakes than these is not taken for another. */
const MOST_MISTAKES = 3

/** Suggests the known words nearest to a mistyped one, in commander's words; empty where none is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, mistakes: countMistakes(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, mistakes }) => mistakes <= MOST_MISTAKES && mistakes < candidate.length * 0.6)
    .sort((a, b) => a.mistakes - b.mistakes)
  const [best] = near
  const meant = near.filter(({ mistakes }) => mistakes === best?.mistakes).map(({ candidate }) => candidate)
  return meant.length === 0 ? '' : `\n(Did you mean ${meant.length === 1 ? '' : 'one of '}${meant.join(', ')}?)`
}

/** Counts the letters to put in, leave out, change or swap with their neighbour to turn one word into the other. */
function countMistakes(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    rows.push([i])
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      rows[i]?.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
  }
  return at(a.length, b.length)
}
