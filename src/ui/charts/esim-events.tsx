import type { FC } from 'hono/jsx'
import { FilterForm, StateBadge, Table, Timestamp } from '../components.tsx'
import { Choice } from '../form-fields.tsx'
import { formatMoment, shortPath } from '../format.ts'
import { callbackPath, orderPath, requestPath } from '../links.ts'
import { paginate } from '../list-page.tsx'
import type { TimelineEntry } from './lanes.ts'

/** The kinds of entries, with their words. */
const KINDS = [
  ['transition', 'bundles'],
  ['action', 'acts and alerts'],
  ['callback', 'callbacks'],
  ['request', 'requests'],
] as const

interface EsimEventsProps {
  /** Oldest first. */
  readonly entries: readonly TimelineEntry[]
  /** Bundle names by assignment id. */
  readonly bundles: ReadonlyMap<string, string>
  readonly query: URLSearchParams
}

/** Everything that happened to an eSIM, newest first, filtered by kind. What happened in one moment is one row. */
export const EsimEvents: FC<EsimEventsProps> = ({ entries, bundles, query }) => {
  const kind = query.get('kind') ?? ''
  const wanted = entries.filter(({ type }) => kind === '' || type === kind)
  const { shown, pager } = paginate(groupByMoment(wanted).reverse(), query, ['moment', 'moments'])
  return (
    <>
      <FilterForm>
        <Choice label="Kind" name="kind" values={KINDS} chosen={kind} none="everything" submits />
        <button type="submit">Filter</button>
      </FilterForm>
      <div data-live="events">
        <Table label="Everything that happened" columns={['Time', 'What happened']}>
          {shown.map((moment) => (
            <tr>
              <td>
                <Timestamp at={moment[0]?.at ?? ''} />
              </td>
              <td>
                <ul class="moment">
                  {moment.map((entry) => (
                    <li>
                      <EntryText entry={entry} bundle={bundles.get(entry.assignmentId ?? '')} />{' '}
                      <small>{entry.type}</small>
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </Table>
        {pager}
      </div>
    </>
  )
}

/** Groups entries that happened in one second, which show the same time, in their order. */
function groupByMoment(entries: readonly TimelineEntry[]): TimelineEntry[][] {
  const moments: TimelineEntry[][] = []
  for (const entry of entries) {
    const last = moments.at(-1)
    if (last?.[0] && formatMoment(last[0].at) === formatMoment(entry.at)) last.push(entry)
    else moments.push([entry])
  }
  return moments
}

const EntryText: FC<{ readonly entry: TimelineEntry; readonly bundle: string | undefined }> = ({ entry, bundle }) => {
  const { text, requestId, callbackId, status, before, after, reference } = entry
  if (after !== undefined) {
    return (
      <>
        <span class="mono">{bundle}</span> {before && `${before} → `}
        <StateBadge state={after} />
      </>
    )
  }
  if (reference !== undefined) return <a href={orderPath(reference)}>{text}</a>
  if (requestId !== undefined) return <a href={requestPath(requestId)}>{shortPath(text)}</a>
  if (callbackId !== undefined) {
    return (
      <>
        <a href={callbackPath(callbackId)}>{text.replace(` ${status}`, '')}</a> <StateBadge state={status ?? ''} />
      </>
    )
  }
  return <>{text}</>
}
