import type { Instant } from '../domain/instant.ts'
import type { WriteInPieces } from '../state/engine/in-pieces.ts'
import type { BatchTx, ReadTx, State, Tenant } from '../state/engine/state.ts'
import { isStorageFailure } from '../state/engine/storage-error.ts'
import { type DueEvent, findNextEvent, schedule, takeNextEvent } from '../state/records/events.ts'
import { applyEvent, applyLongEvent, isLongEvent } from './handlers.ts'
import type { Turns } from './turns.ts'

/** Follows the events that a turn applies, in its transaction. */
export interface AgendaObserver {
  /** An event was applied; true ends the turn behind it. */
  onEvent(event: DueEvent, tx: ReadTx): boolean
  /** The events since the last commit or rollback are undone: an event after them failed. All but that one are applied again. */
  onRollback(): void
}

/** The result of one turn of the agenda. */
export interface TurnResult {
  /** The number of events that are off the agenda. */
  readonly taken: number
  /** The number of them that were applied; the others failed. */
  readonly applied: number
}

/** The most events of one transaction: what it changes stays in memory until it is committed. */
const EVENTS_IN_ONE_TRANSACTION = 100_000

/** An event that could not be applied, behind a number of others in its transaction. */
class FailedEvent extends Error {
  readonly event: DueEvent
  readonly before: number

  constructor(event: DueEvent, before: number, cause: unknown) {
    super(`${event.kind} of ${event.iccid ?? event.subject} could not be applied`, { cause })
    this.event = event
    this.before = before
  }
}

/** Does a write that may be too large for one transaction: at once, or in turns. */
export type WriteInTurns = (tenant: Tenant, begin: (tx: BatchTx) => WriteInPieces<void>) => void | Promise<void>

export interface AgendaDependencies {
  readonly state: State
  readonly turns: Turns
  readonly writeInTurns: WriteInTurns
  readonly onFailure: (error: unknown) => void
}

/** Applies the events that are due in an organisation. */
export class Agenda {
  readonly #dependencies: AgendaDependencies

  constructor(dependencies: AgendaDependencies) {
    this.#dependencies = dependencies
  }

  next(tenant: Tenant): DueEvent | undefined {
    return this.#dependencies.state.read(tenant, findNextEvent)
  }

  /** Whether an event is due by an instant. */
  isDue(tenant: Tenant, by: Instant): boolean {
    const next = this.next(tenant)
    return next !== undefined && next.dueAt <= by
  }

  /**
   * Applies events that are due by an instant, each at its own, in one transaction: at least one, and then until the turn
   * is over. An event that fails is reported and left out, so that the organisation goes on.
   *
   * A failure rolls the whole transaction back, and the events before it are applied once more. A savepoint an event would
   * spare that, and make every event slower for the sake of one that almost never comes.
   *
   * A long event is a turn of its own, in several transactions: the result is a promise then.
   */
  applyTurn(tenant: Tenant, by: Instant, observer?: AgendaObserver): TurnResult | Promise<TurnResult> {
    const { turns } = this.#dependencies
    let isEnough = (applied: number) => applied === EVENTS_IN_ONE_TRANSACTION || turns.isOver(tenant)
    while (this.isDue(tenant, by)) {
      try {
        const { applied, long } = this.#applyInOneTransaction(tenant, by, isEnough, observer)
        return applied === 0 && long ? this.#applyInPieces(tenant, long, observer) : { taken: applied, applied }
      } catch (error) {
        observer?.onRollback()
        if (!(error instanceof FailedEvent)) throw error
        if (error.before === 0) return this.#leaveOut(tenant, error)
        // Whether the turn is over or not: it would come to the same event again and again otherwise.
        isEnough = (applied) => applied === error.before
      }
    }
    return { taken: 0, applied: 0 }
  }

  /**
   * Returns the number of events applied, and the long one that ended it and stays on the agenda. Throws FailedEvent, and what
   * the storage throws; then none of them is.
   */
  #applyInOneTransaction(
    tenant: Tenant,
    by: Instant,
    isEnough: (applied: number) => boolean,
    observer: AgendaObserver | undefined,
  ): { readonly applied: number; readonly long: DueEvent | undefined } {
    let applied = 0
    let long: DueEvent | undefined
    let { now } = tenant
    this.#dependencies.state.write(tenant, (tx) => {
      for (let event = takeNextEvent(tx, by); event; event = takeNextEvent(tx, by)) {
        if (isLongEvent(tx, event)) {
          schedule(tx, event, event.id)
          long = event
          break
        }
        // An event that fell due while the emulator was not running is applied no earlier than the present.
        now = Math.max(now, event.dueAt)
        tx.moveTo(now)
        try {
          applyEvent(tx, event)
        } catch (cause) {
          throw isStorageFailure(cause) ? cause : new FailedEvent(event, applied, cause)
        }
        applied += 1
        if (observer?.onEvent(event, tx) || isEnough(applied)) break
      }
    })
    tenant.now = now
    return { applied, long }
  }

  /** Applies the next event in several transactions. */
  async #applyInPieces(tenant: Tenant, next: DueEvent, observer: AgendaObserver | undefined): Promise<TurnResult> {
    const now = Math.max(tenant.now, next.dueAt)
    const { generation } = tenant
    try {
      await this.#dependencies.writeInTurns(tenant, (tx) => applyAt(now, tx, next, observer))
    } catch (cause) {
      observer?.onRollback()
      if (isStorageFailure(cause) || tenant.generation !== generation) throw cause
      return this.#leaveOut(tenant, new FailedEvent(next, 0, cause))
    }
    tenant.now = now
    return { taken: 1, applied: 1 }
  }

  /** Takes an event off the agenda that cannot be applied. */
  #leaveOut(tenant: Tenant, failed: FailedEvent): TurnResult {
    const { dueAt } = failed.event
    this.#dependencies.onFailure(failed)
    this.#dependencies.state.write(tenant, (tx) => takeNextEvent(tx, dueAt))
    tenant.now = Math.max(tenant.now, dueAt)
    return { taken: 1, applied: 0 }
  }
}

/** Takes the next event off the agenda and applies it at its instant, a piece up to each `yield`. */
function* applyAt(
  now: Instant,
  tx: BatchTx,
  next: DueEvent,
  observer: AgendaObserver | undefined,
): WriteInPieces<void> {
  yield
  takeNextEvent(tx, next.dueAt)
  tx.moveTo(now)
  yield* applyLongEvent(tx, next)
  observer?.onEvent(next, tx)
}
