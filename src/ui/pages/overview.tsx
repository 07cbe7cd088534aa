import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { type Callback, listCallbacks } from '../../contract/control/callbacks.ts'
import { listEvents } from '../../contract/control/clock.ts'
import { getSettings } from '../../contract/control/organisation.ts'
import { listRequests } from '../../contract/control/requests.ts'
import { toWireNumber } from '../../domain/money.ts'
import { findEsimColumn, listEsims } from '../../state/records/esim-list.ts'
import { countAccount, type Figures } from '../../state/records/figures.ts'
import { listOrders } from '../../state/records/orders.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { Badge, EmptyState, Timestamp, type Tone } from '../components.tsx'
import { Connect } from '../connect.tsx'
import { EsimTable, summariseEsim } from '../esim-table.tsx'
import { CallbackFeed, EsimLink, RequestFeed } from '../feeds.tsx'
import { describeEvent, formatCount, formatMoney, timeUntil } from '../format.ts'
import type { PageContent, PageRequest } from '../page-request.ts'

/** Entries in each list. */
const LATEST = 6
const BALANCES = 40

type Settings = z.infer<typeof getSettings.answer>
type SentCallback = z.infer<typeof Callback>

/** Renders the overview. */
export async function showOverview({ call, read, frame, address }: PageRequest): Promise<PageContent> {
  const [settings, { requests }, { callbacks }, { events }] = await Promise.all([
    call(getSettings),
    call(listRequests, { query: { limit: LATEST } }),
    call(listCallbacks, { query: { limit: LATEST } }),
    call(listEvents, { query: { limit: LATEST } }),
  ])
  const figures = read(countAccount)
  const { balances, esims } = read((tx) => ({
    balances: listOrders(tx, { page: 1, limit: BALANCES, from: 0, to: Number.MAX_SAFE_INTEGER })
      .orders.map(({ runningBalance }) => toWireNumber(runningBalance))
      .reverse(),
    esims: listEsims(tx, {
      page: 1,
      perPage: LATEST,
      descending: true,
      orderBy: findEsimColumn('actionDate'),
      filter: undefined,
    }).esims.map((esim) => summariseEsim(tx, esim)),
  }))
  const body = (
    <>
      <div class="top">
        <h1>{settings.name}</h1>
      </div>
      <div class="figures" data-live="figures">
        <Balance settings={settings} balances={balances} />
        <Counts figures={figures} />
        <CallbackHealth settings={settings} figures={figures} latest={callbacks} />
      </div>
      <div class="columns">
        <section class="sheet" data-live="next">
          <h2>Coming up</h2>
          {events.length === 0 ? (
            <EmptyState>No event is due: moving the clock changes nothing.</EmptyState>
          ) : (
            <ul class="feed">
              {events.map(({ at, kind, iccid }) => (
                <li>
                  <span class="what">
                    {describeEvent(kind)} {iccid && <EsimLink iccid={iccid} />}
                  </span>
                  <b class="nowrap">in {timeUntil(frame.clock.now, at)}</b>
                  <span class="when">
                    <Timestamp at={at} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section class="sheet" data-live="requests">
          <div class="head">
            <h2>Last requests</h2>
            <a href="/_emulator/ui/journal">Journal</a>
          </div>
          {requests.length === 0 ? (
            <EmptyState>No call yet. There is an example to copy below.</EmptyState>
          ) : (
            <RequestFeed requests={requests} />
          )}
        </section>
        <section class="sheet" data-live="callbacks">
          <div class="head">
            <h2>Last callbacks</h2>
            <a href="/_emulator/ui/callbacks">All callbacks</a>
          </div>
          {callbacks.length === 0 ? <EmptyState>No callback yet.</EmptyState> : <CallbackFeed callbacks={callbacks} />}
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

const Balance: FC<{ readonly settings: Settings; readonly balances: readonly number[] }> = ({ settings, balances }) => (
  <section class="figure">
    <h2 class="soft">Balance</h2>
    <b>
      {formatMoney(settings.balance)} <small>{settings.currency}</small>
    </b>
    {settings.balance <= settings.lowBalanceThreshold ? (
      <Badge tone="warn">low: at or below {formatMoney(settings.lowBalanceThreshold)}</Badge>
    ) : (
      <Sparkline values={balances} label={`Balance after the last ${balances.length} orders`} />
    )}
  </section>
)

const Counts: FC<{ readonly figures: Figures }> = ({ figures: { esims, installed, orders, stock, assignments } }) => (
  <>
    <section class="figure">
      <h2 class="soft">eSIMs</h2>
      <b>{formatCount(esims)}</b>
      <span class="small soft">
        {formatCount(installed)} installed · bundles: {assignments.active ?? 0} active,{' '}
        {(assignments.queued ?? 0) + (assignments.processing ?? 0)} waiting
      </span>
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

function healthOf(settings: Settings, latest: readonly SentCallback[]): readonly [Tone, string] {
  if (settings.callbackUrl === '') return ['gone', 'no URL set']
  const tried = latest.find(({ attempts }) => attempts.length > 0)?.attempts.at(-1)
  if (!tried) return ['wait', 'not tried yet']
  const well = tried.status !== null && tried.status >= 200 && tried.status < 300
  return well ? ['good', 'receiver answers'] : ['bad', tried.error ?? `receiver answers ${tried.status}`]
}

interface HealthProps {
  readonly settings: Settings
  readonly figures: Figures
  readonly latest: readonly SentCallback[]
}

const CallbackHealth: FC<HealthProps> = ({ settings, figures: { callbacks }, latest }) => {
  const [tone, text] = healthOf(settings, latest)
  const { delivered = 0, failed = 0, pending = 0, unsent = 0 } = callbacks
  return (
    <section class="figure">
      <h2 class="soft">Callbacks</h2>
      <b>
        {formatCount(delivered)} <small>delivered</small>
      </b>
      <span class="small soft">
        <Badge tone={tone}>{text}</Badge> {failed > 0 && `${failed} failed · `}
        {pending > 0 && `${pending} waiting · `}
        {unsent > 0 && `${unsent} not sent · `}
        <a class="mono" href="/_emulator/ui/organisation">
          {settings.callbackUrl === '' ? 'set a URL' : settings.callbackUrl}
        </a>
      </span>
    </section>
  )
}
