import type { FC } from 'hono/jsx'
import type { EsimFilter, EsimQuery } from '../../state/records/esim-list.ts'
import { listEsims } from '../../state/records/esim-list.ts'
import { ActionForm } from '../action-form.tsx'
import { Pager } from '../components.tsx'
import { EsimTable, summariseEsim } from '../esim-table.tsx'
import { SearchField } from '../form-fields.tsx'
import { ListPage } from '../list-page.tsx'
import { type PageContent, type PageRequest, pageNumber, ROWS_PER_PAGE } from '../page-request.ts'

/** Searches digits in ICCIDs, other text in customer references. */
const filterOf = (text: string): EsimFilter | undefined =>
  text === '' ? undefined : { column: /^\d+$/.test(text) ? 'iccid' : 'customer_ref', contains: text }

/** Renders the eSIMs, newest first. */
export function showEsims({ read, query, frame }: PageRequest): PageContent {
  const text = (query.get('find') ?? '').trim()
  const page = pageNumber(query)
  const asked: EsimQuery = {
    page,
    perPage: ROWS_PER_PAGE,
    descending: true,
    orderBy: undefined,
    filter: filterOf(text),
  }
  const { rows, esims } = read((tx) => {
    const found = listEsims(tx, asked)
    return { rows: found.rows, esims: found.esims.map((esim) => summariseEsim(tx, esim)) }
  })
  const body = (
    <ListPage
      title="eSIMs"
      actions={<CreateEsim />}
      filters={<SearchField label="ICCID, or part of the customer reference" name="find" value={text} />}
      live="esims"
      items={esims}
      empty={text === '' ? 'No eSIM yet: buy a bundle from the catalogue.' : 'No eSIM matches.'}
      table={(shown) => <EsimTable esims={shown} now={frame.clock.now} />}
      pager={<Pager query={query} page={page} rows={rows} nouns={['eSIM', 'eSIMs']} />}
    />
  )
  return { title: 'eSIMs', active: 'esims', body }
}

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
