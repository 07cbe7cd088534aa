import { DomainError } from '../domain/errors.ts'
import { END_OF_TIME, formatInstant, type Instant } from '../domain/instant.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { ReadTx, State, Tenant } from '../state/engine/state.ts'
import type { DueEvent } from '../state/records/events.ts'
import { type ClockSettings, getClockSettings, setClockSettings } from '../state/records/organisations.ts'
import { hasReadyCallbacks } from '../state/records/outbox.ts'
import { Agenda, type Stop } from './agenda.ts'

export interface ClockDependencies {
  readonly state: State
  readonly wall: SystemClock
  /** Sends what can be sent now, and resolves when each has been tried. */
  readonly deliver: (tenant: Tenant) => Promise<void>
  /** As deliver, for what was on its way before a call. Throws callback_unanswered. */
  readonly deliverEarlier: (tenant: Tenant) => Promise<void>
  /** As deliver, without waiting. */
  readonly startDelivery: (tenant: Tenant) => void
  /** Told of every failure that has no caller to go to. */
  readonly onFailure: (error: unknown) => void
}

/** How far an advance goes; the first of its ends that is reached counts. */
export interface Advance {
  readonly to: Instant
  /** Stop after the next event. */
  readonly oneEvent?: boolean
  readonly watcher?: Watcher
}

/** Follows the events of an advance. Some are undone, with one after them that fails, and applied again. */
export interface Watcher {
  /** Takes an event that was just applied; true when the advance has come far enough. */
  see(event: DueEvent, tx: ReadTx): boolean
  /** What was seen since the last call of either is committed. */
  keep(): void
  /** What was seen since the last call of either is undone. */
  undo(): void
}

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

/** How long after a failure (a disk that is full, say) a running clock tries to go on. */
const RECOVERY_MS = 1_000

/** What a clock shows. */
export interface ClockReading {
  readonly now: Instant
  readonly mode: 'auto' | 'manual'
  readonly rate: number
  readonly nextEvent: DueEvent | undefined
}

/** More events than any real use has in one advance: a loop that would not end is stopped here. */
const EVENT_LIMIT = 10_000_000

/**
 * Moves organisations through time, each on its own clock: one that stands until it is moved, or one that runs at a rate.
 * Every event on the agenda happens at its own instant, in order; many of them are kept in one transaction.
 */
export class Clock {
  readonly #given: ClockDependencies
  readonly #agenda: Agenda
  readonly #settings = new WeakMap<Tenant, ClockSettings>()
  readonly #advancing = new WeakSet<Tenant>()
  readonly #timers = new Map<Tenant, () => void>()
  #stopped = false

  constructor(given: ClockDependencies) {
    this.#given = given
    this.#agenda = new Agenda(given)
  }

  /**
   * Brings an organisation to the present of its clock, and lets what is due by then happen. During an advance the
   * present is wherever the advance is. Time never goes back, even when the machine's clock does.
   */
  catchUp(tenant: Tenant): void {
    if (this.#advancing.has(tenant)) return
    const present = this.#present(tenant)
    let due = 0
    for (let taken = -1; taken !== 0; due += taken) taken = this.#agenda.apply(tenant, present).taken
    tenant.now = Math.max(tenant.now, present)
    if (due > 0) this.#sendSoon(tenant)
  }

  /** One turn of catching up, after which others have theirs: much may be due after a long sleep of the machine. */
  #catchUpOneTurn(tenant: Tenant): void {
    const present = this.#present(tenant)
    const { taken } = this.#agenda.apply(tenant, present)
    if (taken === 0) tenant.now = Math.max(tenant.now, present)
    else this.#sendSoon(tenant)
  }

  /**
   * Takes up an organisation that was left: what fell due meanwhile happens, and callbacks that wait are sent. A clock
   * that is to run otherwise than it did goes on from the last moment that was written.
   */
  resume(tenant: Tenant, { mode, rate }: AskedClock = {}): void {
    const left = this.#settingsOf(tenant)
    const asked = { mode: mode ?? left.mode, rate: rate ?? left.rate }
    if (asked.mode !== left.mode || asked.rate !== left.rate) this.#store(tenant, asked)
    this.catchUp(tenant)
    this.scheduleNextWake(tenant)
    this.#sendSoon(tenant)
  }

