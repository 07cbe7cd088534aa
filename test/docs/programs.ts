import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { transformSync } from 'esbuild'
import type { Block } from '../../scripts/docs/blocks.ts'
import { nameOf, ROOT } from '../../scripts/docs/blocks.ts'
import { writeText } from './project.ts'

/** What a program says that it prints: the number of the line, and the comment after or below it. */
export interface Expected {
  readonly line: number
  readonly printed: string
}

const LOG = /console\.log\((.*)\)(?:\s*\/\/ (.*))?$/

/** The lines that print, each with what it prints. Throws where a line does not say it. */
export function readExpected(block: Block): Expected[] {
  const lines = block.text.split('\n')
  return lines.flatMap((source, index) => {
    if (!source.includes('console.log(')) return []
    const [, , beside] = LOG.exec(source) ?? []
    const below: string[] = []
    for (let next = index + 1; beside === undefined && /^\s*\/\/ /.test(lines[next] ?? ''); next += 1) {
      below.push((lines[next] ?? '').replace(/^\s*\/\/ /, ''))
    }
    if (beside === undefined && below.length === 0) {
      throw new Error(`${nameOf(block)}: line ${index + 1} does not say what it prints: console.log(...) // this`)
    }
    return { line: index, printed: onOneLine(beside ?? below.join('\n')) }
  })
}

/** The program as JavaScript, in which each `console.log` says which line it stands in. */
function compile({ text, language }: Block): string {
  const marked = text
    .split('\n')
    .map((source, index) => source.replaceAll('console.log(', `__log(${index}, `))
    .join('\n')
  return transformSync(marked, { loader: language === 'js' ? 'js' : 'ts', format: 'esm', target: 'node20' }).code
}

export interface Outcome {
  readonly printed: readonly Expected[]
  readonly error?: string
}

/** Imports the programs one after the other, in one process; says of each what it printed, and what it left running. */
const RUNNER = `
import { format } from 'node:util'
import { pathToFileURL } from 'node:url'
const outcomes = []
for (const path of process.argv.slice(2)) {
  const printed = []
  globalThis.__log = (line, ...values) => { printed.push({ line, printed: format(...values) }) }
  let error
  try {
    await import(pathToFileURL(path))
    const left = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap')
    if (left.length > 0) error = 'it does not end: a server still listens'
  } catch (failure) {
    error = failure.stack ?? String(failure)
  }
  outcomes.push({ printed, error })
}
process.stdout.write('\\n' + JSON.stringify(outcomes), () => process.exit(0))
`

/** Runs whole programs in a project, and returns their outcomes in the same order. */
export async function runPrograms(project: string, blocks: readonly Block[], port: number): Promise<Outcome[]> {
  writeText(project, 'runner.mjs', RUNNER)
  const files = blocks.map((block, index) => {
    writeText(project, `program-${index}.mjs`, compile(block).replaceAll('4024', String(port)))
    return join(project, `program-${index}.mjs`)
  })
  const { stdout, stderr } = await runNode(project, [join(project, 'runner.mjs'), ...files])
  try {
    const outcomes = JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Outcome[]
    return outcomes.map(({ printed, ...rest }) => ({ ...rest, printed: joinLines(printed) }))
  } catch {
    throw new Error(`the programs did not end well:\n${stdout}${stderr}`)
  }
}

/** What each line printed; several times where it stands in a loop. */
function joinLines(printed: readonly Expected[]): Expected[] {
  const lines = new Map<number, string[]>()
  for (const { line, printed: text } of printed) lines.set(line, [...(lines.get(line) ?? []), text])
  return [...lines]
    .map(([line, texts]) => ({ line, printed: onOneLine(texts.join('\n')) }))
    .sort((one, other) => one.line - other.line)
}

/** An object is printed over several lines or on one, as wide as it is. */
const onOneLine = (printed: string): string => printed.replace(/\s+/g, ' ').trim()

/** Writes test files into a project as TypeScript or JavaScript, under the paths that they give themselves. */
export const writeTests = (project: string, blocks: readonly Block[]): string[] =>
  blocks.map((block) => {
    if (block.path === undefined)
      throw new Error(`${nameOf(block)}: a test says its path in its first line: // test/x.ts`)
    writeText(project, block.path, block.text)
    return block.path
  })

export async function runNode(cwd: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' }
  const child = spawn(process.execPath, args, { cwd, env })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code: code as number | null }
}

/** Runs the tests of a project with this repository's vitest. */
export const runVitest = (project: string) =>
  runNode(project, [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--root',
    project,
    '--dir',
    'test',
    '--no-cache',
  ])
