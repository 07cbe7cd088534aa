import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { getLedger } from '../../contract/control/accounts.ts'
import { type Callback, listCallbacks } from '../../contract/control/callbacks.ts'
import { listEvents } from '../../contract/control/clock.ts'
import { getSettings } from '../../contract/control/organisation.ts'
import type { Callback as FailedCallback } from '../../domain/callback.ts'
import { formatInstant } from '../../domain/instant.ts'
import { inOnePiece } from '../../state/engine/in-pieces.ts'
import { forecastUsedUp } from '../../state/operations/usage/current.ts'
import { listStatuses } from '../../state/records/callback-list.ts'
import { findEsimColumn, listEsims } from '../../state/records/esim-list.ts'
import { countAccount, type Figures } from '../../state/records/figures.ts'
import { listRequests } from '../../state/records/journal.ts'
import { listCallbacks as listStoredCallbacks } from '../../state/records/outbox.ts'
import { ActionForm } from '../action-form.tsx'
import { BalanceChart } from '../charts/balance-chart.tsx'
import { DeliveryChart } from '../charts/delivery-chart.tsx'
import { Badge, EmptyState, Timestamp, type Tone } from '../components.tsx'
import { Connect } from '../connect.tsx'
import { EsimTable, summariseEsim } from '../esim-table.tsx'
import { EsimLink } from '../feeds.tsx'
import { formatCount, formatMoney } from '../format.ts'
import type { PageContent, PageRequest } from '../page-request.ts'
import { type Refundable, RefundableUnits, readRefundable } from '../refundable.tsx'
import { UNINTERESTING } from '../time-bar.tsx'
import { Troubles } from '../troubles.tsx'
import { Upcoming } from '../upcoming.tsx'

/** eSIMs that are listed, and troubles of each kind. */
const LATEST = 6
const TROUBLES = 4
/** Events that come next, movements of money and callbacks that are shown. */
const UPCOMING = 12
const MOVEMENTS = 60
const DELIVERIES = 1_000

type Settings = z.infer<typeof getSettings.answer>
type SentCallback = z.infer<typeof Callback>

/** Renders the overview. */
export async function showOverview({ call, read, frame, address }: PageRequest): Promise<PageContent> {
  const [settings, { movements }, { callbacks }, { events }] = await Promise.all([
    call(getSettings),
    // This also writes the calls that the journal still holds back.
    call(getLedger, { query: { limit: MOVEMENTS } }),
    call(listCallbacks, { query: { limit: LATEST } }),
    call(listEvents, { query: { limit: UPCOMING, skip: UNINTERESTING.join(',') } }),
  ])
  const figures = read(countAccount)
  const failures = figures.callbacks.failed ?? 0
  const { esims, refused, failed, statuses, usedUp, refundable } = read((tx) => ({
    refundable: readRefundable(tx),
    usedUp: events
      .flatMap(({ iccid }) => {
        const at = iccid && forecastUsedUp(tx, iccid)
        return iccid && at ? [{ iccid, at: formatInstant(at) }] : []
      })
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))[0],
    refused: listRequests(tx, { limit: TROUBLES, status: 'refused' }),
    failed: failures === 0 ? [] : listStoredCallbacks(tx, { limit: TROUBLES, status: 'failed' }),
    statuses: listStatuses(tx, { limit: DELIVERIES }),
    esims: inOnePiece(
      listEsims(tx, {
        page: 1,
        perPage: LATEST,
        descending: true,
        orderBy: findEsimColumn('actionDate'),
        filter: undefined,
      }),
    ).esims.map((esim) => summariseEsim(tx, esim)),
  }))
  const body = (
    <>
      <div class="top">
        <h1>{settings.name}</h1>
      </div>
      <div class="figures" data-live="figures">
        <Balance settings={settings} refundable={refundable} />
        <Counts figures={figures} usedUp={usedUp} />
        <CallbackHealth settings={settings} figures={figures} latest={callbacks} />
      </div>
      <div data-live="failures">
        {failures > 0 && <FailureBanner failures={failures} newest={failed[0]} latest={callbacks} />}
      </div>
      <div class="columns">
        <section class="sheet">
          <div class="head">
            <h2>Balance over time</h2>
            <a href="/_emulator/ui/orders">Orders</a>
          </div>
          <div data-live="balance">
            <BalanceChart movements={movements} now={frame.clock.now} currency={settings.currency} />
          </div>
        </section>
        <section class="sheet">
          <div class="head">
            <h2>Callbacks over time</h2>
            <a href="/_emulator/ui/callbacks">All callbacks</a>
          </div>
          <div data-live="deliveries">
            {statuses.length === 0 ? (
              <EmptyState>No callback yet.</EmptyState>
            ) : (
              <DeliveryChart callbacks={statuses} now={Date.parse(frame.clock.now)} />
            )}
          </div>
        </section>
      </div>
      <div class="columns">
        <section class="sheet" data-live="next">
          <h2>Coming up</h2>
          <Upcoming events={events} now={frame.clock.now} />
        </section>
        <section class="sheet" data-live="troubles">
          <div class="head">
            <h2>What went wrong lately</h2>
            <a href="/_emulator/ui/journal">Journal</a>
          </div>
          <Troubles refused={refused} failed={failed} />
        </section>
      </div>
      <section class="sheet" data-live="esims">
        <div class="head">
          <h2>eSIMs changed last</h2>
          <a href="/_emulator/ui/esims">All eSIMs</a>
        </div>
        {esims.length === 0 ? (
          <EmptyState>
            No eSIM yet. <a href="/_emulator/ui/catalogue">Choose a bundle</a> to buy one.
          </EmptyState>
        ) : (
          <EsimTable esims={esims} now={frame.clock.now} />
        )}
      </section>
      <Connect address={address} apiKey={frame.apiKey} />
    </>
  )
  return { title: 'Overview', active: 'overview', body }
}

