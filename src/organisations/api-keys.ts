import type { KnownKeys } from '../access/caller.ts'

export interface ConfiguredKeys {
  /** The keys that are accepted; undefined in open mode, where every well-formed key that was not replaced is accepted. */
  readonly apiKeys: readonly string[] | undefined
  /** The key of the default organisation. */
  readonly defaultKey: string
}

/** Tells which API keys are accepted. What changes is forgotten when the emulator stops. */
export class ApiKeys implements KnownKeys {
  readonly #accepted: Set<string> | undefined
  readonly #replaced = new Set<string>()
  readonly #hasOrganisation: (apiKey: string) => boolean
  #defaultKey: string

  /** `hasOrganisation` tells whether there is an organisation of a key. */
  constructor({ apiKeys, defaultKey }: ConfiguredKeys, hasOrganisation: (apiKey: string) => boolean) {
    this.#accepted = apiKeys && new Set(apiKeys)
    this.#defaultKey = defaultKey
    this.#hasOrganisation = hasOrganisation
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

  /** Tells whether a text is the key of an organisation, one that is accepted, or one that was replaced. */
  isKey(text: string): boolean {
    return this.#hasOrganisation(text) || this.#accepted?.has(text) === true || this.#replaced.has(text)
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
