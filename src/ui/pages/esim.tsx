import type { FC } from 'hono/jsx'
import { getTimeline } from '../../contract/control/accounts.ts'
import { getEsim, listSms } from '../../contract/control/esims.ts'
import { getSettings } from '../../contract/control/organisation.ts'
import { type Assignment, isLive } from '../../domain/assignment.ts'
import { activationCode } from '../../domain/identifiers.ts'
import { formatInstant } from '../../domain/instant.ts'
import type { ReadTx } from '../../state/engine/state.ts'
import { listCurrentAssignments } from '../../state/operations/usage/current.ts'
import { getEsim as getStoredEsim } from '../../state/records/esims.ts'
import { listStock } from '../../state/records/purchases.ts'
import { Act } from '../act.tsx'
import { AssignmentBar, dataLeft, TimeBarOf, timeLeft } from '../bundle-bars.tsx'
import { EsimActs } from '../esim-acts.tsx'
import { whereIs } from '../esim-table.tsx'
import { type Look, PER_PAGE, pageOf, type Shown } from '../look.ts'
import { Chip, Copied, Empty, Moment, Pager, StateChip } from '../parts.tsx'
import { Qr, qrShape } from '../qr.tsx'
import { Timeline } from '../timeline.tsx'
import { axisOf, dotsOf, laneOf, type TimelineEntry } from '../timeline-lanes.ts'

/** How many bundles are drawn; an eSIM can have had more. */
const DRAWN = 12

