import * as contract from '../contract/organisation.ts'
import { fromUnits, toWireNumber } from '../domain/money.ts'
import { topUpBalance } from '../state/operations/balance.ts'
import { getOrganisation } from '../state/records/organisations.ts'
import type { RegisterRoute } from './register.ts'

export function organisationRoutes(route: RegisterRoute): void {
  route(contract.getOrganisation, ({ read }) => ({
    organisations: [read((tx) => contract.presentOrganisation(getOrganisation(tx), tx.catalogue.groups()))],
  }))

  route(contract.topUpBalance, ({ query, sourceIp, requestId, write }) => {
    const { amount } = query
    const { balance, ref } = write((tx) => topUpBalance(tx, fromUnits(amount), { sourceIp, requestId }))
    return { amount, balance: toWireNumber(balance), ref }
  })

  route(contract.listGroupCountries, ({ path, read }) => ({
    countries: read(({ catalogue }) => catalogue.countriesOfGroup(path.group)),
  }))

  route(contract.listGroups, ({ read }) => ({
    groups: read((tx) => contract.presentGroups(getOrganisation(tx).profile, tx.catalogue.groups())),
  }))
}
