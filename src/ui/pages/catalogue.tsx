import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { CatalogueBundle } from '../../contract/catalogue.ts'
import { placesOf } from '../../domain/bundle.ts'
import { toWireNumber } from '../../domain/money.ts'
import type { CatalogueFacets } from '../../state/engine/bundle-list.ts'
import { listChanges } from '../../state/records/catalogue-changes.ts'
import { BuyIntoInventory, BuyOnEsim, BuyOnNewEsim } from '../buy-forms.tsx'
import { BundleForms, CatalogueChanges } from '../catalogue-changes.tsx'
import { CopyableText, CopyButton, Pager, Table } from '../components.tsx'
import { ControlCallError } from '../control-client.ts'
import { EsimLink } from '../feeds.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { formatMoney } from '../format.ts'
import { bundlePath } from '../links.ts'
import { ListPage, readFilters } from '../list-page.tsx'
import { type PageContent, type PageRequest, pageNumber, ROWS_PER_PAGE } from '../page-request.ts'
import { RowMenu } from '../row-menu.tsx'
import { type Order, readOrder, sortBy } from '../table-columns.tsx'

type Bundle = z.infer<typeof CatalogueBundle>

/** Renders the catalogue, with filters. */
export function showCatalogue({ read, query }: PageRequest): PageContent {
  const page = pageNumber(query)
  const filters = readFilters(query, 'find', 'country', 'group', 'size')
  const order = readOrder(query, SORTED_BY, VENDORS_ORDER)
  const iccid = query.get('iccid') ?? ''
  const { facets, rows, bundles, cheapest, changes } = read((tx) => {
    const { catalogue } = tx
    const wanted = {
      description: filters.find || undefined,
      group: filters.group || undefined,
      countries: filters.country === '' ? [] : [filters.country],
      region: undefined,
      megabytes: filters.size === '' ? undefined : Number(filters.size),
    }
    const { rows, listings } = catalogue.list({
      ...wanted,
      page,
      perPage: ROWS_PER_PAGE,
      descending: order.isDescending,
      orderBy: order.name || undefined,
      byCountry: order.name === BY_COUNTRY,
    })
    const [cheapest] = catalogue.list({ ...wanted, page: 1, perPage: 1, descending: false, orderBy: 'price' }).listings
    const bundles = listings.map(readListing)
    const facets = { ...catalogue.facets(), groups: catalogue.groups() }
    return {
      facets,
      rows,
      bundles,
      cheapest: cheapest && readListing(cheapest),
      changes: listChanges(tx).slice(0, ROWS_PER_PAGE),
    }
  })
  const body = (
    <>
      <ListPage
        title="Catalogue"
        actions={
          cheapest && (
            <p class="soft" data-live="cheapest">
              cheapest: <a href={bundlePath(cheapest.name)}>{cheapest.description}</a> for {formatMoney(cheapest.price)}
            </p>
          )
        }
        note={
          iccid !== '' && (
            <p class="note">
              Buying for eSIM <EsimLink iccid={iccid} whole />.{' '}
              <a href="/_emulator/ui/catalogue">Buy for a new eSIM instead</a>
            </p>
          )
        }
        filters={<Filters facets={facets} filters={filters} kept={{ iccid, sort: query.get('sort') ?? '' }} />}
        submit="Search"
        live="catalogue"
        items={bundles}
        empty="No bundle matches."
        table={(shown) => <BundleTable bundles={shown} iccid={iccid} order={order} query={query} />}
        pager={<Pager query={query} page={page} rows={rows} nouns={['bundle', 'bundles']} />}
      />
      {changes.length > 0 && <CatalogueChanges changes={changes} />}
    </>
  )
  return { title: 'Catalogue', active: 'catalogue', body }
}

const readListing = (listing: string): Bundle => JSON.parse(listing) as Bundle

/** The column that the vendor API does not sort by. */
const BY_COUNTRY = 'country'

/** The columns that the table can be sorted by, in the words of the vendor API. */
const SORTED_BY = ['name', BY_COUNTRY, 'dataAmount', 'duration', 'price']

const VENDORS_ORDER: Order = { name: '', isDescending: false }

interface TableProps {
  readonly bundles: readonly Bundle[]
  readonly iccid: string
  readonly order: Order
  readonly query: URLSearchParams
}

const BundleTable: FC<TableProps> = ({ bundles, iccid, order, query }) => {
  const sort = (name: string) => sortBy(name, order, query)
  return (
    <Table
      label="Table of bundles"
      columns={[
        { title: 'Bundle', class: 'tight', sort: sort('name') },
        { title: 'Where', sort: sort(BY_COUNTRY) },
        { title: 'Data', class: 'number tight', sort: sort('dataAmount') },
        { title: 'Days', class: 'number tight', sort: sort('duration') },
        { title: 'Price', class: 'number tight', sort: sort('price') },
        'What it does',
        { title: 'Buy', class: 'tight' },
        { title: '', class: 'tight' },
      ]}
    >
      {bundles.map((bundle) => (
        <BundleRow bundle={bundle} iccid={iccid} />
      ))}
    </Table>
  )
}

