import type { FC } from 'hono/jsx'
import type { Assignment } from '../domain/assignment.ts'
import { isLive } from '../domain/assignment.ts'
import type { Esim } from '../domain/esim.ts'
import { formatInstant, formatNanoseconds } from '../domain/instant.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { listCurrentAssignments } from '../state/operations/usage/current.ts'
import { DataLeftBar, describeDataLeft } from './bundle-bars.tsx'
import { StateBadge, Table, Timestamp } from './components.tsx'
import { EsimLink } from './feeds.tsx'
import { timeUntil } from './format.ts'

/** An eSIM with its main bundle: the active one, else the next in the queue, else the newest. */
export interface EsimSummary {
  readonly esim: Esim
  readonly bundle: Assignment | undefined
  readonly more: number
}

export function summariseEsim(tx: ReadTx, esim: Esim): EsimSummary {
  const assignments = listCurrentAssignments(tx, esim.iccid)
  const bundle =
    assignments.find(({ state }) => state === 'active') ??
    assignments.filter(isLive).sort((a, b) => a.id - b.id)[0] ??
    assignments[0]
  return { esim, bundle, more: Math.max(0, assignments.length - 1) }
}

export const EsimTable: FC<{ readonly esims: readonly EsimSummary[]; readonly now: string }> = ({ esims, now }) => (
  <Table
    label="Table of eSIMs"
    columns={['ICCID', 'Where', 'Bundle', { title: 'Data left', class: 'third' }, 'Last action']}
  >
    {esims.map(({ esim, bundle, more }) => (
      <tr data-item={esim.iccid}>
        <td>
          <EsimLink iccid={esim.iccid} whole />
          {esim.customerRef !== '' && <small class="block">{esim.customerRef}</small>}
        </td>
        <td>{describeLocation(esim)}</td>
        <td>
          {bundle ? (
            <>
              <StateBadge state={bundle.state} /> <span class="mono">{bundle.bundle}</span>
              {more > 0 && <small> and {more} more</small>}
            </>
          ) : (
            <span class="soft">none</span>
          )}
        </td>
        <td>
          {bundle && (
            <>
              <DataLeftBar assignment={bundle} />
              <small>
                {describeDataLeft(bundle)}
                {bundle.endAt !== null &&
                  bundle.state === 'active' &&
                  `, ${timeUntil(now, formatInstant(bundle.endAt))}`}
              </small>
            </>
          )}
        </td>
        <td>
          {esim.lastAction}
          <small class="block">
            <Timestamp at={formatNanoseconds(esim.actionAt)} />
          </small>
        </td>
      </tr>
    ))}
  </Table>
)

/** The country and network of an eSIM, or why it has none. */
export function describeLocation(
  esim: Pick<Esim, 'deactivatedAt' | 'returningSince' | 'returnedAt' | 'installed' | 'location'>,
): string {
  if (esim.deactivatedAt !== null) return 'deleted'
  if (esim.returnedAt !== null) return 'returned'
  if (esim.returningSince !== null) return 'being returned'
  if (esim.location) return `${esim.location.country}, ${esim.location.brandName || esim.location.networkName}`
  return esim.installed ? 'installed' : 'not installed'
}
