import type { FC } from 'hono/jsx'
import { getLedger } from '../../contract/control/accounts.ts'
import { formatNanoseconds } from '../../domain/instant.ts'
import { toWireNumber } from '../../domain/money.ts'
import type { Order } from '../../domain/order.ts'
import { listOrders } from '../../state/records/orders.ts'
import { Act } from '../act.tsx'
import { NumberField } from '../form-fields.tsx'
import { type Look, PER_PAGE, pageOf, type Shown } from '../look.ts'
import { Chip, Empty, Moment, Pager, Table } from '../parts.tsx'
import { EsimLink } from '../rows.tsx'
import { money } from '../words.ts'

/** Of an order's eSIMs so many are listed. */
const LISTED = 10

/** Every order, refund and top-up, the newest first, and the money they moved. */
export async function showOrders({ ask, read, query }: Look): Promise<Shown> {
  const page = pageOf(query)
  const [{ doubtful, balance }, { rows, orders }] = await Promise.all([
    ask(getLedger, { query: { limit: 1 } }),
    read((tx) => listOrders(tx, { page, limit: PER_PAGE, from: 0, to: Number.MAX_SAFE_INTEGER })),
  ])
  const body = (
    <>
      <div class="top">
        <h1>Orders</h1>
        <Act call="POST /v2.4/organisation/balance?amount={amount}" done="Topped up." label="Top up the balance">
          <NumberField label="Amount" name="amount" min={1000} max={5000} value={1000} unseen />
          <button type="submit">Top up</button>
        </Act>
      </div>
      <div data-live="doubtful">
        {doubtful.map(({ orders: references, item, amount, reason }) => (
          <p class="note warn">
            Bought twice? <span class="mono">{item}</span> for {money(amount)}: {reason} ({references.join(', ')}).
          </p>
        ))}
      </div>
      <section class="sheet" data-live="orders">
        <p class="soft">Balance now: {money(balance)}</p>
        {orders.length === 0 ? <Empty>Nothing was bought yet.</Empty> : <OrderTable orders={orders} />}
        <Pager query={query} page={page} rows={rows} nouns={['order', 'orders']} />
      </section>
    </>
  )
  return { title: 'Orders', active: 'orders', body }
}

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
          <Moment at={formatNanoseconds(order.createdAt)} />
        </td>
        <td>
          {order.lines.map((line) => (
            <OrderLine line={line} />
          ))}
        </td>
        <td class="number">
          {money(toWireNumber(order.total))} {order.currency}
        </td>
        <td class="number">{money(toWireNumber(order.runningBalance))}</td>
        <td class="mono">{order.reference}</td>
      </tr>
    ))}
  </Table>
)

const OrderLine: FC<{ readonly line: Order['lines'][number] }> = ({ line: { type, item, quantity, esims } }) => (
  <div>
    {type !== 'bundle' && <Chip tone="wait">{type}</Chip>} {quantity} × <span class="mono">{item}</span>
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
