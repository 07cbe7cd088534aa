import * as contract from '../contract/networks.ts'
import { DomainError } from '../domain/errors.ts'
import type { Mount } from './mount.ts'

const partsOf = (text: string | undefined): string[] => (text ?? '').split(',').map((part) => part.trim().toLowerCase())

/** Whether a list has a name in it, where the name itself may have commas: `Bonaire, Sint Eustatius And Saba`. */
function hasName(parts: readonly string[], name: string): boolean {
  const wanted = partsOf(name)
  return parts.some((_, start) => wanted.every((part, index) => parts[start + index] === part))
}

export function networkRoutes(mount: Mount): void {
  mount(contract.listNetworks, ({ query, read }) => {
    if (!query.countries && !query.isos && !query.returnAll) {
      throw new DomainError('missing_parameter', { name: 'countries, isos or returnAll' })
    }
    const countries = partsOf(query.countries)
    const isos = new Set(partsOf(query.isos))
    return read(({ catalogue }) => ({
      countryNetworks: catalogue
        .countries()
        .filter(({ iso, name }) => query.returnAll || isos.has(iso.toLowerCase()) || hasName(countries, name))
        .map(({ iso }) => contract.presentCountryNetworks(iso, catalogue.networksOf(iso))),
    }))
  })
}
