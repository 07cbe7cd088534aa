import { END_OF_TIME, type Instant } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { whenWritable } from '../state/engine/hold.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { type ClockSettings, getClockSettings, setClockSettings } from '../state/records/organisations.ts'

/** How the clock of each organisation runs, as it is stored, and the present that follows from it. */
export class Settings {
  readonly #state: State
  readonly #systemClock: SystemClock
  readonly #known = new WeakMap<Tenant, ClockSettings>()

  constructor({ state, systemClock }: { readonly state: State; readonly systemClock: SystemClock }) {
    this.#state = state
    this.#systemClock = systemClock
  }

  of(tenant: Tenant): ClockSettings {
    let settings = this.#known.get(tenant)
    if (!settings) {
      settings = getClockSettings(this.#state, tenant)
      this.#known.set(tenant, settings)
    }
    return settings
  }

  /** The instant that a clock has reached by now, and no earlier one than it had before. */
  presentOf(tenant: Tenant): Instant {
    return this.presentBy(this.of(tenant), tenant.now)
  }

  /** As presentOf, by the settings of a clock and the instant that it had before. */
  presentBy({ mode, rate, baseMs, wallMs }: ClockSettings, before: Instant): Instant {
    if (mode === 'manual') return Math.max(before, baseMs)
    const reached = Math.floor(baseMs + (this.#systemClock.now() - wallMs) * rate)
    return Math.max(before, Math.min(reached, END_OF_TIME))
  }

  /** Stores how a clock runs from here on: from the organisation's instant, at the machine's. */
  store(tenant: Tenant, { mode, rate }: Pick<ClockSettings, 'mode' | 'rate'>): void {
    const settings = { mode, rate, baseMs: tenant.now, wallMs: this.#systemClock.now() }
    setClockSettings(this.#state, tenant, settings)
    this.#known.set(tenant, settings)
  }

  /** Stores a clock once nothing holds its organisation, since all pieces of a large write are of one instant. */
  storeWhenFree(
    tenant: Tenant,
    { now = tenant.now, mode, rate }: Partial<Pick<ClockSettings, 'mode' | 'rate'>> & { readonly now?: Instant },
  ): void | Promise<void> {
    const store = () => {
      const present = this.of(tenant)
      tenant.now = Math.max(tenant.now, now)
      this.store(tenant, { mode: mode ?? present.mode, rate: rate ?? present.rate })
    }
    return whenWritable(() => tenant, store)
  }

  /** Reads them again when they are next asked for, since the state was replaced. */
  forget(tenant: Tenant): void {
    this.#known.delete(tenant)
  }
}
