import * as z from 'zod'
import type { CallbackAlert, CallbackVersion } from '../domain/callback.ts'
import type { Dialect } from '../domain/dialect.ts'
import { formatNanoseconds, formatSeconds } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import { type JsonSchema, schemaOf } from './json-schema.ts'
import { BundleName, Iccid, Money, Timestamp } from './scalars.ts'
import { drop, within } from './variants/transform.ts'

/** The bodies of callbacks, which the service sends to an organisation's callback URL. */

const BUNDLE_IN_USE = {
  name: BundleName,
  initialQuantity: z.int(),
  remainingQuantity: z.int(),
  startTime: Timestamp,
  endTime: Timestamp,
}

const FirstAttachment = z.object({ alertType: z.literal('FirstAttachment'), iccid: Iccid })
const FirstUse = z.object({ alertType: z.literal('FirstUse'), iccid: Iccid, bundle: z.object(BUNDLE_IN_USE) })
const UtilisationV2 = z.object({ iccid: Iccid, alertType: z.literal('Utilisation'), bundle: z.object(BUNDLE_IN_USE) })
const UtilisationV3 = z.object({
  iccid: Iccid,
  alertType: z.literal('Utilisation'),
  bundle: z.object({
    id: z.string(),
    reference: z.string(),
    ...BUNDLE_IN_USE,
    description: z.string(),
    unlimited: z.boolean(),
    unit: z.literal('BYTES').optional(),
  }),
})
const BalanceAlert = z.object({
  alertType: z.enum(['LowBalance', 'InsufficientBalance']),
  balanceInfo: z.object({ balance: Money, threshold: Money, thresholdPercentRemaining: z.int() }),
})
const TopupAlert = z.object({
  alertType: z.enum(['Topup', 'AutoTopup', 'eSIMGoTopup']),
  bundle: z.object({ oldAmount: z.int(), newAmount: z.int() }),
})
const DeletionAlert = z.object({
  date: Timestamp,
  event: z.enum(['esim.deletion_scheduled', 'esim.deleted']),
  iccid: Iccid,
})

/** The body of any callback; the form in the vendor's document comes first. */
export const CallbackBody = z.union([
  UtilisationV3,
  UtilisationV2,
  FirstAttachment,
  FirstUse,
  BalanceAlert,
  TopupAlert,
  DeletionAlert,
])

/** The schema of callback bodies in a dialect. */
export function callbackSchema(dialect: Dialect): JsonSchema {
  const schema = schemaOf(CallbackBody)
  return dialect === 'observed' ? schema : within('bundle', drop('unit')).schema(schema)
}

type InUse = Extract<CallbackAlert, { alertType: 'FirstUse' | 'Utilisation' }>['assignment']

function bundleInUse({ bundle, initialBytes, remainingBytes, startAt, endAt }: InUse) {
  return {
    name: bundle,
    initialQuantity: initialBytes,
    remainingQuantity: remainingBytes,
    startTime: formatSeconds(startAt ?? 0),
    endTime: formatSeconds(endAt ?? 0),
  }
}

/** The body of a callback, its fields in the documented order. V2 has fewer fields of a bundle than V3. */
export function presentCallback(
  notice: CallbackAlert,
  version: CallbackVersion,
  dialect: Dialect = 'observed',
): z.infer<typeof CallbackBody> {
  switch (notice.alertType) {
    case 'FirstAttachment':
      return { alertType: notice.alertType, iccid: notice.iccid }
    case 'FirstUse':
      return { alertType: notice.alertType, iccid: notice.iccid, bundle: bundleInUse(notice.assignment) }
    case 'Utilisation':
      return presentUtilisation(notice, version, dialect)
    case 'LowBalance':
    case 'InsufficientBalance': {
      const { balance, threshold } = notice
      const percent = threshold === 0 ? 0 : Math.floor((balance * 100) / threshold)
      return {
        alertType: notice.alertType,
        balanceInfo: {
          balance: toWireNumber(balance),
          threshold: toWireNumber(threshold),
          thresholdPercentRemaining: percent,
        },
      }
    }
    case 'Topup':
    case 'AutoTopup':
    case 'eSIMGoTopup':
      return { alertType: notice.alertType, bundle: { oldAmount: notice.oldBytes, newAmount: notice.newBytes } }
    case 'esim.deletion_scheduled':
    case 'esim.deleted':
      return { date: formatNanoseconds(notice.at), event: notice.alertType, iccid: notice.iccid }
  }
}

function presentUtilisation(
  { iccid, assignment, description }: Extract<CallbackAlert, { alertType: 'FirstUse' | 'Utilisation' }>,
  version: CallbackVersion,
  dialect: Dialect,
) {
  const use = bundleInUse(assignment)
  if (version === 'V2') return { iccid, alertType: 'Utilisation' as const, bundle: use }
  const { name, ...quantities } = use
  return {
    iccid,
    alertType: 'Utilisation' as const,
    bundle: {
      id: String(assignment.id),
      reference: assignment.reference,
      name,
      description,
      ...quantities,
      unlimited: assignment.unlimited,
      // The vendor's document has no `unit`; its later notification pages have.
      ...(dialect === 'observed' ? { unit: 'BYTES' as const } : {}),
    },
  }
}
