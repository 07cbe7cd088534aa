import type { FC } from 'hono/jsx'
import { ESIM_ORDERS, listEsims as listMatching } from '../../contract/control/esims.ts'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import type { Esim } from '../../domain/esim.ts'
import { findEsimColumn, listEsims } from '../../state/records/esim-list.ts'
import type { EsimFilter } from '../../state/records/esim-search.ts'
import { getEsim } from '../../state/records/esims.ts'
import { ActionForm } from '../action-form.tsx'
import { BulkActs, type ListConditions } from '../bulk-acts.tsx'
import { Pager } from '../components.tsx'
import { EsimTable, summariseEsim } from '../esim-table.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { ListPage, readFilters } from '../list-page.tsx'
import { type PageContent, type PageRequest, pageNumber, ROWS_PER_PAGE } from '../page-request.ts'
import { type Order, readOrder } from '../table-columns.tsx'

/** By age, the newest first: no column of the table has that order. */
const NEWEST_FIRST: Order = { name: '', isDescending: true }

/** Renders the eSIMs, newest first unless a column was chosen, with acts on many of them. */
export async function showEsims(request: PageRequest): Promise<PageContent> {
  const { read, query, frame } = request
  const { state: bundleState, ...filters } = readFilters(query, 'find', 'state', 'country', 'installed')
  const conditions: ListConditions = { ...filters, bundleState }
  const order = readOrder(query, ESIM_ORDERS, NEWEST_FIRST)
  const { rows, found } = await list(request, conditions, order)
  const { esims, countries } = read((tx) => ({
    esims: found(tx).map((esim) => summariseEsim(tx, esim)),
    countries: tx.catalogue.countries(),
  }))
  const isFiltered = Object.values(conditions).some((value) => value !== '')
  const body = (
    <ListPage
      title="eSIMs"
      actions={<CreateEsim />}
      filters={
        <>
          {query.has('sort') && <input type="hidden" name="sort" value={query.get('sort') ?? ''} />}
          <SearchField label="ICCID, or part of the customer reference" name="find" value={conditions.find} />
          <Choice label="Bundle" name="state" values={ASSIGNMENT_STATES} chosen={bundleState} none="any" submits />
          <Choice
            label="Country"
            name="country"
            values={countries.map(({ iso, name }) => [iso, name] as const)}
            chosen={conditions.country}
            none="any"
            submits
          />
          <Choice
            label="Installed"
            name="installed"
            values={[
              ['true', 'yes'],
              ['false', 'no'],
            ]}
            chosen={conditions.installed}
            none="any"
            submits
          />
        </>
      }
      above={<BulkActs rows={rows} conditions={conditions} />}
      live="esims"
      items={esims}
      empty={isFiltered ? 'No eSIM matches.' : 'No eSIM yet: buy a bundle from the catalogue.'}
      table={(shown) => (
        <div data-rows={rows}>
          <EsimTable esims={shown} now={frame.clock.now} list={{ order, query }} />
        </div>
      )}
      pager={<Pager query={query} page={pageNumber(query)} rows={rows} nouns={['eSIM', 'eSIMs']} />}
    />
  )
  return { title: 'eSIMs', active: 'esims', body }
}

interface Found {
  /** The number of all that match. */
  readonly rows: number
  /** The eSIMs of the page. */
  readonly found: (tx: Parameters<typeof listEsims>[0]) => readonly Esim[]
}

/** Lists one page of the eSIMs: by an index if it is only searched and sorted, else as the control API does. */
async function list(
  { readInTurns, call, query }: PageRequest,
  conditions: ListConditions,
  order: Order,
): Promise<Found> {
  const page = pageNumber(query)
  const { find, ...others } = conditions
  if (Object.values(others).every((value) => value === '')) {
    const { rows, esims } = await readInTurns((tx) =>
      listEsims(tx, {
        page,
        perPage: ROWS_PER_PAGE,
        descending: order.isDescending,
        orderBy: findEsimColumn(order.name),
        filter: filterOf(find),
      }),
    )
    return { rows, found: () => esims }
  }
  const { matched, esims } = await call(listMatching, {
    query: {
      ...conditions,
      orderBy: order.name,
      direction: order.isDescending ? 'desc' : 'asc',
      offset: (page - 1) * ROWS_PER_PAGE,
      limit: ROWS_PER_PAGE,
    },
  })
  return {
    rows: matched,
    found: (tx) => esims.map(({ iccid }) => getEsim(tx, iccid, { allowReturning: true })),
  }
}

/** Searches digits in ICCIDs, other text in customer references. */
const filterOf = (text: string): EsimFilter | undefined =>
  text === '' ? undefined : { column: /^\d+$/.test(text) ? 'iccid' : 'customer_ref', contains: text }

/** A form that creates an eSIM without a bundle. */
const CreateEsim: FC = () => (
  <ActionForm
    call="POST /_emulator/esims"
    done="Created."
    then="/_emulator/ui/esims/{esims.0.iccid}"
    label="Create an eSIM without a bundle"
  >
    <label>
      <span class="unseen">Phone number (default: automatic)</span>
      <input name="msisdn" placeholder="number, optional" inputmode="tel" />
    </label>
    <button type="submit">New eSIM, no bundle</button>
  </ActionForm>
)
