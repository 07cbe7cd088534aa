import { END_OF_TIME } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import { changeAllClocks, type DormantOrganisation } from '../state/records/dormant.ts'
import type { AskedClock } from './clock.ts'
import type { Settings } from './settings.ts'
import type { WakeQueue } from './wake-queue.ts'

export interface DormantClocksDependencies {
  readonly state: State
  readonly systemClock: SystemClock
  readonly settings: Settings
  readonly wakes: WakeQueue
  /** Applies what is due in an organisation that has been opened. */
  readonly wake: (tenant: Tenant) => void
  readonly onFailure: (error: unknown) => void
}

/** How long after a failure to open an organisation it is tried again. */
const RECOVERY_MS = 1_000

/** The clocks of organisations that nobody has called since their file was opened. */
export class DormantClocks {
  readonly #dependencies: DormantClocksDependencies

  constructor(dependencies: DormantClocksDependencies) {
    this.#dependencies = dependencies
  }

  /** Makes the clocks of a file run as asked, before any of its organisations is attached. */
  changeAll(asked: AskedClock): void {
    const { state, systemClock } = this.#dependencies
    changeAllClocks(state, asked, systemClock.now())
  }

  /**
   * Has an organisation opened, by `open`, when its next event is due. Returns false where it has to be opened now, since an
   * event is due or a callback is to be sent.
   */
  openWhenDue(dormant: DormantOrganisation, open: () => Tenant | undefined): boolean {
    const { clock, nextEventAt = Number.POSITIVE_INFINITY } = dormant
    const present = this.#dependencies.settings.presentBy(clock, dormant.now)
    if (dormant.hasReadyCallbacks || nextEventAt <= present) return false
    // An event after the end of time never happens.
    if (clock.mode === 'auto' && nextEventAt <= END_OF_TIME)
      this.#openAfter(dormant.id, Math.ceil((nextEventAt - present) / clock.rate), open)
    return true
  }

  #openAfter(id: number, milliseconds: number, open: () => Tenant | undefined): void {
    const { wakes, wake, onFailure } = this.#dependencies
    wakes.setAfter(id, milliseconds, () => {
      try {
        const tenant = open()
        if (tenant) wake(tenant)
      } catch (error) {
        onFailure(error)
        this.#openAfter(id, RECOVERY_MS, open)
      }
    })
  }
}
