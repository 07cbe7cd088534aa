import { foldCountryName } from '../../domain/country-name.ts'

/** Some names have commas: `Bonaire, Sint Eustatius And Saba` has one, and people write a second. */
const MOST_COMMAS_OF_A_NAME = 2

/** Finds the ISO code of a country by its name. */
export class CountryCodes {
  readonly #byName: ReadonlyMap<string, string>

  /** Of two countries with one name, the later counts. */
  constructor(names: readonly { readonly name: string; readonly iso: string }[]) {
    this.#byName = new Map(names.map(({ name, iso }) => [foldCountryName(name), iso]))
  }

  /** The code of a country by the code itself or by a name, in any letter case; undefined for any other text. */
  find(text: string): string | undefined {
    return this.#byName.get(foldCountryName(text))
  }

  /**
   * Finds the codes of a list that was split at its commas, and joins names that have commas themselves. A text that names no
   * country stays as it is.
   */
  findAll(parts: readonly string[]): string[] {
    const found: string[] = []
    for (let start = 0; start < parts.length; ) {
      const { iso, length } = this.#longestFrom(parts, start)
      found.push(iso ?? parts[start] ?? '')
      start += length
    }
    return found
  }

  #longestFrom(parts: readonly string[], start: number): { readonly iso: string | undefined; readonly length: number } {
    for (let length = MOST_COMMAS_OF_A_NAME + 1; length > 1; length--) {
      const iso = start + length > parts.length ? undefined : this.find(parts.slice(start, start + length).join(' '))
      if (iso !== undefined) return { iso, length }
    }
    return { iso: this.find(parts[start] ?? ''), length: 1 }
  }
}
