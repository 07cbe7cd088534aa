import type { Instant } from '../domain/instant.ts'
import type { KeyProblem } from '../domain/key-problem.ts'
import { loggedPath, redactorOfCall } from '../http/redaction.ts'
import { explainKey, hashKey } from './caller.ts'

/** A call that was refused for its key: of no organisation, so of no organisation's journal. */
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
  /** The beginning of the SHA-256 of what was sent as a key: tells callers apart, and whether a key is the one that is meant. */
  readonly keyHash: string | null
}

/** How many are kept; older ones are forgotten. */
const CALLERS_KEPT = 500

/** How much of a path and of what a program calls itself is kept. */
const LONGEST_TEXT = 200

export interface RefusedCallersDependencies {
  readonly now: () => Instant
  /** The keys that are accepted; undefined where every well-formed one is. */
  readonly accepted: () => ReadonlySet<string> | undefined
  /** Whether there is an organisation of this key. */
  readonly isKey: (text: string) => boolean
  /** Called for every recorded caller. */
  readonly onCaller: () => void
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
    const { key, problem, message } = explainKey(request, this.#dependencies.accepted())
    const redact = redactorOfCall(request, this.#dependencies.isKey)
    const userAgent = request.headers.get('user-agent')
    this.#last += 1
    this.#callers.push({
      id: this.#last,
      at: this.#dependencies.now(),
      api,
      method: request.method,
      path: loggedPath(request.url, redact).slice(0, LONGEST_TEXT),
      sourceIp,
      userAgent: userAgent === null ? null : redact(userAgent).slice(0, LONGEST_TEXT),
      problem,
      message,
      keyHash: key === undefined ? null : hashKey(key),
    })
    if (this.#callers.length >= 2 * CALLERS_KEPT) this.#callers = this.#callers.slice(-CALLERS_KEPT)
    this.#dependencies.onCaller()
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
