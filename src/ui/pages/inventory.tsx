import { getInventory } from '../../contract/control/statement.ts'
import { CursorPager } from '../cursor-pager.tsx'
import { SearchField } from '../form-fields.tsx'
import { formatCount } from '../format.ts'
import { ListPage, readFilters } from '../list-page.tsx'
import { type PageContent, type PageRequest, ROWS_PER_PAGE } from '../page-request.ts'
import { StockTable } from '../stock-acts.tsx'

/** Renders the inventory: purchases with units that were not yet assigned to an eSIM. */
export async function showInventory({ call, query }: PageRequest): Promise<PageContent> {
  const { bundle, after } = readFilters(query, 'bundle', 'after')
  const stock = await call(getInventory, { query: { bundle, after, limit: ROWS_PER_PAGE } })
  const body = (
    <ListPage
      title={
        <>
          Inventory{' '}
          <small data-live="units">
            {count(stock.units, 'unit')} of {count(stock.bundles, 'bundle')}
          </small>
        </>
      }
      actions={
        <a class="button" href="/_emulator/ui/catalogue">
          Buy bundles
        </a>
      }
      note={<p class="soft">Units are taken from the purchase of their bundle that lapses first.</p>}
      filters={<SearchField label="Name of the bundle" name="bundle" value={bundle} />}
      live="stock"
      items={stock.purchases}
      empty={bundle === '' ? 'The inventory is empty.' : `The inventory has no ${bundle}.`}
      table={(purchases) => <StockTable label="Table of purchases" purchases={purchases} />}
      pager={<CursorPager query={query} name="after" next={stock.next} first="First" text="More" />}
    />
  )
  return { title: 'Inventory', active: 'inventory', body }
}

const count = (things: number, noun: string): string => `${formatCount(things)} ${noun}${things === 1 ? '' : 's'}`
