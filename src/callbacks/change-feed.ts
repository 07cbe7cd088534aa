import type { SystemClock } from '../domain/system-clock.ts'
import type { Tenant } from '../state/engine/state.ts'

/** Lets whoever waits for something to happen in an organisation look again when anything has. */
export class ChangeFeed {
  readonly #waiters = new Map<Tenant, Set<() => void>>()
  #ended = false

  /**
   * Resolves when `enough` says so, or time is up, or there is nothing more to wait for: it is asked now, and whenever
   * something has happened. `milliseconds` are real ones.
   */
  waitUntil(tenant: Tenant, enough: () => boolean, milliseconds: number, wall: SystemClock): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiters = this.#of(tenant)
      const leave = () => {
        waiters.delete(look)
        off()
      }
      const look = () => {
        try {
          if (!this.#ended && !enough()) return
          leave()
          resolve()
        } catch (error) {
          leave()
          reject(error)
        }
      }
      const end = () => {
        leave()
        resolve()
      }
      const off = wall.after(milliseconds, end, { isAwaited: true })
      waiters.add(look)
      look()
    })
  }

  /** Says that something has happened. */
  notify(tenant: Tenant): void {
    for (const look of [...(this.#waiters.get(tenant) ?? [])]) look()
  }

  /** Says that something has happened that is of no organisation. */
  notifyAll(): void {
    for (const tenant of this.#waiters.keys()) this.notify(tenant)
  }

  /** Whether nothing will happen any more. */
  get ended(): boolean {
    return this.#ended
  }

  /** Lets everyone go: nothing will happen any more. */
  end(): void {
    this.#ended = true
    this.notifyAll()
  }

  #of(tenant: Tenant): Set<() => void> {
    let waiters = this.#waiters.get(tenant)
    if (!waiters) {
      waiters = new Set()
      this.#waiters.set(tenant, waiters)
    }
    return waiters
  }
}
