import type { Call } from '../../src/contract/call.ts'
import { CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { exampleCall } from '../../src/contract/examples/example-call.ts'
import { SAMPLES } from '../../src/contract/examples/samples.ts'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { BASE_VERSION, isInSpan, VERSIONS } from '../../src/domain/api-version.ts'
import { ITEM_PAGES } from '../../src/ui/app.tsx'
import { MENU } from '../../src/ui/layout.tsx'
import { type Facts, PART_OF_REFERENCE } from './facts.ts'
import { flat, type Goal, most, unjudged } from './goals.ts'

/** One read, which is measured in worlds of several sizes. */
export interface Read {
  readonly what: string
  /** Behind the address of the server. `pages` is how many there are by the answer to `first`. */
  readonly path: (facts: Facts, pages: number) => string
  readonly first?: (facts: Facts) => string
  readonly goal: Goal
}

/** What else is asked of an operation, beside its example call and what follows from its fields. */
interface Variant {
  readonly what: string
  readonly query: (facts: Facts) => Readonly<Record<string, string>>
  readonly goal?: Goal
}

const SEARCH = most(150)
const ORDERED = most(10)
const DEEP = most(20)

const filter = (what: string, filterBy: string, text: (facts: Facts) => string, goal?: Goal): Variant => ({
  what: `filtered by ${what}`,
  query: (facts) => ({ filterBy, filter: text(facts) }),
  ...(goal ? { goal } : {}),
})

const orderedBy = (orderBy: string, direction: string): Variant => ({
  what: `ordered by ${orderBy}, ${direction}`,
  query: () => ({ orderBy, direction }),
  goal: ORDERED,
})

const ESIM_VARIANTS: readonly Variant[] = [
  filter('a whole ICCID', 'iccid', ({ iccid }) => iccid),
  filter('eq: and a whole ICCID', 'iccid', ({ iccid }) => `eq:${iccid}`),
  filter('a part of an ICCID', 'iccid', ({ iccid }) => iccid.slice(11), SEARCH),
  filter('a part of a customer reference', 'customerRef', () => PART_OF_REFERENCE, SEARCH),
  filter('a part of an action', 'lastAction', () => 'updated', SEARCH),
  filter('a date of assignment', 'assignedDate', ({ middle }) => `lte:${middle}`, SEARCH),
  filter('a date of action', 'actionDate', ({ middle }) => `gte:${middle}`, SEARCH),
  ...['iccid', 'customerRef', 'lastAction', 'actionDate', 'assignedDate'].flatMap((column) =>
    ['asc', 'desc'].map((direction) => orderedBy(column, direction)),
  ),
]

/** The place in a statement of account from which entries are older than an instant. */
const olderThan = (instant: string): string => `${Date.parse(instant)}.0.${Number.MAX_SAFE_INTEGER}`

const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  '/esims': ESIM_VARIANTS,
  '/orders': [{ what: 'the earlier half', query: ({ middle }) => ({ createdAt: `lte:${middle}` }) }],
  '/_emulator/esims': [
    { what: 'one customer reference', query: () => ({ customerRef: 'Traveller-0555' }) },
    { what: 'no such customer reference', query: () => ({ customerRef: 'nobody' }) },
  ],
  '/_emulator/sms': [{ what: 'of all eSIMs', query: () => ({}) }],
  '/_emulator/callbacks': [
    { what: 'of one eSIM', query: ({ iccid }) => ({ iccid }) },
    { what: 'of one type', query: () => ({ alertType: 'FirstAttachment', limit: '50' }) },
    { what: 'of no row', query: () => ({ alertType: 'LowBalance', limit: '50' }) },
    { what: 'in one status', query: () => ({ status: 'failed', limit: '50' }) },
    { what: 'the older half', query: ({ callbackId }) => ({ before: callbackId, limit: '50' }) },
  ],
  '/_emulator/statement': [
    { what: 'of one eSIM', query: ({ iccid }) => ({ iccid }) },
    { what: 'of a customer', query: () => ({ customerRef: PART_OF_REFERENCE }), goal: SEARCH },
    { what: 'of a bundle', query: ({ bundle }) => ({ bundle, limit: '25' }), goal: SEARCH },
    { what: 'of no bundle', query: () => ({ bundle: 'no such bundle' }), goal: SEARCH },
    { what: 'of a reference', query: ({ orderReference }) => ({ reference: orderReference.slice(0, 34) }) },
    { what: 'the older half', query: ({ middle }) => ({ before: olderThan(middle), limit: '25' }) },
  ],
  '/_emulator/ledger': [{ what: 'the later half', query: ({ middle }) => ({ since: middle }), goal: unjudged }],
}

/** Lists of up to 10,000 rows, unless less is asked for: their time is that of the answer. */
const LISTS_ALL: ReadonlySet<string> = new Set(['/_emulator/ledger'])

/** Operations that are no list and no look-up: what they come to is among the acts. */
const ACTS: ReadonlySet<string> = new Set(['exportState'])

/** The most rows that a control call answers with. */
const ALL_ROWS = 10_000
const FEWER_ROWS: Readonly<Record<string, number>> = {
  '/_emulator/statement': 1_000,
  '/_emulator/orders/{reference}': 1_000,
  '/_emulator/inventory': 1_000,
}

