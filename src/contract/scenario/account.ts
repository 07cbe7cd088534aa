import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { isMoment } from '../../domain/instant.ts'
import {
  LARGEST_AMOUNT,
  LONGEST_LIST,
  MOST_ACCOUNT_ESIMS,
  MOST_ACCOUNT_ORDERS,
  MOST_UNITS,
} from '../../domain/limits.ts'
import { Group, Organisation, User } from '../organisation.ts'
import { BundleName, IccidText, MsisdnText } from './values.ts'

/**
 * An account as the API shows it: what each list and each eSIM answered. Fields that are not known here are ignored, since
 * the service adds some from time to time.
 */

const Instant = z
  .string()
  .refine(isMoment, { error: 'a date and time such as 2026-01-09T10:55:57.202Z' })
  .meta({ examples: ['2026-01-09T10:55:57.202Z'] })

const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { error: 'a UUID in lower case' })
  .meta({ examples: ['7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'] })

const Amount = z.number().min(-LARGEST_AMOUNT).max(LARGEST_AMOUNT)
const Count = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const Positive = Count.min(1)
const digits = (least: number, most: number) =>
  z.string().regex(new RegExp(`^\\d{${least},${most}}$`), { error: `${least} to ${most} digits, in quotes` })

/** A part of the code that installs a profile; `$` separates the parts. */
const ActivationCodePart = z
  .string()
  .regex(/^[A-Za-z0-9.:_-]{1,255}$/, { error: 'a part of an activation code: letters, digits, . : _ and -' })

const OrderEsim = z.object({
  iccid: IccidText,
  matchingId: z.string(),
  smdpAddress: z.string(),
})

/** Entries of the history of one eSIM, and bundles in the inventory. */
const MOST_HISTORY = 100_000
const MOST_STOCKED = 100_000

const OrderLine = z.object({
  type: z.enum(['bundle', 'bundleRefund', 'bundleAssignment', 'topup', 'apiTopup', 'autoTopup']),
  item: z.string().optional(),
  quantity: Count,
  subTotal: Amount,
  pricePerUnit: Amount,
  AllowReassign: z.boolean().optional(),
  esims: z.array(OrderEsim).max(MOST_UNITS).optional(),
})

export const AccountOrder = z.object({
  order: z.array(OrderLine).max(MOST_UNITS),
  total: Amount,
  currency: z.string().regex(/^[A-Z]{3}$/, { error: 'an ISO 4217 code such as USD' }),
  status: z.enum(['completed', 'failed', 'processing']),
  statusMessage: z.string(),
  orderReference: Uuid,
  createdDate: Instant,
  runningBalance: z.number().min(0).max(LARGEST_AMOUNT).optional(),
  assigned: z.boolean().optional(),
  sourceIP: z.string().optional(),
})

export const StockedBundle = z.object({
  name: BundleName,
  available: z
    .array(
      z
        .object({ id: Positive, total: Positive, remaining: Count, expiry: Instant })
        .refine(({ total, remaining }) => remaining <= total, { error: 'at most as many remaining as in total' }),
    )
    .max(MOST_STOCKED),
})

const Assignment = z
  .object({
    id: digits(1, 15),
    initialQuantity: Count,
    remainingQuantity: Count,
    startTime: Instant.optional(),
    endTime: Instant.optional(),
    assignmentDateTime: Instant,
    assignmentReference: z
      .string()
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{1,6}$/, { error: 'a UUID and a counter' }),
    bundleState: z.enum(ASSIGNMENT_STATES),
    unlimited: z.boolean(),
  })
  .refine(({ initialQuantity, remainingQuantity }) => remainingQuantity <= initialQuantity, {
    error: 'at most as many bytes remaining as at first',
  })
  .refine(({ bundleState, startTime, endTime }) => bundleState !== 'active' || (startTime && endTime), {
    error: 'startTime and endTime, since it is active',
  })

const HistoryEntry = z.object({
  name: z.string(),
  bundleName: z.string().optional(),
  date: Instant,
  bundleState: z.string().optional(),
  alertType: z.string().optional(),
})

export const AccountEsim = z.object({
  iccid: IccidText,
  matchingId: ActivationCodePart,
  smdpAddress: ActivationCodePart,
  pin: digits(4, 8),
  puk: digits(8, 8),
  profileStatus: z.string(),
  firstInstalledDateTime: Count.nullable().optional(),
  customerRef: z.string().optional(),
  lastAction: z.string().optional(),
  actionDate: Instant,
  assignedDate: Instant,
  physical: z.boolean().optional(),
  state: z.enum(['Active', 'Suspended', 'Deactivated']).optional(),
  msisdn: MsisdnText.optional(),
  location: z
    .object({
      mobileNetworkCode: z.string(),
      networkName: z.string(),
      networkBrandName: z.string(),
      country: z.string(),
      lastSeen: Instant,
    })
    .optional(),
  bundles: z
    .array(z.object({ name: BundleName, assignments: z.array(Assignment).max(MOST_UNITS) }))
    .max(MOST_UNITS)
    .optional(),
  history: z.array(HistoryEntry).max(MOST_HISTORY).optional().meta({ description: 'Newest first.' }),
})

const { apiKey: _key, callbackUrl: _url, balance: _balance, currency: _currency, ...PROFILE } = Organisation.shape

export const AccountProfile = z
  .object({
    ...PROFILE,
    groups: z.array(z.string()).max(LONGEST_LIST),
    users: z.array(User).max(LONGEST_LIST),
    testCredit: z.number().min(0).max(LARGEST_AMOUNT),
  })
  .partial()

/** The records of an account at `clock.now`. They are there at once: nothing is played. */
export const Account = z
  .strictObject({
    organisation: AccountProfile.optional().meta({ description: 'As GET /organisation answers it.' }),
    groups: z
      .array(Group)
      .max(LONGEST_LIST)
      .optional()
      .meta({ description: 'As GET /organisation/groups answers them.' }),
    orders: z
      .array(AccountOrder)
      .max(MOST_ACCOUNT_ORDERS)
      .optional()
      .meta({ description: 'As GET /orders answers them, the newest first.' }),
    inventory: z
      .array(StockedBundle)
      .max(MOST_STOCKED)
      .optional()
      .meta({ description: 'As GET /inventory answers it.' }),
    esims: z
      .array(AccountEsim)
      .max(MOST_ACCOUNT_ESIMS)
      .optional()
      .meta({ description: 'As the calls on each eSIM answer, together; the oldest first.' }),
  })
  .meta({ description: 'What an account holds, such as `import` reads it; in place of topUps, inventory and esims.' })

export type AccountDocument = z.infer<typeof Account>
