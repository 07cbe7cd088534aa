import type { AskedClock, Clock } from '../clock/clock.ts'
import { NOBODY, type Turns } from '../clock/turns.ts'
import { DomainError } from '../domain/errors.ts'
import { isApiKey } from '../domain/organisation.ts'
import type { Journal } from '../journal/journal.ts'
import { adoptOrganisation, removeOrganisation, replaceOrganisation } from '../state/document/remove-organisation.ts'
import { whenWritable } from '../state/engine/hold.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { listDormant } from '../state/records/dormant.ts'
import { countOrganisations, findTenant } from '../state/records/organisations.ts'
import { ApiKeys, type ConfiguredKeys } from './api-keys.ts'
import type { Cleaner } from './cleaner.ts'
import { LargeWorlds, nobodyOf } from './large-worlds.ts'
import type { OrganisationOpener, StartState } from './start-state.ts'

export interface RegistryDependencies extends ConfiguredKeys {
  readonly state: State
  readonly clock: Clock
  readonly turns: Turns
  readonly journal: Journal
  readonly cleaner: Cleaner
  /** The number of organisations from which on a new key opens none in open mode. The default organisation always opens. */
  readonly maxOrganisations: number
  /** Opens new organisations. */
  readonly opener: OrganisationOpener
  /** Checks a dormant organisation that is opened. Throws DatabaseError. */
  readonly checkOpened: (tenant: Tenant) => void
  /** Receives every failure that has no caller to go to. */
  readonly onFailure: (error: unknown) => void
}

/** The organisations of a file that are looked at in one piece, when it is opened. */
const LOOKED_AT = 500

/**
 * Finds organisations by their API keys, and opens, resets and removes them. One of a file is dormant until it is called, or
 * until its next event is due: what happens in it is the same, and a start does not wait for thousands.
 */
export class OrganisationRegistry {
  /** The keys that lead to organisations. */
  readonly keys: ApiKeys
  readonly #dependencies: RegistryDependencies
  /** The organisations that are not dormant. */
  readonly #known = new Map<string, Tenant>()
  readonly #largeWorlds: LargeWorlds
  /** The number of all organisations, dormant ones included. */
  #count = 0
  #isEnded = false
  /** The organisations whose large world is being built. */
  readonly #opening = new Map<string, Promise<Tenant>>()

