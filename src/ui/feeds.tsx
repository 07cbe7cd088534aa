import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Callback } from '../contract/control/callbacks.ts'
import type { JournalEntry } from '../contract/control/requests.ts'
import { Badge } from './components.tsx'
import { shortIccid } from './format.ts'

/** Links to eSIMs, and words for the results of requests and callbacks. */

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

/** Describes the result of a callback's last attempt. */
export function describeOutcome({ status, attempts, url }: SentCallback): string {
  const last = attempts.at(-1)
  if (status === 'unsent') return url === '' ? 'not sent: from before a callback URL was set' : 'not sent'
  if (!last) return `waiting to be sent to ${url}`
  const tries = attempts.length === 1 ? '' : `, ${attempts.length} attempts`
  return `${last.error ?? `answered ${last.status}`}${tries}`
}
