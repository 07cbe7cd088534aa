import type { Country } from '../../domain/bundle.ts'
import { HAS_SEVERAL } from './bundle-rows.ts'
import { type CatalogueQuery, catalogueSelection } from './catalogue-query.ts'
import type { Database } from './database.ts'

export interface CatalogueFacets {
  readonly bases: readonly { readonly iso: string; readonly name: string }[]
  readonly megabytes: readonly number[]
}

export interface CataloguePage {
  readonly rows: number
  /** The bundles as JSON objects, in the form of the list. */
  readonly listings: readonly string[]
  /** The routing profile of each, in the same order. */
  readonly profiles: readonly number[]
}

type Value = string | number

/** Pages are kept as they were read, since the bundles do not change: so many, of so many bundles at most. */
const PAGES_KEPT = 32
const LARGEST_KEPT_PAGE = 100

/** Clients search for any text: the cache of counts has a limit. */
const MOST_COUNTS = 1_000

/** Lists, counts and searches the bundles of a table, or of a query with the columns of one. It must not change. */
export class BundleList {
  readonly #database: Database
  readonly #from: string
  readonly #values: readonly Value[]
  readonly #counts = new Map<string, number>()
  readonly #pages = new Map<string, CataloguePage>()
  #groups: readonly string[] | undefined
  #facets: CatalogueFacets | undefined
  #isMultiple: boolean | undefined

  /** `from` is what stands after FROM, and `values` are those of its parameters. */
  constructor(database: Database, from: string, values: readonly Value[] = []) {
    this.#database = database
    this.#from = from
    this.#values = values
  }

  page(query: CatalogueQuery): CataloguePage {
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
    const { where, order, values } = catalogueSelection(query, this.#hasSeveral)
    const listings = this.#all<{ listing: string; profile: number }>(
      `SELECT listing, profile FROM ${this.#from} ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
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

  /** The names of all groups. */
  groups(): readonly string[] {
    this.#groups ??= this.#all<{ name: string }>(
      `SELECT DISTINCT name FROM (${this.#each('groups')}) ORDER BY name`,
      ...this.#again,
    ).map(({ name }) => name)
    return this.#groups
  }

  /** The values to filter a list by, beside the groups: base countries and amounts of data. */
  facets(): CatalogueFacets {
    const amounts = `SELECT DISTINCT data_megabytes AS amount FROM ${this.#from} ORDER BY data_megabytes`
    this.#facets ??= {
      bases: this.#all<{ iso: string; name: string }>(
        `SELECT DISTINCT iso, name FROM (${this.#each('countries')}) ORDER BY name`,
        ...this.#again,
      ),
      megabytes: this.#all<{ amount: number }>(amounts).map(({ amount }) => amount),
    }
    return this.#facets
  }

  /** The base countries of a group's bundles. */
  countriesOfGroup(group: string): Country[] {
    const { where, values } = catalogueSelection({ ...EVERYTHING, group }, this.#hasSeveral)
    return this.#all<Country & Record<string, unknown>>(
      `SELECT DISTINCT name, region, iso FROM (${this.#each('countries', where)}) ORDER BY iso, name`,
      ...values,
      ...(this.#hasSeveral ? [...this.#values, ...values] : []),
    )
  }

  /** Whether any bundle has several groups or base countries. */
  get #hasSeveral(): boolean {
    this.#isMultiple ??= this.#all(`SELECT 1 FROM ${this.#from} WHERE ${HAS_SEVERAL} LIMIT 1`).length > 0
    return this.#isMultiple
  }

  /** The parameters of the second half of `#each`. */
  get #again(): readonly Value[] {
    return this.#hasSeveral ? this.#values : []
  }

  /** A query of each group or base country of each bundle. */
  #each(what: 'groups' | 'countries', where = ''): string {
    const isGroups = what === 'groups'
    const first = isGroups
      ? `SELECT group_name AS name FROM ${this.#from} ${where} ${where ? 'AND' : 'WHERE'} group_name IS NOT NULL`
      : `SELECT base_name AS name, base_region AS region, base_iso AS iso FROM ${this.#from} ${where}`
    if (!this.#hasSeveral) return first
    const fields = isGroups
      ? 'more.value'
      : `more.value ->> '$.name', more.value ->> '$.region', more.value ->> '$.iso'`
    return `${first} UNION ALL SELECT ${fields}
      FROM (SELECT more_${what} AS listed FROM ${this.#from} ${where}), json_each(listed) AS more`
  }

  #count(where: string, values: readonly Value[]): number {
    const key = JSON.stringify([where, values])
    let rows = this.#counts.get(key)
    if (rows === undefined) {
      rows = this.#all<{ rows: number }>(`SELECT count(*) AS rows FROM ${this.#from} ${where}`, ...values)[0]?.rows ?? 0
      if (this.#counts.size < MOST_COUNTS) this.#counts.set(key, rows)
    }
    return rows
  }

  #all<R>(sql: string, ...values: readonly Value[]): R[] {
    return this.#database.all<R>(sql, ...this.#values, ...values)
  }
}

const EVERYTHING: CatalogueQuery = {
  page: 1,
  perPage: 1,
  descending: false,
  orderBy: undefined,
  description: undefined,
  group: undefined,
  countries: [],
  region: undefined,
}