const BundleRow: FC<{ readonly bundle: Bundle; readonly iccid: string }> = ({ bundle, iccid }) => {
  const page = bundlePath(bundle.name)
  const countries = bundle.countries.map(({ name }) => name).join(', ')
  return (
    <tr data-item={bundle.name}>
      <td class="nowrap">
        <a class="mono" href={page}>
          {bundle.name}
        </a>{' '}
        <CopyButton text={bundle.name} what={bundle.name} />
      </td>
      <td class="cut" title={countries}>
        {countries}
        {bundle.roamingEnabled.length > 0 && <small> {bundle.roamingEnabled.length} countries</small>}
      </td>
      <td class="number nowrap">{sizeOf(bundle.dataAmount)}</td>
      <td class="number">{bundle.duration}</td>
      <td class="number">{formatMoney(bundle.price)}</td>
      <td class="cut" title={describeBundle(bundle)}>
        {describeBundle(bundle)}
      </td>
      <td>{iccid === '' ? <BuyOnNewEsim bundle={bundle.name} /> : <BuyOnEsim bundle={bundle.name} iccid={iccid} />}</td>
      <td>
        <RowMenu label={`Acts on ${bundle.name}`} from={page} />
      </td>
    </tr>
  )
}

/** Describes a bundle in some words: its group, its best speed and when it starts. */
const describeBundle = ({ groups, speed, autostart }: Bundle): string =>
  [groups.join(', '), speed?.at(-1), autostart ? 'starts when used' : 'starts when assigned']
    .filter(Boolean)
    .join(' · ')

/** Formats an amount of data in the catalogue's megabytes. */
const sizeOf = (megabytes: number): string =>
  megabytes < 0 ? 'unlimited' : megabytes >= 1_000 ? `${megabytes / 1_000} GB` : `${megabytes} MB`

interface FilterProps {
  readonly facets: CatalogueFacets & { readonly groups: readonly string[] }
  readonly filters: Readonly<Record<'find' | 'country' | 'group' | 'size', string>>
  /** Parts of the query that stay when a filter changes. */
  readonly kept: Readonly<Record<string, string>>
}

const Filters: FC<FilterProps> = ({ facets, filters, kept }) => (
  <>
    {Object.entries(kept)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    <SearchField label="Words of the description" name="find" value={filters.find} placeholder="Germany" />
    <Choice
      label="Country or region"
      name="country"
      values={facets.bases.map(({ iso, name }) => [iso, name] as const)}
      chosen={filters.country}
      none="all"
      submits
    />
    <Choice label="Group" name="group" values={facets.groups} chosen={filters.group} none="all" submits />
    <Choice
      label="Data"
      name="size"
      values={facets.megabytes.map((amount) => [String(amount), sizeOf(amount)] as const)}
      chosen={filters.size}
      none="any"
      submits
    />
  </>
)

/** Renders one bundle: facts, networks and forms to buy it. */
export function showBundle({ read, item, query }: PageRequest): PageContent {
  const { bundle, networks } = read(({ catalogue }) => {
    const found = catalogue.findBundle(item)
    const places = found ? placesOf(found) : []
    return {
      bundle: found,
      networks: places.map(({ iso, name }) => ({ iso, name, networks: catalogue.networksOf(iso) })),
    }
  })
  if (!bundle) throw new ControlCallError(404, `there is no bundle ${item} in the catalogue`)
  const covered = networks.filter(({ networks: each }) => each.length > 0)
  const body = (
    <>
      <div class="top">
        <h1>{bundle.description}</h1>
        <b>{formatMoney(toWireNumber(bundle.price))}</b>
      </div>
      <div class="columns">
        <section class="sheet">
          <h2>Buy</h2>
          <div class="acts" data-acts>
            <BuyOnNewEsim bundle={bundle.name} main />
            <BuyOnEsim bundle={bundle.name} iccid={query.get('iccid') ?? ''} editable />
            <BuyIntoInventory bundle={bundle.name} />
          </div>
        </section>
        <section class="sheet">
          <h2>Change</h2>
          <div data-acts>
            <BundleForms bundle={bundle} />
          </div>
        </section>
        <section class="sheet">
          <h2>Facts</h2>
          <dl class="facts">
            <dt>Name</dt>
            <dd>
              <CopyableText text={bundle.name} />
            </dd>
            <dt>Group</dt>
            <dd>{bundle.groups.join(', ')}</dd>
            <dt>Data</dt>
            <dd>
              {sizeOf(bundle.dataMegabytes)}
              {bundle.dailyMegabytes !== null && `, ${bundle.dailyMegabytes} MB a day at full speed`}
            </dd>
            <dt>Duration</dt>
            <dd>
              {bundle.durationDays} days
              {bundle.assignmentCount > 1 && `, as ${bundle.assignmentCount} months one after the other`}
            </dd>
            <dt>Starts</dt>
            <dd>
              {bundle.autostart ? 'when data is first used' : 'when it is assigned, or at the startTime of the call'}
            </dd>
          </dl>
        </section>
      </div>
      <section class="sheet">
        <h2>
          Networks in {covered.length} {covered.length === 1 ? 'country' : 'countries'}
        </h2>
        <dl class="facts">
          {covered.map(({ iso, name, networks: each }) => (
            <>
              <dt>
                {name} ({iso})
              </dt>
              <dd>{each.map(({ brandName, name: network }) => brandName || network).join(', ')}</dd>
            </>
          ))}
        </dl>
      </section>
    </>
  )
  return { title: bundle.name, active: 'catalogue', body }
}
