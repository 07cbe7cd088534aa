import type { Wall } from '../domain/wall.ts'
import { appendRequests, getRequestSequence, type JournalEntry } from '../state/journal.ts'
import type { State, Tenant } from '../state/state.ts'

/** Calls are written when so many wait, or when so much real time has passed, or before anyone reads. */
const GROUP = 100
const LONGEST_WAIT_MS = 1_000

interface Pending {
  last: number
  readonly entries: JournalEntry[]
  off: (() => void) | undefined
}

/** Notes vendor calls. They are written in groups: whoever reads the journal flushes it first. */
export class Journal {
  readonly #state: State
  readonly #wall: Wall
  readonly #onCall: (tenant: Tenant) => void
  readonly #pending = new Map<Tenant, Pending>()
  #closed = false

  /** `onCall` is told of every call that was noted. */
  constructor(state: State, wall: Wall, onCall: (tenant: Tenant) => void) {
    this.#state = state
    this.#wall = wall
    this.#onCall = onCall
  }

  /** The number of the next call. */
  next(tenant: Tenant): number {
    const pending = this.#of(tenant)
    pending.last += 1
    return pending.last
  }

  add(tenant: Tenant, entry: JournalEntry): void {
    if (this.#closed) return
    const pending = this.#of(tenant)
    pending.entries.push(entry)
    if (pending.entries.length >= GROUP) this.flush(tenant)
    else pending.off ??= this.#wall.after(LONGEST_WAIT_MS, () => this.flush(tenant))
    this.#onCall(tenant)
  }

  flush(tenant: Tenant): void {
    const pending = this.#pending.get(tenant)
    pending?.off?.()
    if (!pending || pending.entries.length === 0) return
    pending.off = undefined
    // Calls that overlap end in any order.
    const entries = pending.entries.splice(0).sort((a, b) => a.id - b.id)
    this.#state.write(tenant, (tx) => appendRequests(tx, entries))
  }

  /** Writes everything; what comes later is too late. */
  close(): void {
    for (const tenant of this.#pending.keys()) this.flush(tenant)
    this.#closed = true
  }

  /** Forgets what waits and where the numbers were: the state of the organisation has been replaced. */
  forget(tenant: Tenant): void {
    this.#pending.get(tenant)?.off?.()
    this.#pending.delete(tenant)
  }

  #of(tenant: Tenant): Pending {
    let pending = this.#pending.get(tenant)
    if (!pending) {
      pending = { last: this.#state.read(tenant, getRequestSequence), entries: [], off: undefined }
      this.#pending.set(tenant, pending)
    }
    return pending
  }
}
