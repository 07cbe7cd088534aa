import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type JournalEntry, listRequests } from '../../contract/control/requests.ts'
import { ActionForm } from '../action-form.tsx'
import { curlCommand, NEW_LINE } from '../assets/curl.js'
import {
  CopyButton,
  EmptyState,
  FilterForm,
  OlderPager,
  Snippet,
  StatusBadge,
  Table,
  Timestamp,
} from '../components.tsx'
import { ControlCallError } from '../control-client.ts'
import { RequestRemarks } from '../feeds.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { type PageContent, type PageRequest, PER_PAGE } from '../page-request.ts'
import { formatJson } from './callbacks.tsx'

type Request = z.infer<typeof JournalEntry>

const METHODS = ['GET', 'POST', 'PUT', 'DELETE']

/** Characters of a body that are shown; catalogues are long. */
const SHOWN = 20_000

/** Renders the recorded vendor calls, newest first. */
export async function showJournal({ call, query }: PageRequest): Promise<PageContent> {
  const filters = {
    method: query.get('method') ?? '',
    path: (query.get('path') ?? '').trim(),
    status: (query.get('status') ?? '').trim(),
    iccid: (query.get('iccid') ?? '').trim(),
  }
  const { requests } = await call(listRequests, {
    query: { ...filters, before: query.get('before') ?? '', limit: PER_PAGE },
  })
  const body = (
    <>
      <div class="top">
        <h1>Journal</h1>
        <ActionForm call="DELETE /_emulator/requests" done="Journal deleted." confirm="Delete all requests?">
          <button type="submit" class="danger">
            Delete all
          </button>
        </ActionForm>
      </div>
      <section class="sheet">
        <FilterForm>
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
          <button type="submit">Find</button>
        </FilterForm>
        <div data-live="requests">
          {requests.length === 0 ? <EmptyState>No call.</EmptyState> : <RequestTable requests={requests} />}
          <OlderPager query={query} last={requests.length === PER_PAGE ? requests.at(-1)?.id : undefined} />
        </div>
      </section>
    </>
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
export async function showRequest({ call, frame, address, item }: PageRequest): Promise<PageContent> {
  const id = Number(item)
  const { requests } =
    Number.isSafeInteger(id) && id > 0
      ? await call(listRequests, { query: { before: id + 1, limit: 1 } })
      : { requests: [] }
  const request = requests[0]
  if (request?.id !== id) throw new ControlCallError(404, `there is no request ${item}`)
  const curl = curlOf(request, address, frame.apiKey)
  const query = Object.entries(request.query)
  const body = (
    <>
      <div class="top">
        <h1>
          {request.method} <span class="mono">{request.path}</span>
        </h1>
        <StatusBadge status={request.status} />
        <span class="row">
          <Timestamp at={request.at} /> <span class="soft">{request.durationMs} ms</span>
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
