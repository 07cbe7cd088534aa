import type { SystemClock } from '../domain/system-clock.ts'

/** Loads a part of the program, such as a file: some milliseconds of the thread. */
export type Part = () => unknown

/** For how long a server has listened before parts are loaded ahead: a start, and the first calls, come first. */
const FIRST_MS = 500

/** The rest of the thread between two parts that are loaded ahead. */
const BETWEEN_MS = 20

interface PartLoaderDependencies {
  readonly systemClock: SystemClock
  /** Whether requests may arrive at a socket. */
  readonly isServed: () => boolean
  /** Aborted when the emulator is being closed. */
  readonly closing: AbortSignal
}

/** Loads what a start does without, in parts, so that no request waits for all of it. */
export class PartLoader {
  readonly #dependencies: PartLoaderDependencies

  constructor(dependencies: PartLoaderDependencies) {
    this.#dependencies = dependencies
  }

  /** Loads parts for a call that needs them. While a server listens, the process reads its sockets between two parts. */
  async load(parts: readonly Part[]): Promise<void> {
    const { systemClock, isServed } = this.#dependencies
    for (const part of parts) {
      await part()
      if (isServed()) await systemClock.yield()
    }
  }

  /** Loads parts that calls are likely to need, when a server has listened for a moment. A part that fails fails again for its call. */
  loadAhead([part, ...others]: readonly Part[], wait = FIRST_MS): void {
    const { systemClock, closing } = this.#dependencies
    if (part === undefined) return
    systemClock.after(wait, async () => {
      if (closing.aborted) return
      await Promise.resolve()
        .then(part)
        .catch(() => undefined)
      this.loadAhead(others, BETWEEN_MS)
    })
  }
}
