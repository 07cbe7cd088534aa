import { type Command, Option } from 'commander'
import type { ConnectedEmulator } from '../client/connect.ts'
import { EmulatorError } from '../http/control-answer.ts'
import { examples } from './help.ts'
import { CommandFailure, EXIT } from './options.ts'
import { type RemoteFlags, remoteCommand, requestEmulator, run } from './remote.ts'
import { listRuns } from './runs.ts'
import { chooseRun } from './stop.ts'
import { variablesFor } from './variables.ts'

/** Writes the command that sets an environment variable, for each shell. */
const SHELLS = {
  sh: (name: string, value: string) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  powershell: (name: string, value: string) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
} as const

interface Flags extends RemoteFlags {
  readonly shell: keyof typeof SHELLS
}

export function addEnv(program: Command): void {
  const command = remoteCommand('env', 'Print the variables that say where an emulator is, for a shell to read.')
    .addOption(new Option('--shell <shell>', 'the shell that reads them').choices(Object.keys(SHELLS)).default('sh'))
    .addHelpText('after', examples('eval "$(@ env)"', '@ env --shell powershell | Invoke-Expression'))
  command.action(async (flags: Flags) => {
    const isNamed = command.getOptionValueSource('url') !== 'default'
    const runs = isNamed ? [] : await listRuns()
    const url = runs.length > 0 ? chooseRun(runs, undefined).url : flags.url
    await printVariables({ ...flags, url }, command)
  })
  program.addCommand(command)
}

const printVariables = run(async (emulator, flags: Flags) => {
  const health = await requestEmulator(emulator, '/_emulator/health', flags)
  const { mode } = (await health.json()) as { mode: 'open' | 'strict' }
  if (mode === 'strict' && flags.apiKey === undefined) {
    throw new CommandFailure('this emulator accepts certain keys only: say which with --api-key', EXIT.usage)
  }
  const variables = variablesFor(emulator.url, flags.apiKey ?? (await findDefaultKey(emulator)))
  const write = SHELLS[flags.shell]
  return { json: variables, lines: Object.entries(variables).map(([name, value]) => write(name, value)) }
})

/** Asks for the key of the default organisation, which may have been replaced. An emulator for other machines does not tell it. */
async function findDefaultKey(emulator: ConnectedEmulator): Promise<string> {
  try {
    return (await emulator.settings.get()).apiKey
  } catch (error) {
    if (error instanceof EmulatorError && error.code === 'api_key_required') return emulator.apiKey
    throw error
  }
}
