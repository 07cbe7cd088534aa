/** Writes the files that are made from the contract; with --check only tells whether they are up to date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderScenarioSchema } from '../src/contract/scenario/file.ts'
import { renderSupport } from '../src/contract/support.ts'

const FILES: readonly (readonly [name: string, render: () => string])[] = [
  ['SUPPORTED.md', renderSupport],
  ['schema/scenario.schema.json', renderScenarioSchema],
]

const pathOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))

const stale = FILES.filter(([name, render]) => {
  const path = pathOf(name)
  return !existsSync(path) || readFileSync(path, 'utf8') !== render()
})

if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`${name} is not what the contract says: run \`npm run generate\``)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [name, render] of stale) writeFileSync(pathOf(name), render())
  console.log(stale.length > 0 ? `wrote ${stale.map(([name]) => name).join(', ')}` : 'all files are up to date')
}
