import type { State, Tenant } from '../state/engine/state.ts'
import { findReadyCallback, hasReadyCallbacks, listReadyIds, type ReadyCallback } from '../state/records/outbox.ts'

/** How many ready callbacks are looked up at one time: the oldest of each eSIM is found among all that are pending. */
const LOOKED_UP = 5_000

/** The callbacks of one organisation that are being sent, and those that are next. */
export class SendQueue {
  /** The callbacks in flight, by id; each promise resolves when the attempts are recorded. */
  readonly inFlight = new Map<number, Promise<void>>()
  /** The ids of callbacks whose attempts could not be recorded yet. They are not sent again meanwhile. */
  readonly unwritten = new Set<number>()
  /** Ids of callbacks that were ready, the next one last. */
  #lookedUp: { readonly generation: number; readonly ids: number[] } | undefined
  #idle: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined

  get isIdle(): boolean {
    return this.inFlight.size === 0
  }

  isTaken(id: number): boolean {
    return this.inFlight.has(id) || this.unwritten.has(id)
  }

  /** Resolves when no callback is in flight. */
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

  /** Resolves the promise of `idle`, if no callback is in flight. */
  release(): void {
    if (!this.isIdle) return
    this.#idle?.resolve()
    this.#idle = undefined
  }

  /** The next callback that is ready. Many are looked up together, and each is checked again before it is returned. */
  next(state: State, tenant: Tenant): ReadyCallback | undefined {
    const known = this.#nextOfKnown(state, tenant)
    if (known || !state.read(tenant, hasReadyCallbacks)) return known
    // Those in flight are still pending, and each is listed in place of the ones behind it.
    const taken = this.inFlight.size + this.unwritten.size
    const ids = state
      .read(tenant, (tx) => listReadyIds(tx, LOOKED_UP + taken))
      .filter((id) => !this.isTaken(id))
      .reverse()
    this.#lookedUp = { generation: tenant.generation, ids }
    return this.#nextOfKnown(state, tenant)
  }

  #nextOfKnown(state: State, tenant: Tenant): ReadyCallback | undefined {
    if (this.#lookedUp?.generation !== tenant.generation) return undefined
    const { ids } = this.#lookedUp
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const next = id
      const found = this.isTaken(next) ? undefined : state.read(tenant, (tx) => findReadyCallback(tx, next))
      if (found) return found
    }
    return undefined
  }
}
