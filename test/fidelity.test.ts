import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findProblems, readSourceTexts, readTestFiles, type SourceText } from '../scripts/fidelity/check.ts'
import { parseTopic, type Row, readLedger } from '../scripts/fidelity/ledger.ts'
import { renderFidelity } from '../scripts/fidelity/render.ts'
import { findTitle, scanTitles, type TestFile } from '../scripts/fidelity/test-titles.ts'

const ledger = readLedger()

test('ledger, tests and assumptions in the code agree', () => {
  expect(findProblems(ledger, readTestFiles(), readSourceTexts())).toEqual([])
})

test('docs/fidelity.md is what the rows say', () => {
  const text = readFileSync(new URL('../docs/fidelity.md', import.meta.url), 'utf8')
  expect(text, 'run `npm run generate`').toBe(renderFidelity(ledger))
})

test('what may differ comes before every rule', () => {
  const text = renderFidelity(ledger)
  const [before = '', after = ''] = text.split('## Every rule, and the tests that prove it')
  for (const { id, status } of ledger.flatMap(({ rows }) => rows)) {
    expect(after).toContain(`| \`${id}\` |`)
    if (status !== 'emulated') expect(before).toContain(`\`${id}\``)
  }
})

const row = (changes: Partial<Row> = {}): Row => ({
  id: 'orders-type',
  rule: 'An order has a type.',
  source: 'vendor document, POST /orders',
  status: 'emulated',
  headline: false,
  tests: ['control/orders > an order has a type'],
  ...changes,
})

const file = (name: string, ...titles: string[]): TestFile => ({ name, titles, text: '' })
const ORDERS = file('control/orders', 'an order has a type', 'an order has a group > of lines')
const source = (text: string): SourceText => ({ path: 'state/records/orders.ts', text })

const problemsOf = (rows: readonly Row[], tests: readonly TestFile[] = [ORDERS], sources: readonly SourceText[] = []) =>
  findProblems([{ topic: 'Orders', rows: [...rows] }], tests, sources)

test.each<[string, Row, readonly SourceText[]]>([
  ['a row with its test', row(), []],
  ['a test within a group', row({ tests: ['control/orders > an order has a group > of lines'] }), []],
  ['an assumption with its row', row({ status: 'assumed' }), [source('/** Assumption (orders-type): none. */')]],
  ['an assumption that differs', row({ status: 'differs' }), [source('/** Assumption (orders-type): none. */')]],
])('%s is in order', (_, given, sources) => {
  expect(problemsOf([given], [ORDERS], sources)).toEqual([])
})

test.each<[string, readonly Row[], readonly TestFile[], readonly SourceText[], string]>([
  [
    'a title that is misspelt',
    [row({ tests: ['control/orders > an order has a tipe'] })],
    [ORDERS],
    [],
    'orders-type: test/control/orders.test.ts has no test "an order has a tipe"',
  ],
  ['a test that is gone', [row()], [], [], 'orders-type: there is no test/control/orders.test.ts'],
  ['two rows of one id', [row(), row()], [ORDERS], [], 'orders-type: two rows have this id'],
  [
    'a test of the API without a row',
    [row()],
    [ORDERS, file('routes/orders', 'an order has a number')],
    [],
    'routes/orders > an order has a number: no row of docs/fidelity names this test; write the rule that it proves',
  ],
  [
    'an assumption without a row',
    [row()],
    [ORDERS],
    [source('// Assumption: none.')],
    'src/state/records/orders.ts: write Assumption (row-id): with the id of its row in docs/fidelity',
  ],
  [
    'an assumption of a row that is none',
    [row()],
    [ORDERS],
    [source('// Assumption (orders-type): none.')],
    'src/state/records/orders.ts: docs/fidelity has no row orders-type that is assumed or differs',
  ],
])('%s is found', (_, rows, tests, sources, problem) => {
  expect(problemsOf(rows, tests, sources)).toEqual([problem])
})

const yaml = (fields: string) => `topic: Orders\nrows:\n  - id: orders-type\n    rule: An order has a type.\n${fields}`

test.each([
  ['    status: emulated\n    source: help centre\n', 'docs/fidelity/09.yaml: orders-type: names no test'],
  ['    status: assumed\n    source: assumption\n', 'docs/fidelity/09.yaml: orders-type: names no test'],
  ['    status: not emulated\n    source: help centre\n', 'docs/fidelity/09.yaml: orders-type: needs a note'],
  [
    '    status: differs\n    source: help centre\n    tests: a > b\n',
    'docs/fidelity/09.yaml: orders-type: needs a note',
  ],
])('%j is no row', (fields, problem) => {
  expect(parseTopic('09.yaml', yaml(fields)).problems).toEqual([problem])
})

