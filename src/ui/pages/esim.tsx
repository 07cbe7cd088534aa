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
import { listStockedBundles } from '../../state/records/purchases.ts'
import { findUsagePlan } from '../../state/records/usage-plan.ts'
import { ActionForm } from '../action-form.tsx'
import { DataLeftBar, describeDataLeft, describeTimeLeft, TimeLeftBar } from '../bundle-bars.tsx'
import { EsimEvents } from '../charts/esim-events.tsx'
import { EsimNumbers } from '../charts/esim-numbers.tsx'
import { drawEsim, drawnByScript, forecastUse } from '../charts/esim-picture.ts'
import { heightOf, Picture } from '../charts/picture.tsx'
import { ZoomChart } from '../charts/zoom-chart.tsx'
import { Badge, CopyableText, EmptyState, StateBadge, Timestamp } from '../components.tsx'
import { EditableFact } from '../editable-fact.tsx'
import { EsimActions, NumberForms } from '../esim-actions.tsx'
import { describeLocation, toneOfEsim } from '../esim-table.tsx'
import { shortText } from '../format.ts'
import { bundlePath } from '../links.ts'
import { type PageContent, type PageRequest, ROWS_PER_PAGE } from '../page-request.ts'
import { drawQrCode, Qr } from '../qr.tsx'

/** Bundles that are drawn, and characters of the customer reference beside the ICCID. */
const DRAWN = 6
const LONGEST_NAME = 80

