import * as contract from '../contract/networks.ts'
import { DomainError } from '../domain/errors.ts'
import type { Mount } from './mount.ts'

const names = (text: string | undefined): Set<string> =>
  new Set((text ?? '').split(',').map((part) => part.trim().toLowerCase()))

export function networkRoutes(mount: Mount): void {
  mount(contract.listNetworks, ({ query, read }) => {
    if (!query.countries && !query.isos && !query.returnAll) {
      throw new DomainError('missing_parameter', { name: 'countries, isos or returnAll' })
    }
    const countries = names(query.countries)
    const isos = names(query.isos)
    return read(({ catalogue }) => ({
      countryNetworks: catalogue
        .countries()
        .filter(({ iso, name }) => query.returnAll || isos.has(iso.toLowerCase()) || countries.has(name.toLowerCase()))
        .map(({ iso }) => contract.presentCountryNetworks(iso, catalogue.networksOf(iso))),
    }))
  })
}
