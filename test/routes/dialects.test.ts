import { expect, test } from 'vitest'
import { OPERATIONS } from '../../src/contract/operations.ts'
import { DIALECT_DIFFERENCES } from '../../src/contract/variants/dialect-differences.ts'
import type { Difference } from '../../src/contract/variants/difference.ts'
import { DIFFERENCE_PARTS, variantsOf } from '../../src/contract/variants/wire-variant.ts'
import { BASE_VERSION, describeSpan, isInSpan, VERSIONS } from '../../src/domain/api-version.ts'
import type { Dialect } from '../../src/domain/dialect.ts'
import type { Answer } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'

/** A call of the world below, and what the row is about in its answer. */
interface Check {
  readonly call: (world: World) => readonly [method: string, path: string, body?: unknown]
  readonly read: (json: Json, answer: Answer) => unknown
  readonly observed: unknown
  readonly documented: unknown
}

interface World {
  readonly iccid: string
  readonly reference: string
  readonly usageId: number
}

// biome-ignore lint/suspicious/noExplicitAny: each check reads into an answer of its own form.
type Json = any

const get =
  (path: string | ((world: World) => string)): Check['call'] =>
  (world) => ['GET', typeof path === 'string' ? path : path(world)]
const onEsim = (rest: string): Check['call'] => get(({ iccid }) => `/esims/${iccid}${rest}`)
const keysOf = (value: object): string[] => Object.keys(value).sort()
const bundle = BUNDLES.uk
const order =
  (more: object = {}): Check['call'] =>
  () => ['POST', '/orders', orderBody({ assign: true, ...more })]

const listed = (json: Json) =>
  (Array.isArray(json) ? json : (json.bundles ?? json.orders ?? json.actions ?? json.groups))[0]
const DETAIL = [
  'autostart',
  'countries',
  'dataAmount',
  'description',
  'duration',
  'name',
  'price',
  'roamingEnabled',
  'speed',
  'unlimited',
]
const ENVELOPE = ['pageCount', 'pageSize', 'rows']
const OBSERVED_DETAIL = [...DETAIL, 'allowances', 'billingType', 'group', 'imageUrl'].sort()

