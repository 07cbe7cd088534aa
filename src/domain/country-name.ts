import type { Country } from './bundle.ts'

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

let names: Intl.DisplayNames | undefined

/** The country of an ISO code that the catalogue does not have, with the name that the platform gives it. */
export function isoCountry(iso: string): Country | undefined {
  if (!/^[A-Z]{2}$/.test(iso) || UNASSIGNED.has(iso)) return undefined
  names ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const name = names.of(iso)
  return name === undefined ? undefined : { name, region: '', iso }
}

/** Codes that the platform has a name for, and that are no country. */
const UNASSIGNED = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'])
