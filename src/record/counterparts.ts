import type { Findable, Found } from '../drift/probes.ts'
import type { Exchange } from './exchange.ts'

/** Names of an account in a path, a body or an answer: an ICCID, a reference or a bundle. */
const NAMES = /(?<![\w-])(?:\d{18,22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|esims?_[\w.+-]*\w)/gi

type Kind = 'iccid' | 'reference' | 'bundle'

const kindOf = (name: string): Kind =>
  /^\d+$/.test(name) ? 'iccid' : name.toLowerCase().startsWith('esim') ? 'bundle' : 'reference'

/** Asks the emulator for something by its name; true when it has it. */
export type Has = (path: string) => Promise<boolean>

/**
 * The names of the emulator that stand for those of the recorded account. What a recorded call created has the name of what the
 * emulator created; anything else that the account has, and the emulator has not, is an example of the emulator's own. A name
 * that the service did not know stays as it is.
 */
export class Counterparts {
  readonly #known: ReadonlySet<string>
  readonly #created = new Map<string, string>()
  readonly #has = new Map<string, Promise<boolean>>()
  readonly #examples: Found
  readonly #ask: Has

  constructor(exchanges: readonly Exchange[], examples: Found, ask: Has) {
    this.#known = new Set(exchanges.flatMap(namesOfAccount))
    this.#examples = examples
    this.#ask = ask
  }

  /** The text of a call with the emulator's names in it. `path` is that of the call, without its version. */
  async translate(text: string, path: string): Promise<string> {
    const replacements = new Map<string, string>()
    for (const [name] of text.matchAll(NAMES)) replacements.set(name, await this.#counterpartOf(name, path))
    return text.replace(NAMES, (name) => replacements.get(name) ?? name)
  }

  /** Remembers the names of what a call created, at the same places of both answers. */
  learn(there: unknown, here: unknown): void {
    if (typeof there === 'string' && typeof here === 'string') {
      const [theirs, ours] = [there.match(NAMES) ?? [], here.match(NAMES) ?? []]
      for (const [index, name] of theirs.entries()) {
        const own = ours[index]
        if (own !== undefined && kindOf(own) === kindOf(name) && kindOf(name) !== 'bundle') this.#created.set(name, own)
      }
    } else if (typeof there === 'object' && typeof here === 'object' && there !== null && here !== null) {
      for (const [field, value] of Object.entries(there)) this.learn(value, (here as Record<string, unknown>)[field])
    }
  }

  async #counterpartOf(name: string, path: string): Promise<string> {
    const created = this.#created.get(name)
    if (created !== undefined || !this.#known.has(name)) return created ?? name
    const [lookUp, example] = placeOf(name, path)
    const has = this.#has.get(lookUp) ?? this.#ask(lookUp)
    this.#has.set(lookUp, has)
    return (await has) ? name : (this.#examples[example] ?? name)
  }
}

/** The call that tells whether the emulator has something, and what stands for it. */
function placeOf(name: string, path: string): [lookUp: string, example: Findable] {
  switch (kindOf(name)) {
    case 'iccid':
      return [`/esims/${name}`, 'iccid']
    case 'bundle':
      return [`/catalogue/bundle/${name}`, /^\/esims\/\d+\/bundles\//.test(path) ? 'bundleOnEsim' : 'bundle']
    case 'reference':
      return path.startsWith('/esims/')
        ? [`/esims/assignments?reference=${name}`, 'deliveryReference']
        : [`/orders/${name}`, 'orderReference']
  }
}

/** The names that an answer shows the account to have. */
function namesOfAccount({ method, path, response }: Exchange): string[] {
  if (!response || response.status >= 400) return []
  const body =
    response.body && ('json' in response.body || 'text' in response.body) ? JSON.stringify(response.body) : ''
  return [...(method === 'GET' ? (path.match(NAMES) ?? []) : []), ...(body.match(NAMES) ?? [])]
}
