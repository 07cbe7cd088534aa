import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { Callback } from '../contract/control/callbacks.ts'
import type { JournalEntry } from '../contract/control/requests.ts'
import { faultIdOf } from '../contract/reasons.ts'
import { Badge } from './components.tsx'
import { shortIccid, shortText } from './format.ts'
import { esimPath, faultPath } from './links.ts'

/** Links to eSIMs, and words for the results of requests and callbacks. */

type Request = z.infer<typeof JournalEntry>
type SentCallback = z.infer<typeof Callback>

export const EsimLink: FC<{ readonly iccid: string; readonly whole?: boolean }> = ({ iccid, whole = false }) => (
  <a class="mono nowrap" href={esimPath(iccid)}>
    {whole ? iccid : shortIccid(iccid)}
  </a>
)

/** Characters of a remark in a list: a message may repeat a long field. */
export const LONGEST_REMARK = 200

/** The words for an answer that is not the usual one, with a link to its fault, and the number of contract issues. */
export const RequestRemarks: FC<{ readonly request: Request }> = ({ request }) => {
  const { reason, contractIssues } = request
  const explanation = shortText(request.explanation ?? '', LONGEST_REMARK)
  return (
    <>
      <Explanation reason={reason} text={explanation} />
      {contractIssues.length > 0 && (
        <>
          {explanation !== '' && ' '}
          <Badge tone="warn">
            {contractIssues.length} contract {contractIssues.length === 1 ? 'issue' : 'issues'}
          </Badge>
        </>
      )}
    </>
  )
}

interface ExplanationProps {
  readonly reason: string | undefined
  readonly text: string | undefined
}

/** An explanation in which the fault is a link. */
export const Explanation: FC<ExplanationProps> = ({ reason, text = '' }) => {
  const fault = faultIdOf(reason)
  const at = fault === null ? -1 : text.lastIndexOf(`fault ${fault}`)
  if (fault === null || at < 0) return <>{text}</>
  const name = `fault ${fault}`
  return (
    <>
      {text.slice(0, at)}
      <a href={faultPath(fault)}>{name}</a>
      {text.slice(at + name.length)}
    </>
  )
}

/** Describes the receiver's last answer to a callback, or why it has none. */
export function describeOutcome({ status, attempts, url }: SentCallback): string {
  const last = attempts.at(-1)
  if (!last) return status !== 'unsent' ? 'waiting' : url === '' ? 'from before a callback URL was set' : 'not sent'
  return last.error ?? `answered ${last.status}`
}
