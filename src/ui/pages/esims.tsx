import type { EsimFilter, EsimQuery } from '../../state/records/esim-list.ts'
import { listEsims } from '../../state/records/esim-list.ts'
import { ActionForm } from '../action-form.tsx'
import { EmptyState, FilterForm, Pager } from '../components.tsx'
import { EsimTable, summariseEsim } from '../esim-table.tsx'
import { SearchField } from '../form-fields.tsx'
import { type PageContent, type PageRequest, PER_PAGE, pageNumber } from '../page-request.ts'

/** Searches digits in ICCIDs, other text in customer references. */
const filterOf = (text: string): EsimFilter | undefined =>
  text === '' ? undefined : { column: /^\d+$/.test(text) ? 'iccid' : 'customer_ref', contains: text }

/** Renders the eSIMs, newest first. */
export function showEsims({ read, query, frame }: PageRequest): PageContent {
  const text = (query.get('find') ?? '').trim()
  const page = pageNumber(query)
  const asked: EsimQuery = { page, perPage: PER_PAGE, descending: true, orderBy: undefined, filter: filterOf(text) }
  const { rows, esims } = read((tx) => {
    const found = listEsims(tx, asked)
    return { rows: found.rows, esims: found.esims.map((esim) => summariseEsim(tx, esim)) }
  })
  const body = (
    <>
      <div class="top">
        <h1>eSIMs</h1>
        <ActionForm
          call="POST /_emulator/esims"
          done="Created."
          then="/_emulator/ui/esims/{esims.0.iccid}"
          label="Create an eSIM without a bundle"
        >
          <label>
            <span class="unseen">Phone number; by default one is made</span>
            <input name="msisdn" placeholder="number, optional" inputmode="tel" />
          </label>
          <button type="submit">New eSIM, no bundle</button>
        </ActionForm>
      </div>
      <section class="sheet">
        <FilterForm>
          <SearchField label="ICCID, or part of the customer reference" name="find" value={text} />
          <button type="submit">Find</button>
        </FilterForm>
        <div data-live="esims">
          {esims.length === 0 ? (
            <EmptyState>
              {text === '' ? 'No eSIM yet: buy a bundle from the catalogue.' : 'No eSIM matches.'}
            </EmptyState>
          ) : (
            <EsimTable esims={esims} now={frame.clock.now} />
          )}
          <Pager query={query} page={page} rows={rows} nouns={['eSIM', 'eSIMs']} />
        </div>
      </section>
    </>
  )
  return { title: 'eSIMs', active: 'esims', body }
}
