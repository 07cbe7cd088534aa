import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type JournalEntry, listRequests } from '../../contract/control/requests.ts'
import { Act } from '../act.tsx'
import { AskError } from '../ask.ts'
import { curlCommand, NEW_LINE } from '../assets/curl.js'
import { Choice, SearchField } from '../form-fields.tsx'
import { type Look, PER_PAGE, type Shown } from '../look.ts'
import { CopyButton, Downward, Empty, Moment, Search, Snippet, StatusChip, Table } from '../parts.tsx'
import { RequestMarks } from '../rows.tsx'
import { indented } from './callbacks.tsx'

type Request = z.infer<typeof JournalEntry>

const METHODS = ['GET', 'POST', 'PUT', 'DELETE']

/** So much of a body is shown; catalogues are long. */
const SHOWN = 20_000

/** Every vendor call, the newest first. */
export async function showJournal({ ask, query }: Look): Promise<Shown> {
  const filters = {
    method: query.get('method') ?? '',
    path: (query.get('path') ?? '').trim(),
    status: (query.get('status') ?? '').trim(),
    iccid: (query.get('iccid') ?? '').trim(),
  }
  const { requests } = await ask(listRequests, {
    query: { ...filters, before: query.get('before') ?? '', limit: PER_PAGE },
  })
  const body = (
    <>
      <div class="top">
        <h1>Journal</h1>
        <Act call="DELETE /_emulator/requests" done="Forgotten." confirm="Forget all requests?">
          <button type="submit" class="danger">
            Forget all
          </button>
        </Act>
      </div>
      <section class="sheet">
        <Search>
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
        </Search>
        <div data-live="requests">
          {requests.length === 0 ? <Empty>No call.</Empty> : <RequestTable requests={requests} />}
          <Downward query={query} last={requests.length === PER_PAGE ? requests.at(-1)?.id : undefined} />
        </div>
      </section>
    </>
  )
  return { title: 'Journal', active: 'journal', body }
}

const RequestTable: FC<{ readonly requests: readonly Request[] }> = ({ requests }) => (
  <Table
    label="Table of requests"
    columns={['When', 'Request', 'Status', { title: 'Took', class: 'number' }, 'Remarks']}
  >
    {requests.map((request) => (
      <tr data-item={`r${request.id}`}>
        <td>
          <Moment at={request.at} />
        </td>
        <td>
          <a href={`/_emulator/ui/journal/${request.id}`}>
            <b>{request.method}</b> <span class="mono">{request.path}</span>
          </a>
          {request.operationId && <small class="block">{request.operationId}</small>}
        </td>
        <td>
          <StatusChip status={request.status} />
        </td>
        <td class="number nowrap">{request.durationMs.toFixed(1)} ms</td>
        <td>
          <RequestMarks request={request} />
        </td>
      </tr>
    ))}
  </Table>
)

/** One call: request and answer side by side. */
export async function showRequest({ ask, frame, address, item }: Look): Promise<Shown> {
  const id = Number(item)
  const { requests } =
    Number.isSafeInteger(id) && id > 0
      ? await ask(listRequests, { query: { before: id + 1, limit: 1 } })
      : { requests: [] }
  const request = requests[0]
  if (request?.id !== id) throw new AskError(404, `there is no request ${item}`)
  const curl = curlOf(request, address, frame.apiKey)
  const query = Object.entries(request.query)
  const body = (
    <>
      <div class="top">
        <h1>
          {request.method} <span class="mono">{request.path}</span>
        </h1>
        <StatusChip status={request.status} />
        <span class="row">
          <Moment at={request.at} /> <span class="soft">{request.durationMs} ms</span>
        </span>
      </div>
      {request.contractIssues.length > 0 && (
        <section class="note warn">
          <h2>It was answered, and departs from the contract</h2>
          <ul>
            {request.contractIssues.map((issue) => (
              <li>{issue}</li>
            ))}
          </ul>
        </section>
      )}
      {request.reason && (
        <p class="note warn">
          The emulator itself is the cause of this answer: <b>{request.reason}</b>
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
          <Body text={request.responseBody} none="No body, or no longer kept." />
        </section>
      </div>
      <section class="sheet">
        <h2>The same again, with curl</h2>
        <Snippet text={curl} what="curl" />
      </section>
    </>
  )
  return { title: `${request.method} ${request.path}`, active: 'journal', body }
}

const Body: FC<{ readonly text: string | null; readonly none: string }> = ({ text, none }) => {
  if (!text) return <Empty>{none}</Empty>
  const shown = indented(text)
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

/** A call as a line of a shell. */
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
