import type { FC } from 'hono/jsx'
import { explainAnswer } from '../contract/reasons.ts'
import type { Callback } from '../domain/callback.ts'
import { formatInstant, type Instant } from '../domain/instant.ts'
import type { JournalEntry } from '../state/records/journal.ts'
import { EmptyState, StateBadge, StatusBadge, Timestamp } from './components.tsx'
import { EsimLink, Explanation, LONGEST_REMARK } from './feeds.tsx'
import { shortPath, shortText } from './format.ts'
import { callbackPath, requestPath } from './links.ts'

interface TroublesProps {
  /** Vendor calls that were refused or had no answer. */
  readonly refused: readonly JournalEntry[]
  /** Callbacks that failed. */
  readonly failed: readonly Callback[]
}

/** Lists recent failures, newest first: refused calls with the reason, and failed callbacks with the receiver's answer. */
export const Troubles: FC<TroublesProps> = ({ refused, failed }) => {
  const troubles = [
    ...refused.map((call) => ({ at: call.at, line: <RefusedCall call={call} /> })),
    ...failed.map((callback) => ({ at: lastTried(callback), line: <FailedCallback callback={callback} /> })),
  ]
  if (troubles.length === 0) return <EmptyState>Nothing: no call was refused, and no callback failed.</EmptyState>
  return <ul class="feed">{troubles.sort((a, b) => b.at - a.at).map(({ line }) => line)}</ul>
}

const lastTried = ({ attempts, createdAt }: Callback): Instant => attempts.at(-1)?.at ?? Math.floor(createdAt)

const RefusedCall: FC<{ readonly call: JournalEntry }> = ({ call }) => (
  <li data-item={`r${call.id}`}>
    <span class="what">
      <a href={requestPath(call.id)} title={call.path}>
        <b>{call.method}</b> <span class="mono">{shortPath(call.path)}</span>
      </a>
    </span>
    <StatusBadge status={call.status} />
    <span class="when">
      <Timestamp at={formatInstant(call.at)} /> ·{' '}
      <Explanation
        reason={call.reason ?? undefined}
        text={shortText(explainAnswer(call) ?? `answered ${call.status}`, LONGEST_REMARK)}
      />
    </span>
  </li>
)

const FailedCallback: FC<{ readonly callback: Callback }> = ({ callback }) => {
  const last = callback.attempts.at(-1)
  return (
    <li data-item={`c${callback.id}`}>
      <span class="what">
        <a href={callbackPath(callback.id)}>
          <b>{callback.alertType}</b>
        </a>{' '}
        {callback.iccid && <EsimLink iccid={callback.iccid} />}
      </span>
      <StateBadge state={callback.status} />
      <span class="when">
        <Timestamp at={formatInstant(lastTried(callback))} /> · {last?.error ?? `the receiver answered ${last?.status}`}
      </span>
    </li>
  )
}