/** For each row of the table what both dialects say, by its topic and versions. */
const CHECKS: Readonly<Record<string, Check>> = {
  'Further facts of a bundle, to v2.4': {
    call: get('/catalogue?perPage=1&countries=AG'),
    read: (json) => [keysOf(listed(json)), listed(json).speed],
    observed: [[...DETAIL, 'allowances', 'billingType', 'groups', 'imageUrl'].sort(), null],
    documented: [[...DETAIL, 'groups'].sort(), []],
  },
  'Further facts of a bundle in the catalogue, v2.5': {
    call: get('/catalogue?perPage=1'),
    read: (json) => keysOf(listed(json)),
    observed: [...DETAIL, 'allowances', 'billingType', 'groups', 'imageUrl', 'profileName'].sort(),
    documented: [...DETAIL, 'billingType', 'groups'].sort(),
  },
  'Form of a catalogue detail, to v2.4': {
    call: get(`/catalogue/bundle/${bundle}`),
    read: (json) => [keysOf(json), keysOf(json.countries[0])],
    observed: [OBSERVED_DETAIL, ['country', 'networks', 'potentialNetworks']],
    documented: [DETAIL, ['iso', 'name', 'region']],
  },
  'Form of a catalogue detail, v2.5': {
    call: get(`/catalogue/bundle/${bundle}`),
    read: (json) => [keysOf(json), Array.isArray(json.speed)],
    observed: [OBSERVED_DETAIL, false],
    documented: [[...DETAIL, 'billingType', 'groups'].sort(), true],
  },
  'Prices and balances, all': {
    call: get('/organisation'),
    read: (json) => json.organisations[0].balance,
    observed: 994.56,
    documented: 995,
  },
  'Text of an order for one eSIM, all': {
    call: order(),
    read: (json) => json.statusMessage,
    observed: 'Order completed: 1 eSIMs assigned',
    documented: 'Order completed: 1 eSIM assigned',
  },
  'Date of an order, to v2.4': {
    call: get(({ reference }) => `/orders/${reference}`),
    read: (json) => keysOf(json).filter((name) => name.startsWith('create')),
    observed: ['createdDate'],
    documented: ['createDate'],
  },
  'Casing of `AllowReassign`, and further facts of orders, to v2.4': {
    call: get('/orders'),
    read: (json) => [keysOf(listed(json)), keysOf(listed(json).order[0])],
    observed: [
      [
        'assigned',
        'createdDate',
        'currency',
        'order',
        'orderReference',
        'runningBalance',
        'sourceIP',
        'status',
        'statusMessage',
        'total',
      ],
      ['AllowReassign', 'item', 'pricePerUnit', 'quantity', 'subTotal', 'type'],
    ],
    documented: [
      ['createDate', 'currency', 'order', 'orderReference', 'status', 'statusMessage', 'total'],
      ['invoiceLink', 'item', 'pricePerUnit', 'quantity', 'subTotal', 'type'],
    ],
  },
  'Text of an applied bundle, all': {
    call: () => ['POST', '/esims/apply', { bundle }],
    read: (json) => json.esims[0].status,
    observed: 'Successfully Applied Bundle',
    documented: 'ACTIVE',
  },
  'Bundle of an eSIM in the answer to an apply, to v2.4': {
    call: () => ['POST', '/esims/apply', { bundle }],
    read: (json) => keysOf(json.esims[0]),
    observed: ['bundle', 'iccid', 'status'],
    documented: ['iccid', 'status'],
  },
  'Names of bundle states, all': {
    call: onEsim('/bundles'),
    read: (json) => json.bundles[0].assignments[0].bundleState,
    observed: 'queued',
    documented: 'Queued',
  },
  'Order of the fields of an assignment, to v2.4': {
    call: onEsim(`/bundles/${bundle}`),
    read: (json) => Object.keys(json.assignments[0]).slice(4),
    observed: ['assignmentDateTime', 'assignmentReference', 'bundleState', 'unlimited'],
    documented: ['bundleState', 'assignmentDateTime', 'assignmentReference', 'unlimited'],
  },
  'SM-DP+ address, all': {
    call: onEsim(''),
    read: (json) => json.smdpAddress,
    observed: 'rsp-3104.idemia.io',
    documented: 'http://rsp-3104.idemia.io',
  },
  'Date of the first installation, to v2.4': {
    call: onEsim(''),
    read: (json) => [json.firstInstalledDateTime, 'customerRef' in json],
    observed: [1_767_225_600_000, true],
    documented: ['2026-01-01T00:00:00Z', false],
  },
  'Install details as JSON, all': {
    call: get(({ reference }) => `/esims/assignments?reference=${reference}`),
    read: (json) => (Array.isArray(json) ? [keysOf(json[0])] : keysOf(json)),
    observed: [['bundle', 'iccid', 'matchingId', 'reference', 'rspUrl', 'smdpAddress']],
    documented: ['firstInstalledDateTime', 'iccid', 'matchingId', 'pin', 'profileStatus', 'puk', 'smdpAddress'],
  },
  'Columns of the install details as CSV, also of the CSV in the ZIP, all': {
    call: get(({ reference }) => `/esims/csv/${reference}`),
    read: (_, { text }) => text.split('\n').map((line) => line.split(',').slice(2, 4)),
    observed: [['RSP URL', 'Bundle'], ['rsp-3104.idemia.io', bundle], []],
    documented: [['RSP URL'], ['http://rsp-3104.idemia.io'], []],
  },
  'Location, to v2.4': {
    call: onEsim('/location'),
    read: (json) => [keysOf(json), json.lastSeen],
    observed: [['country', 'mobileNetworkCode', 'networkBrandName', 'networkName'], undefined],
    documented: [['country', 'lastSeen', 'mobileNetworkCode', 'networkName'], ''],
  },
  'History fields, to v2.4': {
    call: onEsim('/history'),
    read: (json) => keysOf(listed(json)),
    observed: ['bundle', 'bundleName', 'bundleState', 'date', 'name'],
    documented: ['alertType', 'bundle', 'bundleState', 'date', 'name'],
  },
  'History fields, v2.5': {
    call: onEsim('/history'),
    read: (json) => keysOf(listed(json)),
    observed: ['bundle', 'bundleName', 'bundleState', 'date', 'name'],
    documented: ['bundleName', 'date', 'name'],
  },
  'Answers of refresh, SMS, update and inventory refund, to v2.4': {
    call: ({ usageId }) => ['POST', '/inventory/refund', { usageId, quantity: 1 }],
    read: (json) => json,
    observed: { status: 'Successfully refunded bundles to balance' },
    documented: { message: 'Successfully refunded bundles to balance' },
  },
  'Compatibility, to v2.4': {
    call: onEsim(`/compatible/${bundle}`),
    read: (json) => json,
    observed: { compatible: true, status: 'bundle is compatible with esim' },
    documented: { message: 'bundle is compatible with esim' },
  },
  'Compatibility, v2.5': {
    call: onEsim(`/compatible/${bundle}`),
    read: (json) => json,
    observed: { compatible: true, status: 'bundle is compatible with esim' },
    documented: { compatible: true },
  },
  'List of the catalogue, all': {
    call: get('/catalogue?perPage=2'),
    read: (json) => (Array.isArray(json) ? json.length : keysOf(json)),
    observed: ['bundles', ...ENVELOPE],
    documented: 2,
  },
  'History, all': {
    call: onEsim('/history'),
    read: (json) => (Array.isArray(json) ? json.length : keysOf(json)),
    observed: ['actions', ...ENVELOPE],
    documented: 1,
  },
  'List of orders, to v2.4': {
    call: get('/orders'),
    read: (json) => (Array.isArray(json) ? json.length : keysOf(json)),
    observed: ['orders', ...ENVELOPE],
    documented: 2,
  },
  'Lists of eSIMs and of the inventory, to v2.4': {
    call: get('/inventory'),
    read: keysOf,
    observed: ['bundles', ...ENVELOPE],
    documented: ['bundles'],
  },
  'Groups, to v2.4': {
    call: get('/organisation/groups'),
    read: (json) => [Array.isArray(json), keysOf(listed(json))],
    observed: [false, ['desc', 'icon', 'name', 'priceListUrl']],
    documented: [true, ['name']],
  },
  'Organisation, v2.5': {
    call: get('/organisation'),
    read: (json) => ('organisations' in json ? 'wrapped' : json.apiKey),
    observed: 'wrapped',
    documented: 'test-key',
  },
  'Type of the answer and the errors of POST /orders, and of the errors of GET /networks, all': {
    call: get('/networks'),
    read: (_, { status, contentType, text }) => [status, contentType, text],
    observed: [400, 'application/json', '{"message":"countries, isos or returnAll is required"}'],
    documented: [400, 'text/plain', 'countries, isos or returnAll is required'],
  },
  'What cannot be ordered, to v2.4': {
    call: order({ quantity: 10_000 }),
    read: (_, { status }) => status,
    observed: 403,
    documented: 400,
  },
  'Lists that the document does not page: history, all': {
    call: onEsim('/history?page=2'),
    read: (json) => (json.actions ?? json).length,
    observed: 0,
    documented: 1,
  },
  'Lists that the document does not page: inventory, to v2.4': {
    call: get('/inventory?page=2'),
    read: ({ bundles }) => bundles.length,
    observed: 0,
    documented: 1,
  },
  'Page sizes, to v2.4': {
    call: get('/esims?perPage=1'),
    read: (_, { status }) => status,
    observed: 400,
    documented: 200,
  },
  'A body that is too long, to v2.4': {
    call: () => ['POST', '/esims/apply', { bundle: 'x'.repeat(1_048_576) }],
    read: (_, { status }) => status,
    observed: 413,
    documented: 400,
  },
  'Unknown ICCID, to v2.3': {
    call: get('/esims/8943108167000000019'),
    read: (_, { status }) => status,
    observed: 403,
    documented: 400,
  },
}

