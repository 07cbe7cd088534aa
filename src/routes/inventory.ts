import * as contract from '../contract/inventory.ts'
import { presentDone, presentPaging } from '../contract/scalars.ts'
import { groupBy } from '../domain/group-by.ts'
import { refundFromInventory } from '../state/operations/balance.ts'
import { listStock } from '../state/records/purchases.ts'
import { pageNumber, pageSize } from './paging.ts'
import type { RegisterRoute } from './register.ts'

const PAGE_SIZES = { standard: 50, most: 10_000 }

export function inventoryRoutes(route: RegisterRoute): void {
  route(contract.listInventory, ({ query, rules, read }) => {
    const perPage = pageSize('perPage', query.perPage, PAGE_SIZES, rules)
    const start = (pageNumber(query.page) - 1) * perPage
    return read((tx) => {
      const byBundle = groupBy(listStock(tx), ({ bundle }) => bundle)
      const bundles = [...byBundle.values()].slice(start, start + perPage).flatMap((purchases) => {
        // Assumption (inventory-editions): a bundle that was bought in several editions shows the one that is used next.
        const [next] = purchases
        const bundle = next && tx.catalogue.findBought(next)
        return bundle ? [contract.presentInventoryBundle(bundle, purchases)] : []
      })
      return { bundles, ...presentPaging(byBundle.size, perPage) }
    })
  })

  route(contract.refundInventory, ({ body, sourceIp, requestId, write }) => {
    write((tx) => refundFromInventory(tx, body.usageId, body.quantity, { sourceIp, requestId }))
    return presentDone('Successfully refunded bundles to balance')
  })
}