  /** Sets the alarm of a running clock for its next event: to be called after every write. An advance needs none. */
  scheduleNextWake(tenant: Tenant): void {
    this.#timers.get(tenant)?.()
    this.#timers.delete(tenant)
    const { mode, rate } = this.#settingsOf(tenant)
    if (mode === 'manual' || this.#stopped || this.#advancing.has(tenant)) return
    const next = this.#agenda.next(tenant)
    // What is due after the end of time never happens.
    if (!next || next.dueAt > END_OF_TIME) return
    this.#wakeAfter(tenant, Math.ceil((next.dueAt - this.#present(tenant)) / rate))
  }

  /** Goes on with a running clock after so many real milliseconds; after a failure again, until it can. */
  #wakeAfter(tenant: Tenant, milliseconds: number): void {
    const ring = () => {
      try {
        this.#catchUpOneTurn(tenant)
        this.scheduleNextWake(tenant)
      } catch (error) {
        this.#given.onFailure(error)
        if (!this.#stopped) this.#wakeAfter(tenant, RECOVERY_MS)
      }
    }
    this.#timers.set(tenant, this.#given.wall.after(milliseconds, ring))
  }

  read(tenant: Tenant): ClockReading {
    const { mode, rate } = this.#settingsOf(tenant)
    return { now: tenant.now, mode, rate, nextEvent: this.#agenda.next(tenant) }
  }

  /**
   * ChangeFeed how a clock runs; it goes on from where it is, or from `now` on, after everything due by then has happened.
   * Throws clock_backwards, after_end_of_time and advance_in_progress.
   */
  async set(tenant: Tenant, changes: Partial<Pick<ClockSettings, 'mode' | 'rate'>> & { now?: Instant }): Promise<void> {
    if (changes.now !== undefined && changes.now < tenant.now) throw new DomainError('clock_backwards')
    if (changes.now !== undefined) await this.advance(tenant, { to: changes.now })
    const { mode, rate } = this.#settingsOf(tenant)
    this.#store(tenant, { mode: changes.mode ?? mode, rate: changes.rate ?? rate })
    this.scheduleNextWake(tenant)
  }

  /**
   * Moves a clock forward: returns when every event due by then has happened and every callback due by then has been
   * tried. Throws clock_backwards, after_end_of_time, advance_in_progress when another advance is on its way, and
   * callback_unanswered when a callback from before has no answer, and advance_broken_off when the clock is stopped on the
   * way.
   */
  async advance(tenant: Tenant, { to, oneEvent = false, watcher }: Advance): Promise<Advanced> {
    if (this.#advancing.has(tenant)) throw new DomainError('advance_in_progress')
    if (to < tenant.now) throw new DomainError('clock_backwards')
    if (to > END_OF_TIME) throw new DomainError('after_end_of_time', { end: formatInstant(END_OF_TIME) })
    const from = tenant.now
    let eventCount = 0
    let target = to
    let brokenOff = false
    this.#advancing.add(tenant)
    this.scheduleNextWake(tenant)
    try {
      await this.#given.deliverEarlier(tenant)
      for (;;) {
        if (this.#stopped) {
          target = tenant.now
          brokenOff = true
          break
        }
        let reached = false
        const stop: Stop = (event, tx) => {
          reached = (watcher?.see(event, tx) ?? false) || oneEvent
          return reached || hasReadyCallbacks(tx)
        }
        const undo = () => {
          reached = false
          watcher?.undo()
        }
        const { taken, applied } = this.#agenda.apply(tenant, to, { stop, undo })
        watcher?.keep()
        eventCount += applied
        if (eventCount > EVENT_LIMIT) throw new DomainError('too_many_events', { limit: EVENT_LIMIT })
        await this.#given.deliver(tenant)
        // An agenda that is empty has no next event to go to.
        if (reached || (oneEvent && taken === 0)) target = tenant.now
        if (reached || taken === 0) break
        await this.#given.wall.yield()
      }
      tenant.now = target
      this.#store(tenant, this.#settingsOf(tenant))
    } finally {
      this.#advancing.delete(tenant)
      this.scheduleNextWake(tenant)
    }
    if (brokenOff) throw new DomainError('advance_broken_off', { now: formatInstant(tenant.now) })
    return { from, now: tenant.now, eventCount }
  }

  /** Writes down where a clock is, for whoever looks at the state itself. */
  keep(tenant: Tenant): void {
    this.#store(tenant, this.#settingsOf(tenant))
  }

  /** Lets go of an organisation whose state is about to be replaced. Throws advance_in_progress. */
  leave(tenant: Tenant): void {
    if (this.#advancing.has(tenant)) throw new DomainError('advance_in_progress')
    this.#timers.get(tenant)?.()
    this.#timers.delete(tenant)
  }

  /** Goes on with an organisation whose state has been replaced, from the instant that it says, at this one of the wall. */
  reload(tenant: Tenant): void {
    this.#settings.delete(tenant)
    const { mode, rate } = getClockSettings(this.#given.state, tenant)
    this.#store(tenant, { mode, rate })
    this.resume(tenant)
  }

  /** Calls every alarm off; an advance that is on its way ends where it is. */
  stop(): void {
    this.#stopped = true
    for (const off of this.#timers.values()) off()
    this.#timers.clear()
  }

  #sendSoon(tenant: Tenant): void {
    this.#given.startDelivery(tenant)
  }

  #present(tenant: Tenant): Instant {
    const { mode, rate, baseMs, wallMs } = this.#settingsOf(tenant)
    if (mode === 'manual') return Math.max(tenant.now, baseMs)
    const reached = Math.floor(baseMs + (this.#given.wall.now() - wallMs) * rate)
    return Math.max(tenant.now, Math.min(reached, END_OF_TIME))
  }

  #settingsOf(tenant: Tenant): ClockSettings {
    let settings = this.#settings.get(tenant)
    if (!settings) {
      settings = getClockSettings(this.#given.state, tenant)
      this.#settings.set(tenant, settings)
    }
    return settings
  }

  /** Writes how a clock runs from here on: from the organisation's instant, at the machine's. */
  #store(tenant: Tenant, { mode, rate }: Pick<ClockSettings, 'mode' | 'rate'>): void {
    const settings = { mode, rate, baseMs: tenant.now, wallMs: this.#given.wall.now() }
    setClockSettings(this.#given.state, tenant, settings)
    this.#settings.set(tenant, settings)
  }
}
