/** Lists alternatives in a sentence: `a, b or c`. By hand, since the first `Intl.ListFormat` of a process takes some 20 ms. */
export const listOr = (words: readonly string[]): string => join(words, 'or')

/** Lists what belongs together in a sentence: `a, b and c`. */
export const listAnd = (words: readonly string[]): string => join(words, 'and')

const join = (words: readonly string[], last: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
