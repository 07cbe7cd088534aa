import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Row, Topic } from './ledger.ts'
import { findTitle, scanTitles, type TestFile } from './test-titles.ts'

/** Files whose every test proves a rule of the vendor, and so has to be named by a row. */
const PROVES_RULES =
  /^(routes\/|callbacks\/(balance|payloads|signature)$|clock\/(consumption|esim-life|start|trip|unlimited|year)$)/

/** A file that may say `Assumption (row-id): ...`. */
export interface SourceText {
  readonly path: string
  readonly text: string
}

const read = (folder: string, ending: RegExp): SourceText[] => {
  const root = fileURLToPath(new URL(`../../${folder}/`, import.meta.url))
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => ending.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))
}

export const readTestFiles = (): TestFile[] =>
  read('test', /\.test\.tsx?$/).map(({ path, text }) => ({
    name: path.replace(/\.test\.tsx?$/, ''),
    text,
    titles: scanTitles(text),
  }))

export const readSourceTexts = (): SourceText[] => read('src', /\.tsx?$/)

/** Everything in which ledger, tests and code do not agree, each as a sentence that says what to do; empty when they do. */
export function findProblems(
  topics: readonly Topic[],
  tests: readonly TestFile[],
  sources: readonly SourceText[],
): string[] {
  const rows = topics.flatMap((topic) => topic.rows)
  const { problems, named } = findProofs(rows, tests)
  return [...findTwins(rows), ...problems, ...findUnclaimed(tests, named), ...findUnlisted(rows, sources)]
}

function findTwins(rows: readonly Row[]): string[] {
  const ids = rows.map(({ id }) => id)
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id}: two rows have this id`)
}

/** Looks up the tests that rows name. */
function findProofs(rows: readonly Row[], tests: readonly TestFile[]): { problems: string[]; named: Set<string> } {
  const files = new Map(tests.map((file) => [file.name, file]))
  const named = new Set<string>()
  const problems = rows.flatMap(({ id, tests }) =>
    tests.flatMap((test) => {
      const { name, title } = splitTest(test)
      const file = files.get(name)
      if (!file) return [`${id}: there is no test/${name}.test.ts`]
      const found = findTitle(file, title)
      if (found === undefined) return [`${id}: test/${name}.test.ts has no test "${title}"`]
      named.add(`${name} > ${found}`)
      return []
    }),
  )
  return { problems, named }
}

/** `file > title`, of which the title may have further parts. */
export function splitTest(test: string): { name: string; title: string } {
  const [name = '', ...title] = test.split(' > ')
  return { name, title: title.join(' > ') }
}

function findUnclaimed(tests: readonly TestFile[], named: ReadonlySet<string>): string[] {
  return tests
    .filter(({ name }) => PROVES_RULES.test(name))
    .flatMap(({ name, titles }) => titles.map((title) => `${name} > ${title}`))
    .filter((test) => !named.has(test))
    .map((test) => `${test}: no row of docs/fidelity names this test; write the rule that it proves`)
}

const ASSUMPTION = /\bAssumption\b(?: \(([^)]*)\))?/g

/** The statuses of rows by which the emulator, as it starts, does what no source tells. */
const DEPARTS: ReadonlySet<Row['status']> = new Set(['emulated, opt-in', 'assumed', 'differs'])

/** Every assumption in the code names the rows that tell users of it. */
function findUnlisted(rows: readonly Row[], sources: readonly SourceText[]): string[] {
  const assumed = new Set(rows.filter(({ status }) => DEPARTS.has(status)).map(({ id }) => id))
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(ASSUMPTION)].flatMap(([, list]) => {
      if (list === undefined) return [`src/${path}: write Assumption (row-id): with the id of its row in docs/fidelity`]
      return list
        .split(', ')
        .filter((id) => !assumed.has(id))
        .map((id) => `src/${path}: docs/fidelity has no row ${id} that is assumed or differs`)
    }),
  )
}
