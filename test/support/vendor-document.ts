import { z } from 'zod'

/**
 * The answers of the vendor's document of v2.4, to the letter: the fields of its examples and their types, written by hand
 * from it and not derived from the contract. A field with `?` is one that the document shows and that has no value yet, or
 * that its text promises beside the example.
 */
type Shape = string | readonly [Shape] | { readonly [name: string]: Shape }

const TEXT = 'string'
const WHOLE = 'integer'
const FLAG = 'boolean'
const DATE = 'dateTime'

const country = { name: TEXT, region: TEXT, iso: TEXT }
const bundle = {
  name: TEXT,
  description: TEXT,
  countries: [country],
  dataAmount: WHOLE,
  duration: WHOLE,
  speed: [TEXT],
  autostart: FLAG,
  unlimited: FLAG,
  roamingEnabled: [country],
  price: WHOLE,
} as const
const { name, description, ...facts } = bundle
const listedBundle = { name, description, groups: [TEXT], ...facts } as const
const assignment = {
  id: TEXT,
  callTypeGroup: TEXT,
  initialQuantity: WHOLE,
  remainingQuantity: WHOLE,
  'startTime?': DATE,
  'endTime?': DATE,
  bundleState: 'state',
  assignmentDateTime: DATE,
  assignmentReference: TEXT,
  unlimited: FLAG,
} as const
const line = { type: TEXT, item: TEXT, quantity: WHOLE, subTotal: WHOLE, pricePerUnit: WHOLE } as const
const order = {
  total: WHOLE,
  currency: TEXT,
  status: TEXT,
  statusMessage: TEXT,
  orderReference: TEXT,
  createDate: DATE,
} as const
const user = { firstName: TEXT, lastName: TEXT, role: TEXT, emailAddress: TEXT, phoneNumber: TEXT, timeZone: TEXT }
const organisation = {
  name: TEXT,
  apiKey: TEXT,
  taxLiable: TEXT,
  addr1: TEXT,
  addr2: TEXT,
  city: TEXT,
  country: TEXT,
  postcode: TEXT,
  callbackUrl: TEXT,
  notes: TEXT,
  groups: [TEXT],
  currency: TEXT,
  balance: WHOLE,
  testCredit: WHOLE,
  testCreditExpiry: TEXT,
  businessType: TEXT,
  website: TEXT,
  productDescription: TEXT,
  users: [user],
} as const
const stock = {
  name: TEXT,
  desc: TEXT,
  available: [{ id: WHOLE, total: WHOLE, remaining: WHOLE, expiry: TEXT }],
  countries: [TEXT],
  data: WHOLE,
  duration: WHOLE,
  durationUnit: TEXT,
  autostart: FLAG,
  unlimited: FLAG,
  speed: [TEXT],
} as const
const message = { message: TEXT }
const status = { status: TEXT }

/** By operationId; those that the document gives no JSON of are absent. */
export const VENDOR_ANSWERS: Readonly<Record<string, Shape>> = {
  describeApi: [TEXT],
  applyBundles: { esims: [{ iccid: TEXT, status: TEXT }], applyReference: TEXT },
  listHistory: [{ name: TEXT, bundle: TEXT, date: TEXT, bundleState: 'state-or-empty', alertType: TEXT }],
  refreshEsim: message,
  checkCompatibility: message,
  sendSms: message,
  revokeApplication: status,
  revokeAssignment: status,
  getBundleStatus: { assignments: [assignment] },
  revokeBundle: status,
  listEsimBundles: { bundles: [{ name: TEXT, assignments: [assignment] }] },
  applyBundleToEsim: status,
  getLocation: { mobileNetworkCode: TEXT, networkName: TEXT, country: TEXT, lastSeen: TEXT },
  getEsim: {
    iccid: TEXT,
    matchingId: TEXT,
    smdpAddress: TEXT,
    profileStatus: TEXT,
    pin: TEXT,
    puk: TEXT,
    firstInstalledDateTime: 'date-or-null',
    'appleInstallUrl?': TEXT,
  },
  listEsims: {
    esims: [{ iccid: TEXT, customerRef: TEXT, lastAction: TEXT, actionDate: TEXT, physical: FLAG, assignedDate: TEXT }],
  },
  updateEsim: message,
  topUpBalance: { amount: WHOLE, balance: WHOLE, ref: WHOLE },
  listGroups: [{ name: TEXT }],
  getOrganisation: { organisations: [organisation] },
  getOrder: { order: [line], ...order },
  listOrders: [
    {
      order: [
        {
          ...line,
          invoiceLink: TEXT,
          // The text of the operation: from v2.3 on this is included.
          'iccids?': [TEXT],
          'esims?': [{ iccid: TEXT, matchingId: TEXT, smdpAddress: TEXT }],
        },
      ],
      ...order,
    },
  ],
  refundInventory: message,
  listInventory: { bundles: [stock] },
  getCatalogueBundle: bundle,
  listCatalogue: [listedBundle],
}

