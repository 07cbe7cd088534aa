import type { State, Tenant } from '../state/engine/state.ts'
import { hasReadyCallbacks, isReady, listReadyCallbacks, type ReadyCallback } from '../state/records/outbox.ts'

/** How many ready callbacks are looked up at one time. */
const LOOKED_UP = 200

/** The callbacks of one organisation that are being sent, and those that are next. */
export class SendQueue {
  /** The callbacks in flight, by id; each promise resolves when the attempts are recorded. */
  readonly inFlight = new Map<number, Promise<void>>()
  /** The ids of callbacks whose attempts could not be recorded yet. They are not sent again meanwhile. */
  readonly unwritten = new Set<number>()
  #lookedUp: { readonly generation: number; readonly callbacks: ReadyCallback[] } | undefined
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
    for (;;) {
      const known = this.#lookedUp?.generation === tenant.generation ? this.#lookedUp.callbacks.shift() : undefined
      if (!known) break
      if (!this.isTaken(known.callback.id) && state.read(tenant, (tx) => isReady(tx, known.callback.id))) return known
    }
    if (!state.read(tenant, hasReadyCallbacks)) return undefined
    // Those in flight are still pending, and each is listed in place of the ones behind it.
    const taken = this.inFlight.size + this.unwritten.size
    const callbacks = state
      .read(tenant, (tx) => listReadyCallbacks(tx, LOOKED_UP + taken))
      .filter(({ callback }) => !this.isTaken(callback.id))
    this.#lookedUp = { generation: tenant.generation, callbacks }
    return callbacks.shift()
  }
}
