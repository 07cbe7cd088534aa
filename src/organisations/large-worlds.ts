import type { Turns } from '../clock/turns.ts'
import { adoptOrganisation, hiddenKeyOf, removeOrganisation } from '../state/document/remove-organisation.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import type { Cleaner } from './cleaner.ts'
import type { OrganisationOpener, StartState } from './start-state.ts'

export interface LargeWorldsDependencies {
  readonly state: State
  readonly turns: Turns
  readonly cleaner: Cleaner
  readonly opener: OrganisationOpener
}

/** Stands for the organisation of a key that has none. */
export const nobodyOf = (apiKey: string): Tenant => ({ id: 0, apiKey, now: 0, generation: 0 })

/** Builds organisations whose world is large, in turns. Nobody finds one before it is adopted. */
export class LargeWorlds {
  readonly #dependencies: LargeWorldsDependencies
  /** The number of organisations that were opened under a hidden key. */
  #built = 0

  constructor(dependencies: LargeWorldsDependencies) {
    this.#dependencies = dependencies
  }

  /** Builds the world of an organisation that `tenant` is or will be the present one of. Undefined for one that is not large. */
  build(tenant: Tenant, start: StartState): Tenant | Promise<Tenant> | undefined {
    const { opener, turns } = this.#dependencies
    const hiddenKey = hiddenKeyOf(tenant.apiKey, ++this.#built)
    const pieces = opener.openHidden(tenant.apiKey, start, { hiddenKey, isEnough: () => turns.isOver(tenant) })
    return pieces && turns.complete(tenant, pieces)
  }

  /** Gives an organisation that was built its key. */
  adopt(built: Tenant | undefined, apiKey: string): Tenant | undefined {
    if (!built) return undefined
    built.apiKey = apiKey
    adoptOrganisation(this.#dependencies.state, built)
    return built
  }

  /** Removes an organisation that was built and is not needed. */
  drop(built: Tenant | undefined): void {
    if (!built) return
    removeOrganisation(this.#dependencies.state, built)
    this.#dependencies.cleaner.deleteOrganisation(built.id)
  }
}
