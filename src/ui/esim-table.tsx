import type { FC } from 'hono/jsx'
import type { Assignment } from '../domain/assignment.ts'
import { isLive } from '../domain/assignment.ts'
import type { Esim } from '../domain/esim.ts'
import { formatInstant, formatNanoseconds, type Instant } from '../domain/instant.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { forecastUsedUp, listCurrentAssignments } from '../state/operations/usage/current.ts'
import { ChooseEsim, ChoosePage } from './bulk-acts.tsx'
import { DataLeftBar, describeWhole } from './bundle-bars.tsx'
import { StateBadge, Table, type Tone } from './components.tsx'
import { EsimLink } from './feeds.tsx'
import { formatData, formatMoment, shortIccid, timeUntil } from './format.ts'
import { esimPath } from './links.ts'
import { RowMenu } from './row-menu.tsx'
import { type Order, sortBy } from './table-columns.tsx'

/** An eSIM with its main bundle: the active one, else the next in the queue, else the newest. */
export interface EsimSummary {
  readonly esim: Esim
  readonly bundle: Assignment | undefined
  readonly more: number
  /** When its usage plan uses up the bundle. */
  readonly runsOutAt: Instant | undefined
}

export function summariseEsim(tx: ReadTx, esim: Esim): EsimSummary {
  const assignments = listCurrentAssignments(tx, esim.iccid)
  const bundle =
    assignments.find(({ state }) => state === 'active') ??
    assignments.filter(isLive).sort((a, b) => a.id - b.id)[0] ??
    assignments[0]
  const more = Math.max(0, assignments.length - 1)
  return { esim, bundle, more, runsOutAt: forecastUsedUp(tx, esim.iccid) }
}

interface EsimTableProps {
  readonly esims: readonly EsimSummary[]
  readonly now: string
  /** Of the list of all eSIMs: what it is sorted by, and the query that its links change. */
  readonly list?: { readonly order: Order; readonly query: URLSearchParams } | undefined
}

export const EsimTable: FC<EsimTableProps> = ({ esims, now, list }) => {
  const sort = (name: string) => list && sortBy(name, list.order, list.query)
  return (
    <Table
      label="Table of eSIMs"
      columns={[
        ...(list ? [{ title: '', head: <ChoosePage /> }] : []),
        { title: 'ICCID', class: 'tight', sort: sort('iccid') },
        { title: 'Reference', sort: sort('customerRef') },
        { title: 'Where', class: 'tenth' },
        { title: 'Bundle', class: 'tight' },
        { title: 'Data left', class: 'tight' },
        { title: 'Last action', class: 'tight', sort: sort('actionDate') },
        ...(list ? [{ title: '', class: 'tight' }] : []),
      ]}
    >
      {esims.map((summary) => (
        <EsimRow {...summary} now={now} isListed={list !== undefined} />
      ))}
    </Table>
  )
}

/** The time of an action to the minute. The year needs room. */
const ActionTime: FC<{ readonly at: string }> = ({ at }) => (
  <time datetime={at}>
    <span class="roomy">{at.slice(0, 5)}</span>
    {formatMoment(at).slice(5, 16)}
  </time>
)

/** Says in how much time the data runs out, as planned, or else the bundle ends. */
function describeEnd(bundle: Assignment, runsOutAt: Instant | undefined, now: string): string {
  if (!isRunning(bundle)) return ''
  return runsOutAt === undefined
    ? `, ends in ${timeUntil(now, formatInstant(bundle.endAt))}`
    : `, out in ${timeUntil(now, formatInstant(runsOutAt))}`
}

const isRunning = (bundle: Assignment): bundle is Assignment & { endAt: Instant } =>
  bundle.state === 'active' && bundle.endAt !== null

const EsimRow: FC<EsimSummary & { readonly now: string; readonly isListed: boolean }> = ({
  esim,
  bundle,
  more,
  runsOutAt,
  now,
  isListed,
}) => (
  <tr data-item={esim.iccid}>
    {isListed && (
      <td class="choose">
        <ChooseEsim iccid={esim.iccid} />
      </td>
    )}
    <td>
      <EsimLink iccid={esim.iccid} whole />
    </td>
    <td class="cut" title={esim.customerRef || undefined}>
      {esim.customerRef}
    </td>
    <td class="cut" title={describeLocation(esim)}>
      {describeLocation(esim)}
    </td>
    <td class="nowrap">
      {bundle ? (
        <>
          <StateBadge state={bundle.state} /> <span class="mono">{bundle.bundle}</span>
          {more > 0 && <small> +{more}</small>}
        </>
      ) : (
        <span class="soft">none</span>
      )}
    </td>
    <td>
      {bundle && (
        <div class="left">
          <DataLeftBar assignment={bundle} />
          <small>
            {formatData(bundle.remainingBytes)}
            <span class={isRunning(bundle) ? 'roomy' : undefined}>{describeWhole(bundle)}</span>
            {describeEnd(bundle, runsOutAt, now)}
          </small>
        </div>
      )}
    </td>
    <td class="nowrap" title={esim.lastAction}>
      <ActionTime at={formatNanoseconds(esim.actionAt)} /> <small class="roomy">{esim.lastAction}</small>
    </td>
    {isListed && (
      <td>
        <RowMenu label={`Acts on ${shortIccid(esim.iccid)}`} from={esimPath(esim.iccid)} />
      </td>
    )}
  </tr>
)

type Whereabouts = Pick<Esim, 'deactivatedAt' | 'returningSince' | 'returnedAt' | 'installed' | 'location'>

/** The tone of the words of `describeLocation`. */
export function toneOfEsim({ deactivatedAt, returnedAt, returningSince, location, installed }: Whereabouts): Tone {
  if (deactivatedAt !== null || returnedAt !== null || returningSince !== null) return 'gone'
  return location ? 'good' : installed ? 'wait' : 'gone'
}

/** The country and network of an eSIM, or why it has none. */
export function describeLocation(esim: Whereabouts): string {
  if (esim.deactivatedAt !== null) return 'deleted'
  if (esim.returnedAt !== null) return 'returned'
  if (esim.returningSince !== null) return 'being returned'
  if (esim.location) return `${esim.location.country}, ${esim.location.brandName || esim.location.networkName}`
  return esim.installed ? 'installed' : 'not installed'
}
