import type { DatabaseError } from '../state/engine/database.ts'
import type { EmulatorEvent } from './observe.ts'

/** The listeners that a user of the library passes. */
interface Observers {
  readonly onEvent?: ((event: EmulatorEvent) => void) | undefined
  readonly onFailure?: ((error: unknown) => void) | undefined
  readonly onDamage?: ((error: DatabaseError) => void) | undefined
}

/** The same listeners, which cannot disturb the emulator. */
export interface ShieldedObservers {
  readonly onEvent: ((event: EmulatorEvent) => void) | undefined
  readonly onFailure: (error: unknown) => void
  /** Without a listener of its own, damage is reported as a failure. */
  readonly onDamage: (error: DatabaseError) => void
}

/**
 * Makes listeners safe: an error that one throws, or rejects with, changes no answer, callback or start. The first failure
 * of each is reported, and no later one.
 */
export function shieldObservers({ onEvent, onFailure = logFailure, onDamage }: Observers): ShieldedObservers {
  const report = shield(onFailure, (cause) =>
    logFailure(new Error('onFailure failed: later failures may be lost', { cause })),
  )
  return {
    onFailure: report,
    onDamage: onDamage ? shield(onDamage, report) : report,
    onEvent: onEvent && shield(onEvent, (cause) => report(new Error('onEvent failed: events may be lost', { cause }))),
  }
}

const logFailure = (error: unknown): void => console.error(error)

/** Wraps a listener: the first time that it throws or rejects, `onFirstFailure` is called. */
function shield<T>(listener: (value: T) => unknown, onFirstFailure: (error: unknown) => void): (value: T) => void {
  let hasFailed = false
  const fail = (error: unknown): void => {
    if (hasFailed) return
    hasFailed = true
    onFirstFailure(error)
  }
  return (value) => {
    try {
      const result = listener(value)
      if (result instanceof Promise) result.catch(fail)
    } catch (error) {
      fail(error)
    }
  }
}
