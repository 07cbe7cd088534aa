import type { SystemClock } from './domain/system-clock.ts'
import { checkFile, walkFile } from './state/document/check-file.ts'
import type { DatabaseError } from './state/engine/database.ts'
import type { State } from './state/engine/state.ts'

/** How long the check of a large file rests after each piece of some milliseconds. */
const REST_MS = 25

export interface FileGuardOptions {
  readonly state: State
  readonly wall: SystemClock
  /** Look at all of the file at once. */
  readonly whole: boolean
  /** Told once when the file turns out to be damaged after it was opened. */
  readonly onDamage: (error: DatabaseError) => void
  readonly onFailure: (error: unknown) => void
}

/** Watches over the file of the state: nothing is answered from one that is damaged. */
export class FileGuard {
  #damage: DatabaseError | undefined
  #off: (() => void) | undefined

  /** Looks at the file, or at what little tells most; the rest is looked at later. Throws DatabaseError. */
  constructor({ state, wall, whole, onDamage, onFailure }: FileGuardOptions) {
    const isChecked = checkFile(state, { whole })
    state.database.onDamage = (error) => {
      this.#damage = error
      this.stop()
      onDamage(error)
    }
    if (!isChecked) this.#walk(state, wall, onFailure)
  }

  /** Hands on an answer. What was read of a damaged file is none: rejects with what is wrong with it. */
  async answer(work: () => Response | Promise<Response>): Promise<Response> {
    this.#require()
    const response = await work()
    this.#require()
    return response
  }

  /** Whether an error is that of the damage, which is told already. */
  isTold(error: unknown): boolean {
    return this.#damage !== undefined && error === this.#damage
  }

  stop(): void {
    this.#off?.()
    this.#off = undefined
  }

  #require(): void {
    if (this.#damage) throw this.#damage
  }

  #walk(state: State, wall: SystemClock, onFailure: (error: unknown) => void): void {
    const pieces = walkFile(state)
    const go = (): void => {
      try {
        if (!pieces.next().done) this.#off = wall.after(REST_MS, go)
      } catch (error) {
        if (!this.isTold(error)) onFailure(error)
      }
    }
    this.#off = wall.after(REST_MS, go)
  }
}
