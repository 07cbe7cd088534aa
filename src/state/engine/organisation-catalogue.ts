import { type Bought, type Bundle, type Country, coverage } from '../../domain/bundle.ts'
import { type BundleChange, changedBundle, describesNewBundle, newBundle } from '../../domain/catalogue-change.ts'
import { BundleList, type CatalogueFacets, type CataloguePage } from './bundle-list.ts'
import { BUNDLE_COLUMN_NAMES, BUNDLE_COLUMNS, bundleRow } from './bundle-rows.ts'
import type { Catalogue, CatalogueView, Company, Network, Person } from './catalogue.ts'
import type { CatalogueQuery } from './catalogue-query.ts'
import type { CountryCodes } from './country-codes.ts'
import type { ReadTx } from './state.ts'

/** A bundle as an organisation's catalogue has it, or had it when it was bought. */
export interface BundleEdition {
  readonly id: number
  readonly bundle: string
  /** The fields that differ from the emulator's catalogue; all of them where that has no such bundle. */
  readonly fields: BundleChange
  readonly withdrawn: boolean
  readonly isCurrent: boolean
}

const COLUMNS = BUNDLE_COLUMN_NAMES.join(', ')

/** The bundles of every organisation's catalogue that differ, beside the emulator's own; of the connection, and never on disk. */
const CHANGED_BUNDLES = `
  CREATE TEMP TABLE IF NOT EXISTS changed_bundles (
    owner INTEGER NOT NULL,
    on_sale INTEGER NOT NULL,${BUNDLE_COLUMNS.replace('PRIMARY KEY', 'NOT NULL').replace(' UNIQUE', '')},
    PRIMARY KEY (owner, name)
  ) STRICT, WITHOUT ROWID`

/** The source of the bundles that one organisation can order, for FROM. It binds the organisation twice. */
const ORDERABLE = `(SELECT ${COLUMNS} FROM bundles
  WHERE name NOT IN (SELECT name FROM changed_bundles WHERE owner = ?)
  UNION ALL SELECT ${COLUMNS} FROM changed_bundles WHERE owner = ? AND on_sale = 1)`

/** Makes the bundle of an edition; undefined where the emulator's catalogue has no such bundle, and the edition not all of it. */
export function bundleOfEdition(
  catalogue: Pick<Catalogue, 'findBundle' | 'lastPosition'>,
  { id, bundle: name, fields }: Pick<BundleEdition, 'id' | 'bundle' | 'fields'>,
): Bundle | undefined {
  const known = catalogue.findBundle(name)
  if (known) return { ...changedBundle(known, fields), edition: id }
  if (!describesNewBundle(fields)) return undefined
  return { ...changedBundle(newBundle(name, fields, { position: catalogue.lastPosition + id }), {}), edition: id }
}

/** The catalogue of an organisation that differs from the emulator's own. It is made anew after each change. */
export class OrganisationCatalogue implements CatalogueView {
  readonly #shared: Catalogue
  readonly #owner: number
  readonly #editions = new Map<number, Bundle>()
  readonly #current = new Map<string, { readonly bundle: Bundle; readonly onSale: boolean }>()
  readonly #coverage = new Map<number, ReadonlySet<string>>()
  #list: BundleList | undefined

  constructor(shared: Catalogue, owner: number, editions: readonly BundleEdition[]) {
    this.#shared = shared
    this.#owner = owner
    for (const edition of editions) {
      const bundle = bundleOfEdition(shared, edition)
      if (!bundle) continue
      this.#editions.set(edition.id, bundle)
      if (edition.isCurrent) this.#current.set(edition.bundle, { bundle, onSale: !edition.withdrawn })
    }
  }

  findBundle(name: string): Bundle | undefined {
    const own = this.#current.get(name)
    if (own) return own.onSale ? own.bundle : undefined
    return this.#shared.findBundle(name)
  }

  isWithdrawn(name: string): boolean {
    return this.#current.get(name)?.onSale === false
  }

  findBought(bought: Bought): Bundle | undefined {
    return bought.edition === 0 ? this.#shared.findBundle(bought.bundle) : this.#editions.get(bought.edition)
  }

  covers(bought: Bought, country: string): boolean {
    const { edition } = bought
    if (edition === 0) return this.#shared.covers(bought, country)
    let places = this.#coverage.get(edition)
    if (!places) {
      const bundle = this.findBought(bought)
      places = bundle ? coverage(bundle) : new Set()
      this.#coverage.set(edition, places)
    }
    return places.has(country)
  }

  list(query: CatalogueQuery): CataloguePage {
    return this.#bundles.page(query)
  }

  groups(): readonly string[] {
    return this.#bundles.groups()
  }

  facets(): CatalogueFacets {
    return this.#bundles.facets()
  }

  countriesOfGroup(group: string): Country[] {
    return this.#bundles.countriesOfGroup(group)
  }

  networksOf(iso: string): readonly Network[] {
    return this.#shared.networksOf(iso)
  }

  countries(): readonly Country[] {
    return this.#shared.countries()
  }

  findCountry(text: string): Country | undefined {
    return this.#shared.findCountry(text)
  }

  findRegion(name: string): Country | undefined {
    return this.#shared.findRegion(name)
  }

  get countryCodes(): CountryCodes {
    return this.#shared.countryCodes
  }

  company(index: number): Company {
    return this.#shared.company(index)
  }

  person(index: number): Person {
    return this.#shared.person(index)
  }

  /** The bundles in SQL, for filters, order and pages. They are written when they are first asked for. */
  get #bundles(): BundleList {
    if (this.#list) return this.#list
    const { database, renderListing } = this.#shared
    database.run(CHANGED_BUNDLES)
    database.transaction(() => {
      database.run('DELETE FROM changed_bundles WHERE owner = ?', this.#owner)
      const insert = `INSERT INTO changed_bundles (owner, on_sale, ${COLUMNS})
        VALUES (?, ?${', ?'.repeat(BUNDLE_COLUMN_NAMES.length)})`
      for (const { bundle, onSale } of this.#current.values()) {
        const row = bundleRow(bundle, renderListing(bundle))
        database.run(insert, this.#owner, Number(onSale), ...BUNDLE_COLUMN_NAMES.map((name) => row[name]))
      }
    })
    this.#list = new BundleList(database, ORDERABLE, [this.#owner, this.#owner])
    return this.#list
  }
}

/** The catalogue of an organisation: the emulator's own, unless changes of it are in force or something was bought under one. */
export function catalogueOf(tx: Pick<ReadTx, 'all' | 'organisationId'>, shared: Catalogue): CatalogueView {
  const rows = tx.all<{ id: number; bundle: string; fields: string; withdrawn: number; status: string }>(
    `SELECT id, bundle, fields, withdrawn, status FROM catalogue_changes WHERE organisation_id = ? AND status <> 'scheduled'`,
    tx.organisationId,
  )
  if (rows.length === 0) return shared
  const editions = rows.map(
    ({ id, bundle, fields, withdrawn, status }): BundleEdition => ({
      id,
      bundle,
      fields: JSON.parse(fields) as BundleChange,
      withdrawn: withdrawn === 1,
      isCurrent: status === 'current',
    }),
  )
  return new OrganisationCatalogue(shared, tx.organisationId, editions)
}
