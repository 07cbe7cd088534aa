import type { JsonSchema } from '../json-schema.ts'

/**
 * Example values by the names of fields: one traveller with a bundle for France on one eSIM. A field whose schema has an
 * example of its own shows that one.
 */
const VALUES: Readonly<Record<string, string | number>> = {
  addr1: '3720 Hartmann Grove',
  alertType: 'Utilisation',
  apiKey: 'test-key',
  appleInstallUrl:
    'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp-3104.idemia.io$4CDZ0-OI12K-DSWE5-G3XM5',
  assignmentId: '218400001',
  assignmentReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10-0',
  at: '2026-01-03T12:00:00Z',
  balance: 998.83,
  body: '{"alertType":"FirstAttachment","iccid":"8943108167000000019"}',
  brand: 'Orange',
  brandName: 'Orange',
  bundle: 'esim_1GB_7D_FR_V2',
  bundleName: 'esim_1GB_7D_FR_V2',
  bundleState: 'active',
  businessType: 'Events',
  bytes: 100_000_000,
  bytesPerDay: 200_000_000,
  callbackId: 11,
  callbackRetries: 2,
  callbackUrl: 'https://example.org/callback',
  city: 'New Rileyburgh',
  consumed: 100_000_000,
  contractIssues: 'order[0].quantity: expected number, received string',
  country: 'FR',
  createdAt: '2026-01-03T12:00:00.000493481Z',
  currency: 'USD',
  customerRef: 'traveller-17',
  data: 1_000,
  dataAmount: 1_000,
  desc: 'eSIM, 1GB, 7 Days, France, V2',
  description: 'eSIM, 1GB, 7 Days, France, V2',
  differs: 'status: 403, not 200',
  duration: 7,
  durationMs: 3,
  emailAddress: 'lucas.schneider@example.org',
  error: 'connection refused',
  expectedIn: 0,
  firstInstalledDateTime: 1_767_225_600_000,
  firstName: 'Lucas',
  from: 'eSIM',
  got: '"iccid": ',
  group: 'Standard Fixed',
  groups: 'Standard Fixed',
  id: 12,
  imageUrl: 'https://example.org/france.jpg',
  initialQuantity: 1_000_000_000,
  iso: 'FR',
  item: 'esim_1GB_7D_FR_V2',
  kind: 'bundle.expire',
  lastAction: 'Bundle Applied',
  lastName: 'Schneider',
  matchingId: '4CDZ0-OI12K-DSWE5-G3XM5',
  mcc: '208',
  message: 'Done',
  method: 'GET',
  mnc: '01',
  mobileNetworkCode: 'FRAF1',
  msisdn: '447700900123',
  name: 'France',
  network: 'Orange (France)',
  networkBrandName: 'Orange',
  networkName: 'Orange (France)',
  offset: 27,
  operationId: 'createOrder',
  orders: 1,
  pageCount: 1,
  pageSize: 50,
  path: '/v2.4/orders',
  phoneNumber: '+61 2 5550 0026',
  pin: '0000',
  postcode: '5164',
  probability: 0.5,
  productDescription: 'Data for visitors of fairs and festivals',
  profileStatus: 'Enabled',
  puk: '63870153',
  quantity: 1,
  rate: 1,
  reason: 'unknown-iccid',
  ref: 104_233,
  region: 'Europe',
  remaining: 1,
  remainingQuantity: 800_000_000,
  requestId: 12,
  role: 'Admin',
  rspUrl: 'rsp-3104.idemia.io',
  scenario: 'fresh',
  seenAt: '2026-01-03T12:00:00Z',
  sent: '"iccid":',
  sentAt: '2026-01-03T12:00:00Z',
  smdpAddress: 'rsp-3104.idemia.io',
  sourceIP: '127.0.0.1',
  speed: '4G',
  speeds: '4G',
  potentialSpeeds: '5G',
  status: 200,
  statusMessage: 'Order completed: 1 eSIMs assigned',
  tadig: 'FRAF1',
  tagid: 'FRAF1',
  taxLiable: 'Yes',
  testCreditExpiry: '2027-01-01T00:00:00Z',
  text: 'queued -> active',
  timeZone: 'Australia/Sydney',
  total: 1,
  url: 'https://example.org/callback',
  usageThresholds: 80,
  website: 'https://example.org/',
}

/** Example texts for names that are more often those of numbers. */
const TEXTS: Readonly<Record<string, string>> = {
  id: '218400001',
  orders: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10',
  status: 'Done',
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
}

/** Makes an example value of a schema; `name` is the name of its field. Of several forms it takes the first that is not null. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  const [example] = (schema.examples as readonly unknown[] | undefined) ?? []
  if (example !== undefined) return example
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const forms = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined
  if (forms) return exampleOf(forms.find(({ type }) => type !== 'null') ?? {}, name)
  if (schema.type === 'array') return [exampleOf(schema.items as JsonSchema, name)]
  if (schema.type === 'object') {
    const fields = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>
    return Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, exampleOf(type, field)]))
  }
  if (schema.type === 'boolean') return (schema.default as boolean | undefined) ?? false
  return simple([schema.type].flat() as readonly string[], name, schema.minimum)
}

function simple(types: readonly string[], name: string, minimum: unknown): string | number {
  const type = types.find((each) => each in FITS) ?? 'string'
  const candidates = type === 'string' ? [TEXTS[name], VALUES[name]] : [VALUES[name]]
  const value = candidates.find((candidate) => candidate !== undefined && FITS[type]?.(candidate))
  return value ?? (type === 'string' ? '' : typeof minimum === 'number' ? Math.max(minimum, 1) : 1)
}
