import * as z from 'zod'
import type { Bundle } from '../domain/bundle.ts'
import { formatSeconds } from '../domain/instant.ts'
import type { Purchase } from '../domain/order.ts'
import { Allowance, presentAllowances, Speeds } from './catalogue.ts'
import { SAMPLES } from './examples/samples.ts'
import { failsWith, Page, pageSizeField } from './fields.ts'
import { lenientObject, operation } from './operation.ts'
import { BundleName, Done, paged, presentDone, Timestamp } from './scalars.ts'

const Available = z.object({
  id: z.int().meta({ description: 'The usageId that a refund names.' }),
  total: z.int(),
  remaining: z.int(),
  expiry: Timestamp,
})

export const InventoryBundle = z.object({
  name: BundleName,
  desc: z.string(),
  useDms: z.boolean(),
  available: z.array(Available),
  countries: z.array(z.string()),
  data: z.int().meta({ description: 'Megabytes, decimal; -1 when unlimited.' }),
  duration: z.int(),
  durationUnit: z.enum(['day', 'month']),
  autostart: z.boolean(),
  unlimited: z.boolean(),
  speed: Speeds,
  allowances: z.array(Allowance),
})

export const listInventory = operation({
  operationId: 'listInventory',
  tag: 'Inventory',
  method: 'GET',
  path: '/inventory',
  summary: 'List bundles that were bought and not used',
  description: 'One entry of `available` for each purchase; one with nothing left is not shown. They last 12 months.',
  queryFields: z.object({
    page: Page,
    perPage: pageSizeField('Bundles on a page.', 50),
  }),
  answer: paged('bundles', InventoryBundle),
})

export const refundInventory = operation({
  operationId: 'refundInventory',
  tag: 'Inventory',
  method: 'POST',
  path: '/inventory/refund',
  summary: 'Give unused bundles back for their price',
  description: 'Within the refund window, 60 days after the purchase unless set otherwise.',
  body: lenientObject({ usageId: z.int(), quantity: z.int().min(1, failsWith('invalid_quantity')) }),
  answer: Done,
  example: {
    body: { usageId: Number(SAMPLES.usageId), quantity: 1 },
    answer: presentDone('Successfully refunded bundles to balance'),
  },
})

/** One bundle of the inventory with its purchases. The duration of a one-year bundle is in months. */
export const presentInventoryBundle = (
  bundle: Bundle,
  purchases: readonly Purchase[],
): z.infer<typeof InventoryBundle> => ({
  name: bundle.name,
  desc: bundle.description,
  useDms: false,
  available: purchases.map(({ id, total, remaining, expiresAt }) => ({
    id,
    total,
    remaining,
    expiry: formatSeconds(expiresAt),
  })),
  countries: bundle.countries.map(({ iso }) => iso),
  data: bundle.dataMegabytes,
  duration: bundle.assignmentCount > 1 ? bundle.assignmentCount : bundle.durationDays,
  durationUnit: bundle.assignmentCount > 1 ? 'month' : 'day',
  autostart: bundle.autostart,
  unlimited: bundle.unlimited,
  speed: bundle.speeds === null ? null : [...bundle.speeds],
  allowances: presentAllowances(bundle),
})
