/**
 * Mutation testing of the rules: applies one edit at a time to a copy of the source, and runs the tests nearest to it, which
 * should fail. Prints a table; ends with 1 when an edit survives that is not explained as equivalent.
 *
 *     npm run mutants                    all edits, about ten minutes
 *     npm run mutants -- state/usage     those of files whose name has this in it
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLOCK_AND_CALLBACK_MUTANTS } from './mutants/clock-and-callbacks.ts'
import { DOMAIN_MUTANTS } from './mutants/domain.ts'
import type { Mutant } from './mutants/mutant.ts'
import { STATE_MUTANTS } from './mutants/state.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The time limit of tests: an edit may make them run for ever. */
const PATIENCE_MS = 60_000

const wanted = process.argv[2] ?? ''
const mutants = [...DOMAIN_MUTANTS, ...STATE_MUTANTS, ...CLOCK_AND_CALLBACK_MUTANTS].filter(({ file }) =>
  file.includes(wanted),
)

const gone = mutants.filter(({ file, from }) => countOf(readFileSync(`${ROOT}src/${file}`, 'utf8'), from) !== 1)
for (const { file, from } of gone) console.error(`src/${file} does not have this text exactly once: ${oneLine(from)}`)
if (gone.length > 0 || mutants.length === 0) {
  console.error(gone.length > 0 ? 'correct the list in scripts/mutants' : `no edit is of a file like ${wanted}`)
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const name of readdirSync(ROOT)) {
  if (name === 'src' || name === 'test') cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  else if (name !== '.git') symlinkSync(join(ROOT, name), join(folder, name))
}

const all = [...new Set(mutants.flatMap(({ tests }) => tests))]
const untouched = runTests(all)
if (untouched.failed) {
  console.error(`the tests fail as they are: ${untouched.failed}`)
  process.exit(2)
}

const results = mutants.map((mutant, index) => {
  const begun = Date.now()
  const result = tryMutant(mutant)
  const seconds = ((Date.now() - begun) / 1_000).toFixed(0)
  console.error(`${index + 1}/${mutants.length} ${result.outcome} (${seconds} s): ${mutant.file}, ${mutant.why}`)
  return { ...mutant, ...result }
})

console.log('| file | edit | what would be wrong | result |\n| --- | --- | --- | --- |')
for (const { file, from, to, why, outcome, note } of results) {
  const edit = `\`${oneLine(from)}\` → ${to === '' ? 'nothing' : `\`${oneLine(to)}\``}`
  console.log(`| ${file} | ${edit.replaceAll('|', '\\|')} | ${why} | ${outcome}: ${note.replaceAll('|', '\\|')} |`)
}
const countOutcome = (outcome: string): number => results.filter((each) => each.outcome === outcome).length
const [killed, equivalent, survived] = ['killed', 'equivalent', 'survived'].map(countOutcome)
console.log(`\n${results.length} edits: ${killed} killed, ${equivalent} equivalent, ${survived} survived`)
process.exitCode = survived === 0 ? 0 : 1

interface Outcome {
  readonly outcome: 'killed' | 'equivalent' | 'survived'
  readonly note: string
}

function tryMutant({ file, from, to, tests, equivalent }: Mutant): Outcome {
  const path = join(folder, 'src', file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
  try {
    const { failed } = runTests(tests, '--bail=1')
    if (failed === undefined) {
      return equivalent === undefined
        ? { outcome: 'survived', note: `tests of ${tests.join(', ')} pass` }
        : { outcome: 'equivalent', note: equivalent }
    }
    return { outcome: 'killed', note: failed }
  } finally {
    writeFileSync(path, text)
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Runs tests; `failed` is the first that failed. Throws when no test did and the run failed all the same. */
function runTests(tests: readonly string[], ...options: string[]): { readonly failed: string | undefined } {
  const file = join(folder, 'report.json')
  rmSync(file, { force: true })
  const { status, signal, stderr } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--reporter=json', `--outputFile=${file}`, ...options],
      ...tests.map((name) => `test/${name}`),
    ],
    { cwd: folder, encoding: 'utf8', timeout: PATIENCE_MS, killSignal: 'SIGKILL' },
  )
  if (signal !== null) return { failed: `no end within ${PATIENCE_MS / 1_000} s` }
  if (status === 0) return { failed: undefined }
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find((test) => test.status === 'failed')
    if (failed) return { failed: `${name.slice(join(folder, 'test/').length)} > ${failed.fullName}` }
  }
  throw new Error(`the tests could not be run: ${stderr.slice(0, 2_000)}`)
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
