/**
 * Tries the package with each Node that it supports: packs it, installs it into an empty project, starts it, works a day with
 * it, and tests the library and the fixture; then runs the tests of routes and clock from the sources. With --smoke the
 * sources are left out. Versions can be named: `npm run check:nodes -- 24 26`.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  compileTypes,
  installPackage,
  type Subject,
  testSources,
  testWithVitest,
  workTheDay,
} from './check-nodes/checks.ts'
import { type Node, remove, takeNode } from './check-nodes/nodes.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SUPPORTED = [20, 22, 24, 26]

type Check = readonly [name: string, run: (node: Node, subject: Subject) => void]

const SMOKE: readonly Check[] = [
  ['install', installPackage],
  ['quickstart', workTheDay],
  ['vitest 4.1', (node, subject) => testWithVitest(node, '4.1', subject)],
]

/** The checks of a Node. vitest 5 needs Node 22; the declarations are the same for all, and compiled once. */
const checksFor = (major: number, isSmoke: boolean): Check[] => [
  ...SMOKE,
  ...(major >= 22 ? [['vitest 5', (node, subject) => testWithVitest(node, '5', subject)] satisfies Check] : []),
  ...(major === 24 ? [['types', compileTypes] satisfies Check] : []),
  ...(isSmoke ? [] : [['sources', testSources] satisfies Check]),
]

const { npm_execpath: npmCli } = process.env
if (!npmCli) throw new Error('run this as `npm run check:nodes`')

const words = process.argv.slice(2)
const isSmoke = words.includes('--smoke')
const named = words.filter((word) => /^\d+$/.test(word)).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'check-nodes-'))
const nodes = join(ROOT, 'node_modules/.cache/nodes')
mkdirSync(nodes, { recursive: true })

/** Runs one check: its seconds, or what it said when it failed. */
function time(run: () => void): { readonly seconds: string; readonly failure?: string } {
  const start = performance.now()
  try {
    run()
    return { seconds: ((performance.now() - start) / 1000).toFixed(1) }
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string }
    return { seconds: 'FAILED', failure: `${message}\n${stdout}\n${stderr}`.slice(0, 6000) }
  }
}

let failed = 0
try {
  execFileSync(process.execPath, [npmCli, 'pack', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    stdio: 'pipe',
  })
  const { version } = (await import('../package.json', { with: { type: 'json' } })).default
  for (const major of named.length > 0 ? named : SUPPORTED) {
    const node = takeNode(major, nodes, npmCli)
    const subject = {
      root: ROOT,
      tarball: join(folder, `esim-go-emulator-${version}.tgz`),
      folder: join(folder, String(major)),
    }
    const results: string[] = []
    for (const [name, run] of checksFor(major, isSmoke)) {
      const { seconds, failure } = time(() => run(node, subject))
      results.push(`${name} ${seconds}${failure === undefined ? ' s' : ''}`)
      if (failure === undefined) continue
      failed += 1
      console.error(`Node ${node.version}, ${name}: ${failure}`)
      if (name === 'install') break
    }
    console.log(`Node ${node.version.padEnd(8)} ${results.join(' · ')}`)
  }
} finally {
  remove(folder)
}
process.exitCode = failed > 0 ? 1 : 0