/** One eSIM: its code to scan, its bundles over time, and the levers of the network and the traveller. */
export async function showEsim({ ask, read, frame, item, query }: Look): Promise<Shown> {
  const path = { iccid: item }
  const [esim, { entries }, { messages }, settings] = await Promise.all([
    ask(getEsim, { path }),
    ask(getTimeline, { path }),
    ask(listSms, { query: { iccid: item } }),
    ask(getSettings),
  ])
  const { known, assignments, stock, ...countries } = read((tx) => {
    const assignments = listCurrentAssignments(tx, item)
    return {
      known: getStoredEsim(tx, item, { allowReturning: true, allowDeleted: true }),
      assignments,
      stock: [...new Set(listStock(tx).map(({ bundle }) => bundle))],
      ...splitCountries(tx, assignments),
    }
  })
  const now = Date.parse(frame.clock.now)
  const shown = assignments.toSorted((a, b) => rankOf(a) - rankOf(b) || a.id - b.id).slice(0, DRAWN)
  const bundles = new Map(assignments.map(({ id, bundle }) => [String(id), bundle]))
  const code = activationCode(esim.smdpAddress, esim.matchingId)
  const shape = await qrShape(code)
  const body = (
    <>
      <div class="top" data-live="top">
        <h1>
          eSIM <span class="mono">{esim.iccid}</span>
        </h1>
        <Chip tone={esim.location ? 'good' : esim.installed ? 'wait' : 'gone'}>{whereIs(known)}</Chip>
      </div>
      <div class="beside">
        <div>
          <section class="sheet">
            <h2>Bundles over time</h2>
            <div data-live="timeline">
              {assignments.length === 0 ? (
                <Empty>No bundle was ever on it.</Empty>
              ) : (
                <Timeline
                  axis={axisOf(shown, entries, now)}
                  now={now}
                  lanes={shown.toSorted((a, b) => a.id - b.id).map((assignment) => laneOf(assignment, entries, now))}
                  callbacks={dotsOf(entries, 'callback')}
                  requests={dotsOf(entries, 'request')}
                />
              )}
            </div>
            <ul class="cards" data-live="bundles">
              {shown.map((assignment) => (
                <BundleCard assignment={assignment} now={now} thresholds={settings.usageThresholds} />
              ))}
            </ul>
            {assignments.length > DRAWN && <Empty>And {assignments.length - DRAWN} more.</Empty>}
          </section>
        </div>
        <div>
          <section class="sheet">
            <h2>Network and traveller</h2>
            <div data-live="acts">
              <EsimActs esim={esim} stock={stock} {...countries} />
            </div>
          </section>
          <section class="sheet">
            <h2>Install</h2>
            <div class="install">
              <Qr shape={shape} label={`QR code of the activation code ${code}`} />
              <dl class="facts" data-live="facts">
                <dt>Activation code</dt>
                <dd>
                  <Copied text={code} what="activation code" />
                </dd>
                <dt>Profile</dt>
                <dd>
                  {esim.profileStatus}
                  {esim.profile !== null && `, routing ${esim.profile}`}
                </dd>
                <dt>Installed</dt>
                <dd>{esim.firstInstalledAt ? <Moment at={esim.firstInstalledAt} /> : 'never'}</dd>
                <dt>Attached</dt>
                <dd>{esim.firstAttachedAt ? <Moment at={esim.firstAttachedAt} /> : 'never'}</dd>
                <dt>Number</dt>
                <dd>{esim.msisdn ?? 'none'}</dd>
                {esim.customerRef !== '' && (
                  <>
                    <dt>Reference</dt>
                    <dd>{esim.customerRef}</dd>
                  </>
                )}
                {esim.usagePlan && (
                  <>
                    <dt>Uses</dt>
                    <dd>{esim.usagePlan.bytesPerDay / 1_000_000} MB a day</dd>
                  </>
                )}
              </dl>
            </div>
          </section>
        </div>
        <div>
          <section class="sheet" data-live="events">
            <h2>Everything that happened</h2>
            <Entries entries={entries.toReversed()} bundles={bundles} query={query} />
          </section>
          {messages.length > 0 && (
            <section class="sheet" data-live="sms">
              <h2>SMS</h2>
              <ul class="feed">
                {messages.slice(0, PER_PAGE).map(({ id, from, message, sentAt }) => (
                  <li data-item={`s${id}`}>
                    <span class="what">{message}</span>
                    <span class="soft">{from}</span>
                    <span class="when">
                      <Moment at={sentAt} />
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </>
  )
  return { title: `eSIM ${esim.iccid}`, active: 'esims', body }
}

/** What gives data now comes first, then what waits, then what is over. */
const rankOf = (assignment: Assignment): number => (assignment.state === 'active' ? 0 : isLive(assignment) ? 1 : 2)

/** Countries where one of the eSIM's bundles carries data, and the others. */
function splitCountries(tx: ReadTx, assignments: readonly Assignment[]) {
  const live = assignments.filter(isLive)
  const countries = tx.catalogue.countries().toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const isCovered = ({ iso }: { iso: string }) => live.some((assignment) => tx.catalogue.covers(assignment, iso))
  return { covered: countries.filter(isCovered), elsewhere: countries.filter((country) => !isCovered(country)) }
}

interface BundleCardProps {
  readonly assignment: Assignment
  readonly now: number
  readonly thresholds: readonly number[]
}

const BundleCard: FC<BundleCardProps> = ({ assignment, now, thresholds }) => (
  <li class="card" data-item={`a${assignment.id}`}>
    <div class="row">
      <a class="mono" href={`/_emulator/ui/catalogue/${encodeURIComponent(assignment.bundle)}`}>
        {assignment.bundle}
      </a>
      <StateChip state={assignment.state} />
      {assignment.parts > 1 && (
        <small>
          month {assignment.part + 1} of {assignment.parts}
        </small>
      )}
    </div>
    <p class="gauge">
      <span>Data</span>
      <AssignmentBar assignment={assignment} thresholds={thresholds} />
      <span>{dataLeft(assignment)}</span>
    </p>
    <p class="gauge">
      <span>Time</span>
      <TimeBarOf assignment={assignment} now={now} />
      <span>{timeLeft(assignment, now).text}</span>
    </p>
    <p class="row small soft">
      {assignment.endAt !== null && (
        <span>
          Ends <Moment at={formatInstant(assignment.endAt)} />
        </span>
      )}
      {isLive(assignment) && assignment.parts === 1 && (
        <Act
          call={`DELETE /v2.4/esims/${assignment.iccid}/bundles/${encodeURIComponent(assignment.bundle)}/assignments/${assignment.id}`}
          done="{status}"
          confirm={`Revoke ${assignment.bundle}?`}
        >
          <button type="submit" class="danger">
            Revoke
          </button>
        </Act>
      )}
    </p>
  </li>
)

interface EntriesProps {
  readonly entries: readonly TimelineEntry[]
  /** The bundle of each assignment. */
  readonly bundles: ReadonlyMap<string, string>
  readonly query: URLSearchParams
}

const Entries: FC<EntriesProps> = ({ entries, bundles, query }) => {
  const page = pageOf(query)
  return (
    <>
      <ul class="feed">
        {entries.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((entry) => (
          <li>
            <span class="what">
              <EntryText entry={entry} bundle={bundles.get(entry.assignmentId ?? '')} />
            </span>
            <small>{entry.type}</small>
            <span class="when">
              <Moment at={entry.at} />
            </span>
          </li>
        ))}
      </ul>
      <Pager query={query} page={page} rows={entries.length} nouns={['entry', 'entries']} />
    </>
  )
}

const EntryText: FC<{ readonly entry: TimelineEntry; readonly bundle: string | undefined }> = ({ entry, bundle }) => {
  const { text, requestId, callbackId, before, after } = entry
  if (after !== undefined) {
    return (
      <>
        <span class="mono">{bundle}</span> {before && `${before} → `}
        <StateChip state={after} />
      </>
    )
  }
  if (requestId !== undefined) return <a href={`/_emulator/ui/journal/${requestId}`}>{text}</a>
  if (callbackId !== undefined) return <a href={`/_emulator/ui/callbacks/${callbackId}`}>{text}</a>
  return <>{text}</>
}
