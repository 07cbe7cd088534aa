import { foldCountryName } from '../../domain/country-name.ts'

/** `Bonaire, Sint Eustatius And Saba` has one; people write a second. */
const MOST_COMMAS_OF_A_NAME = 2

/** Finds the ISO codes of countries by what people call them. */
export class CountryCodes {
  readonly #byName: ReadonlyMap<string, string>

  /** Where two countries have the same name the later counts. */
  constructor(names: readonly { readonly name: string; readonly iso: string }[]) {
    this.#byName = new Map(names.map(({ name, iso }) => [foldCountryName(name), iso]))
  }

  /** The code of a country by the code itself or by a name, in any letter case; undefined for any other text. */
  find(text: string): string | undefined {
    return this.#byName.get(foldCountryName(text))
  }

  /**
   * The codes of a list that was split at its commas: some names have commas themselves. What is no country stays as it is.
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
