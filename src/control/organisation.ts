import type * as z from 'zod'
import * as contract from '../contract/control/organisation.ts'
import { settingsFrom } from '../contract/control/settings-from.ts'
import { type Milli, parseMoney } from '../domain/money.ts'
import type { Organisation } from '../domain/organisation.ts'
import { withRealism } from '../domain/realism.ts'
import type { WriteInPieces } from '../state/engine/in-pieces.ts'
import type { Tx } from '../state/engine/state.ts'
import { adjustBalance } from '../state/operations/balance.ts'
import { changeWithAllUsageSettled } from '../state/operations/usage/settle.ts'
import { changeProfile, changeSettings, getOrganisation, setCurrency } from '../state/records/organisations.ts'
import type { RegisterControlRoute } from './register.ts'

export function organisationRoutes(route: RegisterControlRoute): void {
  route(contract.getSettings, ({ read }) => contract.presentSettings(read(getOrganisation)))

  route(contract.changeSettings, async ({ body, writeInTurns }) =>
    contract.presentSettings(await writeInTurns((tx) => change(tx, body))),
  )
}

function* change(
  tx: Tx,
  body: z.infer<NonNullable<(typeof contract.changeSettings)['body']>>,
): WriteInPieces<Organisation> {
  const changes = withRealism(settingsFrom(body))
  const changeAll = () => {
    if (body.name !== undefined) changeProfile(tx, { name: body.name })
    if (body.currency !== undefined) setCurrency(tx, body.currency)
    if (body.balance !== undefined) adjustBalance(tx, parseMoney(String(body.balance)) as Milli)
    changeSettings(tx, changes)
  }
  if (changes.usageThresholds === undefined && changes.dialect === undefined) changeAll()
  // The next usage threshold of every eSIM depends on these two.
  else yield* changeWithAllUsageSettled(tx, changeAll)
  return getOrganisation(tx)
}
