import type { Child, FC } from 'hono/jsx'
import type * as z from 'zod'
import { listFaults } from '../../contract/control/faults.ts'
import { getRequest, type JournalEntry } from '../../contract/control/requests.ts'
import { compareAnswers } from '../../journal/compare-answers.ts'
import { findGap } from '../../journal/repeatable.ts'
import { findRequest } from '../../state/records/journal.ts'
import { ActionForm, Submit } from '../action-form.tsx'
import { CopyButton, EmptyState, Snippet, StatusBadge, Table, Timestamp } from '../components.tsx'
import { type CallControl, ControlCallError } from '../control-client.ts'
import { EsimLink, Explanation } from '../feeds.tsx'
import { formatJson } from '../format.ts'
import { callbackPath, faultPath, orderPath, requestPath } from '../links.ts'
import type { PageContent, PageRequest } from '../page-request.ts'
import type { RecordedCall } from '../snippets/recorded-call.ts'
import { isSnippetForm, SNIPPETS, type SnippetForm } from '../snippets/snippets.ts'

type Request = z.infer<typeof JournalEntry>
type Linked = z.infer<typeof getRequest.answer>

/** Characters of a body that are shown; catalogues are long. */
const SHOWN = 8_000
/** Characters of a value in a comparison. */
const LONGEST_VALUE = 500

/** Renders one recorded call: request and answer side by side, its links, and the ways to make it again. */
export async function showRequest({ call, read, frame, address, query, item }: PageRequest): Promise<PageContent> {
  const linked = await findLinked(call, item)
  const { request } = linked
  const earlier = query.has('beside') ? (await findLinked(call, query.get('beside') ?? '')).request : undefined
  const { faults } = linked.faultId === null ? { faults: [] } : await call(listFaults)
  const recorded: RecordedCall = {
    request,
    message: read((tx) => findRequest(tx, request.id)?.message) ?? undefined,
    fault: faults.find(({ id }) => id === linked.faultId),
    address,
    apiKey: frame.apiKey,
  }
  const chosen = query.get('as') ?? ''
  const gap = findGap(request)
  const body = (
    <>
      <div class="top">
        <h1>
          {request.method} <span class="mono">{request.path}</span>
        </h1>
        <StatusBadge status={request.status} />
        <span class="row">
          <Timestamp at={request.at} /> <span class="soft">{request.durationMs} ms</span>
        </span>
        <ActionForm
          call={`POST /_emulator/requests/${request.id}/resend`}
          then={`/_emulator/ui/journal/{again.id}?beside=${request.id}`}
          label="Make it again"
        >
          <Submit class="main" unavailable={gap && `It cannot be made again: ${gap}.`}>
            Make it again
          </Submit>
        </ActionForm>
      </div>
      <Remarks request={request} />
      <Links linked={linked} />
      {earlier && <Comparison earlier={earlier} request={request} />}
      <div class="columns">
        <section class="sheet">
          <h2>Request</h2>
          <Parameters query={request.query} />
          <HeaderList headers={request.requestHeaders} />
          <Body text={request.requestBody} none="No body." />
        </section>
        <section class="sheet">
          <h2>Answer</h2>
          <HeaderList headers={request.responseHeaders} />
          <Body text={request.responseBody} none="No body, or it is no longer stored." />
        </section>
      </div>
      <section class="sheet" id="test">
        <h2>Copy as a test</h2>
        {gap ? (
          <EmptyState>It cannot be copied: {gap}.</EmptyState>
        ) : (
          <Snippets call={recorded} form={isSnippetForm(chosen) ? chosen : 'vitest'} query={query} />
        )}
      </section>
    </>
  )
  return { title: `${request.method} ${request.path}`, active: 'journal', body }
}

/** Reads a call and its links. Throws ControlCallError if there is none. */
function findLinked(call: CallControl, id: string): Promise<Linked> {
  if (!/^\d{1,15}$/.test(id)) throw new ControlCallError(404, `there is no request ${id}`)
  return call(getRequest, { path: { id } })
}

const Remarks: FC<{ readonly request: Request }> = ({ request: { reason, explanation, contractIssues } }) => (
  <>
    {explanation && (
      <p class="note warn">
        <Explanation reason={reason} text={explanation} />
      </p>
    )}
    {contractIssues.length > 0 && (
      <section class="note warn">
        <h2>The request departs from the contract</h2>
        <ul>
          {contractIssues.map((issue) => (
            <li>{issue}</li>
          ))}
        </ul>
      </section>
    )}
  </>
)

