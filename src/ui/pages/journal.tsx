import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type JournalEntry, listRequests, STATUS_CLASSES } from '../../contract/control/requests.ts'
import { OPERATIONS } from '../../contract/operations.ts'
import { StatusBadge, Table, Timestamp } from '../components.tsx'
import { LONGEST_REMARK, RequestRemarks } from '../feeds.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { shortPath, shortText } from '../format.ts'
import { requestPath } from '../links.ts'
import { DeleteAll, ListPage, NewestFirstPager, newestFirst, readFilters } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'

type Request = z.infer<typeof JournalEntry>

const OPERATION_IDS = OPERATIONS.map(({ operationId }) => operationId).sort()

/** The values to choose from: the classes, and a single status that the address names. */
const statusChoices = (status: string): [string, string][] => [
  ...STATUS_CLASSES.map((each): [string, string] => [each, each === 'none' ? 'no answer' : each]),
  ...(status === '' || STATUS_CLASSES.some((each) => each === status) ? [] : [[status, status] as [string, string]]),
]

/** Renders the recorded vendor calls, newest first. */
export async function showJournal({ call, query }: PageRequest): Promise<PageContent> {
  const filters = readFilters(query, 'search', 'operationId', 'status', 'path', 'iccid', 'order', 'method')
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
          <SearchField label="Search" name="search" value={filters.search} placeholder="in bodies, paths" />
          <Choice
            label="Status"
            name="status"
            values={statusChoices(filters.status)}
            chosen={filters.status}
            none="all"
            submits
          />
          <Choice
            label="Operation"
            name="operationId"
            values={OPERATION_IDS}
            chosen={filters.operationId}
            none="all"
            submits
          />
          <SearchField label="Path" name="path" value={filters.path} placeholder="/esims/*" />
          <SearchField label="eSIM" name="iccid" value={filters.iccid} inputmode="numeric" placeholder="ICCID" />
          <SearchField label="Order" name="order" value={filters.order} placeholder="reference" />
          {filters.method !== '' && <input type="hidden" name="method" value={filters.method} />}
        </>
      }
      note={
        filters.search !== '' && (
          <p class="soft small">
            Searched: paths, queries, bodies and refusals of the last 5,000 calls, and the answers of the last 100.
          </p>
        )
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
  <div class="calls">
    <Table
      label="Table of requests"
      columns={[
        ...['When', 'Request', 'Operation', 'Status'].map((title) => ({ title, class: 'tight' })),
        'Reason',
        { title: 'Took', class: 'tight number' },
      ]}
    >
      {requests.map((request) => (
        <tr data-item={`r${request.id}`}>
          <td>
            <Timestamp at={request.at} />
          </td>
          <td class="path">
            <a href={requestPath(request.id)} title={request.path}>
              <b>{request.method}</b> <span class="mono">{shortPath(request.path)}</span>
            </a>
          </td>
          <td class="small">{request.operationId}</td>
          <td>
            <StatusBadge status={request.status} />
          </td>
          <td
            class="cut"
            title={
              shortText([request.explanation, ...request.contractIssues].filter(Boolean).join('; '), LONGEST_REMARK) ||
              undefined
            }
          >
            <RequestRemarks request={request} />
          </td>
          <td class="number">{request.durationMs.toFixed(1)} ms</td>
        </tr>
      ))}
    </Table>
  </div>
)
