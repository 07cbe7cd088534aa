import type { FC } from 'hono/jsx'
import { groupBy } from '../../domain/group-by.ts'
import { formatInstant, formatNanoseconds } from '../../domain/instant.ts'
import { toWireNumber } from '../../domain/money.ts'
import type { Purchase } from '../../domain/order.ts'
import { isRefundable, listStock } from '../../state/records/purchases.ts'
import { ActionForm } from '../action-form.tsx'
import { EmptyState, Timestamp } from '../components.tsx'
import { formatCount, formatMoney } from '../format.ts'
import { paginate } from '../list-page.tsx'
import type { PageContent, PageRequest } from '../page-request.ts'

interface Stock {
  readonly bundle: string
  readonly description: string
  readonly units: number
  readonly purchases: readonly (Purchase & { readonly refundable: boolean })[]
}

/** Renders the inventory: bundles that were bought and not yet assigned to an eSIM. */
export function showInventory({ read, query }: PageRequest): PageContent {
  const stock = read((tx) =>
    [...groupBy(listStock(tx), ({ bundle }) => bundle)].map(
      ([bundle, purchases]): Stock => ({
        bundle,
        description: (purchases[0] && tx.catalogue.findBought(purchases[0]))?.description ?? '',
        units: purchases.reduce((sum, { remaining }) => sum + remaining, 0),
        purchases: purchases.map((purchase) => ({ ...purchase, refundable: isRefundable(tx, purchase) })),
      }),
    ),
  )
  const { shown, pager } = paginate(stock, query, ['kind of bundle', 'kinds of bundle'])
  const body = (
    <>
      <div class="top">
        <h1>Inventory</h1>
        <a class="button" href="/_emulator/ui/catalogue">
          Buy bundles
        </a>
      </div>
      <section class="sheet" data-live="stock">
        {stock.length === 0 && <EmptyState>The inventory is empty.</EmptyState>}
        <ul class="feed">
          {shown.map((each) => (
            <StockItem stock={each} />
          ))}
        </ul>
        {pager}
      </section>
    </>
  )
  return { title: 'Inventory', active: 'inventory', body }
}

const StockItem: FC<{ readonly stock: Stock }> = ({ stock: { bundle, description, units, purchases } }) => (
  <li data-item={bundle}>
    <div class="what acts">
      <div>
        <a class="mono" href={`/_emulator/ui/catalogue/${encodeURIComponent(bundle)}`}>
          {bundle}
        </a>
        <small class="block">{description}</small>
      </div>
      <div class="row">
        <ActionForm
          call="POST /v2.4/esims/apply"
          done="Applied."
          then="/_emulator/ui/esims/{esims.0.iccid}"
          label={`Apply ${bundle}`}
        >
          <input type="hidden" name="name" value={bundle} />
          <label>
            <span class="unseen">To the eSIM (ICCID), or a new one</span>
            <input name="iccid" inputmode="numeric" placeholder="ICCID, or a new eSIM" />
          </label>
          <button type="submit" class="main">
            Apply
          </button>
        </ActionForm>
      </div>
      <details>
        <summary class="small">
          {purchases.length} {purchases.length === 1 ? 'purchase' : 'purchases'}
        </summary>
        <ul class="acts">
          {purchases.map(({ id, remaining, total, paid, purchasedAt, expiresAt, refundable }) => (
            <li class="row small" data-item={`p${id}`}>
              <span>
                {remaining} of {total} left, bought <Timestamp at={formatNanoseconds(purchasedAt)} /> for{' '}
                {formatMoney(toWireNumber(paid))}, until <Timestamp at={formatInstant(expiresAt)} />
              </span>
              {refundable ? (
                <ActionForm
                  call="POST /v2.4/inventory/refund"
                  done="{status}"
                  confirm={`Refund one ${bundle}? It leaves the inventory.`}
                  label={`Refund purchase ${id}`}
                >
                  <input type="hidden" name="usageId" value={String(id)} data-type="number" />
                  <input type="hidden" name="quantity" value="1" data-type="number" />
                  <button type="submit">Refund one</button>
                </ActionForm>
              ) : (
                <span class="soft">refund window is over</span>
              )}
            </li>
          ))}
        </ul>
      </details>
    </div>
    <b>
      {formatCount(units)} <small>left</small>
    </b>
  </li>
)
