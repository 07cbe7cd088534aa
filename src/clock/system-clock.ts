/** The machine's own time: the only place that reads it or waits for it. */
import type { SystemClock } from '../domain/system-clock.ts'

/** The longest that one timer of the platform can wait. */
const LONGEST_TIMER_MS = 2_147_483_647

export const systemClock: SystemClock = {
  now: () => Date.now(),
  uptime: () => performance.now(),
  after(milliseconds, wake, { isAwaited = false } = {}) {
    const timer = setTimeout(wake, Math.min(Math.max(0, milliseconds), LONGEST_TIMER_MS))
    // An event that is due later is no reason to keep a process alive; a program that awaits an answer is.
    if (!isAwaited) timer.unref()
    return () => clearTimeout(timer)
  },
  yield: () => new Promise((resolve) => setImmediate(resolve)),
}

/** Waits, and keeps the process alive meanwhile: for commands that have nothing else to do. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
