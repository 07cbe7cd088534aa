import type { SystemClock } from './domain/system-clock.ts'
import { andThen } from './http/compose.ts'
import { type CheckedPart, checkFile, checkFileInPieces, checkOpened } from './state/document/check-file.ts'
import type { DatabaseError } from './state/engine/database.ts'
import type { State, Tenant } from './state/engine/state.ts'

/** How long the check of a large file goes on at a time, and how long it then pauses. */
const CHECKING_MS = 5
const PAUSE_MS = 25

export interface FileCheck {
  /** Check the whole file at once. */
  readonly whole: boolean
  /** Called once when the file turns out to be damaged after it was opened. */
  readonly onDamage: (error: DatabaseError) => void
  readonly onFailure: (error: unknown) => void
}

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/** Guards the file of a state: no answer is made from a damaged one. */
export class FileGuard {
  readonly #state: State
  readonly #systemClock: SystemClock
  #checked: CheckedPart | undefined
  #damage: DatabaseError | undefined
  #cancelTimer: (() => void) | undefined

  constructor(state: State, systemClock: SystemClock) {
    this.#state = state
    this.#systemClock = systemClock
  }

  /** Checks a small file whole, and of a large one the parts that tell most: the rest is checked later. Throws DatabaseError. */
  check({ whole, onDamage, onFailure }: FileCheck): void {
    this.#checked = checkFile(this.#state, { whole })
    this.#state.database.onDamage = (error) => {
      this.#damage = error
      this.stop()
      onDamage(error)
    }
    if (!this.#checked.isAll) this.#checkRest(onFailure)
  }

  /** Checks an organisation that is opened, unless it was checked with the file. Throws DatabaseError. */
  checkOpened(tenant: Tenant): void {
    if (this.#checked && tenant.id > this.#checked.upTo) checkOpened(this.#state, tenant)
  }

  /** Wraps `answer`: throws the damage, once there is any, in place of an answer that was read from the file. */
  guard(answer: Fetch): Fetch {
    return (request, env) => {
      this.#requireSound()
      return andThen(answer(request, env), (response) => {
        this.#requireSound()
        return response
      })
    }
  }

  /** Whether an error is the damage, which `onDamage` has reported already. */
  isReported(error: unknown): boolean {
    return this.#damage !== undefined && error === this.#damage
  }

  stop(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #requireSound(): void {
    if (this.#damage) throw this.#damage
  }

  #checkRest(onFailure: (error: unknown) => void): void {
    const pieces = checkFileInPieces(this.#state)
    const checkNext = (): void => {
      const until = this.#systemClock.uptime() + CHECKING_MS
      try {
        do {
          if (pieces.next().done) return
        } while (this.#systemClock.uptime() < until)
        this.#cancelTimer = this.#systemClock.after(PAUSE_MS, checkNext)
      } catch (error) {
        if (!this.isReported(error)) onFailure(error)
      }
    }
    this.#cancelTimer = this.#systemClock.after(PAUSE_MS, checkNext)
  }
}
