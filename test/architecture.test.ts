import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../scripts/docs/blocks.ts'
import { parseSource, readSources, type SourceFile } from './support/source.ts'

/** A file imports from its own folder or from a lower number. Folders of the same number never import each other. */
const RANKS: Readonly<Record<string, number>> = {
  'version.ts': 0,
  domain: 0,
  contract: 1,
  state: 1,
  fixtures: 2,
  clock: 2,
  callbacks: 2,
  drift: 2,
  http: 3,
  import: 3,
  access: 4,
  faults: 4,
  journal: 4,
  'rate-limits': 4,
  server: 4,
  'file-guard.ts': 4,
  'shutdown.ts': 5,
  log: 5,
  organisations: 5,
  record: 5,
  ui: 5,
  routes: 6,
  control: 6,
  'options.ts': 6,
  client: 7,
  scenario: 8,
  'emulator.ts': 9,
  'index.ts': 10,
  'vitest.ts': 10,
  cli: 11,
  'cli.ts': 12,
}

/** The storeys of `state`: rows and transactions; one file an aggregate; what is done with them; all of it as a document. */
const STOREYS = ['engine', 'records', 'operations', 'document']

const sources = readSources()

const partOf = (path: string): string => path.split('/')[0] ?? path
const isOwn = (path: string): boolean => path.endsWith('.ts') || path.endsWith('.tsx')

function findRankViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter((target) => isOwn(target) && partOf(target) !== partOf(path))
      .filter((target) => !((RANKS[partOf(target)] ?? Number.NaN) < (RANKS[partOf(path)] ?? Number.NaN)))
      .map(
        (target) => `${path} imports ${target}: move what both need to a lower folder, or have emulator.ts pass it in`,
      ),
  )
}

test('every file stands in a part that has a rank', () => {
  expect(sources.length).toBeGreaterThan(50)
  const unknown = sources.map(({ path }) => partOf(path)).filter((part) => !(part in RANKS))
  expect(unknown, 'give each new part a rank, or put the file where it belongs').toEqual([])
})

