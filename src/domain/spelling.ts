/** The first word that a misspelt one is close to: by one letter, or by two swapped neighbours. */
export const findClosestWord = (misspelt: string, words: readonly string[]): string | undefined =>
  words.find((word) => countMistakes(word.toLowerCase(), misspelt.toLowerCase()) <= 1)

/** A word with more mistakes than these is not taken for another. */
const MOST_MISTAKES = 3

/** Finds the known words nearest to a mistyped one, all with as few mistakes; none where no word is near. */
export function findNearestWords(word: string, known: readonly string[]): string[] {
  const near = known
    .map((candidate) => ({ candidate, mistakes: countMistakes(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, mistakes }) => mistakes <= MOST_MISTAKES && mistakes < candidate.length * 0.6)
  const fewest = Math.min(...near.map(({ mistakes }) => mistakes))
  return near.filter(({ mistakes }) => mistakes === fewest).map(({ candidate }) => candidate)
}

/** Counts the letters to put in, leave out, change or swap with their neighbour to turn one word into the other. */
function countMistakes(a: string, b: string): number {
  // Words whose lengths differ so much are not near: a long text from outside is not compared letter by letter.
  if (Math.abs(a.length - b.length) > MOST_MISTAKES) return Number.POSITIVE_INFINITY
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
