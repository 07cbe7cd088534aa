import type { Country } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import type { CatalogueView } from './catalogue.ts'

/** A country as somebody gives it: a code or a name, or an object as the catalogue lists it. */
export type GivenCountry =
  | string
  | { readonly iso: string; readonly name?: string | undefined; readonly region?: string | undefined }

type Countries = Pick<CatalogueView, 'findCountry' | 'findRegion'>

/** Finds a country, with the name and region that were given for it. Throws not_a_country. */
export function getGivenCountry(catalogue: Countries, given: GivenCountry, field: string): Country {
  const { iso: text, name, region } = typeof given === 'string' ? { iso: given } : given
  const known = catalogue.findCountry(text)
  if (!known) throw new DomainError('not_a_country', { country: text, field })
  return { name: name ?? known.name, region: region ?? known.region, iso: known.iso }
}

/** Finds a base country as getGivenCountry does. A region may stand in its place: one that bundles have, or any given as an object. */
export function getBaseCountry(catalogue: Countries, given: GivenCountry, field: string): Country {
  const { iso: text, name, region } = typeof given === 'string' ? { iso: given } : given
  if (catalogue.findCountry(text)) return getGivenCountry(catalogue, given, field)
  const known = catalogue.findRegion(text)
  if (!known && typeof given === 'string') throw new DomainError('not_a_country', { country: text, field })
  return {
    name: name ?? known?.name ?? text,
    region: region ?? known?.region ?? name ?? text,
    iso: known?.iso ?? text,
  }
}
