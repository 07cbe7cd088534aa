import type { FC } from 'hono/jsx'
import { getLedger } from '../../contract/control/accounts.ts'
import { formatNanoseconds } from '../../domain/instant.ts'
import { toWireNumber } from '../../domain/money.ts'
import type { Order } from '../../domain/order.ts'
import { listOrders } from '../../state/records/orders.ts'
import { ActionForm } from '../action-form.tsx'
import { Badge, Pager, Table, Timestamp } from '../components.tsx'
import { EsimLink } from '../feeds.tsx'
import { NumberField } from '../form-fields.tsx'
import { formatMoney } from '../format.ts'
import { ListPage } from '../list-page.tsx'
import { type PageContent, type PageRequest, pageNumber, ROWS_PER_PAGE } from '../page-request.ts'

/** eSIMs listed for one order. */
const LISTED = 10

/** Renders orders, refunds and top-ups, newest first. */
export async function showOrders({ call, read, query }: PageRequest): Promise<PageContent> {
  const page = pageNumber(query)
  const [{ doubtful, balance }, { rows, orders }] = await Promise.all([
    call(getLedger, { query: { limit: 1 } }),
    read((tx) => listOrders(tx, { page, limit: ROWS_PER_PAGE, from: 0, to: Number.MAX_SAFE_INTEGER })),
  ])
  const body = (
    <ListPage
      title="Orders"
      actions={<TopUp />}
      note={
        <div data-live="balance">
          <p class="soft">Balance now: {formatMoney(balance)}</p>
          {doubtful.map(({ orders: references, item, amount, reason }) => (
            <p class="note warn">
              Possible duplicate order: <span class="mono">{item}</span> for {formatMoney(amount)}: {reason} (
              {references.join(', ')}).
            </p>
          ))}
        </div>
      }
      live="orders"
      items={orders}
      empty="No order yet."
      table={(shown) => <OrderTable orders={shown} />}
      pager={<Pager query={query} page={page} rows={rows} nouns={['order', 'orders']} />}
    />
  )
  return { title: 'Orders', active: 'orders', body }
}

/** A form that tops up the balance. */
const TopUp: FC = () => (
  <ActionForm call="POST /v2.4/organisation/balance?amount={amount}" done="Topped up." label="Top up the balance">
    <NumberField label="Amount" name="amount" min={1000} max={5000} value={1000} unseen />
    <button type="submit">Top up</button>
  </ActionForm>
)

const OrderTable: FC<{ readonly orders: readonly Order[] }> = ({ orders }) => (
  <Table
    label="Table of orders"
    columns={[
      'When',
      'What',
      { title: 'Total', class: 'number' },
      { title: 'Balance after', class: 'number' },
      'Reference',
    ]}
  >
    {orders.map((order) => (
      <tr data-item={order.reference}>
        <td>
          <Timestamp at={formatNanoseconds(order.createdAt)} />
        </td>
        <td>
          {order.lines.map((line) => (
            <OrderLine line={line} />
          ))}
        </td>
        <td class="number">
          {formatMoney(toWireNumber(order.total))} {order.currency}
        </td>
        <td class="number">{formatMoney(toWireNumber(order.runningBalance))}</td>
        <td class="mono">{order.reference}</td>
      </tr>
    ))}
  </Table>
)

const OrderLine: FC<{ readonly line: Order['lines'][number] }> = ({ line: { type, item, quantity, esims } }) => (
  <div>
    {type !== 'bundle' && <Badge tone="wait">{type}</Badge>} {quantity} × <span class="mono">{item}</span>
    {esims.length > 0 && (
      <details>
        <summary class="small">
          {esims.length} {esims.length === 1 ? 'eSIM' : 'eSIMs'}
        </summary>
        <ul>
          {esims.slice(0, LISTED).map(({ iccid }) => (
            <li>
              <EsimLink iccid={iccid} whole />
            </li>
          ))}
        </ul>
        {esims.length > LISTED && <small>and {esims.length - LISTED} more</small>}
      </details>
    )}
  </div>
)
