import { Command, CommanderError } from 'commander'
import { InputFileError } from '../fixtures/catalogue-file/input-file.ts'
import { ScenarioError } from '../fixtures/scenario-error.ts'
import { DriverError } from '../state/engine/driver.ts'
import { VERSION } from '../version.ts'
import { addAdvance } from './advance.ts'
import { addCallbacks } from './callbacks.ts'
import { addDiff } from './diff.ts'
import { addEnv } from './env.ts'
import { addEsimActs } from './esim-acts.ts'
import { addEsims } from './esims.ts'
import { addExec } from './exec.ts'
import { addFaults } from './faults.ts'
import { addImport } from './import.ts'
import { CommandFailure, EXIT, refuseEmptyValues } from './options.ts'
import { addOrganisation } from './organisation.ts'
import { addRecord } from './record.ts'
import { addScenario } from './scenario.ts'
import { addSnapshots } from './snapshots.ts'
import { addStart } from './start.ts'
import { addStop } from './stop.ts'
import { addVerifyReceiver } from './verify-receiver.ts'
import { addWait } from './wait.ts'

const NAME = 'esim-go-emulator'

/** The command line, with every command and option. */
export function createProgram(): Command {
  const program = new Command(NAME)
    .description('An offline, stateful emulator of the eSIM Go API. Not affiliated with eSIM Go.')
    .version(VERSION)
    .enablePositionalOptions()
    .addHelpText('after', '\nWithout a command it starts: `esim-go-emulator start --help` lists the options of that.')
  addStart(program)
  addStop(program)
  addExec(program)
  addWait(program)
  addEnv(program)
  addOrganisation(program)
  addAdvance(program)
  addEsims(program)
  addEsimActs(program)
  addCallbacks(program)
  addFaults(program)
  addSnapshots(program)
  addVerifyReceiver(program)
  addRecord(program)
  addDiff(program)
  addImport(program)
  addScenario(program)
  refuseEmptyValues(program)
  return program
}

/** Makes a command, and those below it, throw where commander would end the process, and complain in one line. */
function throwErrors(command: Command): void {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(`${NAME}: ${inOneLine(text)}\n`) })
  for (const each of command.commands) throwErrors(each)
}

/** Puts an error of commander into one line, with the word that was meant, or where to look it up. */
function inOneLine(text: string): string {
  const [problem = '', meant] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n')
  if (meant !== undefined) return `${problem} ${meant.replace(/^\(Did/, '(did')}`
  // A value that is refused is refused with its rule.
  return / is invalid\. /.test(problem) ? problem : `${problem} (see --help)`
}

/** Runs the command line: resolves with the exit code, for `start` when the emulator has been stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const program = createProgram()
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
