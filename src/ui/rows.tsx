import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Callback } from '../contract/control/callbacks.ts'
import type { JournalEntry } from '../contract/control/requests.ts'
import { Chip, Moment, StateChip, StatusChip } from './parts.tsx'
import { shortIccid, shortPath } from './words.ts'

/** Requests and callbacks as lists show them, wherever they do. */

type Request = z.infer<typeof JournalEntry>
type SentCallback = z.infer<typeof Callback>

export const EsimLink: FC<{ readonly iccid: string; readonly whole?: boolean }> = ({ iccid, whole = false }) => (
  <a class="mono nowrap" href={`/_emulator/ui/esims/${iccid}`}>
    {whole ? iccid : shortIccid(iccid)}
  </a>
)

/** Why an answer is as it is, and what the request left to be desired. */
export const RequestMarks: FC<{ readonly request: Request }> = ({ request: { reason, contractIssues } }) => (
  <>
    {reason && <Chip tone="warn">{reason}</Chip>}
    {contractIssues.length > 0 && (
      <Chip tone="warn">
        {contractIssues.length} contract {contractIssues.length === 1 ? 'issue' : 'issues'}
      </Chip>
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
        <StatusChip status={request.status} />
        <span class="when">
          <Moment at={request.at} /> · {request.durationMs.toFixed(1)} ms <RequestMarks request={request} />
        </span>
      </li>
    ))}
  </ul>
)

/** What came of a callback, in a few words. */
export function fateOf({ status, attempts, url }: SentCallback): string {
  const last = attempts.at(-1)
  if (status === 'unsent') return 'no address was set'
  if (!last) return `waits to go to ${url}`
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
        <StateChip state={callback.status} />
        <span class="when">
          <Moment at={callback.createdAt} /> · {fateOf(callback)}
        </span>
      </li>
    ))}
  </ul>
)
