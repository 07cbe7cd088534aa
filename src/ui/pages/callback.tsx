import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Callback, listCallbacks } from '../../contract/control/callbacks.ts'
import { getSettings } from '../../contract/control/organisation.ts'
import { listRequests } from '../../contract/control/requests.ts'
import { faultIdOf } from '../../contract/reasons.ts'
import { subjectOfCallback } from '../../domain/callback.ts'
import { findRequestOfCallback } from '../../state/records/journal.ts'
import { ActionForm, Submit } from '../action-form.tsx'
import { CopyButton, Snippet, StateBadge, StatusBadge, Timestamp } from '../components.tsx'
import { signatureCheck } from '../connect.tsx'
import { findById } from '../control-client.ts'
import { EsimLink, Explanation } from '../feeds.tsx'
import { formatJson, timeUntil } from '../format.ts'
import { bundlePath, requestPath } from '../links.ts'
import type { PageContent, PageRequest } from '../page-request.ts'
import { OrderOfCallback } from '../statement-entry.tsx'

type SentCallback = z.infer<typeof Callback>

/** Renders one callback: what it says, what came of it, and whether the receiver computes the same signature. */
export async function showCallback({ call, read, frame, item }: PageRequest): Promise<PageContent> {
  const [callback, settings] = await Promise.all([
    findById(item, 'callback', async (query) => (await call(listCallbacks, { query })).callbacks),
    call(getSettings),
    // This writes the calls that the journal still holds back.
    call(listRequests, { query: { limit: 1 } }),
  ])
  const cause = read((tx) => findRequestOfCallback(tx, callback.id))
  const hasAddress = callback.url !== '' || settings.callbackUrl !== ''
  const body = (
    <>
      <div class="top" data-live="top">
        <h1>
          Callback {callback.id}: {callback.alertType}
        </h1>
        <StateBadge state={callback.status} />
        <ActionForm call={`POST /_emulator/callbacks/${callback.id}/redeliver`} done="Sent again: {status}.">
          <Submit class="main" unavailable={hasAddress ? undefined : 'The organisation has no callback URL.'}>
            Send again
          </Submit>
        </ActionForm>
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
          <Delivery callback={callback} cause={cause} />
          <section class="sheet" data-live="attempts">
            <h2>Attempts</h2>
            <Attempts callback={callback} now={frame.clock.now} />
          </section>
        </div>
      </div>
      <section class="sheet" id="compare">
        <h2>Compare with your receiver</h2>
        <p class="soft">
          The signature that your receiver computed of this callback. Where it differs, the mistake is looked for in the
          body, the key, the algorithm and the encoding.
        </p>
        <ActionForm
          call={`POST /_emulator/callbacks/${callback.id}/compare`}
          done="{message}"
          label="Compare with your receiver"
          class="stacked"
        >
          <label class="wide">
            Signature that it computed
            <input class="mono" name="signature" required />
          </label>
          <label class="wide">
            Body that it hashed, if you have it
            <textarea name="body" rows={3} />
          </label>
          <output class="note" />
          <button type="submit">Compare</button>
        </ActionForm>
        <details>
          <summary>Check the signature in Node</summary>
          <Snippet text={signatureCheck(frame.apiKey, settings.callbackEncoding)} what="signature check" />
        </details>
      </section>
    </>
  )
  return { title: `Callback ${callback.id}`, active: 'callbacks', body }
}

interface DeliveryProps {
  readonly callback: SentCallback
  /** The vendor call that caused it. */
  readonly cause: number | undefined
}

const Delivery: FC<DeliveryProps> = ({ callback, cause }) => {
  const { bundle, amount } = subjectOfCallback(callback.body)
  const fault = faultIdOf(callback.reason)
  return (
    <section class="sheet">
      <h2>Delivery</h2>
      <dl class="facts">
        <dt>To</dt>
        <dd class="mono">{callback.url === '' ? 'not sent: from before a callback URL was set' : callback.url}</dd>
        {callback.iccid && (
          <>
            <dt>eSIM</dt>
            <dd>
              <EsimLink iccid={callback.iccid} whole />{' '}
              <a href={`/_emulator/ui/callbacks?iccid=${callback.iccid}`}>its callbacks</a>
            </dd>
          </>
        )}
        {bundle && (
          <>
            <dt>Bundle</dt>
            <dd>
              <a class="mono" href={bundlePath(bundle)}>
                {bundle}
              </a>
            </dd>
          </>
        )}
        <OrderOfCallback body={callback.body} />
        {amount && (
          <>
            <dt>At</dt>
            <dd>{amount}</dd>
          </>
        )}
        {cause !== undefined && (
          <>
            <dt>Caused by</dt>
            <dd>
              <a href={requestPath(cause)}>call {cause} of the journal</a>
            </dd>
          </>
        )}
        {callback.reason && (
          <>
            <dt>Not as usual</dt>
            <dd>
              {fault === null ? (
                <span class="mono">{callback.reason}</span>
              ) : (
                <Explanation reason={callback.reason} text={`fault ${fault} hit it`} />
              )}
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
  )
}

/** Lists the events of a callback in order: when it was made, every attempt, and the next one. */
const Attempts: FC<{ readonly callback: SentCallback; readonly now: string }> = ({ callback, now }) => (
  <ol class="feed">
    <li>
      <span class="what">made</span>
      <span class="when">
        <Timestamp at={callback.createdAt} />
      </span>
    </li>
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
    {callback.nextAttemptAt && (
      <li>
        <span class="what">next attempt in {timeUntil(now, callback.nextAttemptAt)}</span>
        <span class="when">
          <Timestamp at={callback.nextAttemptAt} />
        </span>
      </li>
    )}
    {callback.attempts.length === 0 && !callback.nextAttemptAt && <li class="soft">No attempt yet.</li>}
  </ol>
)
