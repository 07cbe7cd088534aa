import type { Call } from '../../src/contract/call.ts'
import { CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { exampleCall } from '../../src/contract/examples/example-call.ts'
import { SAMPLES } from '../../src/contract/examples/samples.ts'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { BASE_VERSION, isInSpan, VERSIONS } from '../../src/domain/api-version.ts'
import type { Facts } from './facts.ts'
import { DEEP, flat, type Goal, unjudged } from './goals.ts'
import { listPages } from './pages.ts'
import type { Read, Variant } from './read.ts'
import { VARIANTS } from './variants.ts'

/** Lists of up to 10,000 rows, unless less is asked for: their time is that of the answer. */
const LISTS_ALL: ReadonlySet<string> = new Set(['/_emulator/ledger'])

/** Operations that are no list and no look-up: what they come to is among the acts. */
export const UNREAD: ReadonlySet<string> = new Set(['exportState'])

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
    ({ method, operationId }) => method === 'GET' && !UNREAD.has(operationId),
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
    const search = String(new URLSearchParams(asked))
    return `${prefix}${filled}${search && `?${search}`}`
  }
  const exampleQuery = (facts: Facts) =>
    Object.fromEntries(Object.entries(query).map(([field, value]) => [field, replaceSample(field, value, facts)]))
  const read = (what: string, asked: Variant['query'], goal: Goal = flat): Read => ({
    what: `${name} ${what}`.trim(),
    of: operation.path,
    path: (facts) => at(facts, asked(facts)),
    goal,
  })
  const fields = Object.keys(operation.queryFields.shape)
  const rows = FEWER_ROWS[operation.path] ?? ALL_ROWS
  const deep = (what: string, page: (pages: number) => number): Read => ({
    what: `${name} ${what}`,
    of: operation.path,
    path: (facts, pages) => at(facts, { page: String(page(pages)) }),
    first: (facts) => at(facts, {}),
    goal: DEEP,
  })
  return [
    read('', exampleQuery, LISTS_ALL.has(operation.path) ? unjudged : flat),
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
