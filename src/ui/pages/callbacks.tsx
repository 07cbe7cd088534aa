import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Callback, listCallbacks } from '../../contract/control/callbacks.ts'
import { ALERT_TYPES, subjectOfCallback } from '../../domain/callback.ts'
import { type CallbackQuery, countCallbacks, listStatuses } from '../../state/records/callback-list.ts'
import { ActionForm, Submit } from '../action-form.tsx'
import { DeliveryChart, LOW } from '../charts/delivery-chart.tsx'
import { EmptyState, StateBadge, Table, Timestamp } from '../components.tsx'
import { describeOutcome, EsimLink } from '../feeds.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { formatCount, formatMoment } from '../format.ts'
import { callbackPath } from '../links.ts'
import { DeleteAll, ListPage, NewestFirstPager, newestFirst, readFilters } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { RowMenu } from '../row-menu.tsx'

const STATUSES = ['pending', 'delivered', 'failed', 'unsent']

/** The most callbacks that the chart counts, and that one call sends again. */
const CHARTED = 1_000
const MOST_REDELIVERED = 1_000

/** Renders the callbacks, newest first. */
export async function showCallbacks({ call, read, frame, query }: PageRequest): Promise<PageContent> {
  const filters = readFilters(query, 'alertType', 'status', 'iccid', 'bundle')
  const { callbacks } = await call(listCallbacks, { query: { ...filters, ...newestFirst(query) } })
  const wanted = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
  const again = Object.keys(wanted).length > 0 ? wanted : { status: 'failed' }
  const { statuses, count } = read((tx) => ({
    statuses: listStatuses(tx, { ...wanted, limit: CHARTED }),
    count: countCallbacks(tx, { ...again, limit: MOST_REDELIVERED }),
  }))
  const body = (
    <>
      <ListPage
        title="Callbacks"
        actions={
          <>
            <span data-live="again">
              <SendAgain match={again} count={count} />
            </span>
            <SendExample />
          </>
        }
        note={
          <section class="sheet low" aria-label="Deliveries over time" data-live="deliveries">
            {statuses.length === 0 ? (
              <EmptyState>No callback yet.</EmptyState>
            ) : (
              <DeliveryChart callbacks={statuses} now={Date.parse(frame.clock.now)} height={LOW} />
            )}
          </section>
        }
        filters={
          <>
            <Choice label="Result" name="status" values={STATUSES} chosen={filters.status} none="all" submits />
            <Choice label="Kind" name="alertType" values={ALERT_TYPES} chosen={filters.alertType} none="all" submits />
            <SearchField label="eSIM" name="iccid" value={filters.iccid} inputmode="numeric" placeholder="ICCID" />
            <SearchField label="Bundle" name="bundle" value={filters.bundle} placeholder="esim_1GB_7D_FR_V2" />
          </>
        }
        live="callbacks"
        items={callbacks}
        empty="No callback."
        table={(shown) => <CallbackTable callbacks={shown} />}
        pager={<NewestFirstPager query={query} items={callbacks} />}
      />
      <section class="sheet">
        <h2>Explain a signature</h2>
        <p class="soft">Of a callback as your receiver got it. To compare one that it computed, open the callback.</p>
        <ActionForm
          call="POST /_emulator/callbacks/explain"
          done="{message}"
          label="Explain a signature"
          class="stacked"
        >
          <label class="wide">
            Raw body, as received
            <textarea name="body" required />
          </label>
          <label class="wide">
            X-Signature-SHA256
            <input name="signature" />
          </label>
          <output class="note" />
          <button type="submit">Explain</button>
        </ActionForm>
      </section>
      <DeleteAll
        call="DELETE /_emulator/callbacks"
        label="Delete all callbacks"
        done="Callbacks deleted."
        confirm="Delete all callbacks? Pending ones are not sent."
      />
    </>
  )
  return { title: 'Callbacks', active: 'callbacks', body }
}

/** A form that sends an example callback. */
const SendExample: FC = () => (
  <ActionForm call="POST /_emulator/callbacks/test" done="Example {status}." label="Send an example">
    <Choice label="Kind of callback" name="alertType" values={ALERT_TYPES} unseen />
    <button type="submit">Send an example</button>
  </ActionForm>
)

interface SendAgainProps {
  readonly match: Omit<CallbackQuery, 'limit'>
  readonly count: number
}

/** A form that sends the callbacks of the list again; of an unfiltered list those that failed. */
const SendAgain: FC<SendAgainProps> = ({ match, count }) => {
  const isFailed = Object.keys(match).join() === 'status' && match.status === 'failed'
  const many = `${count < MOST_REDELIVERED ? '' : 'the oldest '}${formatCount(count)}`
  return (
    <ActionForm
      call="POST /_emulator/callbacks/redeliver"
      done="Sent {sent} again: {delivered} delivered, {failed} failed."
      confirm={`Send ${many} ${count === 1 ? 'callback' : 'callbacks'} again?`}
      label="Send again"
    >
      {Object.entries(match).map(([name, value]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
      <Submit unavailable={count > 0 ? undefined : isFailed ? 'No callback failed.' : 'The list is empty.'}>
        {isFailed ? 'Send failed ones again' : 'Send all of this list again'} ({many})
      </Submit>
    </ActionForm>
  )
}

type SentCallback = z.infer<typeof Callback>

const CallbackTable: FC<{ readonly callbacks: readonly SentCallback[] }> = ({ callbacks }) => (
  <div class="calls">
    <Table
      label="Table of callbacks"
      columns={[
        ...['When', 'Kind', 'eSIM', 'Bundle', 'At', 'Result'].map((title) => ({ title, class: 'tight' })),
        { title: 'Attempts', class: 'tight number roomy' },
        'Last answer',
        { title: 'Acts', class: 'tight' },
      ]}
    >
      {callbacks.map((callback) => (
        <CallbackRow callback={callback} />
      ))}
    </Table>
  </div>
)

const CallbackRow: FC<{ readonly callback: SentCallback }> = ({ callback }) => {
  const { id, createdAt, alertType, iccid, status, attempts, nextAttemptAt } = callback
  const { bundle, amount } = subjectOfCallback(callback.body)
  const outcome = describeOutcome(callback)
  const again = nextAttemptAt ? `, again ${formatMoment(nextAttemptAt)}` : ''
  return (
    <tr data-item={`c${id}`}>
      <td>
        <Timestamp at={createdAt} />
      </td>
      <td>
        <a href={callbackPath(id)}>{alertType}</a>
      </td>
      <td>{iccid && <EsimLink iccid={iccid} />}</td>
      <td>
        {bundle && (
          <a class="mono" href={`?bundle=${encodeURIComponent(bundle)}`}>
            {bundle}
          </a>
        )}
      </td>
      <td>{amount}</td>
      <td>
        <StateBadge state={status} />
      </td>
      <td class="number roomy">{attempts.length}</td>
      <td class="cut" title={`${outcome}${again} (attempts: ${attempts.length})`}>
        {outcome}
        {nextAttemptAt && (
          <>
            , again <Timestamp at={nextAttemptAt} />
          </>
        )}
      </td>
      <td>
        <RowMenu label={`Acts on callback ${id}`}>
          <ActionForm call={`POST /_emulator/callbacks/${id}/redeliver`} done="Sent again: {status}.">
            <Submit>Send again</Submit>
          </ActionForm>
          <a href={`${callbackPath(id)}#compare`}>Compare with your receiver</a>
          {iccid && <a href={`?iccid=${iccid}`}>Callbacks of this eSIM</a>}
        </RowMenu>
      </td>
    </tr>
  )
}
