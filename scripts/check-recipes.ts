/**
 * Tries the recipes of docs/testing.md that need what this project does not install, Jest and Playwright, and compiles every
 * TypeScript program of the documents against the declarations of the package: as a user does, in a new project with the
 * packed package, on the Node that is supported longest.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackage, type Subject } from './check-nodes/checks.ts'
import { type Node, remove, takeNode } from './check-nodes/nodes.ts'
import { type Block, listDocuments, readDocument } from './docs/blocks.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TOOLS = ['jest@30', '@playwright/test@1', '@types/node@22', 'vitest@4.1']
const RECIPES = 'docs/testing.md'

const { npm_execpath: npmCli } = process.env
if (!npmCli) throw new Error('run this as `npm run check:recipes`')

const write = (folder: string, path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Gives the project the test files of the recipes, and the settings that the one for Jest shows. */
function writeRecipes(folder: string): void {
  const blocks = readDocument(RECIPES)
  for (const { path, text } of blocks) if (path !== undefined) write(folder, path, text)
  const shown = blocks.find(({ language, text }) => language === 'json' && text.includes('jest'))
  if (!shown) throw new Error(`${RECIPES} has no settings for Jest`)
  const settings = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  write(folder, 'package.json', JSON.stringify({ ...settings, ...JSON.parse(shown.text) }))
}

function runJest(node: Node, folder: string): void {
  node.npm(['test', '--', '--testMatch', '**/*.jest-test.mjs'], { cwd: folder })
}

function runPlaywright(node: Node, folder: string): void {
  const bin = (path: string): string => join(folder, 'node_modules', path)
  const tests = ['node', bin('@playwright/test/cli.js'), 'test', '--workers', '1', 'e2e']
  node.run('node', [bin('esim-go-emulator/dist/cli.js'), 'exec', '--', ...tests], { cwd: folder })
}

/** Compiles the TypeScript programs, with no other settings than `strict`. */
function compilePrograms(node: Node, folder: string): void {
  cpSync(join(ROOT, 'examples/vitest/src'), join(folder, 'src'), { recursive: true })
  const programs = listDocuments()
    .flatMap(readDocument)
    .filter(({ language }) => language === 'ts')
  const fileOf = ({ path, document, line }: Block): string =>
    path ?? `programs/${document.replaceAll('/', '-').replace('.md', '')}-${line}.ts`
  for (const program of programs) write(folder, fileOf(program), `${program.text}\nexport {}\n`)
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'ESNext', moduleResolution: 'bundler', types: ['node'] },
    ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
  }
  write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions, files: programs.map(fileOf) }))
  node.run('node', [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder })
}

const folder = mkdtempSync(join(tmpdir(), 'check-recipes-'))
let failed = 0

function check(name: string, run: () => void): void {
  const start = performance.now()
  try {
    run()
    console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string }
    console.error(`${name}: FAILED\n${`${message}\n${stdout}\n${stderr}`.slice(0, 6000)}`)
    failed += 1
  }
}

try {
  const pack = [npmCli, 'pack', '--silent', '--pack-destination', folder]
  const tarball = execFileSync(process.execPath, pack, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
  const nodes = join(ROOT, 'node_modules/.cache/nodes')
  mkdirSync(nodes, { recursive: true })
  const node = takeNode(24, nodes, npmCli)
  const subject: Subject = { root: ROOT, tarball: join(folder, tarball), folder: join(folder, 'project') }
  check('install', () => {
    installPackage(node, subject)
    node.npm(['install', '-D', '--ignore-scripts', ...TOOLS], { cwd: subject.folder })
    writeRecipes(subject.folder)
  })
  check('Jest', () => runJest(node, subject.folder))
  check('Playwright', () => runPlaywright(node, subject.folder))
  check('types of every program', () => compilePrograms(node, subject.folder))
} finally {
  remove(folder)
}
process.exitCode = failed > 0 ? 1 : 0
