import type { FC } from 'hono/jsx'
import { groupBy } from '../../domain/group-by.ts'
import { formatInstant, formatNanoseconds } from '../../domain/instant.ts'
import { toWireNumber } from '../../domain/money.ts'
import type { Purchase } from '../../domain/order.ts'
import { isRefundable, listStock } from '../../state/records/purchases.ts'
import { Act } from '../act.tsx'
import { type Look, PER_PAGE, pageOf, type Shown } from '../look.ts'
import { Empty, Moment, Pager } from '../parts.tsx'
import { count, money } from '../words.ts'

interface Stock {
  readonly bundle: string
  readonly description: string
  readonly units: number
  readonly purchases: readonly (Purchase & { readonly refundable: boolean })[]
}

/** What was bought and is not on an eSIM yet. */
export function showInventory({ read, query }: Look): Shown {
  const page = pageOf(query)
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
  const body = (
    <>
      <div class="top">
        <h1>Inventory</h1>
        <a class="button" href="/_emulator/ui/catalogue">
          Buy into it
        </a>
      </div>
      <section class="sheet" data-live="stock">
        {stock.length === 0 && <Empty>No bundle is waiting for an eSIM.</Empty>}
        <ul class="feed">
          {stock.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((each) => (
            <StockItem stock={each} />
          ))}
        </ul>
        <Pager query={query} page={page} rows={stock.length} nouns={['kind of bundle', 'kinds of bundle']} />
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
        <Act
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
        </Act>
      </div>
      <details>
        <summary class="small">
          {purchases.length} {purchases.length === 1 ? 'purchase' : 'purchases'}
        </summary>
        <ul class="acts">
          {purchases.map(({ id, remaining, total, paid, purchasedAt, expiresAt, refundable }) => (
            <li class="row small" data-item={`p${id}`}>
              <span>
                {remaining} of {total} left, bought <Moment at={formatNanoseconds(purchasedAt)} /> for{' '}
                {money(toWireNumber(paid))}, until <Moment at={formatInstant(expiresAt)} />
              </span>
              {refundable ? (
                <Act call="POST /v2.4/inventory/refund" done="{status}" label={`Refund purchase ${id}`}>
                  <input type="hidden" name="usageId" value={String(id)} data-type="number" />
                  <input type="hidden" name="quantity" value="1" data-type="number" />
                  <button type="submit">Refund one</button>
                </Act>
              ) : (
                <span class="soft">past the refund window</span>
              )}
            </li>
          ))}
        </ul>
      </details>
    </div>
    <b>
      {count(units)} <small>left</small>
    </b>
  </li>
)
