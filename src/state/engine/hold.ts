import { assert } from './assert.ts'
import type { Tenant } from './tenant.ts'

/** Makes the pieces of some work, from its first one. */
type Work = () => Iterator<unknown, unknown>

export interface HoldOptions {
  /** The rows are not to be read either, before the last piece. Once begun, the work has to be finished. */
  readonly blocksReads: boolean
  /** Some of it is written already, so that it has to be finished. */
  readonly isBegun?: boolean
  /** Called behind the last piece, when the organisation is free again. */
  readonly onDone?: () => void
}

/**
 * Work on all rows of an organisation, in pieces between which others are served. Its calls that write wait until it is
 * done; a write that does not wait finishes it first, so that the work is of one instant whoever writes.
 */
export class Hold {
  readonly #tenant: Tenant
  readonly #work: Work
  readonly #options: HoldOptions
  #pieces: Iterator<unknown, unknown>
  #isOver = false
  #hasBegun = false
  #isBroken = false
  #failure: unknown
  #release!: () => void
  readonly #released = new Promise<void>((resolve) => {
    this.#release = resolve
  })

  constructor(tenant: Tenant, work: Work, options: HoldOptions) {
    assert(tenant.hold === undefined, 'one work at a time is on all rows of an organisation')
    this.#tenant = tenant
    this.#work = work
    this.#options = options
    this.#pieces = work()
    this.#hasBegun = options.isBegun === true
    tenant.hold = this
  }

  get blocksReads(): boolean {
    return this.#options.blocksReads
  }

  /** Resolves when nothing is to be waited for any more; undefined when the work failed and the next reader tries again. */
  get released(): Promise<void> | undefined {
    return this.#isBroken ? undefined : this.#released
  }

  /** Does a piece. Tells whether it was the last one. Throws what the work throws. */
  step(): boolean {
    if (this.#isOver && this.#failure !== undefined) throw this.#failure
    if (this.#isOver) return true
    try {
      const isLast = this.#pieces.next().done === true
      this.#hasBegun = true
      if (!isLast) return false
    } catch (error) {
      this.#fail(error)
      throw error
    }
    this.#end()
    this.#options.onDone?.()
    return true
  }

  /** Does all that is left. Throws what the work throws. */
  finish(): void {
    while (!this.step());
  }

  /** Gives up what is left, since nobody will see the rows again. */
  drop(error: unknown): void {
    if (this.#isOver) return
    this.#failure = error
    this.#end()
  }

  #fail(error: unknown): void {
    if (!this.#options.blocksReads || !this.#hasBegun) {
      this.#failure = error
      this.#end()
      return
    }
    this.#pieces = this.#work()
    this.#isBroken = true
    this.#release()
  }

  #end(): void {
    this.#isOver = true
    this.#tenant.hold = undefined
    this.#release()
  }
}

/**
 * Does work that writes an organisation when nothing holds it: at once, or behind a wait. Nothing comes between the end of the
 * wait and the work. `find` is asked again behind each wait: the organisation may have been reset meanwhile, and be another.
 */
export function whenWritable<T>(
  find: () => Tenant | Promise<Tenant>,
  work: (tenant: Tenant) => T | Promise<T>,
): T | Promise<T> {
  const found = find()
  const wait = found instanceof Promise ? found : found.hold?.released
  return wait ? wait.then(() => whenWritable(find, work)) : work(found as Tenant)
}
