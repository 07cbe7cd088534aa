import type { Clock } from '../clock/clock.ts'
import { DomainError } from '../domain/errors.ts'
import { isApiKey } from '../domain/organisation.ts'
import { createOrganisation, findTenant, type NewOrganisation } from '../state/organisations.ts'
import type { State, Tenant } from '../state/state.ts'

export interface TenantsOptions {
  readonly state: State
  readonly clock: Clock
  /** The keys that are accepted; undefined is open mode, in which every well-formed key is an organisation. */
  readonly apiKeys: readonly string[] | undefined
  /** The world that a new organisation starts in. */
  readonly createWorld: (apiKey: string) => NewOrganisation
}

/** Tells organisations apart by their API keys, and opens new ones. */
export class Tenants {
  readonly #options: TenantsOptions
  readonly #known = new Map<string, Tenant>()
  readonly #allowed: ReadonlySet<string> | undefined

  constructor(options: TenantsOptions) {
    this.#options = options
    this.#allowed = options.apiKeys && new Set(options.apiKeys)
  }

  /**
   * The organisation of a key, at the present of its clock; in open mode an unknown key opens a new one.
   * Throws access_denied for a key that is missing, malformed or not allowed.
   */
  enter(apiKey: string | undefined): Tenant {
    if (apiKey === undefined || this.#allowed?.has(apiKey) === false) throw new DomainError('access_denied')
    const tenant = this.#known.get(apiKey) ?? this.#open(apiKey)
    this.#options.clock.catchUp(tenant)
    return tenant
  }

  /** Takes up an organisation that is in the state already: what fell due meanwhile happens, and its clock is wound. */
  resume(apiKey: string): void {
    const tenant = findTenant(this.#options.state, apiKey)
    if (!tenant) return
    this.#known.set(apiKey, tenant)
    this.#options.clock.resume(tenant)
  }

  #open(apiKey: string): Tenant {
    if (!isApiKey(apiKey)) throw new DomainError('access_denied')
    const { state, createWorld } = this.#options
    const tenant = findTenant(state, apiKey) ?? createOrganisation(state, createWorld(apiKey))
    this.#known.set(apiKey, tenant)
    return tenant
  }
}