test.each([
  ['status: perhaps', 'status'],
  ['status: emulated\n    source: a friend', 'source'],
  ['status: emulated\n    source: vendor document; hearsay', 'source'],
  ['status: emulated\n    test: routes/orders > a', 'Unrecognized key: "test"'],
])('of %j the problem is in %s', (fields, where) => {
  expect(parseTopic('09.yaml', yaml(`    ${fields}\n`)).problems.join()).toContain(where)
})

const SOURCE = `
import { describe as group, expect, it as example, test } from 'vitest'
import * as vitest from 'vitest'
// test('a comment', () => {})
const notATest = { test: (name: string) => name }
const NAMED = 'has a name'
const withShop = test.extend<{ shop: string }>({ shop: 'x' })
const inProcess = createEmulatorTest({ seed: 7 })
test('plain', async () => { expect(/[)('"]/.test('not this (one)')).toBe(true) })
test.each([['a)', 1], ["b's", 2]])('case %s is %i', () => {})
test.each<[string, (id: string) => object]>([
  ['typed', (id) => ({ id })],
])(
  \`\${1} of %j isn't it\`, () => {},
)
test.for([{ a: 'x' }])('for $a', () => {})
test.each\`
  a    | b
  \${1} | \${2}
\`('table $a', () => {})
group('a group', () => {
  test('within', { timeout: 1 }, () => {})
  vitest.describe.each(['x', 'y'])('deeper %s', (name) => {
    example.concurrent('at the bottom', () => {})
    for (const time of ['once', 'twice']) test(\`works \${time} and \${{ a: 1 }.a}\`, () => {})
  })
  if (name) test.skipIf(!name)('perhaps', () => {})
})
describe.skip('skipped', () => { test('within what is skipped', () => {}) })
test('it\\'s escaped', () => notATest.test('nor this'))
test('in two ' + 'parts', () => {})
test(NAMED, () => {})
test(NAMED ? 'one' : 'other', () => {})
withShop('with a fixture', ({ shop }) => {})
inProcess('from a factory', () => {})
inBrowser('wrapped', () => { test('in a helper', () => {}) })
function define(title: string) { test(title, () => {}) }
test.skip('skipped', () => {})
test.skip.each([1])('skipped %i', () => {})
test.todo('later')
test('without work')
`

test('titles are read from the source of a file', () => {
  expect(scanTitles(SOURCE)).toEqual([
    'plain',
    'case %s is %i',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a title as it is written.
    "${1} of %j isn't it",
    'for $a',
    'table $a',
    'a group > within',
    'a group > deeper %s > at the bottom',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a title as it is written.
    'a group > deeper %s > works ${time} and ${ a: 1 .a}',
    'a group > perhaps',
    "it's escaped",
    'in two parts',
    'has a name',
    'one',
    'other',
    'with a fixture',
    'from a factory',
    'wrapped > in a helper',
  ])
})

test('a file that cannot be parsed is told', () => {
  expect(() => scanTitles("test('open")).toThrow('the tests cannot be parsed')
})

const CASES = `
test.each([[{ status: 400, body: 'no' }, ['GB', 10_000]]])('of %j there is %j', () => {})
test.each([['soon', true, undefined, -5]])('%j is %j, %s or %i', () => {})
test.each([{ name: 'listOrders' }])('$name works', () => {})
`

test.each([
  [SOURCE, 'plain', 'plain'],
  [SOURCE, 'case %s is %i', 'case %s is %i'],
  [SOURCE, "case b's is 2", 'case %s is %i'],
  [SOURCE, 'case c is 2', undefined],
  [SOURCE, 'case a is 1', undefined],
  [SOURCE, 'plai', undefined],
  [SOURCE, 'within', undefined],
  [SOURCE, 'skipped', undefined],
  [SOURCE, 'a group > deeper x > at the bottom', 'a group > deeper %s > at the bottom'],
  [SOURCE, 'a group > deeper z > at the bottom', undefined],
  [CASES, 'of {"status":400,"body":"no"} there is [\'GB\', 10_000]', 'of %j there is %j'],
  [CASES, 'of {"status":401,"body":"no"} there is [\'GB\', 10_000]', undefined],
  [CASES, 'of {"status":400,"body":"yes"} there is ["GB"]', undefined],
  [CASES, 'of {"state":400} there is ["GB"]', undefined],
  [CASES, '"soon" is true, undefined or -5', '%j is %j, %s or %i'],
  [CASES, '"later" is true, undefined or -5', undefined],
  [CASES, "'listOrders' works", '$name works'],
])('of a file, %2$j is the test %3$j', (text, wanted, found) => {
  expect(findTitle({ name: 'a', text, titles: scanTitles(text) }, wanted)).toBe(found)
})
