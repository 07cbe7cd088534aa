import type { SystemClock } from '../domain/system-clock.ts'
import type { State, Tenant, Tx } from '../state/engine/state.ts'

/** The part of an organisation that changed. The clock acts on the agenda of events, the sender on the outbox of callbacks. */
export type ChangedPart = 'agenda' | 'outbox'

type Listener = (tenant: Tenant) => void

/**
 * Tells the parts of an emulator that an organisation has changed, so that none has to know the others. A part publishes that it
 * has changed the agenda or the outbox, and the part that acts on it subscribes. Every change also wakes the long polls.
 */
export class ChangeFeed {
  readonly #listeners: Readonly<Record<ChangedPart, Listener[]>> = { agenda: [], outbox: [] }
  readonly #readers = new Map<Tenant, Set<() => void>>()
  #ended = false

  /** Calls `listener` after every change of this part, in whichever organisation. */
  subscribe(part: ChangedPart, listener: Listener): void {
    this.#listeners[part].push(listener)
  }

  /** Notifies the subscribers of the changed parts, then the readers. */
  publish(tenant: Tenant, ...parts: readonly ChangedPart[]): void {
    for (const part of parts) for (const listener of this.#listeners[part]) listener(tenant)
    this.notify(tenant)
  }

  /** Wakes the readers of an organisation: something that only they look at has changed. */
  notify(tenant: Tenant): void {
    const readers = this.#readers.get(tenant)
    if (readers) for (const look of [...readers]) look()
  }

  /** Wakes the readers of every organisation. */
  notifyAll(): void {
    for (const tenant of this.#readers.keys()) this.notify(tenant)
  }

  /** Wakes every reader for the last time: nothing changes any more. */
  end(): void {
    this.#ended = true
    this.notifyAll()
  }

  /** Whether nothing changes any more. */
  get ended(): boolean {
    return this.#ended
  }

  /**
   * Resolves when `enough` returns true, after so many real milliseconds, or when nothing changes any more. `enough` is
   * called now and after every change of the organisation. Rejects with what it throws.
   */
  waitUntil(tenant: Tenant, enough: () => boolean, milliseconds: number, systemClock: SystemClock): Promise<void> {
    return new Promise((resolve, reject) => {
      const readers = this.#readersOf(tenant)
      const leave = () => {
        readers.delete(look)
        cancelTimer()
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
      const giveUp = () => {
        leave()
        resolve()
      }
      const cancelTimer = systemClock.after(milliseconds, giveUp, { isAwaited: true })
      readers.add(look)
      look()
    })
  }

  #readersOf(tenant: Tenant): Set<() => void> {
    let readers = this.#readers.get(tenant)
    if (!readers) {
      readers = new Set()
      this.#readers.set(tenant, readers)
    }
    return readers
  }
}

/** Wraps the writes of a state: each publishes, after its transaction, that agenda and outbox may have changed. */
export const publishWrites =
  (state: State, changes: ChangeFeed) =>
  <T>(tenant: Tenant, work: (tx: Tx) => T): T => {
    const result = state.write(tenant, work)
    changes.publish(tenant, 'agenda', 'outbox')
    return result
  }