/** Renders one eSIM: its bundles over time, its QR code, its history and the forms that act on it. */
export async function showEsim({ call, read, frame, item, query }: PageRequest): Promise<PageContent> {
  const path = { iccid: item }
  const [esim, timeline, { messages }, settings] = await Promise.all([
    call(getEsim, { path }),
    call(getTimeline, { path }),
    call(listSms, { query: { iccid: item } }),
    call(getSettings),
  ])
  const { known, assignments, stock, consumed, ...countries } = read((tx) => {
    const assignments = listCurrentAssignments(tx, item)
    return {
      known: getStoredEsim(tx, item, { allowReturning: true, allowDeleted: true }),
      assignments,
      stock: listStockedBundles(tx),
      consumed: findUsagePlan(tx, item)?.activeAssignmentId,
      ...groupCountries(tx, assignments),
    }
  })
  const now = Date.parse(frame.clock.now)
  const shown = assignments.toSorted((a, b) => displayRank(a) - displayRank(b) || a.id - b.id).slice(0, DRAWN)
  const bundles = new Map(assignments.map(({ id, bundle }) => [String(id), bundle]))
  const inUse = assignments.find(({ id }) => id === consumed)
  const forecast = forecastUse(inUse, esim.usagePlan, now)
  const picture = drawEsim(shown, timeline, now, forecast)
  const code = activationCode(esim.smdpAddress, esim.matchingId)
  const shape = await drawQrCode(code)
  const body = (
    <>
      <div class="top" data-live="top">
        <h1>
          eSIM <span class="mono">{esim.iccid}</span>
        </h1>
        {esim.customerRef !== '' && <span title={esim.customerRef}>{shortText(esim.customerRef, LONGEST_NAME)}</span>}
        <Badge tone={toneOfEsim(known)}>{describeLocation(known)}</Badge>
        {esim.usagePlan?.usedUpAt && (
          <span class="soft">
            data used up on <Timestamp at={esim.usagePlan.usedUpAt} />, as planned
          </span>
        )}
      </div>
      <div class="beside">
        <div>
          <section class="sheet">
            <h2>Over time</h2>
            <ZoomChart
              label={`Data used of ${picture.lanes.length} bundles over time, with countries, callbacks and requests`}
              live="timeline"
              data={drawnByScript(picture)}
              height={heightOf(picture)}
              legend={LEGEND}
            >
              <Picture picture={picture} />
            </ZoomChart>
            <EsimNumbers usage={timeline.usage} stays={timeline.stays} forecast={forecast} />
            {assignments.length === 0 && (
              <EmptyState>
                No bundle yet. <a href={`/_emulator/ui/catalogue?iccid=${esim.iccid}`}>Buy one</a>.
              </EmptyState>
            )}
            <ul class="cards" data-live="bundles">
              {shown.map((assignment) => (
                <BundleCard
                  assignment={assignment}
                  now={now}
                  thresholds={settings.usageThresholds}
                  usedUpAt={consumed === assignment.id ? esim.usagePlan?.usedUpAt : undefined}
                />
              ))}
            </ul>
            {assignments.length > DRAWN && <EmptyState>And {assignments.length - DRAWN} more.</EmptyState>}
          </section>
        </div>
        <div>
          <section class="sheet">
            <h2>Network and traveller</h2>
            <div data-live="acts">
              <EsimActions esim={esim} now={frame.clock.now} stock={stock} {...countries} />
            </div>
          </section>
          <section class="sheet">
            <h2>Install</h2>
            <div class="install">
              <Qr shape={shape} label={`QR code of the activation code ${code}`} />
              <dl class="facts" data-live="facts">
                <dt>Activation code</dt>
                <dd>
                  <CopyableText text={code} what="activation code" />
                </dd>
                <dt>Profile</dt>
                <dd>
                  {esim.profileStatus}
                  {esim.profile !== null && `, routing ${esim.profile}`}
                </dd>
                <dt>Installed</dt>
                <dd>{esim.firstInstalledAt ? <Timestamp at={esim.firstInstalledAt} /> : 'never'}</dd>
                <dt>Attached</dt>
                <dd>{esim.firstAttachedAt ? <Timestamp at={esim.firstAttachedAt} /> : 'never'}</dd>
                <dt>Number</dt>
                <dd>
                  {esim.msisdn ?? 'none'}
                  <NumberForms esim={esim} />
                </dd>
                <dt>Reference</dt>
                <dd>
                  <EditableFact
                    label="Customer reference"
                    call="PUT /v2.4/esims"
                    name="customerRef"
                    value={esim.customerRef}
                    done="Reference saved."
                    submit="Save reference"
                    placeholder="none"
                    mayBeEmpty
                  >
                    <input type="hidden" name="iccid" value={esim.iccid} />
                  </EditableFact>
                </dd>
                {esim.usagePlan && (
                  <>
                    <dt>Usage plan</dt>
                    <dd>
                      {esim.usagePlan.bytesPerDay / 1_000_000} MB a day
                      {esim.usagePlan.usedUpAt && (
                        <>
                          , used up on <Timestamp at={esim.usagePlan.usedUpAt} />
                        </>
                      )}
                    </dd>
                  </>
                )}
              </dl>
            </div>
          </section>
        </div>
        <div>
          <section class="sheet">
            <h2>Everything that happened</h2>
            <EsimEvents entries={timeline.entries} bundles={bundles} query={query} />
          </section>
          {messages.length > 0 && (
            <section class="sheet" data-live="sms">
              <h2>SMS</h2>
              <ul class="feed">
                {messages.slice(0, ROWS_PER_PAGE).map(({ id, from, message, sentAt }) => (
                  <li data-item={`s${id}`}>
                    <span class="what">{message}</span>
                    <span class="soft">{from}</span>
                    <span class="when">
                      <Timestamp at={sentAt} />
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
  return { title: `eSIM ${esim.iccid}`, active: 'esims', charts: true, body }
}

const LEGEND = [
  { sign: 'line', text: 'data used, a line style for each bundle' },
  { sign: 'forecast', text: 'forecast by the usage plan' },
  { sign: 'mark', text: 'usage threshold' },
  { sign: 'band', text: 'country' },
  { sign: 'good', text: 'bundle active, callback delivered' },
  { sign: 'wait', text: 'bundle waiting, request' },
  { sign: 'warn', text: 'bundle used up' },
  { sign: 'bad', text: 'callback failed' },
  { sign: 'gone', text: 'callback not sent' },
  { sign: 'now', text: 'now' },
]

/** Sorts active bundles first, then queued ones, then those that ended. */
const displayRank = (assignment: Assignment): number => (assignment.state === 'active' ? 0 : isLive(assignment) ? 1 : 2)

/** Splits the countries into those that the eSIM's live bundles cover, and the others. */
function groupCountries(tx: ReadTx, assignments: readonly Assignment[]) {
  const live = assignments.filter(isLive)
  const countries = tx.catalogue.countries().toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const isCovered = ({ iso }: { iso: string }) => live.some((assignment) => tx.catalogue.covers(assignment, iso))
  return { covered: countries.filter(isCovered), elsewhere: countries.filter((country) => !isCovered(country)) }
}

interface BundleCardProps {
  readonly assignment: Assignment
  readonly now: number
  readonly thresholds: readonly number[]
  /** When its usage plan uses it up. */
  readonly usedUpAt: string | null | undefined
}

const BundleCard: FC<BundleCardProps> = ({ assignment, now, thresholds, usedUpAt }) => (
  <li class="card" data-item={`a${assignment.id}`}>
    <div class="row">
      <a class="mono" href={bundlePath(assignment.bundle)}>
        {assignment.bundle}
      </a>
      <StateBadge state={assignment.state} />
      {assignment.parts > 1 && (
        <small>
          month {assignment.part + 1} of {assignment.parts}
        </small>
      )}
    </div>
    <p class="gauge">
      <span>Data</span>
      <DataLeftBar assignment={assignment} thresholds={thresholds} />
      <span>{describeDataLeft(assignment)}</span>
    </p>
    <p class="gauge">
      <span>Time</span>
      <TimeLeftBar assignment={assignment} now={now} />
      <span>{describeTimeLeft(assignment, now).text}</span>
    </p>
    <p class="row small soft">
      {usedUpAt && (
        <span>
          Used up on <Timestamp at={usedUpAt} />, as planned
        </span>
      )}
      {assignment.endAt !== null && (
        <span>
          Ends <Timestamp at={formatInstant(assignment.endAt)} />
        </span>
      )}
      {isLive(assignment) && assignment.parts === 1 && (
        <ActionForm
          call={`DELETE /v2.4/esims/${assignment.iccid}/bundles/${encodeURIComponent(assignment.bundle)}/assignments/${assignment.id}`}
          done="{status}"
          confirm={`Revoke ${assignment.bundle}?`}
        >
          <button type="submit" class="danger">
            Revoke
          </button>
        </ActionForm>
      )}
    </p>
  </li>
)
