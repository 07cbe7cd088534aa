import { DomainError } from '../domain/errors.ts'
import { END_OF_TIME, formatInstant, type Instant } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { whenWritable } from '../state/engine/hold.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import type { DueEvent } from '../state/records/events.ts'
import type { ClockSettings } from '../state/records/organisations.ts'
import { hasReadyCallbacks } from '../state/records/outbox.ts'
import { Agenda, type AgendaObserver, type AgendaRun, type WriteInTurns } from './agenda.ts'
import { DormantClocks } from './dormant-clocks.ts'
import { Settings } from './settings.ts'
import type { Turns } from './turns.ts'
import { WakeQueue } from './wake-queue.ts'

export interface ClockDependencies {
  readonly state: State
  readonly systemClock: SystemClock
  readonly turns: Turns
  readonly writeInTurns: WriteInTurns
  /** Sends what can be sent now, and resolves when each has been tried. */
  readonly deliver: (tenant: Tenant) => Promise<void>
  /** As deliver, for what was on its way before a call. Throws callback_unanswered. */
  readonly deliverEarlier: (tenant: Tenant) => Promise<void>
  /** As deliver, without waiting. */
  readonly startDelivery: (tenant: Tenant) => void
  /** Receives every failure that has no caller to go to. */
  readonly onFailure: (error: unknown) => void
}

/** How far an advance goes; the first of its ends that is reached counts. */
export interface Advance {
  readonly to: Instant
  /** Stop after the next event. */
  readonly oneEvent?: boolean
  readonly observer?: AdvanceObserver
}

/** Follows the events of an advance. Where `onEvent` answers true, the advance ends behind that event. */
export type AdvanceObserver = AgendaObserver

export interface Advanced {
  readonly from: Instant
  readonly now: Instant
  readonly eventCount: number
}

/** How a clock is to run, where that is said. */
export interface AskedClock {
  readonly mode?: 'auto' | 'manual' | undefined
  readonly rate?: number | undefined
}

/** The reading of a clock. */
export interface ClockReading {
  readonly now: Instant
  readonly mode: 'auto' | 'manual'
  readonly rate: number
  readonly nextEvent: DueEvent | undefined
}

/** How long after a failure (a disk that is full, say) a running clock tries to go on. */
const RECOVERY_MS = 1_000

/** More events than any real use has in one advance: a loop that would not end is stopped here. */
const EVENT_LIMIT = 10_000_000

/**
 * Moves organisations through time, each on its own clock: one that stands until it is moved, or one that runs at a rate.
 * Every event on the agenda is applied at its own instant, in order; many of them are committed in one transaction.
 */
export class Clock {
  /** The clocks of organisations that are not attached yet. */
  readonly dormant: DormantClocks
  readonly #dependencies: ClockDependencies
  readonly #agenda: Agenda
  readonly #settings: Settings
  readonly #advancing = new WeakSet<Tenant>()
  /** The last waiter of each organisation that needs several turns to reach its present. */
  readonly #catchingUp = new Map<Tenant, Promise<void>>()
  readonly #wakes: WakeQueue
  #stopped = false

  constructor(dependencies: ClockDependencies) {
    this.#dependencies = dependencies
    this.#agenda = new Agenda(dependencies)
    this.#settings = new Settings(dependencies)
    this.#wakes = new WakeQueue(dependencies.systemClock)
    this.dormant = new DormantClocks({
      ...dependencies,
      settings: this.#settings,
      wakes: this.#wakes,
      wake: (tenant) => void this.#wakeBehind(tenant),
    })
  }

