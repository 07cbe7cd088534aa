import type * as z from 'zod'
import * as contract from '../contract/control/organisation.ts'
import { settingsFrom } from '../contract/control/settings-from.ts'
import { type Milli, parseMoney } from '../domain/money.ts'
import type { Organisation } from '../domain/organisation.ts'
import { hashText, randomSequence } from '../domain/random.ts'
import { withRealism } from '../domain/realism.ts'
import type { WriteInPieces } from '../state/engine/in-pieces.ts'
import type { Tx } from '../state/engine/state.ts'
import { adjustBalance } from '../state/operations/balance.ts'
import { changeWithAllUsageSettled } from '../state/operations/usage/settle.ts'
import { changeProfile, changeSettings, getOrganisation, setCurrency } from '../state/records/organisations.ts'
import type { ControlDependencies } from './control-call.ts'
import type { RegisterControlRoute } from './register.ts'

/** The characters of new keys, and how many one has: about as many as the vendor's keys. */
const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const KEY_LENGTH = 40

/** Makes a key of the one before and the seed: no other id or name depends on whether a key was made. */
const nextKey = (seed: number, before: string): string =>
  randomSequence(hashText(before, seed), () => 0).text(KEY_LENGTH, KEY_CHARACTERS)

export function organisationRoutes(route: RegisterControlRoute, { registry, changes }: ControlDependencies): void {
  route(contract.getSettings, ({ read }) => contract.presentSettings(read(getOrganisation)))

  route(contract.rotateApiKey, ({ body, tenant, read }) => {
    const apiKey =
      body.apiKey ??
      nextKey(
        read(({ seed }) => seed),
        tenant.apiKey,
      )
    registry.replaceKey(tenant, apiKey)
    changes.notify(tenant)
    return { apiKey }
  })

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
