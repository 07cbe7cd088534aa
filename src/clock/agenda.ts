import type { Instant } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { isStorageFailure } from '../state/engine/database.ts'
import type { ReadTx, State, Tenant } from '../state/engine/state.ts'
import { type DueEvent, findNextEvent, takeNextEvent } from '../state/records/events.ts'
import { applyEvent } from './handlers.ts'

/** Whether to leave it at an event that was just applied, for now. */
export type Stop = (event: DueEvent, tx: ReadTx) => boolean

/** Who follows the events of a transaction. */
interface Follow {
  readonly stop?: Stop | undefined
  /** What `stop` was shown in this transaction is undone. */
  readonly undo?: (() => void) | undefined
}

/** What one transaction did with the agenda. */
export interface Turn {
  /** Events that are off the agenda. */
  readonly taken: number
  /** Those of them that were applied; the others failed. */
  readonly applied: number
}

/**
 * After this long, or this many, events are kept, and the other work of the process has its turn. A few large transactions
 * are cheaper than many small ones: each copies every page that it touches once, and looks at all of them when it ends,
 * which shows where an organisation has a hundred thousand eSIMs.
 */
const TURN_MS = 1_000
const EVENTS_IN_ONE_TRANSACTION = 100_000

/** What is due of each organisation, and its applying. */
export class Agenda {
  readonly #given: { readonly state: State; readonly wall: SystemClock; readonly onFailure: (error: unknown) => void }

  constructor(given: {
    readonly state: State
    readonly wall: SystemClock
    readonly onFailure: (error: unknown) => void
  }) {
    this.#given = given
  }

  next(tenant: Tenant): DueEvent | undefined {
    return this.#given.state.read(tenant, findNextEvent)
  }

  /**
   * Applies events that are due by an instant, each at its own, at most so many in one transaction. `stop` is asked after
   * each whether to leave it at that for now. An event that fails is reported and left out, so that the organisation goes
   * on; those before it are undone with it, and applied again.
   */
  apply(tenant: Tenant, by: Instant, { stop, undo }: Follow = {}, most = EVENTS_IN_ONE_TRANSACTION): Turn {
    const next = this.next(tenant)
    if (!next || next.dueAt > by) return { taken: 0, applied: 0 }
    let count = 0
    let now = tenant.now
    let begun: DueEvent | undefined
    const turnEnds = this.#given.wall.now() + TURN_MS
    try {
      this.#given.state.write(tenant, (tx) => {
        for (let event = takeNextEvent(tx, by); event; event = takeNextEvent(tx, by)) {
          begun = event
          // What was due while the emulator was not running, or is due at once, still happens no earlier than it can.
          now = Math.max(now, event.dueAt)
          tx.moveTo(now)
          applyEvent(tx, event)
          begun = undefined
          count += 1
          if (stop?.(event, tx) || count === most || this.#given.wall.now() >= turnEnds) break
        }
      })
    } catch (error) {
      undo?.()
      if (!begun || isStorageFailure(error)) throw error
      return count > 0 ? this.apply(tenant, by, { stop, undo }, count) : this.#leaveOut(tenant, begun, error)
    }
    tenant.now = now
    return { taken: count, applied: count }
  }

  /** Takes an event off the agenda that cannot happen. */
  #leaveOut(tenant: Tenant, event: DueEvent, error: unknown): Turn {
    this.#given.onFailure(
      new Error(`${event.kind} of ${event.iccid ?? event.subject} could not happen`, { cause: error }),
    )
    this.#given.state.write(tenant, (tx) => takeNextEvent(tx, event.dueAt))
    tenant.now = Math.max(tenant.now, event.dueAt)
    return { taken: 1, applied: 0 }
  }
}
