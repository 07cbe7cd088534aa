import { type Bought, type Bundle, type Country, coverage } from '../../domain/bundle.ts'
import { isoCountry } from '../../domain/country-name.ts'
import { BundleList, type CatalogueFacets, type CataloguePage } from './bundle-list.ts'
import { type BundleRow, bundleFromRow } from './bundle-rows.ts'
import type { CatalogueQuery } from './catalogue-query.ts'
import { CountryCodes } from './country-codes.ts'
import type { Database } from './database.ts'

export interface Network {
  readonly name: string
  readonly brandName: string
  readonly mcc: string
  readonly mnc: string
  readonly tadig: string
  readonly speeds: readonly string[]
}

export interface Person {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly phone: string
  readonly timeZone: string
}

export interface Company {
  readonly name: string
  readonly addr1: string
  readonly addr2: string
  readonly city: string
  readonly country: string
  readonly postcode: string
  readonly website: string
  readonly businessType: string
  readonly productDescription: string
}

/** The catalogue as an organisation sees it. */
export interface CatalogueView {
  /** Finds a bundle that can be ordered now. */
  findBundle(name: string): Bundle | undefined
  /** Whether the organisation withdrew a bundle from sale. */
  isWithdrawn(name: string): boolean
  /** Finds a bundle as it was bought, whether or not it can still be ordered. */
  findBought(bought: Bought): Bundle | undefined
  /** Whether a bundle that was bought can be used in a country. */
  covers(bought: Bought, country: string): boolean
  list(query: CatalogueQuery): CataloguePage
  /** The names of all groups. */
  groups(): readonly string[]
  /** The values to filter a list by, beside the groups: base countries and amounts of data. */
  facets(): CatalogueFacets
  /** The base countries of a group's bundles. */
  countriesOfGroup(group: string): Country[]
  /** The networks of a country; empty for an unknown code. */
  networksOf(iso: string): readonly Network[]
  /** Every country that has networks. */
  countries(): readonly Country[]
  /** Finds a country by its code or name, whether or not it has networks. */
  findCountry(text: string): Country | undefined
  /** Finds a region, as bundles have it in the place of a base country. */
  findRegion(name: string): Country | undefined
  /** Finds ISO codes by the names of countries. */
  readonly countryCodes: CountryCodes
  company(index: number): Company
  person(index: number): Person
}

export interface CatalogueParts {
  readonly database: Database
  /** Renders a bundle as the list shows it. */
  readonly renderListing: (bundle: Bundle) => string
  /** Bundles that are not in the database yet. They are written when a list is first asked for, so that a start does not wait. */
  readonly unwritten?: { readonly bundles: readonly Bundle[]; readonly write: () => void } | undefined
}

/** Reads the catalogue file: bundles, networks and invented people, shared by all organisations and never written. */
export class Catalogue implements CatalogueView {
  /** Renders a bundle as the list shows it. */
  readonly renderListing: (bundle: Bundle) => string
  readonly #database: Database
  readonly #bundles: Map<string, Bundle>
  #unwritten: CatalogueParts['unwritten']
  #list: BundleList | undefined
  readonly #coverage = new Map<string, ReadonlySet<string>>()
  readonly #networks = new Map<string, readonly Network[]>()
  #countryCodes: CountryCodes | undefined
  #lastPosition: number | undefined

  constructor({ database, renderListing, unwritten }: CatalogueParts) {
    this.#database = database
    this.renderListing = renderListing
    this.#unwritten = unwritten
    this.#bundles = new Map(unwritten?.bundles.map((bundle) => [bundle.name, bundle]))
  }

  /** The database, with every bundle in it. */
  get database(): Database {
    this.#unwritten?.write()
    this.#unwritten = undefined
    return this.#database
  }

  findBundle(name: string): Bundle | undefined {
    let bundle = this.#bundles.get(name)
    if (!bundle) {
      const row = this.database.get<BundleRow>('SELECT * FROM bundles WHERE name = ?', name)
      bundle = row && bundleFromRow(row)
      if (bundle) this.#bundles.set(name, bundle)
    }
    return bundle
  }

  isWithdrawn(_name: string): boolean {
    return false
  }

