/** Which API keys are accepted, until the emulator stops. */
export class ApiKeys {
  readonly #accepted: Set<string> | undefined
  readonly #replaced = new Set<string>()
  #defaultKey: string

  /** `accepted` is undefined in open mode, where every well-formed key that was not replaced is accepted. */
  constructor(accepted: readonly string[] | undefined, defaultKey: string) {
    this.#accepted = accepted && new Set(accepted)
    this.#defaultKey = defaultKey
  }

  get accepted(): ReadonlySet<string> | undefined {
    return this.#accepted
  }

  /** The keys that organisations had before. */
  get replaced(): ReadonlySet<string> {
    return this.#replaced
  }

  /** The key of the default organisation. */
  get defaultKey(): string {
    return this.#defaultKey
  }

  isRefused(apiKey: string): boolean {
    return this.#replaced.has(apiKey) || this.#accepted?.has(apiKey) === false
  }

  /** Accepts a key from now on. */
  accept(apiKey: string): void {
    this.#replaced.delete(apiKey)
    this.#accepted?.add(apiKey)
  }

  /** Accepts a key from now on in place of another, which is refused. */
  replace(before: string, after: string): void {
    this.accept(after)
    this.#accepted?.delete(before)
    this.#replaced.add(before)
    if (this.#defaultKey === before) this.#defaultKey = after
  }
}
