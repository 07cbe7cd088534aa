import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { listCallers } from '../../contract/control/callers.ts'
import { ActionForm } from '../action-form.tsx'
import { EmptyState, Pager, Table, Timestamp } from '../components.tsx'
import { type PageContent, type PageRequest, PER_PAGE, pageNumber } from '../page-request.ts'
import { callServer, TokenForm } from '../token-form.tsx'

type Caller = z.infer<typeof listCallers.answer>['callers'][number]

/** The journal of refused calls keeps this many. */
const LIMIT = 500

/** Renders the calls refused for their API key, which no organisation's journal has. */
export async function showCallers({ call, query }: PageRequest): Promise<PageContent> {
  const answer = await callServer(call, listCallers, { query: { limit: LIMIT } })
  const body = (
    <>
      <div class="top">
        <h1>Refused callers</h1>
        <ActionForm
          call="DELETE /_emulator/callers"
          done="Refused calls deleted."
          confirm="Delete all refused calls?"
          server
        >
          <button type="submit" class="danger">
            Delete all
          </button>
        </ActionForm>
      </div>
      <p>
        Calls refused because of their API key, for any organisation. All other calls are in the journal of their
        organisation.
      </p>
      <section class="sheet" data-live="callers">
        {typeof answer === 'string' ? (
          <TokenForm reason={answer} />
        ) : (
          <CallerTable callers={answer.callers} query={query} />
        )}
      </section>
    </>
  )
  return { title: 'Refused callers', active: 'callers', body }
}

const CallerTable: FC<{ readonly callers: readonly Caller[]; readonly query: URLSearchParams }> = ({
  callers,
  query,
}) => {
  if (callers.length === 0) return <EmptyState>No call was refused because of its API key.</EmptyState>
  const page = pageNumber(query)
  return (
    <>
      <Table label="Table of refused calls" columns={['When', 'Call', 'Reason', 'From', 'Hash of the key']}>
        {callers.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((caller) => (
          <tr data-item={`u${caller.id}`}>
            <td>
              <Timestamp at={caller.at} />
            </td>
            <td>
              <b>{caller.method}</b> <span class="mono">{caller.path}</span>
            </td>
            <td>{caller.message}</td>
            <td>
              <span class="mono">{caller.sourceIp}</span>
              {caller.userAgent && <small class="block">{caller.userAgent}</small>}
            </td>
            <td class="mono">{caller.keyHash ?? ''}</td>
          </tr>
        ))}
      </Table>
      <Pager query={query} page={page} rows={callers.length} nouns={['call', 'calls']} />
    </>
  )
}