  /**
   * Brings an organisation to the present of its clock, and applies what is due by then. Returns undefined when it is
   * there at once; when that takes more than a turn, a promise that resolves when it is. During an advance the present is
   * wherever the advance is. Time never goes back, even when the machine's clock does.
   */
  catchUp(tenant: Tenant): Promise<void> | undefined {
    if (this.#advancing.has(tenant)) return undefined
    const earlier = this.#catchingUp.get(tenant)
    if (earlier) return this.#catchUpInTurns(tenant, earlier)
    // All pieces of a large write have the same instant, so the clock stands until the last one is written.
    if (tenant.hold?.blocksReads) return this.#catchUpInTurns(tenant)
    const present = this.#settings.presentOf(tenant)
    if (!this.#agenda.isDue(tenant, present)) {
      tenant.now = present
      return undefined
    }
    const isFree = !tenant.hold && !this.#dependencies.turns.isOver(tenant)
    const isThere = isFree && this.#catchUpOneTurn(tenant, this.#agenda.begin(tenant))
    return isThere === true ? undefined : this.#catchUpInTurns(tenant, isThere || undefined)
  }

  /**
   * Applies an event, and as many more as the turn has time for. Tells whether the organisation is at its present; behind a
   * long event in a promise.
   */
  #catchUpOneTurn(tenant: Tenant, run: AgendaRun): boolean | Promise<boolean> {
    if (this.#advancing.has(tenant)) return true
    const present = this.#settings.presentOf(tenant)
    while (this.#agenda.isDue(tenant, present)) {
      const isDone = run.applyTurn(present)
      if (isDone instanceof Promise) return isDone
      run.commit()
      this.#dependencies.startDelivery(tenant)
      if (this.#dependencies.turns.isOver(tenant)) return false
    }
    tenant.now = present
    return true
  }

  /** Goes on, behind others who wait for the same organisation, until it has reached its present, or that of this call. */
  #catchUpInTurns(tenant: Tenant, earlier: Promise<unknown> = Promise.resolve()): Promise<void> {
    const { generation } = tenant
    const target = this.#settings.presentOf(tenant)
    // One for all turns: it knows behind which events one has failed.
    const run = this.#agenda.begin(tenant)
    const goOn = async (): Promise<void> => {
      // A clock may run faster than its events are applied, so that its present is never reached.
      while (tenant.generation === generation && tenant.now <= target) {
        await this.#dependencies.turns.next()
        const isThere = await whenWritable(
          () => tenant,
          () => tenant.generation !== generation || this.#catchUpOneTurn(tenant, run),
        )
        if (isThere) return
      }
    }
    const done = earlier.then(goOn, goOn).finally(() => {
      if (this.#catchingUp.get(tenant) === done) this.#catchingUp.delete(tenant)
    })
    this.#catchingUp.set(tenant, done)
    return done
  }

  /**
   * Takes charge of an organisation that is in the state: applies what fell due while nobody did, and sends the callbacks
   * that wait.
   */
  attach(tenant: Tenant): void {
    const arrival = this.catchUp(tenant)
    if (arrival) void this.#wakeBehind(tenant, arrival)
    else this.scheduleNextWake(tenant)
    this.#dependencies.startDelivery(tenant)
  }

  /** Sets the timer of a running clock for its next event: to be called after every write. An advance needs none. */
  scheduleNextWake(tenant: Tenant): void {
    const { mode, rate } = this.#settings.of(tenant)
    const isRunning = mode === 'auto' && !this.#stopped && !this.#advancing.has(tenant)
    const next = isRunning ? this.#agenda.next(tenant) : undefined
    // An event after the end of time never happens.
    if (!next || next.dueAt > END_OF_TIME) this.#wakes.cancel(tenant.id)
    else this.#wakeAfter(tenant, Math.ceil((next.dueAt - this.#settings.presentOf(tenant)) / rate))
  }

  /** Goes on with a running clock after so many real milliseconds; after a failure again, until it can. */
  #wakeAfter(tenant: Tenant, milliseconds: number): void {
    this.#wakes.setAfter(tenant.id, milliseconds, () => void this.#wakeBehind(tenant))
  }

  /** Catches up unless that is under way, then sets the timer of the next event. */
  async #wakeBehind(tenant: Tenant, arrival?: Promise<void>): Promise<void> {
    const { generation } = tenant
    try {
      await (arrival ?? this.catchUp(tenant))
      this.scheduleNextWake(tenant)
    } catch (error) {
      if (this.#stopped) return
      this.#dependencies.onFailure(error)
      if (tenant.generation === generation) this.#wakeAfter(tenant, RECOVERY_MS)
    }
  }

  read(tenant: Tenant): ClockReading {
    const { mode, rate } = this.#settings.of(tenant)
    // The read comes first: it commits what an advance has applied by now.
    const nextEvent = this.#agenda.next(tenant)
    return { now: tenant.now, mode, rate, nextEvent }
  }

  /**
   * Changes how a clock runs. It goes on from where it is; or from `now`, after everything due by then was applied.
   * Throws clock_backwards, after_end_of_time and advance_in_progress.
   */
  async set(tenant: Tenant, changes: Partial<Pick<ClockSettings, 'mode' | 'rate'>> & { now?: Instant }): Promise<void> {
    if (changes.now !== undefined && changes.now < tenant.now) throw new DomainError('clock_backwards')
    if (changes.now !== undefined) await this.advance(tenant, { to: changes.now })
    await this.#settings.storeWhenFree(tenant, changes)
    this.scheduleNextWake(tenant)
  }

  /**
   * Moves a clock forward. Resolves when every event due by then was applied and every callback due by then was tried.
   * Throws clock_backwards, after_end_of_time, advance_in_progress when another advance is on its way, callback_unanswered
   * when a callback from before has no answer, and advance_broken_off when the clock is stopped on the way.
   */
  async advance(tenant: Tenant, { to, oneEvent = false, observer }: Advance): Promise<Advanced> {
    if (this.#advancing.has(tenant)) throw new DomainError('advance_in_progress')
    if (to < tenant.now) throw new DomainError('clock_backwards')
    if (to > END_OF_TIME) throw new DomainError('after_end_of_time', { end: formatInstant(END_OF_TIME) })
    const from = tenant.now
    let target = to
    let reached = false
    let brokenOff = false
    const run = this.#agenda.begin(tenant, {
      onEvent: (event, tx) => {
        reached = (observer?.onEvent(event, tx) ?? false) || oneEvent
        return reached || hasReadyCallbacks(tx)
      },
      onCommit: () => observer?.onCommit(),
      onRollback: () => {
        reached = false
        observer?.onRollback()
      },
    })
    this.#advancing.add(tenant)
    this.scheduleNextWake(tenant)
    try {
      await this.#dependencies.deliverEarlier(tenant)
      for (;;) {
        if (!this.#stopped) await this.#dependencies.turns.next()
        const isDone = await whenWritable(
          () => tenant,
          () => (this.#stopped ? undefined : run.applyTurn(to)),
        )
        if (isDone === undefined) {
          run.commit()
          target = tenant.now
          brokenOff = true
          break
        }
        if (run.isOpen) continue
        if (run.applied > EVENT_LIMIT) throw new DomainError('too_many_events', { limit: EVENT_LIMIT })
        await this.#dependencies.deliver(tenant)
        // An agenda that is empty has no next event to go to.
        if (reached || (oneEvent && isDone)) target = tenant.now
        if (reached || isDone) break
      }
      await this.#settings.storeWhenFree(tenant, { now: target })
    } finally {
      this.#advancing.delete(tenant)
      this.scheduleNextWake(tenant)
    }
    if (brokenOff) throw new DomainError('advance_broken_off', { now: formatInstant(tenant.now) })
    return { from, now: tenant.now, eventCount: run.applied }
  }

  /** Stores where a clock is, for a reader of the state itself. */
  persist(tenant: Tenant): void {
    this.#settings.store(tenant, this.#settings.of(tenant))
  }

  /** Lets go of an organisation whose state is about to be replaced. Throws advance_in_progress. */
  detach(tenant: Tenant): void {
    if (this.#advancing.has(tenant)) throw new DomainError('advance_in_progress')
    this.#wakes.cancel(tenant.id)
  }

  /** Takes charge of an organisation whose state was replaced: its clock goes on from the instant that the new state has. */
  reattach(tenant: Tenant): void {
    this.#settings.forget(tenant)
    this.#settings.store(tenant, this.#settings.of(tenant))
    this.attach(tenant)
  }

  /** Wakes nobody any more; an advance that is on its way ends where it is. */
  stop(): void {
    this.#stopped = true
    this.#dependencies.turns.resumeAll()
    this.#wakes.end()
  }
}
