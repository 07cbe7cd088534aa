import { splitList } from '../contract/fields.ts'
import * as contract from '../contract/networks.ts'
import { DomainError } from '../domain/errors.ts'
import type { RegisterRoute } from './register.ts'

export function networkRoutes(route: RegisterRoute): void {
  route(contract.listNetworks, ({ query, read }) => {
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
