/**
 * What a reader in a strict language makes of an answer: each field has one type, integers are whole, dates are RFC 3339,
 * what is absent is absent, and a field that nobody spoke of is a mistake. Written from what is known of the service, and
 * not from our contract, which might be wrong in the same way as the code.
 */
import * as z from 'zod'

const whole = z.int()
const money = z.number()
const filled = z.string().min(1)
const text = z.string()
const iccid = z.string().regex(/^\d{19}$/)
const host = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
const assignmentReference = z.string().regex(/^[0-9a-f-]{36}-\d+$/)
/** What Go's time.Time and Java's Instant read: UTC, and at most nanoseconds. */
const instant = z.iso.datetime().regex(/:\d\d(\.\d{1,9})?Z$/)
const paging = { pageCount: whole, rows: whole, pageSize: whole }

const allowance = z.strictObject({
  type: z.enum(['DATA', 'SMS', 'VOICE']),
  service: z.enum(['ROAMING', 'STANDARD']),
  description: filled,
  amount: whole,
  unit: z.enum(['MB', 'SMS', 'MINS']),
  unlimited: z.boolean(),
})
const speeds = z.array(filled).nullable()
const country = z.strictObject({ name: filled, region: filled, iso: filled })

const catalogue = z.strictObject({
  bundles: z.array(
    z.strictObject({
      name: filled,
      description: filled,
      countries: z.array(country).length(1),
      dataAmount: whole,
      duration: whole,
      speed: speeds,
      autostart: z.boolean(),
      unlimited: z.boolean(),
      roamingEnabled: z.array(country),
      imageUrl: text,
      price: money,
      groups: z.array(filled),
      billingType: filled,
      allowances: z.array(allowance),
    }),
  ),
  ...paging,
})

const line = z.strictObject({
  esims: z
    .array(z.strictObject({ iccid, matchingId: filled, smdpAddress: host }))
    .min(1)
    .optional(),
  type: z.enum(['bundle', 'bundleRefund', 'bundleAssignment', 'topup', 'apiTopup', 'autoTopup']),
  item: filled.optional(),
  iccids: z.array(iccid).min(1).optional(),
  quantity: whole,
  subTotal: money,
  pricePerUnit: money,
  AllowReassign: z.boolean().optional(),
})

const quote = z.strictObject({
  order: z.array(line),
  total: money,
  valid: z.boolean(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  createdDate: instant,
  assigned: z.boolean(),
})

const { valid, ...paid } = quote.shape
const order = z.strictObject({
  ...paid,
  status: z.enum(['completed', 'failed', 'processing']),
  statusMessage: filled,
  orderReference: z.uuid(),
  sourceIP: filled,
  runningBalance: money.optional(),
})

const assignment = z.strictObject({
  id: z.string().regex(/^\d+$/),
  callTypeGroup: z.literal('data'),
  initialQuantity: whole,
  remainingQuantity: whole,
  startTime: instant.optional(),
  endTime: instant.optional(),
  assignmentDateTime: instant,
  assignmentReference,
  bundleState: z.enum(['processing', 'queued', 'active', 'depleted', 'expired', 'revoked', 'lapsed']),
  unlimited: z.boolean(),
})

const done = z.strictObject({ status: filled })

/** By what is asked for. */
export const DECODERS = {
  catalogue,
  quote,
  order,
  orders: z.strictObject({ orders: z.array(order), ...paging }),
  install: z.array(
    z.strictObject({
      iccid,
      matchingId: filled,
      rspUrl: host,
      smdpAddress: host,
      bundle: filled,
      reference: z.uuid(),
      appleInstallUrl: z.url().optional(),
    }),
  ),
  esim: z.strictObject({
    iccid,
    pin: z.string().regex(/^\d{4}$/),
    puk: z.string().regex(/^\d{8}$/),
    matchingId: filled,
    smdpAddress: host,
    profileStatus: filled,
    firstInstalledDateTime: whole.nullable(),
    customerRef: text,
    appleInstallUrl: z.url().optional(),
  }),
  esims: z.strictObject({
    esims: z.array(
      z.strictObject({
        iccid,
        customerRef: text,
        lastAction: filled,
        actionDate: instant,
        physical: z.boolean(),
        assignedDate: instant,
      }),
    ),
    ...paging,
  }),
  bundles: z.strictObject({
    bundles: z.array(z.strictObject({ name: filled, description: filled, assignments: z.array(assignment).min(1) })),
  }),
  history: z.strictObject({
    actions: z.array(
      z.strictObject({
        name: filled,
        bundleName: text,
        bundle: text,
        date: instant,
        bundleState: filled.optional(),
        alertType: filled.optional(),
      }),
    ),
    ...paging,
  }),
  inventory: z.strictObject({
    bundles: z.array(
      z.strictObject({
        name: filled,
        desc: filled,
        useDms: z.boolean(),
        available: z.array(z.strictObject({ id: whole, total: whole, remaining: whole, expiry: instant })).min(1),
        countries: z.array(filled),
        data: whole,
        duration: whole,
        durationUnit: z.enum(['day', 'month']),
        autostart: z.boolean(),
        unlimited: z.boolean(),
        speed: speeds,
        allowances: z.array(allowance),
      }),
    ),
    ...paging,
  }),
  location: z.strictObject({
    mobileNetworkCode: text,
    networkName: text,
    networkBrandName: text,
    country: text,
    lastSeen: instant.optional(),
  }),
  applied: z.strictObject({
    esims: z.array(z.strictObject({ iccid, status: filled, bundle: filled })),
    applyReference: z.uuid(),
  }),
  done,
  organisation: z.strictObject({
    organisations: z
      .array(
        z.strictObject({
          name: filled,
          apiKey: filled,
          taxLiable: filled,
          addr1: text,
          addr2: text,
          city: text,
          country: text,
          postcode: text,
          callbackUrl: text,
          notes: text,
          groups: z.array(filled),
          currency: z.string().regex(/^[A-Z]{3}$/),
          balance: money,
          testCredit: money,
          testCreditExpiry: instant,
          businessType: text,
          website: text,
          productDescription: text,
          users: z.array(
            z.strictObject({
              firstName: filled,
              lastName: filled,
              role: filled,
              emailAddress: z.email(),
              phoneNumber: text,
              timeZone: filled,
            }),
          ),
        }),
      )
      .length(1),
  }),
} as const

export type Answer = keyof typeof DECODERS
export type Decoded<Name extends Answer> = z.infer<(typeof DECODERS)[Name]>

/** The answer, decoded. Throws with every field that is not as declared. */
export function decode<Name extends Answer>(name: Name, value: unknown): Decoded<Name> {
  const result = DECODERS[name].safeParse(value)
  if (result.success) return result.data as Decoded<Name>
  const mistakes = result.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
  throw new Error([`${name} cannot be decoded`, ...mistakes].join('\n'))
}
