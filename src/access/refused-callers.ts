import type { ChangeFeed } from '../callbacks/change-feed.ts'
import type { Instant } from '../domain/instant.ts'
import type { KeyProblem } from '../domain/key-problem.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import { loggedPath, redactorOfCall } from '../http/redaction.ts'
import { explainKey, hashKey, type KnownKeys } from './caller.ts'

/** A call that was refused for its key. It belongs to no organisation, so no journal has it. */
export interface RefusedCaller {
  readonly id: number
  /** By the machine's clock. */
  readonly at: Instant
  readonly api: 'vendor' | 'control'
  readonly method: string
  readonly path: string
  readonly sourceIp: string
  readonly userAgent: string | null
  readonly problem: KeyProblem['problem']
  readonly message: string
  /** The beginning of the SHA-256 of the key that was sent, by which callers and keys are told apart. */
  readonly keyHash: string | null
}

/** How many refused callers are kept; older ones are forgotten. */
const CALLERS_KEPT = 500

/** How many characters of a path and of a User-Agent are kept. */
const KEPT_CHARACTERS = 200

export interface RefusedCallersDependencies {
  readonly systemClock: SystemClock
  /** Wakes the readers of every organisation when a caller is recorded. */
  readonly changes: ChangeFeed
  readonly keys: KnownKeys
}

/** Records the calls that are refused for their key, with the reason. They are kept in memory only. */
export class RefusedCallers {
  readonly #dependencies: RefusedCallersDependencies
  #callers: RefusedCaller[] = []
  #last = 0

  constructor(dependencies: RefusedCallersDependencies) {
    this.#dependencies = dependencies
  }

  add(
    request: Pick<Request, 'url' | 'method' | 'headers'>,
    { api, sourceIp }: Pick<RefusedCaller, 'api' | 'sourceIp'>,
  ): void {
    const { keys, systemClock, changes } = this.#dependencies
    const { key, problem, message } = explainKey(request, keys)
    const redact = redactorOfCall(request, (text) => keys.isKey(text))
    const userAgent = request.headers.get('user-agent')
    this.#last += 1
    this.#callers.push({
      id: this.#last,
      at: systemClock.now(),
      api,
      method: request.method,
      path: loggedPath(request.url, redact).slice(0, KEPT_CHARACTERS),
      sourceIp,
      userAgent: userAgent === null ? null : redact(userAgent).slice(0, KEPT_CHARACTERS),
      problem,
      message,
      keyHash: key === undefined ? null : hashKey(key),
    })
    if (this.#callers.length >= 2 * CALLERS_KEPT) this.#callers = this.#callers.slice(-CALLERS_KEPT)
    changes.notifyAll()
  }

  /** Newest first. */
  list({
    problem,
    limit,
  }: {
    readonly problem?: KeyProblem['problem'] | undefined
    readonly limit: number
  }): RefusedCaller[] {
    const kept = this.#callers.slice(-CALLERS_KEPT).reverse()
    return kept.filter((caller) => problem === undefined || caller.problem === problem).slice(0, limit)
  }

  clear(): void {
    this.#callers = []
  }
}
