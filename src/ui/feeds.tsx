import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Callback } from '../contract/control/callbacks.ts'
import type { JournalEntry } from '../contract/control/requests.ts'
import { Badge, StateBadge, StatusBadge, Timestamp } from './components.tsx'
import { shortIccid, shortPath } from './format.ts'

/** Requests and callbacks as short lists. */

type Request = z.infer<typeof JournalEntry>
type SentCallback = z.infer<typeof Callback>

export const EsimLink: FC<{ readonly iccid: string; readonly whole?: boolean }> = ({ iccid, whole = false }) => (
  <a class="mono nowrap" href={`/_emulator/ui/esims/${iccid}`}>
    {whole ? iccid : shortIccid(iccid)}
  </a>
)

/** The reason of an answer and the number of contract issues, as badges. */
export const RequestRemarks: FC<{ readonly request: Request }> = ({ request: { reason, contractIssues } }) => (
  <>
    {reason && <Badge tone="warn">{reason}</Badge>}
    {contractIssues.length > 0 && (
      <Badge tone="warn">
        {contractIssues.length} contract {contractIssues.length === 1 ? 'issue' : 'issues'}
      </Badge>
    )}
  </>
)

export const RequestFeed: FC<{ readonly requests: readonly Request[] }> = ({ requests }) => (
  <ul class="feed">
    {requests.map((request) => (
      <li data-item={`r${request.id}`}>
        <span class="what">
          <a href={`/_emulator/ui/journal/${request.id}`} title={request.path}>
            <b>{request.method}</b> <span class="mono">{shortPath(request.path)}</span>
          </a>
        </span>
        <StatusBadge status={request.status} />
        <span class="when">
          <Timestamp at={request.at} /> · {request.durationMs.toFixed(1)} ms <RequestRemarks request={request} />
        </span>
      </li>
    ))}
  </ul>
)

/** Describes the result of a callback's last attempt. */
export function describeOutcome({ status, attempts, url }: SentCallback): string {
  const last = attempts.at(-1)
  if (status === 'unsent') return url === '' ? 'not sent: from before a callback URL was set' : 'not sent'
  if (!last) return `waiting to be sent to ${url}`
  const tries = attempts.length === 1 ? '' : `, ${attempts.length} attempts`
  return `${last.error ?? `answered ${last.status}`}${tries}`
}

export const CallbackFeed: FC<{ readonly callbacks: readonly SentCallback[] }> = ({ callbacks }) => (
  <ul class="feed">
    {callbacks.map((callback) => (
      <li data-item={`c${callback.id}`}>
        <span class="what">
          <a href={`/_emulator/ui/callbacks/${callback.id}`}>
            <b>{callback.alertType}</b>
          </a>{' '}
          {callback.iccid && <EsimLink iccid={callback.iccid} />}
        </span>
        <StateBadge state={callback.status} />
        <span class="when">
          <Timestamp at={callback.createdAt} /> · {describeOutcome(callback)}
        </span>
      </li>
    ))}
  </ul>
)
