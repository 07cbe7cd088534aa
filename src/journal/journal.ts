import type { ChangeFeed } from '../callbacks/change-feed.ts'
import { NOBODY, type Turns } from '../clock/turns.ts'
import { createRedactor } from '../domain/redaction.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import {
  ANSWERS_KEPT,
  appendRequests,
  CALLS_KEPT,
  getLastReservedRequestId,
  reserveRequestIds,
} from '../state/records/journal.ts'
import { type RecordedRequest, toJournalEntry } from './recorded-request.ts'

/**
 * In a file, calls are written after so much real time, or before someone reads. Of a burst most have then been followed by so
 * many others that they are not kept, and are never written.
 */
const LONGEST_WAIT_MS = 1_000

/** So many calls are written at once, and in the next turn some more: the calls that arrive meanwhile wait. */
const GROUP = 100

/** How many numbers are reserved ahead in a file, so that few calls wait for the reservation. */
const AHEAD = 1_000

interface Pending {
  /** The number of the last call. */
  last: number
  /** The last number that is reserved: no later process gives one up to here again. */
  reserved: number
  /** The numbers of calls that have no answer yet. */
  readonly unfinished: Set<number>
  /** The calls that are not written yet. */
  calls: RecordedRequest[]
  /** The keys that the organisation had meanwhile, which no call is written with. */
  readonly keys: Set<string>
}

export interface JournalDependencies {
  readonly state: State
  readonly systemClock: SystemClock
  readonly turns: Turns
  /** Wakes the readers of an organisation when a call is recorded. */
  readonly changes: ChangeFeed
  /** The state outlives the process. If it does not, nothing is written before someone reads, and most calls never are. */
  readonly durable: boolean
  /** Receives every failure to write that no call waits for. */
  readonly onFailure: (error: unknown) => void
}

/** Records vendor calls. A reader of the journal flushes it first. */
export class Journal {
  readonly #dependencies: JournalDependencies
  readonly #pending = new Map<Tenant, Pending>()
  /** In a file: the organisations with calls that wait for the timer, the longest wait first. One timer is for all of them. */
  readonly #waiting = new Set<Tenant>()
  #cancelTimer: (() => void) | undefined
  #isWriting = false
  #closed = false

  constructor(dependencies: JournalDependencies) {
    this.#dependencies = dependencies
  }

