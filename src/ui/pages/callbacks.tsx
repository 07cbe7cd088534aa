import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Callback, listCallbacks } from '../../contract/control/callbacks.ts'
import { getSettings } from '../../contract/control/organisation.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { Act } from '../act.tsx'
import { AskError } from '../ask.ts'
import { signatureCheck } from '../connect.tsx'
import { Choice, SearchField } from '../form-fields.tsx'
import { type Look, PER_PAGE, type Shown } from '../look.ts'
import { CopyButton, Downward, Empty, Moment, Search, Snippet, StateChip, StatusChip, Table } from '../parts.tsx'
import { EsimLink, fateOf } from '../rows.tsx'

const STATUSES = ['pending', 'delivered', 'failed', 'unsent']

/** What the organisation was told, the newest first. */
export async function showCallbacks({ ask, query }: Look): Promise<Shown> {
  const filters = {
    alertType: query.get('alertType') ?? '',
    status: query.get('status') ?? '',
    iccid: (query.get('iccid') ?? '').trim(),
  }
  const { callbacks } = await ask(listCallbacks, {
    query: { ...filters, before: query.get('before') ?? '', limit: PER_PAGE },
  })
  const body = (
    <>
      <div class="top">
        <h1>Callbacks</h1>
        <Act call="POST /_emulator/callbacks/test" done="Example {status}." label="Send an example">
          <Choice label="Kind of callback" name="alertType" values={ALERT_TYPES} unseen />
          <button type="submit">Send an example</button>
        </Act>
      </div>
      <section class="sheet">
        <Search>
          <Choice label="Kind" name="alertType" values={ALERT_TYPES} chosen={filters.alertType} none="all" submits />
          <Choice label="Status" name="status" values={STATUSES} chosen={filters.status} none="all" submits />
          <SearchField label="ICCID" name="iccid" value={filters.iccid} inputmode="numeric" />
          <button type="submit">Find</button>
        </Search>
        <div data-live="callbacks">
          {callbacks.length === 0 ? <Empty>No callback.</Empty> : <CallbackTable callbacks={callbacks} />}
          <Downward query={query} last={callbacks.length === PER_PAGE ? callbacks.at(-1)?.id : undefined} />
        </div>
      </section>
      <section class="sheet">
        <h2>Why does a signature not match?</h2>
        <Act call="POST /_emulator/callbacks/explain" done="{message}" label="Explain a signature">
          <label class="wide">
            The body, as the receiver got it
            <textarea name="body" required />
          </label>
          <label class="wide">
            X-Signature-SHA256
            <input name="signature" />
          </label>
          <button type="submit">Explain</button>
        </Act>
      </section>
      <Act
        call="DELETE /_emulator/callbacks"
        done="Forgotten."
        confirm="Forget all callbacks? Those that wait are not sent."
      >
        <button type="submit" class="danger">
          Forget all callbacks
        </button>
      </Act>
    </>
  )
  return { title: 'Callbacks', active: 'callbacks', body }
}

type SentCallback = z.infer<typeof Callback>

const CallbackTable: FC<{ readonly callbacks: readonly SentCallback[] }> = ({ callbacks }) => (
  <Table label="Table of callbacks" columns={['When', 'Kind', 'eSIM', 'Status', 'Last attempt']}>
    {callbacks.map((callback) => (
      <tr data-item={`c${callback.id}`}>
        <td>
          <Moment at={callback.createdAt} />
        </td>
        <td>
          <a href={`/_emulator/ui/callbacks/${callback.id}`}>{callback.alertType}</a>
        </td>
        <td>{callback.iccid && <EsimLink iccid={callback.iccid} whole />}</td>
        <td>
          <StateChip state={callback.status} />
        </td>
        <td>{fateOf(callback)}</td>
      </tr>
    ))}
  </Table>
)

/** One callback: its bytes, its signature and every attempt. */
export async function showCallback({ ask, frame, item }: Look): Promise<Shown> {
  const id = Number(item)
  const [{ callbacks }, settings] = await Promise.all([
    Number.isSafeInteger(id) && id > 0
      ? ask(listCallbacks, { query: { before: id + 1, limit: 1 } })
      : { callbacks: [] },
    ask(getSettings),
  ])
  const callback = callbacks[0]
  if (callback?.id !== id) throw new AskError(404, `there is no callback ${item}`)
  const body = (
    <>
      <div class="top" data-live="top">
        <h1>
          Callback {callback.id}: {callback.alertType}
        </h1>
        <StateChip state={callback.status} />
        {callback.url !== '' && (
          <Act call={`POST /_emulator/callbacks/${callback.id}/redeliver`} done="Sent again: {status}.">
            <button type="submit" class="main">
              Redeliver
            </button>
          </Act>
        )}
      </div>
      <div class="columns">
        <section class="sheet">
          <div class="head">
            <h2>Payload</h2>
            <CopyButton text={callback.body} what="the exact bytes" label="copy the exact bytes" />
          </div>
          <pre tabindex={0}>{indented(callback.body)}</pre>
        </section>
        <div>
          <section class="sheet">
            <h2>How it was sent</h2>
            <dl class="facts">
              <dt>To</dt>
              <dd class="mono">{callback.url === '' ? 'nowhere: no address was set' : callback.url}</dd>
              <dt>Written</dt>
              <dd>
                <Moment at={callback.createdAt} />
              </dd>
              {callback.iccid && (
                <>
                  <dt>eSIM</dt>
                  <dd>
                    <EsimLink iccid={callback.iccid} whole />
                  </dd>
                </>
              )}
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
            {callback.attempts.length === 0 && <Empty>None yet.</Empty>}
            <ol class="feed">
              {callback.attempts.map(({ at, status, durationMs, error, responseBody }) => (
                <li>
                  <span class="what">
                    {error ?? 'answered'} after {durationMs} ms
                  </span>
                  <StatusChip status={status} />
                  <span class="when">
                    <Moment at={at} />
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

/** JSON for a reader; anything else as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
