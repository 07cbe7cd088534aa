import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { listCallers } from '../../contract/control/callers.ts'
import { Act } from '../act.tsx'
import { type Look, PER_PAGE, pageOf, type Shown } from '../look.ts'
import { Empty, Moment, Pager, Table } from '../parts.tsx'
import { askServer, TokenForm } from '../token-form.tsx'

type Caller = z.infer<typeof listCallers.answer>['callers'][number]

/** All that are kept. */
const LIMIT = 500

/** The calls that were refused for their key: they are in no organisation's journal. */
export async function showCallers({ ask, query }: Look): Promise<Shown> {
  const answer = await askServer(ask, listCallers, { query: { limit: LIMIT } })
  const body = (
    <>
      <div class="top">
        <h1>Refused callers</h1>
        <Act call="DELETE /_emulator/callers" done="Forgotten." confirm="Forget all refused calls?" server>
          <button type="submit" class="danger">
            Forget all
          </button>
        </Act>
      </div>
      <p>
        Calls to this server that were refused for their key, whatever organisation they meant. Every other call is in
        the journal of its organisation.
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
  if (callers.length === 0) return <Empty>No call was refused for its key.</Empty>
  const page = pageOf(query)
  return (
    <>
      <Table label="Table of refused calls" columns={['When', 'Call', 'What was wrong', 'From', 'Hash of the key']}>
        {callers.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((caller) => (
          <tr data-item={`u${caller.id}`}>
            <td>
              <Moment at={caller.at} />
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
