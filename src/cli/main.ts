import { Command, CommanderError } from 'commander'
import { VERSION } from '../version.ts'
import { CommandFailure, EXIT } from './options.ts'
import { addRemote } from './remote.ts'
import { addStart } from './start.ts'

/** Runs the command line: resolves with the exit code, for `start` when the emulator has been stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('esim-go-emulator')
    .description('An offline, stateful emulator of the eSIM Go API. Not affiliated with eSIM Go.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(--help lists the options)')
  addStart(program)
  addRemote(program)
  for (const command of program.commands) command.exitOverride().showHelpAfterError('(--help lists the options)')
  try {
    await program.parseAsync(args, { from: 'user' })
    return EXIT.stopped
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.stopped : EXIT.usage
    if (!(error instanceof CommandFailure)) throw error
    process.stderr.write(`esim-go-emulator: ${error.message}\n`)
    return EXIT.failed
  }
}
