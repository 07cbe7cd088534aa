import { NOBODY } from '../clock/turns.ts'
import * as contract from '../contract/control/organisations.ts'
import { formatInstant } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import { whenWritable } from '../state/engine/hold.ts'
import { countOrganisations, findTenant, listApiKeys, summariseOrganisation } from '../state/records/organisations.ts'
import { type ControlDependencies, NO_TENANT } from './control-call.ts'
import { ControlError } from './errors.ts'
import type { RegisterControlRoute } from './register.ts'

/** Organisations that are listed where no limit is asked for. */
const USUAL_LIMIT = 1_000

/** Does work for each key, one up to each `yield`, and returns the results. */
function* forEach<Result>(keys: readonly string[], work: (apiKey: string) => Result): Generator<undefined, Result[]> {
  const results: Result[] = []
  for (const key of keys) {
    results.push(work(key))
    yield
  }
  return results
}

/** Lists, opens and removes organisations: server-scope calls. */
export function organisationsRoutes(
  route: RegisterControlRoute,
  { state, registry, clock, turns }: ControlDependencies,
): void {
  /** Describes an organisation, even one whose key is no longer accepted; undefined where it is gone. */
  const describe = (apiKey: string) => {
    const tenant = registry.find(apiKey)
    if (!tenant) return undefined
    const { balance, ...facts } = state.read(tenant, summariseOrganisation)
    return { apiKey, ...facts, balance: toWireNumber(balance), now: formatInstant(tenant.now) }
  }
  const catchUp = (apiKey: string) => {
    const tenant = registry.find(apiKey)
    return tenant && clock.catchUp(tenant)
  }

  route(contract.listOrganisations, async ({ query: { limit = USUAL_LIMIT, after } }) => {
    const last = after === undefined ? undefined : findTenant(state, after)
    if (after !== undefined && !last) {
      const problem = 'no organisation has this key; where it was removed meanwhile, list again from the beginning'
      throw new ControlError(422, 'invalid_request', `after: ${problem}`)
    }
    const keys = listApiKeys(state, limit, last?.id)
    await Promise.all(await turns.complete(NOBODY, forEach(keys, catchUp)))
    // Meanwhile some may be gone.
    const listed = await turns.complete(NOBODY, forEach(keys, describe))
    const organisations = listed.filter((each) => each !== undefined)
    return { organisations, total: countOrganisations(state) }
  })

  route(contract.createOrganisation, async ({ body }) => {
    const { apiKey, ...world } = body
    if (!(await registry.create(apiKey, world))) {
      throw new ControlError(409, 'organisation_exists', 'an organisation of this key exists: reset it to start again')
    }
    await catchUp(apiKey)
    return describe(apiKey) as NonNullable<ReturnType<typeof describe>>
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
