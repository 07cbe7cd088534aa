/** The first word that a misspelt one is close to. */
export const findClosestWord = (misspelt: string, words: readonly string[]): string | undefined =>
  words.find((word) => isClose(word.toLowerCase(), misspelt.toLowerCase()))

/** Whether two words differ by one letter, or by two swapped neighbours. */
function isClose(a: string, b: string): boolean {
  if (a === b) return true
  const start = [...a].findIndex((letter, index) => letter !== b[index])
  const from = start < 0 ? a.length : start
  const [restA, restB] = [a.slice(from), b.slice(from)]
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  )
}
