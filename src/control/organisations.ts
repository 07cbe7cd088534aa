import * as contract from '../contract/control/organisations.ts'
import { formatInstant } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import { whenWritable } from '../state/engine/hold.ts'
import { listApiKeys, summariseOrganisation } from '../state/records/organisations.ts'
import { type ControlDependencies, NO_TENANT } from './control-call.ts'
import { ControlError } from './errors.ts'
import type { RegisterControlRoute } from './register.ts'

/** Lists, opens and removes organisations: server-scope calls. */
export function organisationsRoutes(
  route: RegisterControlRoute,
  { state, registry, clock }: ControlDependencies,
): void {
  const find = (apiKey: string) => {
    const tenant = registry.find(apiKey)
    if (!tenant) throw new Error('an organisation in the state has not been opened')
    return tenant
  }
  /** Describes an organisation, even one whose key is no longer accepted. */
  const describe = (apiKey: string) => {
    const tenant = find(apiKey)
    const { balance, ...facts } = state.read(tenant, summariseOrganisation)
    return { apiKey, ...facts, balance: toWireNumber(balance), now: formatInstant(tenant.now) }
  }

  route(contract.listOrganisations, async () => {
    await Promise.all(listApiKeys(state).map((apiKey) => clock.catchUp(find(apiKey))))
    // Meanwhile some may be gone.
    return { organisations: listApiKeys(state).map(describe) }
  })

  route(contract.createOrganisation, async ({ body }) => {
    const { apiKey, ...world } = body
    if (!(await registry.create(apiKey, world))) {
      throw new ControlError(409, 'organisation_exists', 'an organisation of this key exists: reset it to start again')
    }
    await clock.catchUp(find(apiKey))
    return describe(apiKey)
  })

  route(contract.removeOrganisation, async ({ path }) => {
    const removed = await whenWritable(
      () => registry.find(path.apiKey) ?? NO_TENANT,
      () => registry.remove(path.apiKey),
    )
    if (!removed) throw new ControlError(404, 'organisation_not_found', 'there is no organisation of this key')
    return undefined
  })
}
