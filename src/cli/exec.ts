import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Command } from 'commander'
import { createEmulator } from '../emulator.ts'
import { watchDamage } from './damage.ts'
import { explainStart } from './explain-start.ts'
import { examples } from './help.ts'
import { endOutput } from './log-output.ts'
import { CommandFailure, EXIT } from './options.ts'
import { createLog, readEmulatorOptions, readListenOptions } from './start.ts'
import { type StartFlags, withStartOptions } from './start-options.ts'
import { variablesFor } from './variables.ts'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export function addExec(program: Command): void {
  const command = program
    .command('exec')
    .usage('[options] -- <command...>')
    .description('Start an emulator on a free port, run a command beside it, stop, and exit as the command did.')
    .argument('<command...>')
    .passThroughOptions()
    .addHelpText(
      'after',
      `
The command finds in its environment:
  ESIM_EMULATOR_URL      where the emulator answers
  ESIM_EMULATOR_API_URL  the vendor API there, for clients that take a base URL
  ESIM_EMULATOR_API_KEY  the key of the default organisation`,
    )
    .addHelpText('after', examples('@ exec -- npm test', '@ exec --scenario busy-reseller -- pytest'))
  withStartOptions(command, { port: 'default: 0', log: 'silent' }).action(exec)
}

async function exec([file = '', ...args]: string[], flags: StartFlags): Promise<void> {
  if (file === '') throw new CommandFailure('exec needs a command that is not empty', EXIT.usage)
  const exitCode = await runBeside(flags, file, args)
  if (exitCode !== 0) throw new CommandFailure('', exitCode)
}

async function runBeside(flags: StartFlags, file: string, args: readonly string[]): Promise<number> {
  const { port = 0 } = flags
  const { damaged, onDamage } = watchDamage()
  try {
    const { log, attach } = createLog(flags.log)
    const listening = await readListenOptions({ ...flags, port })
    const emulator = await createEmulator({ ...(await readEmulatorOptions(flags)), ...log, onDamage })
    try {
      const { url } = await emulator.listen(listening)
      await attach()
      const ended = runToItsEnd(file, args, variablesFor(url, emulator.apiKey))
      return await Promise.race([ended, damaged])
    } finally {
      await emulator.close()
      await endOutput()
    }
  } catch (error) {
    const line = explainStart(error, { ...flags, port })
    throw line === undefined ? error : new CommandFailure(line)
  }
}

/** The exit code of the command; as shells have it, 128 and more when a signal ended it. */
function runToItsEnd(
  file: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...variables } })
    const stopForwarding = forwardSignals(child)
    child.once('error', (error: NodeJS.ErrnoException) => {
      stopForwarding()
      const why = error.code === 'ENOENT' ? 'there is no such command' : error.message
      reject(new CommandFailure(`${file} could not be run: ${why}`))
    })
    child.once('exit', (code, signal) => {
      stopForwarding()
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/** Hands on what this process is told; Ctrl-C at a terminal reaches the command by itself. */
function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}
