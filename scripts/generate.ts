/** Writes the files that are made from data; with --check only tells whether they are up to date, and the ledger is sound. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderScenarioSchema } from '../src/contract/scenario/file.ts'
import { renderSupport } from '../src/contract/support.ts'
import { renderCommandLine } from './command-line/render.ts'
import { renderContainerfile } from './containerfile.ts'
import { findProblems, readSourceTexts, readTestFiles } from './fidelity/check.ts'
import { readLedger, type Topic } from './fidelity/ledger.ts'
import { renderFidelity } from './fidelity/render.ts'

const ledger = readOrStop()

function readOrStop(): Topic[] {
  try {
    return readLedger()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

const FILES: readonly (readonly [name: string, render: () => string])[] = [
  ['SUPPORTED.md', renderSupport],
  ['schema/scenario.schema.json', renderScenarioSchema],
  ['docs/command-line.md', renderCommandLine],
  ['docs/fidelity.md', () => renderFidelity(ledger)],
  ['Containerfile', () => renderContainerfile(readFileSync(pathOf('Dockerfile'), 'utf8'))],
]

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}

const stale = FILES.filter(([name, render]) => {
  const path = pathOf(name)
  return !existsSync(path) || readFileSync(path, 'utf8') !== render()
})

if (process.argv.includes('--check')) {
  const problems = [
    ...stale.map(([name]) => `${name} is not what its sources say: run \`npm run generate\``),
    ...findProblems(ledger, readTestFiles(), readSourceTexts()),
  ]
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
} else {
  for (const [name, render] of stale) writeFileSync(pathOf(name), render())
  console.log(stale.length > 0 ? `wrote ${stale.map(([name]) => name).join(', ')}` : 'all files are up to date')
}
