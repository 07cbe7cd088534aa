import type { SystemClock } from '../../src/domain/system-clock.ts'

interface Alarm {
  readonly at: number
  readonly wake: () => void
}

/** A machine's time that only a test moves. */
export class TestSystemClock implements SystemClock {
  readonly #timers = new Set<Alarm>()
  /** How much later it is at each look at `uptime`. */
  uptimeStep = 0
  #now: number
  #uptime = 0

  constructor(now = Date.UTC(2030, 5, 15)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  uptime(): number {
    this.#uptime += this.uptimeStep
    return this.#uptime
  }

  after(milliseconds: number, wake: () => void): () => void {
    const alarm = { at: this.#now + milliseconds, wake }
    this.#timers.add(alarm)
    return () => this.#timers.delete(alarm)
  }

  yield(): Promise<void> {
    return Promise.resolve()
  }

  /** How long each alarm that waits still has to wait, shortest first. */
  get waits(): number[] {
    return [...this.#timers].map(({ at }) => at - this.#now).sort((a, b) => a - b)
  }

  /** Moves the time, backwards too, and rings nothing: as a machine that slept, or whose clock was set. */
  jump(milliseconds: number): void {
    this.#now += milliseconds
  }

  /** Moves the time forward; every alarm rings at its moment, and what it starts is over before time goes on. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.wake()
      await settle()
    }
    this.#now = end
  }

  #next(end: number): Alarm | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
  }
}

/** Lets everything end that waits for nothing from outside. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
