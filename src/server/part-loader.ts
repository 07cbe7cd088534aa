import type { SystemClock } from '../domain/system-clock.ts'

/** Loads a part of the program, such as a file: some milliseconds of the thread. */
export type Part = () => unknown

interface Surroundings {
  readonly systemClock: SystemClock
  /** Whether requests may arrive at a socket. */
  readonly isServed: () => boolean
}

/**
 * Loads parts of the program that a start does without, for the first call that needs them. While a server listens, the
 * process reads its sockets between two parts, so that no request waits for all of them.
 */
export async function loadInParts(parts: readonly Part[], { systemClock, isServed }: Surroundings): Promise<void> {
  for (const part of parts) {
    await part()
    if (isServed()) await systemClock.yield()
  }
}
