import { type Bundle, type Country, coverage } from '../../domain/bundle.ts'
import { type CatalogueQuery, catalogueSelection } from './catalogue-query.ts'
import { CountryCodes } from './country-codes.ts'
import { Database } from './database.ts'

export interface CatalogueFacets {
  readonly bases: readonly { readonly iso: string; readonly name: string }[]
  readonly groups: readonly string[]
  readonly megabytes: readonly number[]
}

export interface CataloguePage {
  readonly rows: number
  /** The bundles as JSON objects, in the form of the list. */
  readonly listings: readonly string[]
  /** The routing profile of each, in the same order. */
  readonly profiles: readonly number[]
}

/** Pages are kept as they were read, since nothing changes a catalogue: so many, of so many bundles at most. */
const PAGES_KEPT = 32
const LARGEST_KEPT_PAGE = 100

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

interface BundleRow {
  position: number
  name: string
  description: string
  group_name: string
  base_name: string
  base_region: string
  base_iso: string
  roaming: string
  data_megabytes: number
  daily_megabytes: number | null
  duration_days: number
  assignment_count: number
  unlimited: number
  autostart: number
  speeds: string | null
  image_url: string
  price_milli: number
  profile: number
  allowance_description: string
}

const bundleFromRow = (row: BundleRow): Bundle => ({
  position: row.position,
  name: row.name,
  description: row.description,
  group: row.group_name,
  base: { name: row.base_name, region: row.base_region, iso: row.base_iso },
  roaming: JSON.parse(row.roaming) as Country[],
  dataMegabytes: row.data_megabytes,
  dailyMegabytes: row.daily_megabytes,
  durationDays: row.duration_days,
  assignmentCount: row.assignment_count,
  unlimited: row.unlimited === 1,
  autostart: row.autostart === 1,
  speeds: row.speeds === null ? null : (JSON.parse(row.speeds) as string[]),
  imageUrl: row.image_url,
  price: row.price_milli,
  routingProfile: row.profile,
  allowanceDescription: row.allowance_description,
})

/** Reads the catalogue file: bundles, networks and invented people, shared by all organisations and never written. */
export class Catalogue {
  readonly #database: Database
  readonly #bundles = new Map<string, Bundle | undefined>()
  readonly #coverage = new Map<string, ReadonlySet<string>>()
  readonly #networks = new Map<string, readonly Network[]>()
  readonly #counts = new Map<string, number>()
  readonly #pages = new Map<string, CataloguePage>()
  #facets: CatalogueFacets | undefined
  #countryCodes: CountryCodes | undefined

  constructor(path: string) {
    this.#database = Database.openReadOnly(path)
  }

  findBundle(name: string): Bundle | undefined {
    let bundle = this.#bundles.get(name)
    if (!bundle) {
      const row = this.#database.get<BundleRow>('SELECT * FROM bundles WHERE name = ?', name)
      bundle = row && bundleFromRow(row)
      if (bundle) this.#bundles.set(name, bundle)
    }
    return bundle
  }

  /** Whether a bundle can be used in a country. */
  covers(name: string, country: string): boolean {
    let places = this.#coverage.get(name)
    if (!places) {
      const bundle = this.findBundle(name)
      places = bundle ? coverage(bundle) : new Set()
      this.#coverage.set(name, places)
    }
    return places.has(country)
  }

  list(query: CatalogueQuery): CataloguePage {
    const key = JSON.stringify(query)
    const known = this.#pages.get(key)
    if (known) return known
    const page = this.#readPage(query)
    if (page.listings.length > LARGEST_KEPT_PAGE) return page
    if (this.#pages.size === PAGES_KEPT) this.#pages.clear()
    this.#pages.set(key, page)
    return page
  }

  #readPage(query: CatalogueQuery): CataloguePage {
    const { where, order, values } = catalogueSelection(query)
    const listings = this.#database.all<{ listing: string; profile: number }>(
      `SELECT listing, profile FROM bundles ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
      ...values,
      query.perPage,
      (query.page - 1) * query.perPage,
    )
    return {
      rows: this.#count(where, values),
      listings: listings.map((row) => row.listing),
      profiles: listings.map((row) => row.profile),
    }
  }

  /** The values to filter a list by: base countries, groups and amounts of data. */
  facets(): CatalogueFacets {
    this.#facets ??= {
      bases: this.#database.all<{ iso: string; name: string }>(
        'SELECT DISTINCT base_iso AS iso, base_name AS name FROM bundles ORDER BY base_name',
      ),
      groups: this.#database
        .all<{ name: string }>('SELECT DISTINCT group_name AS name FROM bundles ORDER BY group_name')
        .map(({ name }) => name),
      megabytes: this.#database
        .all<{ amount: number }>('SELECT DISTINCT data_megabytes AS amount FROM bundles ORDER BY data_megabytes')
        .map(({ amount }) => amount),
    }
    return this.#facets
  }

  /** The networks of a country; empty for an unknown code. */
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

  /** Every country that has networks. */
  countries(): Country[] {
    return this.#database.all<Country & Record<string, unknown>>(
      'SELECT iso, name, region FROM countries WHERE iso IN (SELECT iso FROM networks) ORDER BY iso',
    )
  }

  /** Finds ISO codes by the names of countries. */
  get countryCodes(): CountryCodes {
    this.#countryCodes ??= new CountryCodes([
      ...this.#database.all<{ name: string; iso: string }>('SELECT name, iso FROM country_names'),
      ...this.#database.all<{ name: string; iso: string }>('SELECT iso AS name, iso FROM countries'),
    ])
    return this.#countryCodes
  }

  /** The base countries of a group's bundles. */
  countriesOfGroup(group: string): Country[] {
    return this.#database.all<Country & Record<string, unknown>>(
      `SELECT DISTINCT base_name AS name, base_region AS region, base_iso AS iso FROM bundles
       WHERE group_name = ? ORDER BY base_iso, base_name`,
      group,
    )
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

  #count(where: string, values: readonly (string | number)[]): number {
    const key = JSON.stringify([where, values])
    let rows = this.#counts.get(key)
    if (rows === undefined) {
      rows = this.#database.get<{ rows: number }>(`SELECT count(*) AS rows FROM bundles ${where}`, ...values)?.rows ?? 0
      // Clients search for any text: the cache has a limit.
      if (this.#counts.size < 1_000) this.#counts.set(key, rows)
    }
    return rows
  }
}
