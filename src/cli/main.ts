import { Command, CommanderError } from 'commander'
import { ScenarioError } from '../fixtures/scenario-error.ts'
import { VERSION } from '../version.ts'
import { addDiff } from './diff.ts'
import { addExec } from './exec.ts'
import { CommandFailure, EXIT, refuseEmptyValues } from './options.ts'
import { watchOutput } from './output.ts'
import { addRemote } from './remote.ts'
import { addScenario } from './scenario.ts'
import { addStart } from './start.ts'
import { addVerifyReceiver } from './verify-receiver.ts'
import { addWait } from './wait.ts'

/** Runs the command line: resolves with the exit code, for `start` when the emulator has been stopped. */
export async function main(args: readonly string[]): Promise<number> {
  watchOutput()
  const program = new Command('esim-go-emulator')
    .description('An offline, stateful emulator of the eSIM Go API. Not affiliated with eSIM Go.')
    .version(VERSION)
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(--help lists the options)')
  addStart(program)
  addRemote(program)
  addExec(program)
  addWait(program)
  addVerifyReceiver(program)
  addDiff(program)
  addScenario(program)
  refuseEmptyValues(program)
  for (const command of program.commands) command.exitOverride().showHelpAfterError('(--help lists the options)')
  try {
    await program.parseAsync(args, { from: 'user' })
    return EXIT.stopped
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.stopped : EXIT.usage
    if (!(error instanceof CommandFailure || error instanceof ScenarioError)) throw error
    if (error.message !== '') process.stderr.write(`esim-go-emulator: ${error.message}\n`)
    return error instanceof ScenarioError ? EXIT.usage : error.exit
  }
}
