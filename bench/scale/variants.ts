import { STATEMENT_KINDS } from '../../src/state/records/statement.ts'
import { type Facts, PART_OF_REFERENCE } from './facts.ts'
import { DEEP, FILTERED, type Goal, ORDERED, SEARCH, unjudged } from './goals.ts'
import type { Variant } from './read.ts'

const filter = (what: string, filterBy: string, text: (facts: Facts) => string, goal?: Goal): Variant => ({
  what: `filtered by ${what}`,
  query: (facts) => ({ filterBy, filter: text(facts) }),
  ...(goal ? { goal } : {}),
})

const DIRECTIONS = ['asc', 'desc']

const orderedBy = (columns: readonly string[]): Variant[] =>
  columns.flatMap((orderBy) =>
    DIRECTIONS.map((direction) => ({
      what: `ordered by ${orderBy}, ${direction}`,
      query: () => ({ orderBy, direction }),
      goal: ORDERED,
    })),
  )

const ESIMS: readonly Variant[] = [
  filter('a whole ICCID', 'iccid', ({ iccid }) => iccid),
  filter('eq: and a whole ICCID', 'iccid', ({ iccid }) => `eq:${iccid}`),
  filter('a part of an ICCID', 'iccid', ({ iccid }) => iccid.slice(11), SEARCH),
  filter('a part of a customer reference', 'customerRef', () => PART_OF_REFERENCE, SEARCH),
  filter('a part of an action', 'lastAction', () => 'updated', SEARCH),
  filter('a date of assignment', 'assignedDate', ({ middle }) => `lte:${middle}`, SEARCH),
  filter('a date of action', 'actionDate', ({ middle }) => `gte:${middle}`, SEARCH),
  ...orderedBy(['iccid', 'customerRef', 'lastAction', 'actionDate', 'assignedDate']),
  {
    what: 'a part of a reference by ICCID',
    query: () => ({ filterBy: 'customerRef', filter: PART_OF_REFERENCE, orderBy: 'iccid' }),
    goal: SEARCH,
  },
  {
    what: 'a date of assignment by ICCID',
    query: ({ middle }) => ({ filterBy: 'assignedDate', filter: `lte:${middle}`, orderBy: 'iccid' }),
    goal: FILTERED,
  },
]

const CONTROLLED_ESIMS: readonly Variant[] = [
  { what: 'one customer reference', query: () => ({ customerRef: 'Traveller-0555' }) },
  { what: 'no such customer reference', query: () => ({ customerRef: 'nobody' }) },
  { what: 'found by a whole ICCID', query: ({ iccid }) => ({ find: iccid }) },
  { what: 'found by a part of an ICCID', query: ({ iccid }) => ({ find: iccid.slice(11) }), goal: SEARCH },
  { what: 'found by a part of a reference', query: () => ({ find: PART_OF_REFERENCE }), goal: SEARCH },
  { what: 'with a bundle', query: ({ bundle }) => ({ bundle, limit: '25' }), goal: FILTERED },
  { what: 'with a bundle that none has', query: () => ({ bundle: 'none' }), goal: FILTERED },
  { what: 'whose bundle is in a state', query: () => ({ bundleState: 'queued', limit: '25' }), goal: FILTERED },
  { what: 'whose bundle is in a rare state', query: () => ({ bundleState: 'depleted' }), goal: FILTERED },
  { what: 'whose bundle is in a state of none', query: () => ({ bundleState: 'active' }) },
  { what: 'in a country', query: () => ({ country: 'DE', limit: '25' }), goal: FILTERED },
  { what: 'that are installed', query: () => ({ installed: 'true', limit: '25' }), goal: FILTERED },
  {
    what: 'that are installed, by ICCID',
    query: () => ({ installed: 'true', limit: '25', orderBy: 'iccid' }),
    goal: FILTERED,
  },
  ...orderedBy(['iccid', 'customerRef', 'actionDate']),
  { what: 'the newest', query: () => ({ direction: 'desc', limit: '25' }) },
  { what: 'from the middle', query: ({ esims }) => ({ offset: String(esims >> 1), limit: '25' }), goal: DEEP },
]

/** The place in a statement of account from which entries are older than an instant. */
export const olderThan = (instant: string): string => `${Date.parse(instant)}.0.${Number.MAX_SAFE_INTEGER}`

