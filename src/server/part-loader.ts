import type { SystemClock } from '../domain/system-clock.ts'

/** Loads a part of the program, such as a file: some milliseconds of the thread. */
export type Part = () => unknown

interface PartLoaderDependencies {
  readonly systemClock: SystemClock
  /** Whether requests may arrive at a socket. */
  readonly isServed: () => boolean
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
}