interface FailureBannerProps {
  readonly failures: number
  /** The newest callback that failed. */
  readonly newest: FailedCallback | undefined
  /** The newest callbacks. */
  readonly latest: readonly SentCallback[]
}

/** Says that callbacks failed, until when and whether the receiver answers now, with the button that sends them again. */
const FailureBanner: FC<FailureBannerProps> = ({ failures, newest, latest }) => {
  const last = lastTried(latest)
  return (
    <div class="note bad row">
      <span>
        <a href="/_emulator/ui/callbacks?status=failed">
          {formatCount(failures)} {failures === 1 ? 'callback' : 'callbacks'}
        </a>{' '}
        failed
        {newest && (
          <>
            , the newest of <Timestamp at={formatInstant(Math.floor(newest.createdAt))} />
          </>
        )}
        .
        {last && isAnswer(last) && (
          <>
            {' '}
            The receiver answered on <Timestamp at={last.at} />.
          </>
        )}
      </span>
      <ActionForm
        call="POST /_emulator/callbacks/redeliver"
        done="Sent {sent} again: {delivered} delivered, {failed} failed."
        class="apart"
      >
        <input type="hidden" name="status" value="failed" />
        <button type="submit">Send failed ones again</button>
      </ActionForm>
    </div>
  )
}

interface BalanceProps {
  readonly settings: Settings
  readonly refundable: Refundable
}

const Balance: FC<BalanceProps> = ({ settings, refundable }) => (
  <section class="figure">
    <h2 class="soft">Balance</h2>
    <b>
      {formatMoney(settings.balance)} <small>{settings.currency}</small>
    </b>
    {settings.balance <= settings.lowBalanceThreshold && (
      <Badge tone="warn">low: at or below {formatMoney(settings.lowBalanceThreshold)}</Badge>
    )}
    <span class="small soft">
      <RefundableUnits refundable={refundable} />
    </span>
  </section>
)

interface CountsProps {
  readonly figures: Figures
  /** The eSIM that uses up its bundle first, of those with an event that comes next, and when. */
  readonly usedUp: { readonly iccid: string; readonly at: string } | undefined
}

const Counts: FC<CountsProps> = ({ figures: { esims, installed, orders, stock, assignments }, usedUp }) => (
  <>
    <section class="figure">
      <h2 class="soft">eSIMs</h2>
      <b>{formatCount(esims)}</b>
      <span class="small soft">
        {formatCount(installed)} installed · bundles: {assignments.active ?? 0} active,{' '}
        {(assignments.queued ?? 0) + (assignments.processing ?? 0)} waiting
      </span>
      {usedUp && (
        <div class="small soft">
          runs out first: <EsimLink iccid={usedUp.iccid} /> on <Timestamp at={usedUp.at} />
        </div>
      )}
    </section>
    <section class="figure">
      <h2 class="soft">Orders</h2>
      <b>{formatCount(orders)}</b>
      <span class="small soft">
        <a href="/_emulator/ui/inventory">{formatCount(stock)}</a> bundles in the inventory
      </span>
    </section>
  </>
)

type Attempt = SentCallback['attempts'][number]

/** The last attempt at the newest callback that was tried. */
const lastTried = (latest: readonly SentCallback[]): Attempt | undefined =>
  latest.find(({ attempts }) => attempts.length > 0)?.attempts.at(-1)

const isAnswer = ({ status }: Attempt): boolean => status !== null && status >= 200 && status < 300

function healthOf(settings: Settings, tried: Attempt | undefined): readonly [Tone, string] {
  if (settings.callbackUrl === '') return ['gone', 'no URL set']
  if (!tried) return ['wait', 'not tried yet']
  return isAnswer(tried) ? ['good', 'receiver answered'] : ['bad', tried.error ?? `receiver answered ${tried.status}`]
}

interface HealthProps {
  readonly settings: Settings
  readonly figures: Figures
  readonly latest: readonly SentCallback[]
}

const CallbackHealth: FC<HealthProps> = ({ settings, figures: { callbacks }, latest }) => {
  const tried = lastTried(latest)
  const [tone, text] = healthOf(settings, tried)
  const { delivered = 0, failed = 0, pending = 0, unsent = 0 } = callbacks
  return (
    <section class="figure">
      <h2 class="soft">Callbacks</h2>
      <b>
        {formatCount(delivered)} <small>delivered</small>
      </b>
      <div class="small soft">
        <Badge tone={tone}>{text}</Badge> {tried && settings.callbackUrl !== '' && <Timestamp at={tried.at} />}
      </div>
      <div class="small soft">
        {[
          [failed, 'failed'],
          [pending, 'waiting'],
          [unsent, 'not sent'],
        ]
          .filter(([count]) => count !== 0)
          .map(([count, words]) => `${formatCount(Number(count))} ${words}`)
          .join(' · ')}
      </div>
      <a class="mono small" href="/_emulator/ui/organisation">
        {settings.callbackUrl === '' ? 'set a URL' : settings.callbackUrl}
      </a>
    </section>
  )
}
