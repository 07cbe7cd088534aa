import { type Command, CommanderError } from 'commander'
import { InputFileError } from '../fixtures/catalogue-file/input-file.ts'
import { ScenarioError } from '../fixtures/scenario-error.ts'
import { DriverError } from '../state/engine/driver.ts'
import { inOneLine } from './one-line.ts'
import { CommandFailure, EXIT, refuseEmptyValues } from './options.ts'
import { createStartProgram, isStart, NAME } from './start-program.ts'

/** Makes the part of the command line that the arguments are for: a start does not wait for all other commands. */
async function createProgramFor(args: readonly string[]): Promise<Command> {
  const loadProgram = async (): Promise<Command> => (await import('./program.ts')).createProgram()
  if (!isStart(args)) return loadProgram()
  const program = createStartProgram(async () => (await loadProgram()).commands)
  refuseEmptyValues(program)
  return program
}

/** Makes a command, and those below it, throw where commander would end the process, and complain in one line. */
function throwErrors(command: Command): void {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(`${NAME}: ${inOneLine(text)}\n`) })
  nameUnknownOption(command)
  for (const each of command.commands) throwErrors(each)
}

/** Leaves the value out where an option is unknown: it may be a secret, and the name that is near is found without it. */
function nameUnknownOption(command: Command): void {
  const known = command as Command & { unknownOption: (flag: string) => void }
  const refuse = known.unknownOption.bind(command)
  known.unknownOption = (flag) => refuse(flag.replace(/=.*/s, ''))
}

/** Runs the command line: resolves with the exit code, for `start` when the emulator has been stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const program = await createProgramFor(args)
  throwErrors(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return EXIT.stopped
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.stopped : EXIT.usage
    const exit = exitOf(error)
    if (exit === undefined) throw error
    const { message } = error as Error
    if (message !== '') process.stderr.write(`${NAME}: ${message}\n`)
    return exit
  }
}

/** The exit code of a failure that one line explains; undefined for a fault of the emulator itself. */
function exitOf(error: unknown): number | undefined {
  if (error instanceof CommandFailure) return error.exit
  if (error instanceof InputFileError) return error.isUnreadable ? EXIT.failed : EXIT.usage
  if (error instanceof ScenarioError) return EXIT.usage
  return error instanceof DriverError ? EXIT.failed : undefined
}
