/**
 * Normalises the name of a country for comparison: without accents, letter case, punctuation and a leading article, with
 * `and` for `&` and `saint` for `St`.
 */
export const foldCountryName = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\p{Mn}.'’`]/gu, '')
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/\bst\b/g, 'saint')