/** The further calls of each operation, by its path. */
export const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  '/esims': ESIMS,
  '/orders': [
    { what: 'the earlier half', query: ({ middle }) => ({ createdAt: `lte:${middle}` }) },
    { what: 'with their ICCIDs', query: () => ({ includeIccids: 'true' }) },
  ],
  '/orders/{orderReference}': [{ what: 'with its ICCIDs', query: () => ({ includeIccids: 'true' }) }],
  '/esims/{iccid}/bundles': [{ what: 'two of them', query: () => ({ limit: '2' }) }],
  '/_emulator/esims': CONTROLLED_ESIMS,
  '/_emulator/events': [{ what: 'without the most', query: () => ({ skip: 'esim.idle', limit: '10' }) }],
  '/_emulator/sms': [{ what: 'of all eSIMs', query: () => ({}) }],
  '/_emulator/callbacks': [
    { what: 'of one eSIM', query: ({ iccid }) => ({ iccid }) },
    { what: 'of one type', query: () => ({ alertType: 'FirstAttachment', limit: '50' }) },
    { what: 'of no row', query: () => ({ alertType: 'LowBalance', limit: '50' }) },
    { what: 'in one status', query: () => ({ status: 'failed', limit: '50' }) },
    { what: 'of a bundle', query: ({ bundle }) => ({ bundle, limit: '50' }) },
    { what: 'the older half', query: ({ callbackId }) => ({ before: callbackId, limit: '50' }) },
    { what: 'that came', query: () => ({ wait: '0ms', count: '1', alertType: 'FirstAttachment' }) },
  ],
  '/_emulator/requests': [
    { what: 'of one eSIM', query: ({ iccid }) => ({ iccid }) },
    { what: 'of one order', query: ({ orderReference }) => ({ order: orderReference }) },
    { what: 'with a text', query: () => ({ search: 'no such text' }) },
    { what: 'of an operation', query: () => ({ operationId: 'refreshEsim', method: 'GET', status: 'refused' }) },
    { what: 'of a path', query: ({ middle }) => ({ path: '/esims/*/none', since: middle, before: '1000' }) },
  ],
  '/_emulator/statement': [
    ...STATEMENT_KINDS.map(
      (kind): Variant => ({ what: `of ${kind}s`, query: () => ({ kind, limit: '25' }), goal: SEARCH }),
    ),
    { what: 'of one eSIM', query: ({ iccid }) => ({ iccid }) },
    { what: 'of a customer', query: () => ({ customerRef: PART_OF_REFERENCE }), goal: SEARCH },
    { what: 'of a bundle', query: ({ bundle }) => ({ bundle, limit: '25' }), goal: SEARCH },
    { what: 'of no bundle', query: () => ({ bundle: 'no such bundle' }), goal: SEARCH },
    { what: 'of a reference', query: ({ orderReference }) => ({ reference: orderReference.slice(0, 34) }) },
    { what: 'the older half', query: ({ middle }) => ({ before: olderThan(middle), limit: '25' }) },
  ],
  '/_emulator/ledger': [{ what: 'the later half', query: ({ middle }) => ({ since: middle }), goal: unjudged }],
  '/_emulator/inventory': [
    { what: 'of one bundle', query: ({ stocked }) => ({ bundle: stocked }) },
    { what: 'a later page', query: ({ usageId }) => ({ after: usageId }) },
  ],
  '/_emulator/orders/{reference}': [{ what: 'later units', query: () => ({ offset: '5' }) }],
  '/_emulator/organisations': [{ what: 'a later page', query: ({ apiKey }) => ({ after: apiKey }) }],
  '/_emulator/callers': [{ what: 'of one problem', query: () => ({ problem: 'no_key' }) }],
}

/** Fields that no read of the operation has, with the reason. */
export const UNMEASURED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/catalogue': {
    orderBy: 'the catalogue is of one size in every world',
    direction: 'so for this',
    description: 'so for this',
    group: 'so for this',
    region: 'so for this',
  },
  '/catalogue/prices': { perPage: 'a page is of the usual size' },
  '/inventory': { perPage: 'a page is of the usual size' },
  '/esims/{iccid}/history': { perPage: 'a page is of the usual size' },
  '/networks': { countries: 'the networks are the same in every world', returnAll: 'so for this' },
  '/esims/assignments': { additionalFields: 'a column more of the same rows' },
  '/esims/csv/{reference}': { additionalFields: 'a column more of the same rows' },
  '/esims/{iccid}': { additionalFields: 'a field more of the same row' },
  '/esims/assignments/{reference}': { additionalFields: 'a column more of the same rows' },
}
