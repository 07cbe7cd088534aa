import * as contract from '../contract/organisation.ts'
import { fromUnits, toWireNumber } from '../domain/money.ts'
import { topUpBalance } from '../state/balance.ts'
import { getOrganisation } from '../state/organisations.ts'
import type { Mount } from './mount.ts'

export function organisationRoutes(mount: Mount): void {
  mount(contract.getOrganisation, ({ read }) => ({
    organisations: [contract.presentOrganisation(read(getOrganisation))],
  }))

  mount(contract.topUpBalance, ({ query, sourceIp, write }) => {
    const { amount } = query
    const { balance, ref } = write((tx) => topUpBalance(tx, fromUnits(amount), sourceIp))
    return { amount, balance: toWireNumber(balance), ref }
  })

  mount(contract.listGroupCountries, ({ path, read }) => ({
    countries: read(({ catalogue }) => catalogue.countriesOfGroup(path.group)),
  }))

  mount(contract.listGroups, () => ({ groups: contract.STANDARD_GROUPS.map(contract.presentGroup) }))
}
