import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Callback, listCallbacks } from '../../contract/control/callbacks.ts'
import { getSettings } from '../../contract/control/organisation.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { ActionForm } from '../action-form.tsx'
import { CopyButton, EmptyState, Snippet, StateBadge, StatusBadge, Table, Timestamp } from '../components.tsx'
import { signatureCheck } from '../connect.tsx'
import { findById } from '../control-client.ts'
import { describeOutcome, EsimLink } from '../feeds.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { formatJson } from '../format.ts'
import { DeleteAll, ListPage, NewestFirstPager, newestFirst, readFilters } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'
import { OrderOfCallback } from '../statement-entry.tsx'

const STATUSES = ['pending', 'delivered', 'failed', 'unsent']

/** Renders the callbacks, newest first. */
export async function showCallbacks({ call, query }: PageRequest): Promise<PageContent> {
  const filters = readFilters(query, 'alertType', 'status', 'iccid')
  const { callbacks } = await call(listCallbacks, { query: { ...filters, ...newestFirst(query) } })
  const body = (
    <>
      <ListPage
        title="Callbacks"
        actions={<SendExample />}
        filters={
          <>
            <Choice label="Kind" name="alertType" values={ALERT_TYPES} chosen={filters.alertType} none="all" submits />
            <Choice label="Status" name="status" values={STATUSES} chosen={filters.status} none="all" submits />
            <SearchField label="ICCID" name="iccid" value={filters.iccid} inputmode="numeric" />
          </>
        }
        live="callbacks"
        items={callbacks}
        empty="No callback."
        table={(shown) => <CallbackTable callbacks={shown} />}
        pager={<NewestFirstPager query={query} items={callbacks} />}
      />
      <section class="sheet">
        <h2>Compare a signature</h2>
        <ActionForm call="POST /_emulator/callbacks/explain" done="{message}" label="Explain a signature">
          <label class="wide">
            Raw body, as received
            <textarea name="body" required />
          </label>
          <label class="wide">
            X-Signature-SHA256
            <input name="signature" />
          </label>
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

type SentCallback = z.infer<typeof Callback>

const CallbackTable: FC<{ readonly callbacks: readonly SentCallback[] }> = ({ callbacks }) => (
  <Table label="Table of callbacks" columns={['When', 'Kind', 'eSIM', 'Status', 'Last attempt']}>
    {callbacks.map((callback) => (
      <tr data-item={`c${callback.id}`}>
        <td>
          <Timestamp at={callback.createdAt} />
        </td>
        <td>
          <a href={`/_emulator/ui/callbacks/${callback.id}`}>{callback.alertType}</a>
        </td>
        <td>{callback.iccid && <EsimLink iccid={callback.iccid} whole />}</td>
        <td>
          <StateBadge state={callback.status} />
        </td>
        <td>{describeOutcome(callback)}</td>
      </tr>
    ))}
  </Table>
)

/** Renders one callback: payload, signature and attempts. */
export async function showCallback({ call, frame, item }: PageRequest): Promise<PageContent> {
  const [callback, settings] = await Promise.all([
    findById(item, 'callback', async (query) => (await call(listCallbacks, { query })).callbacks),
    call(getSettings),
  ])
  const body = (
    <>
      <div class="top" data-live="top">
        <h1>
          Callback {callback.id}: {callback.alertType}
        </h1>
        <StateBadge state={callback.status} />
        {callback.url !== '' && (
          <ActionForm call={`POST /_emulator/callbacks/${callback.id}/redeliver`} done="Sent again: {status}.">
            <button type="submit" class="main">
              Redeliver
            </button>
          </ActionForm>
        )}
      </div>
      <div class="columns">
        <section class="sheet">
          <div class="head">
            <h2>Payload</h2>
            <CopyButton text={callback.body} what="the exact bytes" label="copy the exact bytes" />
          </div>
          <pre tabindex={0}>{formatJson(callback.body)}</pre>
        </section>
        <div>
          <section class="sheet">
            <h2>Delivery</h2>
            <dl class="facts">
              <dt>To</dt>
              <dd class="mono">
                {callback.url === '' ? 'not sent: from before a callback URL was set' : callback.url}
              </dd>
              <dt>Created</dt>
              <dd>
                <Timestamp at={callback.createdAt} />
              </dd>
              {callback.reason && (
                <>
                  <dt>Reason</dt>
                  <dd class="mono">{callback.reason}</dd>
                </>
              )}
              {callback.iccid && (
                <>
                  <dt>eSIM</dt>
                  <dd>
                    <EsimLink iccid={callback.iccid} whole />
                  </dd>
                </>
              )}
              <OrderOfCallback body={callback.body} />
              <dt>Version</dt>
              <dd>{callback.version}</dd>
              {Object.entries(callback.headers).map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd class="mono">{value}</dd>
                </>
              ))}
            </dl>
          </section>
          <section class="sheet" data-live="attempts">
            <h2>Attempts</h2>
            {callback.attempts.length === 0 && <EmptyState>None yet.</EmptyState>}
            <ol class="feed">
              {callback.attempts.map(({ at, status, durationMs, error, responseBody }) => (
                <li>
                  <span class="what">
                    {error ?? 'answered'} after {durationMs} ms
                  </span>
                  <StatusBadge status={status} />
                  <span class="when">
                    <Timestamp at={at} />
                    {responseBody && <pre tabindex={0}>{responseBody}</pre>}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        </div>
      </div>
      <section class="sheet">
        <h2>Check the signature in Node</h2>
        <Snippet text={signatureCheck(frame.apiKey, settings.callbackEncoding)} what="signature check" />
      </section>
    </>
  )
  return { title: `Callback ${callback.id}`, active: 'callbacks', body }
}
