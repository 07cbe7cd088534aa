import type { Argument, Command, Option } from 'commander'
import { createProgram } from '../../src/cli/program.ts'

const HEAD = `# Command line

\`esim-go-emulator COMMAND --help\` says the same of one command. This page is made from the commands themselves
(\`npm run generate\`), and a test compares it with their help.

From the repository, \`node dist/cli.js\` is the command \`esim-go-emulator\`.

## What holds for all of them

- **Which emulator.** Commands that drive a running emulator find it by \`--url\`, or by \`ESIM_EMULATOR_URL\`, else at
  \`http://127.0.0.1:4024\`. \`eval "$(esim-go-emulator env)"\` sets that variable in a shell, and \`exec\` for the command that it
  runs.
- **Which organisation.** \`--api-key\` says which; without it, it is the one of the first key. A command that looks opens no
  organisation: a key that nobody has used is told as one.
- **Durations** are \`90s\`, \`15m\`, \`2h\`, \`8d\`, \`1w\`, sums such as \`1d12h\`, or ISO 8601 (\`P7DT2H\`). A number alone is seconds; in the
  HTTP API and the library it is milliseconds.
- **Amounts of data** have a unit: \`500MB\`, \`1.5GB\`, \`20kB\`, \`1000B\`, decimal.
- **Variables.** An option with a variable can be set by it. The option wins, and a variable that is empty is as if it were not
  set.
- **\`--json\`** writes what a command found on one line of standard output, as the library answers. Complaints go to standard
  error.
- **Exit codes**: 0 done, or stopped as asked; 1 could not run, as when a port is taken or a file cannot be read; 2 wrong usage;
  3 a check found a difference.
`

/** docs/command-line.md: every command with its arguments, options and examples. */
export function renderCommandLine(): string {
  const commands = createProgram().commands.flatMap((command) => withThoseBelow(command))
  const sections = commands.map(({ name, command }) => renderCommand(name, command))
  return `${[HEAD, ...sections].join('\n')}`
}

interface Named {
  readonly name: string
  readonly command: Command
}

const withThoseBelow = (command: Command, prefix = ''): Named[] => {
  const name = `${prefix}${command.name()}`
  return [{ name, command }, ...command.commands.flatMap((each) => withThoseBelow(each, `${name} `))]
}

function renderCommand(name: string, command: Command): string {
  const { registeredArguments: args, options } = command
  const rows = [...args.map(argumentRow), ...options.map(optionRow)]
  const below = command.commands.map((each) => `\`${name} ${each.name()}\``)
  const { notes, examples } = afterOptions(command)
  return [
    `## ${name}\n`,
    `${command.description()}\n`,
    ...(below.length > 0 ? [`It has ${below.join(', ')}.\n`] : [`\`esim-go-emulator ${name} ${command.usage()}\`\n`]),
    ...(rows.length > 0 ? [formatTable(rows)] : []),
    ...(notes === '' ? [] : [`\`\`\`text\n${notes}\n\`\`\`\n`]),
    ...(examples.length > 0 ? [`\`\`\`sh\n${examples.join('\n')}\n\`\`\`\n`] : []),
  ].join('\n')
}

type Row = readonly [what: string, variable: string, initial: string, meaning: string]

const argumentRow = (argument: Argument): Row => [
  `\`${argument.required ? `<${argument.name()}>` : `[${argument.name()}]`}\``,
  '',
  argument.defaultValue === undefined ? '' : String(argument.defaultValue),
  argument.description,
]

const optionRow = ({ flags, envVar, defaultValue, description, argChoices }: Option): Row => [
  `\`${flags}\``,
  envVar === undefined ? '' : `\`${envVar}\``,
  defaultValue === undefined ? '' : String(defaultValue),
  `${description}${argChoices ? `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}` : ''}`,
]

function formatTable(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return `${[line(['', 'Variable', 'Default', 'Meaning']), line(['---', '---', '---', '---']), ...rows.map(line)].join('\n')}\n`
}

/** Splits the help after a command's options into notes and the lines below "Examples:". */
function afterOptions(command: Command): { readonly notes: string; readonly examples: readonly string[] } {
  let help = ''
  command.configureOutput({
    writeOut: (text) => {
      help += text
    },
  })
  command.outputHelp()
  const [notes = '', lines = ''] = help.slice(command.helpInformation().length).split('\nExamples:\n')
  return {
    notes: notes.trim(),
    examples: lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  }
}
