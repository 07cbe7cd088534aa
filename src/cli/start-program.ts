import { Command } from 'commander'
import { VERSION } from '../version.ts'
import { addStart } from './start.ts'

export const NAME = 'esim-go-emulator'

/** The command line with the command that starts alone. `findCommands` finds all of them, to tell which one was meant. */
export function createStartProgram(findCommands: () => Promise<readonly Command[]>): Command {
  const program = new Command(NAME)
    .description('An offline, stateful emulator of the eSIM Go API. Not affiliated with eSIM Go.')
    .version(VERSION)
    .enablePositionalOptions()
    .addHelpText('after', '\nWithout a command it starts: `esim-go-emulator start --help` lists the options of that.')
  addStart(program, findCommands)
  return program
}

const HELP = ['-h', '--help']

/** Tells whether the arguments are for the command that starts: it is named, or none is and help is not asked for. */
export function isStart(args: readonly string[]): boolean {
  const [first = '-'] = args
  return first === 'start' || (first.startsWith('-') && !args.some((arg) => HELP.includes(arg)))
}