/** Rows that have no place in an answer of this world, and where they are seen. */
const ELSEWHERE = new Set([
  // dialect-documented.test.ts
  'Refused key at POST /orders and GET /networks, all',
  'Which assignment a revoke by name takes, to v2.4',
  'Alerts of use, all',
  '`unit` in a V3 callback, all',
  'State of a bundle that was never started in time, to v2.4',
  // vendor-document.test.ts
  '`includeIccids` at POST /orders and GET /orders/{orderReference}, v2.3 to v2.4',
  'Statuses that operations list, to v2.4',
  // contract-requests.test.ts
  'List of order lines in a request, to v2.4',
  'Bundle of an apply, to v2.4',
  'Parameters of PUT /esims, all',
  // suspension.test.ts
  'Install details of deleted eSIMs, to v2.4',
])

const keyOf = (row: Difference): string => `${row.topic}, ${describeSpan(row)}`
const isSame = ({ variant }: Difference): boolean => variant === 'the same'

test('every row of the table is checked, and no other', () => {
  const rows = DIALECT_DIFFERENCES.filter((row) => !isSame(row)).map(keyOf)
  expect([...Object.keys(CHECKS), ...ELSEWHERE].sort()).toEqual(rows.toSorted())
})

test('a row in which both dialects do the same changes nothing', () => {
  for (const { topic, baseline, variant, ...rest } of DIALECT_DIFFERENCES.filter(isSame))
    expect([topic, rest]).toEqual([topic, {}])
})

