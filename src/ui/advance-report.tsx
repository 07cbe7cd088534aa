import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { AdvanceReport as Report } from '../contract/control/advance-report.ts'
import { ActionForm } from './action-form.tsx'
import { EsimLink } from './feeds.tsx'
import { formatCount } from './format.ts'
import { callbackPath } from './links.ts'

export interface AdvanceReportProps {
  readonly report: z.infer<typeof Report> | null
}

/** eSIMs that a report names, and the facts of each; its page has them all. */
const NAMED = 3
const FACTS = 6

/** Reports the last advance, each item a link. It stays below the time bar until it is dismissed or undone. */
export const AdvanceReport: FC<AdvanceReportProps> = ({ report }) => (
  <section class="report" data-live="report" aria-label="Report of the last advance" hidden={!report}>
    {report && (
      <>
        <p class="told">
          <b>{report.summary.text.slice(0, report.summary.text.indexOf(':'))}:</b>{' '}
          {report.summary.esims.length === 0 && 'No eSIM changed. '}
          <CallbackCounts counts={report.summary.callbacks} />
        </p>
        <ul>
          {report.summary.esims.slice(0, NAMED).map((esim) => (
            <li data-item={`report${esim.iccid}`}>
              <EsimLink iccid={esim.iccid} /> <EsimFacts facts={esim.facts.slice(0, FACTS)} />
              {esim.facts.length > FACTS && `, and ${formatCount(esim.facts.length - FACTS)} more`}
            </li>
          ))}
          <MoreEsims esims={report.summary.esims.length + report.summary.moreEsims - NAMED} />
        </ul>
        <div class="ends">
          {report.undo === null && <small>Too many eSIMs to undo it: take a snapshot before.</small>}
          {report.undo && (
            <ActionForm
              call={`POST /_emulator/snapshots/${encodeURIComponent(report.undo)}/restore`}
              done="Undone. Now {now}."
              {...(report.isLatest ? {} : { confirm: 'Undo the advance, and everything that was done since?' })}
            >
              <button type="submit">Undo</button>
            </ActionForm>
          )}
          <ActionForm call="DELETE /_emulator/clock/advance" done="Report dismissed.">
            <button type="submit">Dismiss</button>
          </ActionForm>
        </div>
      </>
    )}
  </section>
)

type EsimFactsProps = Pick<z.infer<typeof Report>['summary']['esims'][number], 'facts'>

/** The facts of an eSIM as one sentence; those that a callback reported lead to it. */
const EsimFacts: FC<EsimFactsProps> = ({ facts }) => (
  <span>
    {facts.map(({ at, callbackId }, index) => (
      <>
        {index > 0 && separator(facts, index)}
        {callbackId === undefined ? (
          <span title={at}>{shorten(facts, index)}</span>
        ) : (
          <a href={callbackPath(callbackId)} title={at}>
            {shorten(facts, index)}
          </a>
        )}
      </>
    ))}
  </span>
)

const isThreshold = (fact: { readonly text: string } | undefined): boolean => fact?.text.startsWith(REACHED) ?? false

const REACHED = 'reached '

/** Thresholds in a row share their verb: `reached 50% and 80%`. */
function shorten(facts: EsimFactsProps['facts'], index: number): string {
  const text = facts[index]?.text ?? ''
  return isThreshold(facts[index]) && isThreshold(facts[index - 1]) ? text.slice(REACHED.length) : text
}

const separator = (facts: EsimFactsProps['facts'], index: number): string =>
  isThreshold(facts[index]) && isThreshold(facts[index - 1]) && !isThreshold(facts[index + 1]) ? ' and ' : ', '

const MoreEsims: FC<{ readonly esims: number }> = ({ esims }) =>
  esims > 0 ? (
    <li>
      <a href="/_emulator/ui/esims">
        {formatCount(esims)} more {esims === 1 ? 'eSIM' : 'eSIMs'}
      </a>
    </li>
  ) : null

const CallbackCounts: FC<{ readonly counts: z.infer<typeof Report>['summary']['callbacks'] }> = ({
  counts: { delivered, failed, pending, unsent },
}) => {
  const written = delivered + failed + pending + unsent
  if (written === 0) return <>No callback.</>
  return (
    <>
      <a href="/_emulator/ui/callbacks">
        {formatCount(written)} {written === 1 ? 'callback' : 'callbacks'}
      </a>
      {failed > 0 && (
        <>
          , <a href="/_emulator/ui/callbacks?status=failed">{formatCount(failed)} failed</a>
        </>
      )}
      {pending > 0 && (
        <>
          , <a href="/_emulator/ui/callbacks?status=pending">{formatCount(pending)} to be retried</a>
        </>
      )}
      {unsent > 0 && (
        <>
          , <a href="/_emulator/ui/callbacks?status=unsent">{formatCount(unsent)} not sent</a>
        </>
      )}
      .
    </>
  )
}
