import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { expect, test, vi } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { runCli } from '../support/cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const PAGE = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8')

/** Each command of the page, and what is written about it. */
const SECTIONS = PAGE.split(/^## /m)
  .slice(2)
  .map((text) => ({ name: text.slice(0, text.indexOf('\n')), text }))

/** The first column of a list in a help text: `--port <number>`, `snapshot|...`. */
function listed(help: string, title: string): string[] {
  const [, list = ''] = new RegExp(`^${title}:\\n((?: {2}.*\\n?)+)`, 'm').exec(help) ?? []
  return [...list.matchAll(/^ {2}(\S.*?)(?: {2,}|$)/gm)].map(([, first = '']) => first)
}

const documented = (text: string): string[] =>
  [...text.matchAll(/^\| `(-.+?)` \|/gm)].map(([, flags = '']) => flags.replaceAll('\\|', '|'))

const nameOf = (usage: string): string => usage.split(' ')[0] ?? ''

test('the page has every command that --help lists, and no other', async () => {
  const { stdout } = await runCli(['--help'])
  const commands = listed(stdout, 'Commands').map(nameOf)
  expect(commands.length).toBeGreaterThan(15)
  expect(SECTIONS.map(({ name }) => name).filter((name) => !name.includes(' '))).toEqual(
    commands.filter((name) => name !== 'help'),
  )
})

test.each(SECTIONS.map(({ name, text }) => [name, text]))(
  'what the page says of %s is what its help says',
  async (name, text) => {
    const { code, stdout } = await runCli([...name.split(' '), '--help'])
    expect(code).toBe(0)
    expect(documented(text)).toEqual(listed(stdout, 'Options').filter((flags) => !flags.startsWith('-h, --help')))
    const below = listed(stdout, 'Commands')
      .map((usage) => `${name} ${nameOf(usage)}`)
      .filter((each) => !each.endsWith(' help'))
    expect(SECTIONS.map((section) => section.name).filter((each) => each.startsWith(`${name} `))).toEqual(below)
    expect(text.replaceAll('\\|', '|')).toContain(stdout.split('\n\n')[1]?.split('\n').join(' ').trim())
  },
)

/** The examples of the page, as a shell splits them. */
const EXAMPLES = [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap(([, lines = '']) => lines.trim().split('\n'))
  .map((line) => {
    const [, command = ''] = /esim-go-emulator ?([^|)]*)/.exec(line) ?? []
    return [line, [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')] as const
  })

/** Takes the work out of a command and those below it, and its way to end the process. */
function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined })
  if (command.commands.length === 0) command.action(() => undefined)
  for (const each of command.commands) disarm(each)
}

test.each(EXAMPLES)('%s is understood', async (_, args) => {
  const program = createProgram()
  disarm(program)
  await expect(program.parseAsync([...args], { from: 'user' })).resolves.toBeDefined()
})

test('there are examples of every command that does something', () => {
  const shown = new Set(EXAMPLES.map(([, args]) => args[0]))
  expect(SECTIONS.map(({ name }) => name.split(' ')[0]).filter((name) => !shown.has(name))).toEqual([])
})

test('each option of start is shown with its variable, but those of the command itself', () => {
  const { text = '' } = SECTIONS.find(({ name }) => name === 'start') ?? {}
  const rows = text.split('\n').filter((line) => line.startsWith('| `--'))
  const without = rows.filter((row) => !/\| `ESIM_EMULATOR_[A-Z_]+` \|/.test(row))
  expect(without.map((row) => /--[a-z-]+/.exec(row)?.[0])).toEqual(['--detach', '--json'])
})