/** Every read of both APIs, and every page of the dashboard. */
export function listReads(): Read[] {
  const vendor = ALL_OPERATIONS.filter(({ method }) => method === 'GET').flatMap((operation) => {
    const version = [BASE_VERSION, ...VERSIONS].find((each) => isInSpan(operation, each))
    return readsOf(operation, `/v${version}`)
  })
  const control = CONTROL_OPERATIONS.filter(
    ({ method, operationId }) => method === 'GET' && !ACTS.has(operationId),
  ).flatMap((operation) => readsOf(operation, ''))
  return [...vendor, ...control, ...listPages()]
}

function readsOf(operation: Call, prefix: string): Read[] {
  const { path, query } = exampleCall(operation)
  const name = operation.path.replace('/_emulator', '/_')
  const at = (facts: Facts, asked: Readonly<Record<string, string>>): string => {
    const filled = Object.entries(path).reduce(
      (url, [field, value]) => url.replace(`{${field}}`, encodeURIComponent(replaceSample(field, value, facts))),
      operation.path,
    )
    const search = Object.entries(asked).map(([field, value]) => [field, replaceSample(field, value, facts)])
    return `${prefix}${filled}${search.length > 0 ? `?${new URLSearchParams(search)}` : ''}`
  }
  const read = (what: string, asked: Variant['query'], goal: Goal = flat): Read => ({
    what: `${name} ${what}`.trim(),
    path: (facts) => at(facts, asked(facts)),
    goal,
  })
  const fields = Object.keys(operation.queryFields.shape)
  const rows = FEWER_ROWS[operation.path] ?? ALL_ROWS
  const deep = (what: string, page: (pages: number) => number): Read => ({
    what: `${name} ${what}`,
    path: (facts, pages) => at(facts, { page: String(page(pages)) }),
    first: (facts) => at(facts, {}),
    goal: DEEP,
  })
  return [
    read('', () => query, LISTS_ALL.has(operation.path) ? unjudged : flat),
    ...(fields.includes('page')
      ? [
          read('first page', () => ({})),
          deep('the page in the middle', (pages) => Math.max(1, pages >> 1)),
          deep('the last page', (pages) => Math.max(1, pages)),
        ]
      : []),
    ...(fields.includes('limit') && name.startsWith('/_')
      ? [read('10 rows', () => ({ limit: '10' })), read(`${rows} rows`, () => ({ limit: String(rows) }), unjudged)]
      : []),
    ...(VARIANTS[operation.path] ?? []).map(({ what, query: asked, goal }) => read(what, asked, goal)),
  ]
}

/** The names that examples have for what an organisation has, and what that is here. */
function replaceSample(field: string, value: string, facts: Facts): string {
  if (field === 'matchingId') return facts.matchingId
  const sample = Object.entries(SAMPLES).find(([, text]) => text === value)
  if (!sample) return field === 'bundle' && value !== '' ? facts.bundle : value
  return facts[sample[0] as keyof typeof SAMPLES]
}

const ITEMS: Readonly<Record<string, (facts: Facts) => string>> = {
  esims: ({ iccid }) => iccid,
  orders: ({ orderReference }) => orderReference,
  catalogue: ({ bundle }) => bundle,
  callbacks: ({ callbackId }) => callbackId,
  journal: ({ requestId }) => requestId,
}

const SEARCHES: Readonly<Record<string, (facts: Facts) => string>> = {
  'esims?find= a whole ICCID': ({ iccid }) => `/_emulator/ui/esims?find=${iccid}`,
  'esims?find= a part of a reference': () => `/_emulator/ui/esims?find=${PART_OF_REFERENCE}`,
  'orders of one eSIM': ({ iccid }) => `/_emulator/ui/orders?who=${iccid}`,
  'orders, an older page': ({ middle }) => `/_emulator/ui/orders?before=${olderThan(middle)}`,
  'inventory, a later page': ({ usageId }) => `/_emulator/ui/inventory?after=${usageId}`,
  'callbacks of one eSIM': ({ iccid }) => `/_emulator/ui/callbacks?iccid=${iccid}`,
  'callbacks, an older page': ({ callbackId }) => `/_emulator/ui/callbacks?before=${callbackId}`,
}

function listPages(): Read[] {
  const paged = new Set(['esims', 'catalogue'])
  return [
    ...MENU.flatMap(({ id, href }): Read[] => [
      { what: `dashboard ${id}`, path: () => href, goal: flat },
      ...(paged.has(id)
        ? [{ what: `dashboard ${id}, page 3`, path: () => `${href}?page=3`, goal: flat } satisfies Read]
        : []),
    ]),
    ...Object.keys(ITEM_PAGES).map((id): Read => {
      const item = ITEMS[id]
      if (!item) throw new Error(`say in bench/scale/reads.ts which item the page of one of ${id} shows`)
      const href = MENU.find((page) => page.id === id)?.href
      return { what: `dashboard ${id}, one of them`, path: (facts) => `${href}/${item(facts)}`, goal: flat }
    }),
    ...Object.entries(SEARCHES).map(
      ([what, path]): Read => ({ what: `dashboard ${what}`, path, goal: what.includes('part') ? SEARCH : flat }),
    ),
  ]
}
