import { redactorOf } from '../domain/redaction.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { State, Tenant } from '../state/engine/state.ts'
import {
  ANSWERS_KEPT,
  appendRequests,
  CALLS_KEPT,
  getReservedRequests,
  reserveRequests,
} from '../state/records/journal.ts'
import { type RecordedRequest, toJournalEntry } from './recorded-request.ts'

/** In a file, calls are written when so many wait, or when so much real time has passed, or before anyone reads. */
const GROUP = 100
const LONGEST_WAIT_MS = 1_000

/** How many numbers are reserved ahead in a file, so that few calls wait for that. */
const AHEAD = 1_000

interface Pending {
  last: number
  /** No number up to here is given again, whenever the process ends. */
  reserved: number
  /** The numbers of calls that are on their way. */
  readonly unfinished: Set<number>
  calls: RecordedRequest[]
  off: (() => void) | undefined
}

export interface JournalDependencies {
  readonly state: State
  readonly wall: SystemClock
  /** The state outlives the process. If not, nothing is written before someone reads, and most calls never are. */
  readonly durable: boolean
  /** Called for every recorded call. */
  readonly onCall: (tenant: Tenant) => void
  /** Receives every failure to write that no call waits for. */
  readonly onFailure: (error: unknown) => void
}

/** Records vendor calls. Who reads the journal flushes it first. */
export class Journal {
  readonly #dependencies: JournalDependencies
  readonly #pending = new Map<Tenant, Pending>()
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
    return pending.last
  }

  /** The numbers of calls that are on their way: they are recorded later than some with higher ones. */
  unfinished(tenant: Tenant): ReadonlySet<number> {
    return this.#of(tenant).unfinished
  }

  /** Whether a vendor call of an organisation has been recorded since this process started. */
  hasCalls(tenant: Tenant): boolean {
    return (this.#pending.get(tenant)?.last ?? 0) > 0
  }

  add(tenant: Tenant, call: RecordedRequest): void {
    if (this.#closed) return
    const pending = this.#of(tenant)
    const { calls } = pending
    pending.unfinished.delete(call.id)
    calls.push(call)
    const fading = calls.at(-1 - ANSWERS_KEPT)
    if (fading) fading.responseBody = null
    // Those before would be forgotten as soon as they were written.
    if (calls.length === 2 * CALLS_KEPT) pending.calls = calls.slice(CALLS_KEPT)
    if (this.#dependencies.durable) {
      if (calls.length % GROUP === 0) this.#tryToFlush(tenant)
      else pending.off ??= this.#dependencies.wall.after(LONGEST_WAIT_MS, () => this.#tryToFlush(tenant))
    }
    this.#dependencies.onCall(tenant)
  }

  /** Writes what waits. What cannot be written goes on waiting. */
  flush(tenant: Tenant): void {
    const pending = this.#pending.get(tenant)
    if (!pending || pending.calls.length === 0) return
    pending.off?.()
    pending.off = undefined
    // Calls that overlap end in any order.
    const calls = pending.calls.sort((a, b) => a.id - b.id).slice(-CALLS_KEPT)
    const redact = redactorOf([tenant.apiKey])
    this.#dependencies.state.write(tenant, (tx) =>
      appendRequests(
        tx,
        calls.map((call) => toJournalEntry(call, redact)),
      ),
    )
    pending.calls = []
  }

  /** Writes what is to be kept; what comes later is too late. */
  close(): void {
    this.#closed = true
    if (!this.#dependencies.durable) return
    for (const [tenant, pending] of this.#pending) {
      this.#tryToFlush(tenant)
      // What was reserved ahead is not needed: the next process goes on without a hole.
      this.#reserve(tenant, pending, pending.last)
    }
  }

  /** Forgets what waits and where the numbers were: the state of the organisation has been replaced. */
  forget(tenant: Tenant): void {
    this.#pending.get(tenant)?.off?.()
    this.#pending.delete(tenant)
  }

  /** Writes how far numbers are given out. Where that fails a call is answered all the same, and the next one tries again. */
  #reserve(tenant: Tenant, pending: Pending, last: number): void {
    try {
      reserveRequests(this.#dependencies.state, tenant, last)
      pending.reserved = last
    } catch (error) {
      this.#dependencies.onFailure(error)
    }
  }

  /** Where there is nobody who could be told that it failed. */
  #tryToFlush(tenant: Tenant): void {
    try {
      this.flush(tenant)
    } catch (error) {
      this.#dependencies.onFailure(error)
      const pending = this.#pending.get(tenant)
      if (!this.#closed && pending)
        pending.off ??= this.#dependencies.wall.after(LONGEST_WAIT_MS, () => this.#tryToFlush(tenant))
    }
  }

  #of(tenant: Tenant): Pending {
    let pending = this.#pending.get(tenant)
    if (!pending) {
      const last = this.#dependencies.state.read(tenant, getReservedRequests)
      pending = { last, reserved: last, unfinished: new Set(), calls: [], off: undefined }
      this.#pending.set(tenant, pending)
    }
    return pending
  }
}
