import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { listCallers } from '../../contract/control/callers.ts'
import { Table, Timestamp } from '../components.tsx'
import { DeleteAll, ListPage, paginate } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { callServer, TokenForm } from '../token-form.tsx'

type Caller = z.infer<typeof listCallers.answer>['callers'][number]

/** The journal of refused calls keeps this many. */
const LIMIT = 500

/** Renders the calls refused for their API key, which no organisation's journal has. */
export async function showCallers({ call, query }: PageRequest): Promise<PageContent> {
  const answer = await callServer(call, listCallers, { query: { limit: LIMIT } })
  const refused = typeof answer === 'string' ? [] : answer.callers
  const { shown, pager } = paginate(refused, query, ['call', 'calls'])
  const body = (
    <ListPage
      title="Refused callers"
      actions={
        <DeleteAll
          call="DELETE /_emulator/callers"
          label="Delete all"
          done="Refused calls deleted."
          confirm="Delete all refused calls?"
          server
        />
      }
      note={
        <p>
          Calls refused because of their API key, for any organisation. All other calls are in the journal of their
          organisation.
        </p>
      }
      live="callers"
      items={shown}
      empty={typeof answer === 'string' ? undefined : 'No call was refused for its key.'}
      table={(callers) => <CallerTable callers={callers} />}
      pager={typeof answer === 'string' ? <TokenForm reason={answer} /> : pager}
    />
  )
  return { title: 'Refused callers', active: 'callers', body }
}

const COLUMNS = [
  { title: 'When', class: 'tight' },
  { title: 'Call', class: 'fifth' },
  'Reason',
  { title: 'From', class: 'fifth' },
  { title: 'Key, hashed', class: 'tight' },
]

const CallerTable: FC<{ readonly callers: readonly Caller[] }> = ({ callers }) => (
  <Table label="Table of refused calls" columns={COLUMNS}>
    {callers.map((caller) => (
      <tr data-item={`u${caller.id}`}>
        <td>
          <Timestamp at={caller.at} />
        </td>
        <td class="cut" title={`${caller.method} ${caller.path}`}>
          <b>{caller.method}</b> <span class="mono">{caller.path}</span>
        </td>
        <td class="cut" title={caller.message}>
          {caller.message}
        </td>
        <td class="cut" title={caller.userAgent ?? undefined}>
          <span class="mono">{caller.sourceIp}</span> <small>{caller.userAgent}</small>
        </td>
        <td class="mono">{caller.keyHash ?? ''}</td>
      </tr>
    ))}
  </Table>
)
