import type { Instant } from '../domain/instant.ts'
import type { WriteInPieces } from '../state/engine/in-pieces.ts'
import type { CommitObserver, OpenWrite } from '../state/engine/open-write.ts'
import type { BatchTx, ReadTx, State, Tenant } from '../state/engine/state.ts'
import { isStorageFailure } from '../state/engine/storage-error.ts'
import { type DueEvent, findNextEvent, schedule, takeNextEvent } from '../state/records/events.ts'
import { applyEvent, applyLongEvent, isLongEvent } from './handlers.ts'
import type { Turns } from './turns.ts'

/** Follows the events that are applied. */
export interface AgendaObserver extends CommitObserver {
  /** An event was applied; true ends the turn behind it, and commits. */
  onEvent(event: DueEvent, tx: ReadTx): boolean
}

/** The most events of one transaction: what it changes stays in memory until it is committed. */
const EVENTS_IN_ONE_TRANSACTION = 100_000

/** The result of a turn. */
interface Turn {
  readonly applied: number
  /** Whether its transaction ends with it. */
  readonly isLast: boolean
  /** The event that ended it, stays on the agenda, and is to be applied in several transactions. */
  readonly long?: DueEvent
}

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

  /** Begins to apply what is due in an organisation. */
  begin(tenant: Tenant, observer?: AgendaObserver): AgendaRun {
    return new AgendaRun(tenant, this.#dependencies, observer)
  }
}

/**
 * Applies events that are due in an organisation, each at its own instant, in turns, of which several are one transaction. An
 * event that fails is reported and left out, so that the organisation goes on.
 *
 * A failure rolls the whole transaction back, and the events before it are applied once more. A savepoint an event would
 * spare that, and make every event slower for the sake of one that almost never comes.
 */
export class AgendaRun {
  readonly #tenant: Tenant
  readonly #dependencies: AgendaDependencies
  readonly #observer: AgendaObserver | undefined
  readonly #write: OpenWrite
  #committed = 0
  /** The events of the transaction that is open, and the instant before it. */
  #events = 0
  #from: Instant
  /** The events of the transaction behind which it is committed: the one behind them has failed, or there are enough. */
  #most = EVENTS_IN_ONE_TRANSACTION

  constructor(tenant: Tenant, dependencies: AgendaDependencies, observer: AgendaObserver | undefined) {
    this.#tenant = tenant
    this.#dependencies = dependencies
    this.#observer = observer
    this.#from = tenant.now
    this.#write = dependencies.state.openWrite(tenant, {
      onCommit: () => {
        this.#committed += this.#events
        this.#beginTransaction()
        this.#observer?.onCommit()
      },
      onRollback: () => {
        tenant.now = this.#from
        this.#beginTransaction()
        this.#observer?.onRollback()
      },
    })
  }

  /** The number of events that were applied, and are committed. */
  get applied(): number {
    return this.#committed
  }

  /** Whether events were applied that are not committed yet. */
  get isOpen(): boolean {
    return this.#write.isOpen
  }

  /** Commits the events that were applied. Throws what the storage throws; then they are not. */
  commit(): void {
    this.#write.commit()
  }

  /**
   * Applies events that are due by an instant: at least one, and then until the turn is over. Tells whether none was due; then
   * all are committed. Throws what the storage throws.
   *
   * A long event is a turn of its own, in several transactions: the result is a promise then.
   */
  applyTurn(by: Instant): boolean | Promise<boolean> {
    let turn: Turn
    this.#tenant.hold?.finish()
    if (!this.isOpen) this.#from = this.#tenant.now
    try {
      turn = this.#write.goOn((tx) => this.#applyEvents(tx, by))
    } catch (error) {
      if (!(error instanceof FailedEvent)) throw error
      if (error.before === 0) this.#leaveOut(error)
      // The next turns apply those before it again.
      else this.#most = error.before
      return false
    }
    if (turn.isLast) this.commit()
    if (turn.applied > 0) return false
    return turn.long ? this.#applyInPieces(turn.long) : true
  }

  /** Throws FailedEvent, and what the storage throws. */
  #applyEvents(tx: BatchTx, by: Instant): Turn {
    const { turns } = this.#dependencies
    let applied = 0
    for (let event = takeNextEvent(tx, by); event; event = takeNextEvent(tx, by)) {
      if (isLongEvent(tx, event)) {
        schedule(tx, event, event.id)
        return { applied, isLast: true, long: event }
      }
      // An event that fell due while the emulator was not running is applied no earlier than the present.
      tx.moveTo(Math.max(tx.now, event.dueAt))
      try {
        applyEvent(tx, event)
      } catch (cause) {
        throw isStorageFailure(cause) ? cause : new FailedEvent(event, this.#events, cause)
      }
      this.#tenant.now = tx.now
      applied += 1
      this.#events += 1
      if (this.#observer?.onEvent(event, tx) || this.#events === this.#most) return { applied, isLast: true }
      if (turns.isOver(this.#tenant)) return { applied, isLast: false }
    }
    return { applied, isLast: true }
  }

  #beginTransaction(): void {
    this.#events = 0
    this.#most = EVENTS_IN_ONE_TRANSACTION
  }

  /** Applies an event in several transactions. */
  async #applyInPieces(next: DueEvent): Promise<false> {
    const tenant = this.#tenant
    const observer = this.#observer
    const now = Math.max(tenant.now, next.dueAt)
    const { generation } = tenant
    try {
      await this.#dependencies.writeInTurns(tenant, (tx) => applyAt(now, tx, next, observer))
    } catch (cause) {
      observer?.onRollback()
      if (isStorageFailure(cause) || tenant.generation !== generation) throw cause
      this.#leaveOut(new FailedEvent(next, 0, cause))
      return false
    }
    tenant.now = now
    this.#committed += 1
    observer?.onCommit()
    return false
  }

  /** Takes an event off the agenda that cannot be applied. */
  #leaveOut(failed: FailedEvent): void {
    const { dueAt } = failed.event
    this.#dependencies.onFailure(failed)
    this.#dependencies.state.write(this.#tenant, (tx) => takeNextEvent(tx, dueAt))
    this.#tenant.now = Math.max(this.#tenant.now, dueAt)
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