/** The operation of a call, and what it is about: eSIM, order, fault and callbacks, each with a link. */
const Links: FC<{ readonly linked: Linked }> = ({ linked }) => {
  const { request, iccid, orderReference, faultId, callbackIds } = linked
  const facts: (readonly [string, Child])[] = [
    ['Operation', request.operationId && <Filtered name="operationId" value={request.operationId} />],
    ['eSIM', iccid && <EsimLink iccid={iccid} whole />],
    [
      'Order',
      orderReference && (
        <>
          <a class="mono" href={orderPath(orderReference)}>
            {orderReference}
          </a>{' '}
          <a href={`/_emulator/ui/journal?order=${orderReference}`}>its calls</a>
        </>
      ),
    ],
    ['Fault', faultId && <a href={faultPath(faultId)}>fault {faultId}</a>],
    [
      'Callbacks',
      callbackIds.length > 0 &&
        callbackIds.map((id) => (
          <>
            <a href={callbackPath(id)}>{id}</a>{' '}
          </>
        )),
    ],
  ]
  const shown = facts.filter(([, value]) => value)
  if (shown.length === 0) return null
  return (
    <section class="sheet" aria-label="Links">
      <dl class="facts">
        {shown.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}

const Filtered: FC<{ readonly name: string; readonly value: string }> = ({ name, value }) => (
  <a href={`/_emulator/ui/journal?${name}=${encodeURIComponent(value)}`}>{value}</a>
)

interface ComparisonProps {
  readonly earlier: Request
  readonly request: Request
}

/** Lists the differences between the answer and that of the call that was made again. */
const Comparison: FC<ComparisonProps> = ({ earlier, request }) => {
  const differences = compareAnswers(earlier, request)
  const show = (value: unknown) => (
    <td class="mono words">{value === null ? <span class="soft">none</span> : describeValue(value)}</td>
  )
  return (
    <section class="sheet calls">
      <h2>Compared with call {earlier.id}</h2>
      <p class="row">
        <a href={requestPath(earlier.id)}>Call {earlier.id}</a>
        <StatusBadge status={earlier.status} /> <span>then, and now</span>
        <StatusBadge status={request.status} />
      </p>
      {differences.length === 0 ? (
        <EmptyState>The answer is the same.</EmptyState>
      ) : (
        <Table label="Differences" columns={['Place', `Call ${earlier.id}`, 'Now']}>
          {differences.map(({ place, before, again }) => (
            <tr>
              <td class="mono">{place}</td>
              {show(before)}
              {show(again)}
            </tr>
          ))}
        </Table>
      )}
      {earlier.responseBody && (
        <details>
          <summary>The answer of call {earlier.id}</summary>
          <Body text={earlier.responseBody} none="" />
        </details>
      )}
    </section>
  )
}

/** A value of an answer on one line; a long one is cut. */
const describeValue = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_VALUE)

const Parameters: FC<{ readonly query: Request['query'] }> = ({ query }) => {
  const parameters = Object.entries(query)
  if (parameters.length === 0) return null
  return (
    <dl class="facts">
      {parameters.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd class="mono">{[value].flat().join(', ')}</dd>
        </>
      ))}
    </dl>
  )
}

const HeaderList: FC<{ readonly headers: Request['requestHeaders'] }> = ({ headers }) =>
  headers === undefined ? (
    <p class="soft small">The headers are no longer stored.</p>
  ) : (
    <details class="headers">
      <summary>{Object.keys(headers).length} headers</summary>
      <dl class="facts">
        {Object.entries(headers).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd class="mono">{value}</dd>
          </>
        ))}
      </dl>
    </details>
  )

const Body: FC<{ readonly text: string | null; readonly none: string }> = ({ text, none }) => {
  if (!text) return <EmptyState>{none}</EmptyState>
  const shown = formatJson(text)
  return (
    <>
      <pre tabindex={0}>{shown.slice(0, SHOWN)}</pre>
      {shown.length > SHOWN && (
        <small>
          The first {SHOWN} of {shown.length} characters.
        </small>
      )}
      <CopyButton text={text} what="the body" label="copy all" />
    </>
  )
}

interface SnippetsProps {
  readonly call: RecordedCall
  readonly form: SnippetForm
  readonly query: URLSearchParams
}

/** The call in one of several forms, and links to the others. */
const Snippets: FC<SnippetsProps> = ({ call, form, query }) => {
  const linkTo = (name: string) => {
    const changed = new URLSearchParams(query)
    changed.set('as', name)
    return `?${changed}#test`
  }
  const { label, note, write } = SNIPPETS[form]
  return (
    <>
      <nav class="tabs" aria-label="Forms of the call">
        {Object.entries(SNIPPETS).map(([name, each]) => (
          <a href={linkTo(name)} aria-current={name === form ? 'true' : undefined}>
            {each.label}
          </a>
        ))}
      </nav>
      <p class="soft small">{note}</p>
      <Snippet text={write(call)} what={label} />
    </>
  )
}
