import { splitList } from '../contract/fields.ts'
import * as contract from '../contract/networks.ts'
import { DomainError } from '../domain/errors.ts'
import type { Mount } from './mount.ts'

export function networkRoutes(mount: Mount): void {
  mount(contract.listNetworks, ({ query, read }) => {
    if (!query.countries && !query.isos && !query.returnAll) {
      throw new DomainError('missing_parameter', { name: 'countries, isos or returnAll' })
    }
    return read(({ catalogue }) => {
      const asked = new Set(
        [query.countries, query.isos].flatMap((list) => catalogue.countryCodes.findAll(splitList(list))),
      )
      return {
        countryNetworks: catalogue
          .countries()
          .filter(({ iso }) => query.returnAll || asked.has(iso))
          .map(({ iso }) => contract.presentCountryNetworks(iso, catalogue.networksOf(iso))),
      }
    })
  })
}
