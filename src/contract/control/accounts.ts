import * as z from 'zod'
import { SAMPLES } from '../examples/samples.ts'
import { Order } from '../orders.ts'
import { Money } from '../scalars.ts'
import { controlOperation, Limit, MomentText } from './operation.ts'

/** The timeline of an eSIM, the orders, and the ledger of an organisation. */

const TimelineEntry = z.object({
  at: z.string(),
  type: z.enum(['request', 'transition', 'action', 'callback']),
  text: z.string().meta({ description: 'One line for a person.' }),
  assignmentId: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
  requestId: z.int().optional(),
  reference: z.string().optional().meta({ description: 'The order or apply that it tells of.' }),
  callbackId: z.int().optional(),
  status: z.string().optional(),
})

const UsageCurve = z.object({
  assignmentId: z.string(),
  bundle: z.string(),
  initialBytes: z.int(),
  points: z.array(z.object({ at: z.string(), usedBytes: z.int() })).meta({
    description: 'The data used at each instant at which its pace may have changed. Between two of them it is even.',
  }),
  thresholds: z.array(z.object({ at: z.string(), percent: z.int() })),
})

const Stay = z.object({
  country: z.string(),
  network: z.string(),
  from: z.string(),
  to: z.string().nullable().meta({ description: 'null: the eSIM is there now.' }),
})

export const getTimeline = controlOperation({
  operationId: 'getTimeline',
  tag: 'Accounts',
  method: 'GET',
  path: '/esims/{iccid}/timeline',
  summary: 'List everything that happened to an eSIM, in order',
  pathFields: z.object({ iccid: z.string() }),
  answer: z.object({
    entries: z.array(TimelineEntry),
    usage: z.array(UsageCurve).meta({ description: 'The data used of each bundle that has started.' }),
    stays: z.array(Stay).meta({ description: 'The countries that the eSIM was in.' }),
  }),
  example: { path: { iccid: SAMPLES.iccid } },
})

export const listOrders = controlOperation({
  operationId: 'listOrders',
  tag: 'Accounts',
  method: 'GET',
  path: '/orders',
  summary: 'List orders, refunds and top-ups, newest first',
  description:
    'As the vendor API lists them, but no fault and no rate limit applies, and the call is not recorded in the journal.',
  queryFields: z.strictObject({ limit: Limit }),
  answer: z.object({ orders: z.array(Order) }),
})

const Movement = z.object({
  at: z.string(),
  kind: z.enum(['opening', 'order', 'refund', 'topup', 'adjustment']),
  reference: z.string(),
  amount: Money.meta({ description: 'Added to the balance; negative: taken from it.' }),
  balance: Money.meta({ description: 'The balance after the movement.' }),
})

const Doubtful = z.object({
  orders: z
    .array(z.string())
    .meta({ description: 'References of orders that ask for the same bundle shortly after each other.' }),
  item: z.string(),
  amount: Money,
  reason: z.string(),
})

export const getLedger = controlOperation({
  operationId: 'getLedger',
  tag: 'Accounts',
  method: 'GET',
  path: '/ledger',
  summary: 'List every movement of money',
  description:
    'As JSON, or as CSV with `Accept: text/csv`. At every instant the amounts up to then add up to the balance.',
  queryFields: z.strictObject({ since: MomentText.optional(), limit: Limit }),
  answer: z.object({ movements: z.array(Movement), balance: Money, doubtful: z.array(Doubtful) }),
})
