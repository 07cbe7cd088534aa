import type { State, Tenant } from '../state/engine/state.ts'
import { hasReadyCallbacks, isReady, listReadyCallbacks, type ReadyCallback } from '../state/records/outbox.ts'

/** Callbacks that are looked up at one time. */
const LOOKED_UP = 200

/** What is being sent for one organisation, and what comes next. */
export class Queue {
  /** The callbacks on their way, by their numbers; each promise resolves when its outcome is known. */
  readonly inFlight = new Map<number, Promise<void>>()
  /** Callbacks whose outcome is known and could not be written yet. They are not sent again meanwhile. */
  readonly unwritten = new Set<number>()
  #lookedUp: { readonly generation: number; readonly deliveries: ReadyCallback[] } | undefined
  #idle: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined

  get isIdle(): boolean {
    return this.inFlight.size === 0
  }

  isTaken(id: number): boolean {
    return this.inFlight.has(id) || this.unwritten.has(id)
  }

  /** Resolves when nothing is on its way. */
  get idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve()
    if (!this.#idle) {
      let resolve = (): void => undefined
      const promise = new Promise<void>((done) => {
        resolve = done
      })
      this.#idle = { promise, resolve }
    }
    return this.#idle.promise
  }

  release(): void {
    if (!this.isIdle) return
    this.#idle?.resolve()
    this.#idle = undefined
  }

  /** The next callback that can be sent, of those that were looked up together. */
  next(state: State, tenant: Tenant): ReadyCallback | undefined {
    for (;;) {
      const known = this.#lookedUp?.generation === tenant.generation ? this.#lookedUp.deliveries.shift() : undefined
      if (!known) break
      if (!this.isTaken(known.callback.id) && state.read(tenant, (tx) => isReady(tx, known.callback.id))) return known
    }
    if (!state.read(tenant, hasReadyCallbacks)) return undefined
    // Those on their way are still pending, and each of them hides what waits behind it.
    const taken = this.inFlight.size + this.unwritten.size
    const deliveries = state
      .read(tenant, (tx) => listReadyCallbacks(tx, LOOKED_UP + taken))
      .filter(({ callback }) => !this.isTaken(callback.id))
    this.#lookedUp = { generation: tenant.generation, deliveries }
    return deliveries.shift()
  }
}