test('docs/architecture.md has the parts of every rank', () => {
  const rows = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').matchAll(/^\| (\d+) \| ([^|]+) \|/gm)
  const described = [...rows].flatMap(([, rank, parts = '']) =>
    [...parts.matchAll(/`([^`]+)`/g)].map(([, part = '']) => [part, Number(rank)] as const),
  )
  expect(described.sort()).toEqual(Object.entries(RANKS).sort())
})

test('imports lead down', () => {
  expect(findRankViolations(sources)).toEqual([])
})

test('the storeys of state import downwards only', () => {
  const storeyOf = (path: string): number => STOREYS.indexOf(/^state\/(\w+)\//.exec(path)?.[1] ?? '')
  const inState = sources.filter(({ path }) => path.startsWith('state/'))
  expect(inState.filter(({ path }) => storeyOf(path) < 0).map(({ path }) => path)).toEqual([])
  const upwards = inState.flatMap(({ path, imports }) =>
    imports
      .filter((target) => target.startsWith('state/') && storeyOf(target) > storeyOf(path))
      .map((target) => `${path} imports ${target}`),
  )
  expect(upwards).toEqual([])
})

test.each([
  ['domain/money.ts', "import { Catalogue } from '../state/catalogue.ts'"],
  ['state/records/orders.ts', "import type { Order } from '../../contract/orders.ts'"],
  ['clock/clock.ts', "import { sign } from '../callbacks/sign.ts'"],
  ['control/clock.ts', "import { routeRegistrar } from '../routes/register.ts'"],
  ['routes/orders.ts', "const app = await import('../emulator.ts')"],
  ['routes/app.ts', "export * from '../emulator.ts'"],
])('%s may not say %s', (path, text) => {
  expect(findRankViolations([parseSource(path, text)])).toHaveLength(1)
})

interface Rule {
  readonly ban: RegExp
  readonly except: readonly string[]
  readonly only?: readonly string[]
  readonly instead: string
  readonly examples: readonly string[]
}

const READS_THE_MACHINE = ['clock/system-clock.ts', 'server', 'callbacks/attempt.ts']

const RULES: Readonly<Record<string, Rule>> = {
  SQL: {
    ban: /\b(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX)|PRAGMA\s)/,
    except: ['state', 'fixtures'],
    instead: 'write a function in src/state',
    examples: [
      "get('SELECT balance FROM organisations')",
      "run('UPDATE esims SET iccid = ?')",
      "run('DELETE FROM events')",
    ],
  },
  HTTP: {
    ban: /from '(@hono\/[^']+|hono(\/[^']*)?)'|import\('(@hono|hono)/,
    except: [],
    only: ['domain', 'state', 'fixtures', 'clock', 'callbacks', 'contract'],
    instead: 'return a plain value, and let src/routes answer with it',
    examples: ["import { Hono } from 'hono'", "import { accepts } from 'hono/accepts'"],
  },
  'the time of the machine': {
    ban: /\bDate\.now\b|\bnew Date\(\s*\)/,
    except: READS_THE_MACHINE,
    instead: 'take `now` from the transaction',
    examples: ['const now = Date.now()', 'new Date()'],
  },
  'a stopwatch': {
    ban: /\bperformance\.now\b|\bhrtime\b/,
    except: [...READS_THE_MACHINE, 'log/observe.ts', 'routes/steps/record-in-journal.ts'],
    instead: 'let log/observe.ts measure for the log, and routes/steps/record-in-journal.ts for the journal',
    examples: ['performance.now()', 'process.hrtime.bigint()'],
  },
  'the randomness of the machine': {
    ban: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/,
    except: [...READS_THE_MACHINE, 'record/secret.ts'],
    instead: 'draw from `tx.random`',
    examples: ['Math.random()', 'crypto.randomUUID()'],
  },
  timers: {
    ban: /\bset(Timeout|Interval|Immediate)\b/,
    except: READS_THE_MACHINE,
    instead: 'schedule an event on the emulated clock (src/state/records/events.ts)',
    examples: ['setTimeout(() => retry(), 1000)', 'setInterval(tick, 10)'],
  },
}

const covers = (parts: readonly string[], path: string): boolean => parts.includes(path) || parts.includes(partOf(path))

test.each(Object.entries(RULES))('%s stays where it belongs', (name, { ban, except, only, instead }) => {
  const violations = sources
    .filter(({ path }) => !covers(except, path) && (only === undefined || covers(only, path)))
    .flatMap(({ path, code }) =>
      code
        .split('\n')
        .flatMap((line, index) => (ban.test(line) ? [`${path}:${index + 1} uses ${name}: ${instead}`] : [])),
    )
  expect(violations).toEqual([])
})

test.each(Object.entries(RULES).flatMap(([name, { ban, examples }]) => examples.map((code) => ({ name, ban, code }))))(
  '`$code` counts as $name',
  ({ ban, code }) => {
    expect(parseSource('domain/example.ts', code).code).toMatch(ban)
  },
)

test('files are named for what they hold', () => {
  const vague = sources.filter(({ path }) => /(^|[/-])(utils?|helpers?|common|misc|shared)(?=[./-]|$)/.test(path))
  expect(vague.map(({ path }) => `${path}: name it for its one main export`)).toEqual([])
})

test('a generator function is made once, and not by each call', () => {
  // Each has a hidden class of its own, which keeps all that the call knows until the old generation is collected.
  const made = sources.filter(
    // A command is a process of its own.
    ({ path, text }) => !path.startsWith('cli/') && /\bfunction\s*\*\s*\(|^[ \t].*\bfunction\s*\*/m.test(text),
  )
  expect(made.map(({ path }) => `${path}: move the generator function to the top level`)).toEqual([])
})

test('a file has one idea, and fits into 300 lines', () => {
  const long = sources.filter(({ path, text }) => text.split('\n').length > 301 && !path.startsWith('fixtures/data/'))
  expect(long.map(({ path }) => `${path}: move its second idea to a file of its own`)).toEqual([])
})
