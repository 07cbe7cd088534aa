import * as z from 'zod'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { LARGEST_COUNT } from '../../domain/limits.ts'
import { SAMPLES } from '../examples/samples.ts'
import { BundleName, Iccid, Money, Reference } from '../scalars.ts'
import { controlOperation, RowId, wholeNumber } from './operation.ts'

/** The statement of account: everything that happened to an organisation's money, one order, and the inventory. */

const KINDS = ['opening', 'order', 'assignment', 'refund', 'topup', 'adjustment', 'refused'] as const

const EsimOfCustomer = z.object({ iccid: Iccid, customerRef: z.string() })

const StatementItem = z.object({
  bundle: BundleName,
  quantity: z.int(),
  esims: z
    .array(EsimOfCustomer)
    .meta({ description: 'The first three eSIMs that it went to or, in a refund, was taken off.' }),
  esimCount: z.int(),
})

const CallOutcome = z.object({
  id: z.int().meta({ description: 'The id of the call in the journal.' }),
  operationId: z.string().nullable(),
  status: z.int().nullable().meta({ description: 'Null when no answer was sent.' }),
  reason: z.string().nullable(),
})

export const StatementEntry = z.object({
  at: z.string(),
  kind: z.enum(KINDS).meta({
    description:
      '`assignment`: bundles were taken from the inventory. `refused`: a call for an order, assignment, refund or top-up was refused.',
  }),
  reference: z.string().meta({ description: 'The reference of the order; empty where there is none.' }),
  status: z.enum(['completed', 'processing', 'failed', 'refused']),
  amount: Money.meta({ description: 'Added to the balance; negative: taken from it.' }),
  balance: Money.nullable().meta({ description: 'The balance after it; null for a refused call.' }),
  toInventory: z.boolean().meta({ description: 'Whether an order put its units into the inventory.' }),
  items: z.array(StatementItem),
  moreItems: z.int().meta({ description: 'Lines or units that are not listed.' }),
  request: CallOutcome.nullable().meta({ description: 'The call behind it, while the journal has it.' }),
  problem: z.string().nullable().meta({ description: 'Why it was refused or failed, or what the client got instead.' }),
})

const DaySum = z.object({
  date: z.string().meta({ examples: ['2026-01-08'] }),
  cameIn: Money,
  wentOut: Money,
  movements: z.int(),
})

const few = (most: number) =>
  wholeNumber(1, most).optional().meta({ description: `The most rows to return. Default 100.` })

export const getStatement = controlOperation({
  operationId: 'getStatement',
  tag: 'Accounts',
  method: 'GET',
  path: '/statement',
  summary: 'List orders, refunds, top-ups and refused orders, newest first',
  description:
    'Each with its bundles, eSIMs and customers, and the sums of the days that the page has entries of. A page of a filtered list can have fewer entries than the limit while `next` leads to more.',
  queryFields: z.strictObject({
    kind: z.enum(['order', 'assignment', 'refund', 'topup', 'adjustment', 'refused']).optional(),
    iccid: z.string().optional().meta({ description: 'An ICCID, or a part of it.' }),
    customerRef: z.string().optional().meta({ description: 'A part of the customer reference of an eSIM.' }),
    bundle: z.string().optional().meta({ description: 'A part of the name of a bundle.' }),
    reference: z.string().optional().meta({ description: 'The beginning of the reference of an order.' }),
    before: z
      .string()
      .regex(/^\d{1,16}\.\d{1,16}\.\d{1,16}$/, { error: 'must be the `next` of another answer' })
      .optional()
      .meta({ description: 'The `next` of the page before.' }),
    limit: few(1_000),
  }),
  answer: z.object({
    entries: z.array(StatementEntry),
    days: z.array(DaySum).meta({
      description: 'The money of each whole day (UTC) of the page, newest first; empty with a filter.',
    }),
    next: z.string().nullable(),
  }),
  example: { query: { limit: '5' } },
})

const StockPurchase = z.object({
  usageId: z.int().meta({ description: 'The id that a refund names.' }),
  bundle: BundleName,
  description: z.string(),
  total: z.int(),
  remaining: z.int().meta({ description: 'Units in the inventory.' }),
  refunded: z.int(),
  paid: Money,
  purchasedAt: z.string(),
  expiresAt: z.string().meta({ description: 'When units that are left lapse.' }),
  refundableUntil: z.string(),
  isRefundable: z.boolean(),
  refund: z
    .string()
    .meta({ description: 'One line for a person: whether units can be refunded, until when, or why not.' }),
})

const OrderEsim = z.object({
  iccid: Iccid,
  customerRef: z.string(),
  bundle: BundleName,
  assignmentId: z.string().nullable(),
  state: z.string().nullable(),
  months: z.int().meta({ description: 'The assignments of the unit: 12 for a one-year bundle.' }),
  toInventory: z.boolean().meta({ description: 'Whether a revoke returns the unit to the inventory.' }),
  toBalance: z.boolean().meta({ description: 'Whether a revoke with `refundToBalance` refunds it.' }),
  leavesAccount: z.boolean().meta({ description: 'Whether a revoke makes the eSIM leave the account.' }),
  revoke: z
    .string()
    .meta({ description: 'One line for a person: what a revoke gives back, until when, or why nothing.' }),
})

const OrderCallback = z.object({
  id: z.int(),
  createdAt: z.string(),
  alertType: z.enum(ALERT_TYPES),
  iccid: z.string().nullable(),
  status: z.enum(['pending', 'delivered', 'failed', 'unsent']),
})

export const getOrder = controlOperation({
  operationId: 'getOrder',
  tag: 'Accounts',
  method: 'GET',
  path: '/orders/{reference}',
  summary: 'Get an order with what became of it',
  description: 'Its lines, its eSIMs with the state of their bundles, its units in the inventory, and its callbacks.',
  pathFields: z.object({ reference: Reference }),
  queryFields: z.strictObject({
    offset: wholeNumber(0, LARGEST_COUNT).optional().meta({ description: 'Units to pass over.' }),
    limit: few(1_000).meta({ description: 'The most units to return. Default 100.' }),
  }),
  answer: StatementEntry.extend({
    currency: z.string(),
    statusMessage: z.string(),
    sourceIP: z.string(),
    lines: z
      .array(
        z.object({
          type: z.string(),
          item: z.string(),
          quantity: z.int(),
          pricePerUnit: Money,
          subTotal: Money,
        }),
      )
      .meta({ description: 'The first 100 lines.' }),
    unitCount: z.int().meta({ description: 'All units on eSIMs.' }),
    esims: z.array(OrderEsim),
    purchases: z.array(StockPurchase),
    callbacks: z.array(OrderCallback).meta({
      description:
        'Newest first: those about its bundles on its first ten eSIMs, and the alert that its payment caused.',
    }),
  }),
  example: { path: { reference: SAMPLES.orderReference } },
})

export const getInventory = controlOperation({
  operationId: 'getInventory',
  tag: 'Accounts',
  method: 'GET',
  path: '/inventory',
  summary: 'List the purchases in the inventory',
  description: 'By bundle, and then by expiry: the order in which units are taken.',
  queryFields: z.strictObject({
    bundle: z.string().optional().meta({ description: 'The name of a bundle.' }),
    after: RowId.optional().meta({ description: 'The `next` of the page before.' }),
    limit: few(1_000),
  }),
  answer: z.object({
    units: z.int().meta({ description: 'Units of all bundles.' }),
    bundles: z.int().meta({ description: 'Bundles that have units.' }),
    purchases: z.array(StockPurchase),
    next: z.int().nullable(),
  }),
})
