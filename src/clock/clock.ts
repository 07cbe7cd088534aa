import type { Instant } from '../domain/instant.ts'
import { type ClockSettings, getClockSettings } from '../state/organisations.ts'
import type { State, Tenant } from '../state/state.ts'

/** Moves organisations through time. Every organisation has its own clock: a stopped one, or one that runs at a rate. */
export class Clock {
  readonly #state: State
  readonly #wall: () => number
  readonly #settings = new WeakMap<Tenant, ClockSettings>()

  /** `wall` tells the machine's time in milliseconds. */
  constructor(state: State, wall: () => number) {
    this.#state = state
    this.#wall = wall
  }

  /** Brings an organisation to the present of its clock. Time never goes back, even when the machine's clock does. */
  catchUp(tenant: Tenant): void {
    tenant.now = Math.max(tenant.now, this.#present(tenant))
  }

  #present(tenant: Tenant): Instant {
    let settings = this.#settings.get(tenant)
    if (!settings) {
      settings = getClockSettings(this.#state, tenant)
      this.#settings.set(tenant, settings)
    }
    if (settings.mode === 'manual') return settings.baseMs
    return Math.floor(settings.baseMs + (this.#wall() - settings.wallMs) * settings.rate)
  }
}
