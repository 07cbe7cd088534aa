import type { SystemClock } from '../domain/system-clock.ts'
import type { Tenant } from '../state/engine/state.ts'

/** How long a turn lasts, in milliseconds of the machine. */
const TURN_MS = {
  /** In a process that serves no socket: large transactions copy each page once, so few of them are cheapest. */
  unserved: 1_000,
  /** While a server listens: the longest that a first request waits. */
  served: 40,
  /** While other organisations call. */
  crowded: 5,
}

/** For how long after a request its organisation counts as one that calls. */
const RECENT_MS = 1_000

/** Stands for nobody, whom no request is of: for work that is of no one organisation. */
export const NOBODY: Tenant = { id: 0, apiKey: '', now: 0, generation: 0 }

/** The last request of an organisation. */
interface LastRequest {
  readonly tenant: Tenant
  readonly at: number
}

/**
 * Shares the one thread between long work and requests: the work is cut into turns, and the process reads its sockets after
 * each. Several pieces of long work take turns with one another, one in each round of the event loop. A turn is long
 * while nobody else calls, and short as soon as somebody does.
 *
 * ```ts
 * do {
 *   await turns.next()
 *   while (work.length > 0 && !turns.isOver(tenant)) doOne(work.shift())
 * } while (work.length > 0)
 * ```
 */
export class Turns {
  readonly #systemClock: SystemClock
  readonly #isServed: () => boolean
  /** When this round of the event loop began to work; undefined when it has not. */
  #begunAt: number | undefined
  readonly #waiting: (() => void)[] = []
  #last: LastRequest | undefined
  /** The last request of an organisation other than that of `#last`. */
  #lastOfAnother: LastRequest | undefined

  /** `isServed` tells whether requests may arrive at a socket. */
  constructor({ systemClock, isServed }: { readonly systemClock: SystemClock; readonly isServed: () => boolean }) {
    this.#systemClock = systemClock
    this.#isServed = isServed
  }

  /** Notes a request of an organisation: for a second the turns of all others are short. */
  noteRequest(tenant: Tenant): void {
    if (this.#last && this.#last.tenant !== tenant) this.#lastOfAnother = this.#last
    this.#last = { tenant, at: this.#systemClock.uptime() }
  }

  /** Whether the turn under way has lasted long enough, for work of an organisation. The first question begins a turn. */
  isOver(tenant: Tenant): boolean {
    const now = this.#systemClock.uptime()
    this.#begunAt ??= this.#begin(now)
    return now - this.#begunAt >= this.#lengthFor(tenant, now)
  }

  /** Resolves when the sockets have been read, and other long work that waits has had its turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#begunAt ??= this.#begin(this.#systemClock.uptime())
    })
  }

  /**
   * Does work that reads an organisation in turns: a piece up to each `yield`. What it reads may change from one turn to the
   * next. The result is there at once where one turn is enough.
   */
  complete<Result>(tenant: Tenant, pieces: Iterator<unknown, Result>): Result | Promise<Result> {
    for (let piece = pieces.next(); ; piece = pieces.next()) {
      if (piece.done) return piece.value
      if (this.isOver(tenant)) return this.#completeLater(tenant, pieces)
    }
  }

  async #completeLater<Result>(tenant: Tenant, pieces: Iterator<unknown, Result>): Promise<Result> {
    await this.next()
    // A read during a hold that blocks reads would finish the hold in one piece: this work waits for its end.
    while (tenant.hold?.blocksReads && tenant.hold.released) await tenant.hold.released
    return this.complete(tenant, pieces)
  }

  /** Does work in turns, the first at once: a piece at each call of `step`, which tells whether it was the last one. */
  async finish(tenant: Tenant, step: () => boolean): Promise<void> {
    for (;;) {
      do if (step()) return
      while (!this.isOver(tenant))
      await this.next()
    }
  }

  /** Lets all work that waits for a turn go on at once, since it is to end. */
  resumeAll(): void {
    for (const resume of this.#waiting.splice(0)) resume()
  }

  #begin(now: number): number {
    void this.#systemClock.yield().then(() => this.#endRound())
    return now
  }

  #endRound(): void {
    const resume = this.#waiting.shift()
    resume?.()
    this.#begunAt = resume && this.#begin(this.#systemClock.uptime())
  }

  #lengthFor(tenant: Tenant, now: number): number {
    const other = this.#last?.tenant === tenant ? this.#lastOfAnother : this.#last
    if (other && now - other.at < RECENT_MS) return TURN_MS.crowded
    return this.#isServed() ? TURN_MS.served : TURN_MS.unserved
  }
}