  findBought({ bundle }: Bought): Bundle | undefined {
    return this.findBundle(bundle)
  }

  covers({ bundle: name }: Bought, country: string): boolean {
    let places = this.#coverage.get(name)
    if (!places) {
      const bundle = this.findBundle(name)
      places = bundle ? coverage(bundle) : new Set()
      this.#coverage.set(name, places)
    }
    return places.has(country)
  }

  list(query: CatalogueQuery): CataloguePage {
    return this.#bundleList.page(query)
  }

  groups(): readonly string[] {
    return this.#bundleList.groups()
  }

  facets(): CatalogueFacets {
    return this.#bundleList.facets()
  }

  countriesOfGroup(group: string): Country[] {
    return this.#bundleList.countriesOfGroup(group)
  }

  networksOf(iso: string): readonly Network[] {
    let networks = this.#networks.get(iso)
    if (!networks) {
      networks = this.#database
        .all<{ name: string; brand_name: string; mcc: string; mnc: string; tadig: string; speeds: string }>(
          'SELECT name, brand_name, mcc, mnc, tadig, speeds FROM networks WHERE iso = ? ORDER BY position',
          iso,
        )
        .map(({ brand_name, speeds, ...row }) => ({
          ...row,
          brandName: brand_name,
          speeds: JSON.parse(speeds) as string[],
        }))
      if (networks.length > 0) this.#networks.set(iso, networks)
    }
    return networks
  }

  countries(): readonly Country[] {
    return this.#database.all<Country & Record<string, unknown>>(
      'SELECT iso, name, region FROM countries WHERE iso IN (SELECT iso FROM networks) ORDER BY iso',
    )
  }

  findCountry(text: string): Country | undefined {
    const iso = this.countryCodes.find(text)
    if (iso === undefined) return isoCountry(text.toUpperCase())
    return this.#database.get<Country & Record<string, unknown>>(
      'SELECT name, region, iso FROM countries WHERE iso = ?',
      iso,
    )
  }

  findRegion(name: string): Country | undefined {
    return this.database.get<Country & Record<string, unknown>>(
      'SELECT base_name AS name, base_region AS region, base_iso AS iso FROM bundles WHERE base_iso = ? COLLATE NOCASE LIMIT 1',
      name,
    )
  }

  /** The position of the last bundle. */
  get lastPosition(): number {
    this.#lastPosition ??=
      this.database.get<{ last: number | null }>('SELECT max(position) AS last FROM bundles')?.last ?? 0
    return this.#lastPosition
  }

  get countryCodes(): CountryCodes {
    this.#countryCodes ??= new CountryCodes([
      ...this.#database.all<{ name: string; iso: string }>('SELECT name, iso FROM country_names'),
      ...this.#database.all<{ name: string; iso: string }>('SELECT iso AS name, iso FROM countries'),
    ])
    return this.#countryCodes
  }

  company(index: number): Company {
    const row = this.#database.get<Company & { business_type: string; product_description: string }>(
      `SELECT name, addr1, addr2, city, country, postcode, website, business_type, product_description
       FROM companies ORDER BY position LIMIT 1 OFFSET ? % (SELECT count(*) FROM companies)`,
      index,
    )
    if (!row) throw new Error('the fixtures hold no companies')
    const { business_type, product_description, ...rest } = row
    return { ...rest, businessType: business_type, productDescription: product_description }
  }

  person(index: number): Person {
    const row = this.#database.get<{
      first_name: string
      last_name: string
      email: string
      phone: string
      time_zone: string
    }>(
      `SELECT first_name, last_name, email, phone, time_zone
       FROM people ORDER BY position LIMIT 1 OFFSET ? % (SELECT count(*) FROM people)`,
      index,
    )
    if (!row) throw new Error('the fixtures hold no people')
    return {
      firstName: row.first_name,
      lastName: row.last_name,
      email: row.email,
      phone: row.phone,
      timeZone: row.time_zone,
    }
  }

  close(): void {
    this.#database.close()
  }

  get #bundleList(): BundleList {
    this.#list ??= new BundleList(this.database, 'bundles')
    return this.#list
  }
}
