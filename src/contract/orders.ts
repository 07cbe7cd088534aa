import * as z from 'zod'
import { formatNanoseconds } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import type { OrderLine as DomainLine, Order as DomainOrder } from '../domain/order.ts'
import { ITEM, ORDER, SAMPLES } from './examples/samples.ts'
import {
  absentAs,
  choice,
  Flag,
  failsWith,
  IccidField,
  MOMENT_PATTERN,
  Page,
  pageSizeField,
  pathField,
} from './fields.ts'
import { lenientObject, operation } from './operation.ts'
import { BundleName, Iccid, Money, Reference, Timestamp } from './scalars.ts'

const OrderEsim = z.object({ iccid: Iccid, matchingId: z.string(), smdpAddress: z.string() })

const OrderLine = z.object({
  esims: z.array(OrderEsim).optional(),
  type: z.enum(['bundle', 'bundleRefund', 'bundleAssignment', 'topup', 'apiTopup', 'autoTopup']),
  item: z.string().optional().meta({ description: 'The bundle; absent from a top-up.' }),
  iccids: z.array(Iccid).optional(),
  quantity: z.int(),
  subTotal: Money,
  pricePerUnit: Money,
  AllowReassign: z.boolean().optional(),
})

/** An order that was carried out. */
export const Order = z.object({
  order: z.array(OrderLine),
  total: Money,
  currency: z.string(),
  status: z.enum(['completed', 'failed', 'processing']),
  statusMessage: z.string(),
  orderReference: Reference,
  createdDate: Timestamp,
  runningBalance: Money.optional().meta({ description: 'The balance after the order; in the list and the detail.' }),
  assigned: z.boolean(),
  sourceIP: z.string(),
})

/** An order that was only checked and priced. */
export const OrderQuote = z.object({
  order: z.array(OrderLine),
  total: Money,
  valid: z.boolean(),
  currency: z.string(),
  createdDate: Timestamp,
  assigned: z.boolean(),
})

const OrderRequestLine = lenientObject({
  type: choice(['bundle'], 'invalid_order_type').optional(),
  item: absentAs('', BundleName.meta({ minLength: 1 })),
  quantity: absentAs(0, z.int().min(1, failsWith('invalid_quantity'))).meta({
    description: 'With `iccids`, their number.',
  }),
  iccids: z.array(IccidField).optional().meta({ description: 'With `assign` only; empty texts count as absent.' }),
  allowReassign: Flag.optional().meta({
    description: 'Use a new eSIM where the bundle does not fit the one named.',
  }),
})

export const OrderRequest = lenientObject(
  {
    type: choice(['validate', 'transaction'], 'invalid_order_type'),
    assign: Flag.optional(),
    order: z
      .array(OrderRequestLine)
      .min(1)
      .meta({ description: 'Also read under the name `Order`, or in any letter case.' }),
    profileID: z.string().optional().meta({ description: 'A branding profile.', format: 'uuid' }),
  },
  { order: 'Order' },
)

const IncludeIccids = Flag.optional().meta({
  description: 'Until v2.2 eSIM data is there only with it. Without effect since v2.3: the data is always there.',
})

export const createOrder = operation({
  operationId: 'createOrder',
  tag: 'Orders',
  method: 'POST',
  path: '/orders',
  summary: 'Check, or place, an order',
  description:
    'With `assign` each unit goes to the eSIM named for it, or to a new one; without, to the inventory. The total leaves the balance. All of it happens, or nothing.',
  queryFields: z.object({ includeIccids: IncludeIccids }),
  body: OrderRequest,
  answer: z.union([Order, OrderQuote]),
  errors: [400, 401, 403, 429, 500, 503],
  example: {
    body: { type: 'transaction', assign: true, order: [{ type: 'bundle', item: ITEM, quantity: 1 }] },
    answer: ORDER,
  },
})

export const listOrders = operation({
  operationId: 'listOrders',
  tag: 'Orders',
  method: 'GET',
  path: '/orders',
  summary: 'List orders, newest first',
  queryFields: z.object({
    includeIccids: IncludeIccids,
    page: Page,
    limit: pageSizeField('Orders on a page, at most 10000.', 10),
    createdAt: z
      .array(z.string().meta({ pattern: `^(?:(?:gte|lte|gt|lt|eq):)?${MOMENT_PATTERN}$` }))
      .optional()
      .meta({
        description: '`gte:` or `lte:` and an RFC 3339 date and time; twice for a range.',
        examples: [['gte:2024-03-01T00:00:00.000Z', 'lte:2024-03-31T23:59:59.999Z']],
      }),
  }),
  answer: z.object({
    orders: z.array(Order),
    pageCount: z.int(),
    pageSize: z.int(),
    rows: z.int(),
  }),
  example: {
    query: { limit: '5' },
    answer: { orders: [{ ...ORDER, runningBalance: 998.83 }], pageCount: 1, pageSize: 5, rows: 1 },
  },
})

export const getOrder = operation({
  operationId: 'getOrder',
  tag: 'Orders',
  method: 'GET',
  path: '/orders/{orderReference}',
  summary: 'Get one order',
  pathFields: z.object({ orderReference: pathField(Reference) }),
  queryFields: z.object({ includeIccids: IncludeIccids }),
  answer: Order,
  example: { path: { orderReference: SAMPLES.orderReference }, answer: { ...ORDER, runningBalance: 998.83 } },
})

type WireLine = z.infer<typeof OrderLine>

/** An order line, its fields in the recorded order. It has eSIM data only when it put a bundle on an eSIM. */
function presentLine({ type, item, quantity, subTotal, pricePerUnit, allowReassign, esims }: DomainLine): WireLine {
  // Field after field: an object that is put together of parts takes ten times as long.
  const line: Partial<WireLine> = {}
  if (esims.length > 0) line.esims = [...esims]
  line.type = type
  if (item !== '') line.item = item
  if (esims.length > 0) line.iccids = esims.map(({ iccid }) => iccid)
  line.quantity = quantity
  line.subTotal = toWireNumber(subTotal)
  line.pricePerUnit = toWireNumber(pricePerUnit)
  if (type === 'bundle') line.AllowReassign = allowReassign
  return line as WireLine
}

/** An order in the list and the detail: with the balance after it. */
export const presentPastOrder = (order: DomainOrder): z.infer<typeof Order> => ({
  ...presentOrder(order),
  runningBalance: toWireNumber(order.runningBalance),
})

/** The answer to placing an order. */
export const presentOrder = (order: DomainOrder): z.infer<typeof Order> => ({
  order: order.lines.map(presentLine),
  total: toWireNumber(order.total),
  currency: order.currency,
  status: order.status,
  statusMessage: order.statusMessage,
  orderReference: order.reference,
  createdDate: formatNanoseconds(order.createdAt),
  assigned: order.assigned,
  sourceIP: order.sourceIp,
})

export const presentQuote = (
  quote: {
    readonly lines: readonly DomainLine[]
    readonly total: number
    readonly currency: string
    readonly valid: boolean
  },
  assigned: boolean,
  createdAt: number,
): z.infer<typeof OrderQuote> => ({
  order: quote.lines.map(presentLine),
  total: toWireNumber(quote.total),
  valid: quote.valid,
  currency: quote.currency,
  createdDate: formatNanoseconds(createdAt),
  assigned,
})
