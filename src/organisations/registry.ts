import type { AskedClock, Clock } from '../clock/clock.ts'
import type { Turns } from '../clock/turns.ts'
import type { ScenarioDocument } from '../contract/scenario/file.ts'
import { DomainError } from '../domain/errors.ts'
import { isApiKey } from '../domain/organisation.ts'
import type { Journal } from '../journal/journal.ts'
import { keepSnapshots, removeOrganisation } from '../state/document/document.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { findTenant } from '../state/records/organisations.ts'

export interface RegistryOptions {
  readonly state: State
  readonly clock: Clock
  readonly turns: Turns
  /** The keys that are accepted; undefined is open mode, in which every well-formed key is an organisation. */
  readonly apiKeys: readonly string[] | undefined
  /** The key whose organisation is always there. */
  readonly defaultKey: string
  readonly journal: Journal
  /** Opens a new organisation, in the world that it starts in. */
  readonly open: (apiKey: string, world?: World) => Tenant
}

/** The scenario and seed of a new organisation, where they are not the server's. */
export interface World {
  /** A scenario, or the name of one. */
  readonly scenario?: string | ScenarioDocument | undefined
  readonly seed?: number | undefined
}

/** Finds organisations by their API keys, and opens, resets and removes them. */
export class OrganisationRegistry {
  readonly #options: RegistryOptions
  readonly #known = new Map<string, Tenant>()
  readonly #allowed: Set<string> | undefined

  constructor(options: RegistryOptions) {
    this.#options = options
    this.#allowed = options.apiKeys && new Set(options.apiKeys)
  }

  /** The keys that are accepted; undefined in open mode. */
  get accepted(): ReadonlySet<string> | undefined {
    return this.#allowed
  }

  /** Whether a text is the key of an organisation, or one that is accepted. */
  isKey(text: string): boolean {
    return this.#known.has(text) || this.#allowed?.has(text) === true
  }

  /**
   * The organisation of a key, at the present of its clock: a promise where much is due by then. In open mode an unknown
   * key opens a new organisation. Throws access_denied for a key that is missing, malformed or not allowed.
   */
  authenticate(apiKey: string | undefined): Tenant | Promise<Tenant> {
    if (apiKey === undefined || this.#allowed?.has(apiKey) === false) throw new DomainError('access_denied')
    const tenant = this.#known.get(apiKey) ?? this.#open(apiKey)
    this.#options.turns.noteRequest(tenant)
    // Meanwhile it may have been reset, and is another.
    return this.#options.clock.catchUp(tenant)?.then(() => this.#known.get(apiKey) ?? this.#open(apiKey)) ?? tenant
  }

  /**
   * The same for a call that only looks: in open mode it opens no organisation but the default one, so that a key with a
   * typing error is told as one. Throws access_denied and organisation_not_found.
   */
  lookUp(apiKey: string): Tenant | Promise<Tenant> {
    const isUnknown = !this.#allowed && apiKey !== this.#options.defaultKey && !this.#known.has(apiKey)
    if (isUnknown && isApiKey(apiKey)) throw new DomainError('organisation_not_found')
    return this.authenticate(apiKey)
  }

  /**
   * Does the work of a call that may open the organisation of a key. When the call is refused, an organisation that was
   * opened for it is gone again, unless a vendor call has been made of it meanwhile. Throws what `authenticate` and `work` throw.
   */
  async open<T>(apiKey: string, work: (tenant: Tenant) => Promise<T>): Promise<T> {
    const isNew = !this.#known.has(apiKey)
    const tenant = await this.authenticate(apiKey)
    try {
      return await work(tenant)
    } catch (error) {
      if (isNew && !this.#options.journal.hasCalls(tenant)) this.remove(apiKey)
      throw error
    }
  }

  /**
   * Takes up an organisation that is in the state already: what fell due meanwhile is applied, and its clock goes on,
   * as it did or as is asked.
   */
  resume(apiKey: string, asked: AskedClock): void {
    const tenant = findTenant(this.#options.state, apiKey)
    if (!tenant) return
    this.#known.set(apiKey, tenant)
    this.#options.clock.attach(tenant, asked)
  }

  /** The organisation of a key as it is now, if there is one: after a reset it is another. Opens none. */
  find(apiKey: string): Tenant | undefined {
    return this.#known.get(apiKey)
  }

  /**
   * Makes an organisation as new; its snapshots stay. Returns it as it then is. Throws advance_in_progress, and whatever
   * is wrong with the world that it should start in: then nothing changes.
   */
  reset(tenant: Tenant, world: World): Tenant {
    const { state, clock, journal, open } = this.#options
    clock.detach(tenant)
    const fresh = this.#undisturbed(tenant, () =>
      state.database.transaction(() => {
        return keepSnapshots(state, tenant, () => {
          removeOrganisation(state, tenant)
          return open(tenant.apiKey, world)
        })
      }),
    )
    state.forget(tenant)
    journal.forget(tenant)
    tenant.generation += 1
    this.#known.set(tenant.apiKey, fresh)
    clock.attach(fresh)
    return fresh
  }

  /** Puts another state in the place of an organisation's. Throws advance_in_progress, and what `work` throws. */
  replace(tenant: Tenant, work: () => void): void {
    const { state, clock, journal } = this.#options
    clock.detach(tenant)
    journal.flush(tenant)
    this.#undisturbed(tenant, work)
    state.forget(tenant)
    journal.forget(tenant)
    tenant.generation += 1
    tenant.now = findTenant(state, tenant.apiKey)?.now ?? tenant.now
    clock.reattach(tenant)
  }

  /** Opens the organisation of a key, which is accepted from then on; an existing one is left as it is. Tells whether it is new. */
  create(apiKey: string, world: World): boolean {
    const { state, clock, open } = this.#options
    if (findTenant(state, apiKey)) return false
    const tenant = open(apiKey, world)
    this.#known.set(apiKey, tenant)
    this.#allowed?.add(apiKey)
    clock.attach(tenant)
    return true
  }

  /** Forgets the organisation of a key, with all it has. Tells whether there was one. */
  remove(apiKey: string): boolean {
    const { state, clock, journal } = this.#options
    const tenant = this.#known.get(apiKey) ?? findTenant(state, apiKey)
    if (!tenant) return false
    clock.detach(tenant)
    removeOrganisation(state, tenant)
    state.forget(tenant)
    journal.forget(tenant)
    tenant.generation += 1
    this.#known.delete(apiKey)
    return true
  }

  /** Does what may be refused; when it is, the clock that was left goes on. */
  #undisturbed<T>(tenant: Tenant, work: () => T): T {
    try {
      return work()
    } catch (error) {
      this.#options.clock.scheduleNextWake(tenant)
      throw error
    }
  }

  #open(apiKey: string): Tenant {
    if (!isApiKey(apiKey)) throw new DomainError('access_denied')
    const { state, open } = this.#options
    const tenant = findTenant(state, apiKey) ?? open(apiKey)
    this.#known.set(apiKey, tenant)
    return tenant
  }
}