const VERSION_OF = /, (all|to (v[\d.]+)|(v[\d.]+))$/

test.each(
  Object.entries(CHECKS).flatMap(([key, check]) => [
    [key, 'observed', check] as const,
    [key, 'documented', check] as const,
  ]),
)('%s: %s', async (key, dialect, check) => {
  const [, , until, since] = VERSION_OF.exec(key) ?? []
  const { call } = await createWorld(dialect, `/${until ?? since ?? 'v2.4'}`)
  const answer = await call(check)
  expect(check.read(readJson(answer), answer)).toEqual(check[dialect])
})

/** JSON, also where its type does not say so. */
function readJson({ text }: Answer): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An organisation with an installed eSIM that has one bundle, and stock of three. */
async function createWorld(dialect: Dialect, prefix: string) {
  const { api, emulator } = await createTestEmulator()
  const { orderReference: reference, order } = (await api.post('/orders', { body: orderBody({ assign: true }) })).json
  const [iccid] = order[0].iccids
  await emulator.esims.install(iccid)
  await api.post('/orders', { body: orderBody({ quantity: 3 }) })
  const usageId = (await api.get('/inventory')).json.bundles[0].available[0].id
  await emulator.settings.change({ dialect })
  const speaking = api.speaking(dialect)
  return {
    call: ({ call }: Check): Promise<Answer> => {
      const [method, path, body] = call({ iccid, reference, usageId })
      const headers = { Accept: 'application/json' }
      return speaking.call(method, path, { prefix, headers, ...(body === undefined ? {} : { body }) })
    },
  }
}

test('nothing is to be done to an answer of v2.4 as it was observed', () => {
  expect(OPERATIONS.map((operation) => variantsOf(operation)(BASE_VERSION, 'observed'))).toEqual(
    OPERATIONS.map(() => undefined),
  )
})

test('every row names operations that its versions have', () => {
  const known = new Set(OPERATIONS.map(({ operationId }) => operationId))
  for (const row of DIALECT_DIFFERENCES) {
    const named = DIFFERENCE_PARTS.flatMap((part) => Object.keys(row[part] ?? {}))
    for (const operationId of named.filter((name) => name !== '*')) {
      expect(known).toContain(operationId)
      const operation = OPERATIONS.find((each) => each.operationId === operationId)
      expect(VERSIONS.some((version) => isInSpan(row, version) && operation && isInSpan(operation, version))).toBe(true)
    }
  }
})
