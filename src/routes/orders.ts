import type * as z from 'zod'
import * as contract from '../contract/orders.ts'
import { presentPaging } from '../contract/scalars.ts'
import { DomainError } from '../domain/errors.ts'
import { requireProfileId } from '../domain/identifiers.ts'
import { firstInstantFrom, type Instant, parseMoment } from '../domain/instant.ts'
import { REALISM_REASONS } from '../domain/realism.ts'
import { andThen } from '../http/compose.ts'
import { LongList, mapParts } from '../http/long-list.ts'
import { type OrderRequest, placeOrder, quoteOrder } from '../state/operations/place-order.ts'
import { getOrder, listOrderPlaces, listOrdersAt } from '../state/records/orders.ts'
import { pageNumber, pageSize } from './paging.ts'
import type { RegisterRoute } from './register.ts'

const PAGE_SIZES = { standard: 10, most: 10_000 }

export function orderRoutes(route: RegisterRoute): void {
  route(contract.createOrder, ({ body, now, readInTurns, writeInTurns, sourceIp, requestId, explain }) => {
    requireProfileId(body.profileID ?? '')
    const request = orderRequest(body)
    if (body.type === 'validate') {
      const quote = readInTurns((tx) => quoteOrder(tx, request))
      return andThen(quote, (found) => contract.presentQuote(found, request.assign, now))
    }
    const placed = writeInTurns((tx) => placeOrder(tx, request, { sourceIp, requestId }))
    return andThen(placed, (order) => {
      if (!order) throw new DomainError('insufficient_balance')
      if (order.status === 'processing') explain(REALISM_REASONS.orderLater)
      return contract.presentOrder(order)
    })
  })

  route(contract.listOrders, async ({ query, rules, read, readInTurns }) => {
    const limit = pageSize('limit', query.limit, PAGE_SIZES, rules)
    const { from, to } = createdRange(query.createdAt ?? [])
    const page = { page: pageNumber(query.page), limit, from, to }
    const { rows, places } = await readInTurns((tx) => listOrderPlaces(tx, page))
    const orders = mapParts(places, (part) => read((tx) => listOrdersAt(tx, part)).map(contract.presentPastOrder))
    return new LongList('orders', orders, presentPaging(rows, limit))
  })

  route(contract.getOrder, ({ path, read }) =>
    contract.presentPastOrder(read((tx) => getOrder(tx, path.orderReference))),
  )
}

function orderRequest(body: z.infer<typeof contract.OrderRequest>): OrderRequest {
  const lines = body.order.map(({ item, quantity, iccids = [], allowReassign = false }) => ({
    item,
    quantity,
    iccids,
    allowReassign,
  }))
  return { assign: body.assign ?? false, lines }
}

/** The inclusive range that `gte:` and `lte:` (also `gt:`, `lt:`, `eq:`) leave. Throws invalid_parameter. */
function createdRange(filters: readonly string[]): { from: Instant; to: Instant } {
  let from: Instant = 0
  let to: Instant = Number.MAX_SAFE_INTEGER
  for (const filter of filters) {
    const [, operator = '', text = ''] = /^(?:(gte|gt|lte|lt|eq):)?(.*)$/i.exec(filter) ?? []
    const moment = parseMoment(text)
    if (!moment) throw new DomainError('invalid_parameter', { name: 'createdAt' })
    const reached = firstInstantFrom(moment)
    const passed = firstInstantFrom(moment, true)
    switch (operator.toLowerCase()) {
      case 'gte':
        from = Math.max(from, reached)
        break
      case 'gt':
        from = Math.max(from, passed)
        break
      case 'lt':
        to = Math.min(to, reached - 1)
        break
      case 'lte':
        to = Math.min(to, passed - 1)
        break
      default:
        from = Math.max(from, reached)
        to = Math.min(to, passed - 1)
    }
  }
  return { from, to }
}