  /** The number of the next call. */
  next(tenant: Tenant): number {
    const pending = this.#of(tenant)
    pending.last += 1
    if (this.#dependencies.durable && pending.last > pending.reserved)
      this.#reserve(tenant, pending, pending.last + AHEAD)
    pending.unfinished.add(pending.last)
    pending.keys.add(tenant.apiKey)
    return pending.last
  }

  /** The numbers of calls that have no answer yet: they are recorded later than some with higher numbers. */
  unfinished(tenant: Tenant): ReadonlySet<number> {
    return this.#of(tenant).unfinished
  }

  /** Records a call with its answer. */
  add(tenant: Tenant, call: RecordedRequest): void {
    if (this.#closed) return
    const pending = this.#of(tenant)
    const { calls } = pending
    pending.unfinished.delete(call.id)
    calls.push(call)
    const fading = calls.at(-1 - ANSWERS_KEPT)
    if (fading) {
      fading.responseBody = null
      fading.requestHeaders = null
      fading.responseHeaders = null
    }
    // Older ones would be deleted as soon as they were written.
    if (calls.length === 2 * CALLS_KEPT) pending.calls = calls.slice(CALLS_KEPT)
    if (this.#dependencies.durable) this.#writeLater(tenant)
    this.#dependencies.changes.notify(tenant)
  }

  /** Writes the calls that wait. After a failure they go on waiting. */
  flush(tenant: Tenant): void {
    const pending = this.#pending.get(tenant)
    if (!pending || pending.calls.length === 0) return
    this.#write(tenant, pending)
    this.#waiting.delete(tenant)
  }

  /** Writes the oldest of the calls that wait, or all of them. */
  #write(tenant: Tenant, pending: Pending, count = pending.calls.length): void {
    const waiting = inOrder(pending.calls)
    const calls = waiting.slice(0, count).slice(-CALLS_KEPT)
    const redact = createRedactor([...pending.keys])
    this.#dependencies.state.writeBeside(tenant, (tx) =>
      appendRequests(
        tx,
        calls.map((call) => toJournalEntry(call, redact)),
      ),
    )
    pending.calls = waiting.slice(count)
  }

  /** Writes the calls that wait, in a file. Later calls are not recorded. */
  close(): void {
    this.#closed = true
    this.#cancelTimer?.()
    if (!this.#dependencies.durable) return
    for (const [tenant, pending] of this.#pending) {
      try {
        this.flush(tenant)
      } catch (error) {
        this.#dependencies.onFailure(error)
      }
      // Numbers reserved ahead are given back: the next process goes on without a gap.
      this.#reserve(tenant, pending, pending.last)
    }
  }

  /** Forgets the calls that wait and the numbers: the state of the organisation has been replaced. */
  forget(tenant: Tenant): void {
    this.#waiting.delete(tenant)
    this.#pending.delete(tenant)
  }

  /** Reserves the numbers up to `last`. After a failure the call is answered all the same, and the next one tries again. */
  #reserve(tenant: Tenant, pending: Pending, last: number): void {
    try {
      reserveRequestIds(this.#dependencies.state, tenant, last)
      pending.reserved = last
    } catch (error) {
      this.#dependencies.onFailure(error)
    }
  }

  /** Writes the calls of an organisation when the timer ends, with those of all others that wait by then. */
  #writeLater(tenant: Tenant): void {
    this.#waiting.add(tenant)
    if (!this.#isWriting)
      this.#cancelTimer ??= this.#dependencies.systemClock.after(LONGEST_WAIT_MS, () => void this.#writeWaiting())
  }

  /** Writes the calls of all organisations that wait now, in turns. */
  async #writeWaiting(): Promise<void> {
    const { turns } = this.#dependencies
    this.#cancelTimer = undefined
    this.#isWriting = true
    for (const tenant of [...this.#waiting]) {
      await this.#writeInGroups(tenant)
      // Of thousands, each takes a transaction.
      if (turns.isOver(NOBODY)) await turns.next()
    }
    this.#isWriting = false
    for (const tenant of this.#closed ? [] : this.#waiting) this.#writeLater(tenant)
  }

  /** Writes the calls of an organisation that wait now. A failure has no caller: it is reported, and the write tried again. */
  async #writeInGroups(tenant: Tenant): Promise<void> {
    const pending = this.#pending.get(tenant)
    // Meanwhile they may have been written for a reader.
    if (this.#closed || !pending || !this.#waiting.delete(tenant)) return
    try {
      // Older ones would be deleted as soon as they were written.
      pending.calls = inOrder(pending.calls).slice(-CALLS_KEPT)
      for (let count = pending.calls.length; count > 0; count -= GROUP) {
        if (this.#pending.get(tenant) !== pending || pending.calls.length === 0) return
        this.#write(tenant, pending, GROUP)
        if (count > GROUP) await this.#dependencies.turns.next()
      }
    } catch (error) {
      this.#dependencies.onFailure(error)
      this.#waiting.add(tenant)
    }
  }

  #of(tenant: Tenant): Pending {
    let pending = this.#pending.get(tenant)
    if (!pending) {
      const last = this.#dependencies.state.read(tenant, getLastReservedRequestId)
      pending = { last, reserved: last, unfinished: new Set(), calls: [], keys: new Set() }
      this.#pending.set(tenant, pending)
    }
    return pending
  }
}

/** Sorts calls by their numbers: calls that overlap end in any order. */
const inOrder = (calls: RecordedRequest[]): RecordedRequest[] => calls.sort((a, b) => a.id - b.id)