  constructor(dependencies: RegistryDependencies) {
    this.#dependencies = dependencies
    this.#largeWorlds = new LargeWorlds(dependencies)
    this.keys = new ApiKeys(dependencies, (apiKey) => this.#has(apiKey))
  }

  /**
   * The organisation of a key, at the present of its clock: a promise where much is due by then. In open mode an unknown
   * key opens a new organisation. Throws access_denied for a key that is missing, malformed or not allowed, and
   * too_many_organisations for a new one when there are as many as there can be.
   */
  authenticate(apiKey: string | undefined): Tenant | Promise<Tenant> {
    if (apiKey === undefined || this.keys.isRefused(apiKey)) throw new DomainError('access_denied')
    const tenant = this.find(apiKey) ?? this.#open(apiKey)
    if (tenant instanceof Promise) return tenant.then(() => this.authenticate(apiKey))
    this.#dependencies.turns.noteRequest(tenant)
    const restored = tenant.hold?.blocksReads ? tenant.hold.released : undefined
    if (restored) return restored.then(() => this.authenticate(apiKey))
    tenant.calls = (tenant.calls ?? 0) + 1
    const arrival = this.#dependencies.clock.catchUp(tenant)
    // Meanwhile it may have been reset, and is another, or the key may have been replaced.
    return arrival?.then(() => this.find(apiKey) ?? this.authenticate(apiKey)) ?? tenant
  }

  /**
   * The organisation of a key for a call that only reads: in open mode it opens none but the default one, so that a mistyped
   * key is an error. Throws access_denied and organisation_not_found.
   */
  lookUp(apiKey: string): Tenant | Promise<Tenant> {
    const isUnknown = !this.keys.isKey(apiKey) && !this.keys.accepted && apiKey !== this.keys.defaultKey
    if (isUnknown && isApiKey(apiKey)) throw new DomainError('organisation_not_found')
    return this.authenticate(apiKey)
  }

  /**
   * Does the work of a call that may open the organisation of a key. When the call is refused, an organisation that was
   * opened for it is removed, unless it has had another call meanwhile. Throws what `authenticate` and `work` throw.
   */
  async open<T>(apiKey: string, work: (tenant: Tenant) => Promise<T>): Promise<T> {
    const isNew = !this.#has(apiKey)
    const tenant = await this.authenticate(apiKey)
    try {
      return await work(tenant)
    } catch (error) {
      if (isNew && tenant.calls === 1 && this.isPresent(tenant)) this.remove(tenant.apiKey)
      throw error
    }
  }

  /**
   * Resumes the organisations of a file, each clock as it ran or as asked. Those in which an event is due or a callback waits
   * are opened, the first of them at once and all others in turns.
   */
  resumeAll(asked: AskedClock): void {
    const { state, clock, turns, onFailure } = this.#dependencies
    this.#count = countOrganisations(state)
    clock.dormant.changeAll(asked)
    let after = 0
    const resumeSome = (): boolean => {
      const dormant = this.#isEnded ? [] : listDormant(state, after, LOOKED_AT)
      for (const each of dormant) {
        after = each.id
        const open = () => this.#known.get(each.apiKey) ?? this.#load(each.apiKey)
        if (!this.#known.has(each.apiKey) && !clock.dormant.openWhenDue(each, open)) this.find(each.apiKey)
      }
      return dormant.length < LOOKED_AT
    }
    if (!resumeSome())
      void turns
        .next()
        .then(() => turns.finish(NOBODY, resumeSome))
        .catch(onFailure)
  }

  /** Opens no dormant organisation any more. */
  stop(): void {
    this.#isEnded = true
  }

  /** The organisation of a key as it is now, if there is one: after a reset it is another. Opens a dormant one, and no new one. */
  find(apiKey: string): Tenant | undefined {
    const known = this.#known.get(apiKey)
    if (known) return known
    const tenant = this.#load(apiKey)
    if (tenant) this.#dependencies.clock.attach(tenant)
    return tenant
  }

  /** Tells whether an organisation is still the one of its key: it was neither reset nor removed. */
  isPresent(tenant: Tenant): boolean {
    return this.#known.get(tenant.apiKey) === tenant
  }

  /**
   * Opens an organisation anew in place of the one that the key has, and returns it; its snapshots stay. A large world is
   * built before, in turns. Throws advance_in_progress, and what opening throws: then nothing changes.
   */
  async reset(tenant: Tenant, start: StartState): Promise<Tenant> {
    const prepared = await this.#largeWorlds.build(tenant, start)
    // Meanwhile the key may have been replaced.
    const open = () =>
      this.#largeWorlds.adopt(prepared, tenant.apiKey) ?? this.#dependencies.opener.open(tenant.apiKey, start)
    try {
      return await whenWritable(
        () => this.#known.get(tenant.apiKey) ?? tenant,
        // Meanwhile it may have been removed.
        (present) => (this.#known.has(tenant.apiKey) ? this.#replace(present, open) : this.#add(open())),
      )
    } catch (error) {
      this.#largeWorlds.drop(prepared)
      throw error
    }
  }

  #replace(tenant: Tenant, open: () => Tenant): Tenant {
    const { state, clock, journal, cleaner } = this.#dependencies
    endHold(tenant)
    clock.detach(tenant)
    const fresh = this.#undisturbed(tenant, () => replaceOrganisation(state, tenant, open))
    state.forget(tenant)
    journal.forget(tenant)
    tenant.generation += 1
    this.#known.set(tenant.apiKey, fresh)
    clock.attach(fresh)
    cleaner.deleteOrganisation(tenant.id)
    return fresh
  }

  /** Opens the organisation of a key, and accepts the key from then on. Returns false when there is one already. */
  async create(apiKey: string, start: StartState): Promise<boolean> {
    const { state, opener } = this.#dependencies
    if (findTenant(state, apiKey)) return false
    const prepared = await this.#largeWorlds.build(nobodyOf(apiKey), start)
    // Meanwhile a call may have opened it.
    if (findTenant(state, apiKey)) {
      this.#largeWorlds.drop(prepared)
      return false
    }
    this.#add(this.#largeWorlds.adopt(prepared, apiKey) ?? opener.open(apiKey, start))
    this.keys.accept(apiKey)
    return true
  }

  /** Gives an organisation another key, and refuses the one that it had. Throws api_key_in_use. */
  replaceKey(tenant: Tenant, apiKey: string): void {
    if (this.keys.isKey(apiKey) || this.#opening.has(apiKey)) throw new DomainError('api_key_in_use')
    const before = tenant.apiKey
    adoptOrganisation(this.#dependencies.state, { ...tenant, apiKey })
    tenant.apiKey = apiKey
    this.#known.delete(before)
    this.#known.set(apiKey, tenant)
    this.keys.replace(before, apiKey)
  }

  /** Removes the organisation of a key with everything in it. Returns whether there was one. */
  remove(apiKey: string): boolean {
    const { state, clock, journal, cleaner } = this.#dependencies
    const tenant = this.#known.get(apiKey) ?? findTenant(state, apiKey)
    if (!tenant) return false
    endHold(tenant)
    clock.detach(tenant)
    const copies = removeOrganisation(state, tenant)
    state.forget(tenant)
    journal.forget(tenant)
    tenant.generation += 1
    this.#count -= 1
    this.#known.delete(apiKey)
    cleaner.deleteOrganisation(tenant.id)
    cleaner.deleteCopies(copies)
    return true
  }

  /** Does work that may be refused; when it is, the detached clock goes on. */
  #undisturbed<T>(tenant: Tenant, work: () => T): T {
    try {
      return work()
    } catch (error) {
      this.#dependencies.clock.scheduleNextWake(tenant)
      throw error
    }
  }

  /** Tells whether there is an organisation of a key. Opens none. */
  #has(apiKey: string): boolean {
    return this.#known.has(apiKey) || this.#findClosed(apiKey) !== undefined
  }

  /** Finds an organisation in the database; not one that is still being built under a hidden key, which is no API key. */
  #findClosed(apiKey: string): Tenant | undefined {
    return isApiKey(apiKey) ? findTenant(this.#dependencies.state, apiKey) : undefined
  }

  /** Opens a dormant organisation, if there is one of this key. Throws DatabaseError for one that is damaged. */
  #load(apiKey: string): Tenant | undefined {
    const { checkOpened } = this.#dependencies
    const tenant = this.#findClosed(apiKey)
    if (!tenant) return undefined
    checkOpened(tenant)
    this.#known.set(apiKey, tenant)
    return tenant
  }

  /** Opens a new organisation. */
  #open(apiKey: string): Tenant | Promise<Tenant> {
    if (!isApiKey(apiKey)) throw new DomainError('access_denied')
    const { opener, maxOrganisations: limit } = this.#dependencies
    const opening = this.#opening.get(apiKey)
    if (opening) return opening
    const isLimited = !this.keys.accepted && apiKey !== this.keys.defaultKey
    if (isLimited && this.#count + this.#opening.size >= limit)
      throw new DomainError('too_many_organisations', { limit })
    const prepared = this.#largeWorlds.build(nobodyOf(apiKey), {})
    return prepared ? this.#openPrepared(apiKey, prepared) : this.#add(opener.open(apiKey))
  }

  /** Opens an organisation when its large world is built. All calls of its key wait for the same one. */
  #openPrepared(apiKey: string, prepared: Tenant | Promise<Tenant>): Promise<Tenant> {
    const opening = Promise.resolve(prepared)
      .then((tenant) => {
        const other = this.#known.get(apiKey)
        if (other) this.#largeWorlds.drop(tenant)
        else {
          this.#largeWorlds.adopt(tenant, apiKey)
          this.#add(tenant)
        }
        return other ?? tenant
      })
      .finally(() => this.#opening.delete(apiKey))
    this.#opening.set(apiKey, opening)
    return opening
  }

  /** Takes charge of an organisation that was opened under a key without one. Its clock runs from here on. */
  #add(tenant: Tenant): Tenant {
    this.#count += 1
    this.#known.set(tenant.apiKey, tenant)
    this.#dependencies.clock.attach(tenant)
    return tenant
  }
}

/** Ends work on the rows of an organisation that goes away. Where it cannot be finished, nobody misses it. */
function endHold({ hold }: Tenant): void {
  try {
    hold?.finish()
  } catch (error) {
    hold?.drop(error)
  }
}
