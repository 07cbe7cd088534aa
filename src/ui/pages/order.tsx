import type { Child, FC } from 'hono/jsx'
import type * as z from 'zod'
import { getOrder } from '../../contract/control/statement.ts'
import { ActionForm, Submit } from '../action-form.tsx'
import { CopyableText, PageHeading, Pager, StateBadge, StatusBadge, Table, Timestamp } from '../components.tsx'
import { EsimLink } from '../feeds.tsx'
import { formatCount, formatMoney } from '../format.ts'
import { callbackPath, requestPath } from '../links.ts'
import { type PageContent, type PageRequest, pageNumber } from '../page-request.ts'
import { RowMenu } from '../row-menu.tsx'
import { Amount, BundleLink, EntryBadge, EntrySentence, Problem } from '../statement-entry.tsx'
import { StockTable } from '../stock-acts.tsx'

type Order = z.infer<typeof getOrder.answer>

/** eSIMs on a page, and lines that are shown. */
const ESIMS = 25
const LINES = 25
/** Lines of an order that a form can place again. */
const MOST_REPEATED = 5

const TITLES: Readonly<Partial<Record<Order['kind'], string>>> = {
  assignment: 'Assignment',
  refund: 'Refund',
  topup: 'Top-up',
}

/** Renders one order with what became of it: its lines, eSIMs, units in the inventory and callbacks. */
export async function showOrder({ call, item, query }: PageRequest): Promise<PageContent> {
  const page = pageNumber(query)
  const order = await call(getOrder, { path: { reference: item }, query: { offset: (page - 1) * ESIMS, limit: ESIMS } })
  const title = TITLES[order.kind] ?? 'Order'
  const body = (
    <>
      <PageHeading
        title={
          <>
            {title} <span class="mono">{order.reference.slice(0, 8)}…</span>
          </>
        }
      >
        {order.kind === 'order' && order.lines.length <= MOST_REPEATED && <OrderAgain order={order} />}
      </PageHeading>
      <div data-live="problem">
        {order.problem && (
          <p class={`note ${order.status === 'failed' ? 'bad' : 'warn'}`}>
            <Problem entry={order} />
          </p>
        )}
      </div>
      <div class="columns">
        <section class="sheet">
          <h2>What it did</h2>
          <div data-live="facts">
            <Facts order={order} />
          </div>
        </section>
        <section class="sheet">
          <h2>Lines</h2>
          <Lines order={order} />
        </section>
      </div>
      {order.unitCount > 0 && (
        <section class="sheet">
          <h2>
            {formatCount(order.unitCount)} {order.unitCount === 1 ? 'unit on an eSIM' : 'units on eSIMs'}
          </h2>
          <div data-live="esims">
            <EsimTable order={order} />
            {order.unitCount > ESIMS && (
              <Pager query={query} page={page} rows={order.unitCount} nouns={['unit', 'units']} />
            )}
          </div>
        </section>
      )}
      {order.purchases.length > 0 && (
        <section class="sheet">
          <h2>Units in the inventory</h2>
          <div data-live="stock">
            <StockTable label="Units of the order in the inventory" purchases={order.purchases} />
          </div>
        </section>
      )}
      <section class="sheet" data-live="callbacks">
        <h2>Callbacks about it</h2>
        <Callbacks callbacks={order.callbacks} />
      </section>
    </>
  )
  return { title: `${title} ${order.reference}`, active: 'orders', body }
}

/** A form that places the same order again, for new eSIMs or into the inventory. */
const OrderAgain: FC<{ readonly order: Order }> = ({ order: { lines, toInventory } }) => (
  <ActionForm call="POST /v2.4/orders" then="/_emulator/ui/orders/{orderReference}" label="Order the same again">
    <input type="hidden" name="type" value="transaction" />
    <input type="hidden" name="assign" value={String(!toInventory)} data-type="boolean" />
    {lines.map(({ item, quantity }, index) => (
      <>
        <input type="hidden" name={`order.${index}.type`} value="bundle" />
        <input type="hidden" name={`order.${index}.item`} value={item} />
        <input type="hidden" name={`order.${index}.quantity`} value={String(quantity)} data-type="number" />
      </>
    ))}
    <button type="submit">{toInventory ? 'Order the same again' : 'Order the same for new eSIMs'}</button>
  </ActionForm>
)