/** The query parameters of the document; every operation that is not here has none. */
export const VENDOR_QUERIES: Readonly<Record<string, readonly string[]>> = {
  getInstallDetails: ['reference', 'additionalFields'],
  getInstallCsv: ['additionalFields'],
  revokeApplication: ['type'],
  revokeAssignment: ['type'],
  revokeBundle: ['refundToBalance', 'offerId', 'type'],
  listEsimBundles: ['includeUsed', 'limit'],
  getEsim: ['additionalFields'],
  listEsims: ['page', 'perPage', 'direction', 'orderBy', 'filterBy', 'filter'],
  updateEsim: ['iccid', 'customerRef'],
  topUpBalance: ['amount'],
  listOrders: ['includeIccids', 'page', 'limit', 'createdAt'],
  listCatalogue: ['page', 'perPage', 'direction', 'orderBy', 'description', 'group', 'countries', 'region'],
  listNetworks: ['countries', 'isos', 'returnAll'],
}

/** The tags of the document in its order, with the operations of each; it spells two in another way where it lists them. */
export const VENDOR_TAGS: Readonly<Record<string, readonly string[]>> = {
  API: ['describeApi'],
  Callback: ['usageCallback'],
  eSIMs: [
    'applyBundles',
    'getInstallDetails',
    'listHistory',
    'refreshEsim',
    'checkCompatibility',
    'sendSms',
    'revokeAssignment',
    'getBundleStatus',
    'revokeBundle',
    'listEsimBundles',
    'getLocation',
    'getEsim',
    'listEsims',
    'updateEsim',
  ],
  'eSIMs (Deprecated)': ['getQrCodes', 'getInstallCsv', 'revokeApplication', 'applyBundleToEsim'],
  Organisation: ['topUpBalance', 'listGroups', 'getOrganisation'],
  Orders: ['getOrder', 'listOrders', 'createOrder'],
  Inventory: ['refundInventory', 'listInventory'],
  Catalogue: ['getCatalogueBundle', 'listCatalogue'],
  Networks: ['listNetworks'],
}

/** The body of the document's callback. */
export const VENDOR_CALLBACK = {
  iccid: TEXT,
  alertType: TEXT,
  bundle: {
    id: TEXT,
    reference: TEXT,
    name: TEXT,
    description: TEXT,
    initialQuantity: WHOLE,
    remainingQuantity: WHOLE,
    startTime: DATE,
    endTime: DATE,
    unlimited: FLAG,
  },
} as const

/** The statuses of the document; every operation that is not here has 200, 400, 403 and 500. */
export const VENDOR_STATUSES: Readonly<Record<string, readonly number[]>> = {
  describeApi: [200],
  createOrder: [200, 400, 401, 503],
  listNetworks: [200, 400, 401],
  applyBundles: [200, 400, 403, 500, 503],
  refreshEsim: [200, 400, 403, 500, 503],
  topUpBalance: [200, 400, 403, 500, 503],
}
export const USUAL_STATUSES: readonly number[] = [200, 400, 403, 500]

const STATES = ['Processing', 'Queued', 'Active', 'Depleted', 'Expired', 'Revoked'] as const
const LEAVES: Readonly<Record<string, z.ZodType>> = {
  string: z.string(),
  integer: z.int(),
  boolean: z.boolean(),
  dateTime: z.iso.datetime({ offset: true }),
  state: z.enum(STATES),
  'state-or-empty': z.enum([...STATES, '']),
  'date-or-null': z.iso.datetime({ offset: true }).nullable(),
}

/** The fields of a shape in its order, each with those within it: `order[].type`. */
export function fieldsOfShape(shape: Shape, path = ''): string[] {
  if (typeof shape === 'string') return []
  if (Array.isArray(shape)) return fieldsOfShape(shape[0] as Shape, `${path}[]`)
  return Object.entries(shape).flatMap(([name, field]) => {
    const inner = [path, name.replace('?', '')].filter((part) => part !== '').join('.')
    return [inner, ...fieldsOfShape(field, inner)]
  })
}

/** The fields of an answer in its order, by the same paths; of a list those of its first element. */
export function fieldsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return fieldsOf(value[0], `${path}[]`)
  return Object.entries(value).flatMap(([name, field]) => {
    const inner = [path, name].filter((part) => part !== '').join('.')
    return [inner, ...fieldsOf(field, inner)]
  })
}

/** A schema of a shape that allows nothing else. */
export function schemaOfShape(shape: Shape): z.ZodType {
  if (typeof shape === 'string') return LEAVES[shape] as z.ZodType
  if (Array.isArray(shape)) return z.array(schemaOfShape(shape[0] as Shape))
  return z.strictObject(
    Object.fromEntries(
      Object.entries(shape).map(([name, field]) =>
        name.endsWith('?') ? [name.slice(0, -1), schemaOfShape(field).optional()] : [name, schemaOfShape(field)],
      ),
    ),
  )
}
