import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type JournalEntry, listRequests } from '../../contract/control/requests.ts'
import { findReferenceOfRequest } from '../../state/records/money-rows.ts'
import { curlCommand, NEW_LINE } from '../assets/curl.js'
import { CopyButton, EmptyState, Snippet, StatusBadge, Table, Timestamp } from '../components.tsx'
import { findById } from '../control-client.ts'
import { RequestRemarks } from '../feeds.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { formatJson } from '../format.ts'
import { DeleteAll, ListPage, NewestFirstPager, newestFirst, readFilters } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { OrderLink } from '../statement-entry.tsx'

type Request = z.infer<typeof JournalEntry>

const METHODS = ['GET', 'POST', 'PUT', 'DELETE']

/** Characters of a body that are shown; catalogues are long. */
const SHOWN = 20_000

/** Renders the recorded vendor calls, newest first. */
export async function showJournal({ call, query }: PageRequest): Promise<PageContent> {
  const filters = readFilters(query, 'method', 'path', 'status', 'iccid')
  const { requests } = await call(listRequests, { query: { ...filters, ...newestFirst(query) } })
  const body = (
    <ListPage
      title="Journal"
      actions={
        <DeleteAll
          call="DELETE /_emulator/requests"
          label="Delete all"
          done="Journal deleted."
          confirm="Delete all requests?"
        />
      }
      filters={
        <>
          <Choice label="Method" name="method" values={METHODS} chosen={filters.method} none="all" submits />
          <SearchField label="Path, * for anything" name="path" value={filters.path} placeholder="/esims/*" />
          <label>
            Status
            <input
              class="short"
              type="search"
              name="status"
              value={filters.status}
              inputmode="numeric"
              pattern="\d{3}"
            />
          </label>
          <SearchField label="ICCID" name="iccid" value={filters.iccid} inputmode="numeric" />
        </>
      }
      live="requests"
      items={requests}
      empty="No call."
      table={(shown) => <RequestTable requests={shown} />}
      pager={<NewestFirstPager query={query} items={requests} />}
    />
  )
  return { title: 'Journal', active: 'journal', body }
}

const RequestTable: FC<{ readonly requests: readonly Request[] }> = ({ requests }) => (
  <Table
    label="Table of requests"
    columns={['When', 'Request', 'Status', { title: 'Took', class: 'number' }, 'Reason']}
  >
    {requests.map((request) => (
      <tr data-item={`r${request.id}`}>
        <td>
          <Timestamp at={request.at} />
        </td>
        <td>
          <a href={`/_emulator/ui/journal/${request.id}`}>
            <b>{request.method}</b> <span class="mono">{request.path}</span>
          </a>
          {request.operationId && <small class="block">{request.operationId}</small>}
        </td>
        <td>
          <StatusBadge status={request.status} />
        </td>
        <td class="number nowrap">{request.durationMs.toFixed(1)} ms</td>
        <td>
          <RequestRemarks request={request} />
        </td>
      </tr>
    ))}
  </Table>
)

/** Renders one recorded call: request and answer side by side. */
export async function showRequest({ call, read, frame, address, item }: PageRequest): Promise<PageContent> {
  const request = await findById(item, 'request', async (query) => (await call(listRequests, { query })).requests)
  const curl = curlOf(request, address, frame.apiKey)
  const query = Object.entries(request.query)
  const order = read((tx) => findReferenceOfRequest(tx, request.id))
  const body = (
    <>
      <div class="top">
        <h1>
          {request.method} <span class="mono">{request.path}</span>
        </h1>
        <StatusBadge status={request.status} />
        <span class="row">
          <Timestamp at={request.at} /> <span class="soft">{request.durationMs} ms</span>
          {order && (
            <span>
              Order <OrderLink reference={order} />
            </span>
          )}
        </span>
      </div>
      {request.contractIssues.length > 0 && (
        <section class="note warn">
          <h2>The request departs from the contract</h2>
          <ul>
            {request.contractIssues.map((issue) => (
              <li>{issue}</li>
            ))}
          </ul>
        </section>
      )}
      {request.reason && (
        <p class="note warn">
          The emulator caused this answer: <b>{request.reason}</b>
        </p>
      )}
      <div class="columns">
        <section class="sheet">
          <h2>Request</h2>
          {query.length > 0 && (
            <dl class="facts">
              {query.map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd class="mono">{[value].flat().join(', ')}</dd>
                </>
              ))}
            </dl>
          )}
          <Body text={request.requestBody} none="No body." />
        </section>
        <section class="sheet">
          <h2>Answer</h2>
          <Body text={request.responseBody} none="No body, or it is no longer stored." />
        </section>
      </div>
      <section class="sheet">
        <h2>As curl</h2>
        <Snippet text={curl} what="curl" />
      </section>
    </>
  )
  return { title: `${request.method} ${request.path}`, active: 'journal', body }
}

const Body: FC<{ readonly text: string | null; readonly none: string }> = ({ text, none }) => {
  if (!text) return <EmptyState>{none}</EmptyState>
  const shown = formatJson(text)
  return (
    <>
      <pre tabindex={0}>{shown.slice(0, SHOWN)}</pre>
      {shown.length > SHOWN && (
        <small>
          The first {SHOWN} of {shown.length} characters.
        </small>
      )}
      <CopyButton text={text} what="the body" label="copy all" />
    </>
  )
}

/** Formats a recorded call as a curl command. */
function curlOf(
  { method, path, query, requestBody }: Pick<Request, 'method' | 'path' | 'query' | 'requestBody'>,
  address: string,
  apiKey: string,
): string {
  const url = new URL(`${address}${path}`)
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) url.searchParams.append(name, value)
  }
  const call = { method, url: url.href, headers: [`X-API-Key: ${apiKey}`], body: requestBody || undefined }
  return curlCommand(call, NEW_LINE)
}