const Facts: FC<{ readonly order: Order }> = ({ order }) => (
  <dl class="facts">
    <dt>What</dt>
    <dd>
      <EntrySentence entry={order} /> <EntryBadge entry={order} />
    </dd>
    <dt>Amount</dt>
    <dd>
      <Amount units={order.amount} /> {order.currency}
    </dd>
    <dt>Balance after</dt>
    <dd>{order.balance !== null && formatMoney(order.balance)}</dd>
    <dt>When</dt>
    <dd>
      <Timestamp at={order.at} />
    </dd>
    <dt>Reference</dt>
    <dd>
      <CopyableText text={order.reference} what="the reference" />
    </dd>
    <dt>Call</dt>
    <dd>{callOf(order)}</dd>
    <dt>Status</dt>
    <dd>{order.statusMessage}</dd>
  </dl>
)

function callOf({ request, sourceIP }: Order): Child {
  if (!request) return 'not in the journal'
  return (
    <>
      <a href={requestPath(request.id)}>
        {request.operationId ?? 'call'} {request.id}
      </a>{' '}
      <StatusBadge status={request.status} /> <span class="soft">from {sourceIP}</span>
    </>
  )
}

const Lines: FC<{ readonly order: Order }> = ({ order: { kind, lines } }) => (
  <>
    <Table
      label="Lines of the order"
      columns={[
        kind === 'assignment' ? 'Assignment' : 'Bundle',
        { title: 'Quantity', class: 'number' },
        { title: 'Price', class: 'number' },
        { title: 'Sum', class: 'number' },
      ]}
    >
      {lines.slice(0, LINES).map(({ type, item, quantity, pricePerUnit, subTotal }, index) => (
        <tr data-item={`l${index}`}>
          <td>
            {item === '' ? (
              type
            ) : type === 'bundleAssignment' ? (
              <span class="mono">{item}</span>
            ) : (
              <BundleLink bundle={item} />
            )}
          </td>
          <td class="number">{formatCount(quantity)}</td>
          <td class="number">{formatMoney(pricePerUnit)}</td>
          <td class="number">{formatMoney(subTotal)}</td>
        </tr>
      ))}
    </Table>
    {lines.length > LINES && <small>and more lines</small>}
  </>
)

const EsimTable: FC<{ readonly order: Order }> = ({ order: { esims } }) => (
  <Table
    label="eSIMs of the order"
    columns={['eSIM', 'Customer', 'Bundle', 'State', 'What a revoke gives back', 'Acts']}
  >
    {esims.map((unit) => (
      <tr data-item={`${unit.iccid}-${unit.assignmentId}`}>
        <td>
          <EsimLink iccid={unit.iccid} whole />
        </td>
        <td>{unit.customerRef}</td>
        <td>
          <BundleLink bundle={unit.bundle} />
          {unit.months > 1 && <small> {unit.months} months</small>}
        </td>
        <td>{unit.state && <StateBadge state={unit.state} />}</td>
        <td>{unit.revoke}</td>
        <td class="acts-of-row">
          <UnitActs unit={unit} />
        </td>
      </tr>
    ))}
  </Table>
)

/** The acts on a unit that is on an eSIM: back to the inventory, or its price back to the balance. */
const UnitActs: FC<{ readonly unit: Order['esims'][number] }> = ({ unit }) => {
  const { iccid, bundle, assignmentId, toInventory, toBalance, leavesAccount, revoke } = unit
  const path = `/v2.4/esims/${iccid}/bundles/${encodeURIComponent(bundle)}?offerId=${assignmentId}`
  const leaving = leavesAccount ? ' The eSIM is left without a bundle, and leaves the account.' : ''
  return (
    <RowMenu label={`Acts on ${bundle} of …${iccid.slice(-6)}`}>
      <ActionForm
        call={`DELETE ${path}`}
        done="{status}"
        confirm={`Return ${bundle} to the inventory?${leaving}`}
        label="Return to the inventory"
      >
        <Submit class="danger" unavailable={toInventory ? undefined : revoke}>
          Return to the inventory
        </Submit>
      </ActionForm>
      <ActionForm
        call={`DELETE ${path}&refundToBalance=true`}
        done="{status}"
        confirm={`Refund ${bundle} to the balance?${leaving}`}
        label="Refund to the balance"
      >
        <Submit class="danger" unavailable={toBalance ? undefined : revoke}>
          Refund to the balance
        </Submit>
      </ActionForm>
    </RowMenu>
  )
}

const Callbacks: FC<Pick<Order, 'callbacks'>> = ({ callbacks }) =>
  callbacks.length === 0 ? (
    <p class="empty">None yet.</p>
  ) : (
    <ul class="feed">
      {callbacks.map(({ id, createdAt, alertType, iccid, status }) => (
        <li data-item={`c${id}`}>
          <span class="what">
            <a href={callbackPath(id)}>
              <b>{alertType}</b>
            </a>{' '}
            {iccid && <EsimLink iccid={iccid} />}
          </span>
          <StateBadge state={status} />
          <span class="when">
            <Timestamp at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
