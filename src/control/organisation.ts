import * as contract from '../contract/control/organisation.ts'
import { settingsFrom } from '../contract/control/settings-from.ts'
import { type Milli, parseMoney } from '../domain/money.ts'
import { withRealism } from '../domain/realism.ts'
import { adjustBalance } from '../state/operations/balance.ts'
import { changeWithAllUsageSettled } from '../state/operations/usage/settle.ts'
import { changeProfile, changeSettings, getOrganisation, setCurrency } from '../state/records/organisations.ts'
import type { RegisterControlRoute } from './register.ts'

export function organisationRoutes(route: RegisterControlRoute): void {
  route(contract.getSettings, ({ read }) => contract.presentSettings(read(getOrganisation)))

  route(contract.changeSettings, ({ body, write }) =>
    contract.presentSettings(
      write((tx) => {
        if (body.name !== undefined) changeProfile(tx, { name: body.name })
        if (body.currency !== undefined) setCurrency(tx, body.currency)
        if (body.balance !== undefined) adjustBalance(tx, parseMoney(String(body.balance)) as Milli)
        const changes = withRealism(settingsFrom(body))
        if (changes.usageThresholds === undefined && changes.dialect === undefined) changeSettings(tx, changes)
        // The next usage threshold of every eSIM depends on these two.
        else changeWithAllUsageSettled(tx, () => changeSettings(tx, changes))
        return getOrganisation(tx)
      }),
    ),
  )
}
