import type { Command } from 'commander'
import { shorten } from '../contract/expected-value.ts'
import { didYouMean } from './did-you-mean.ts'

/** Characters of a word that is no command. */
const LONGEST_WORD = 80

/**
 * Makes a command that runs where none is named refuse a word that is no command, and say which one was probably meant:
 * commander takes it for an argument of that command, and the options behind it for unknown ones.
 */
export function refuseUnknownCommand(command: Command, findCommands: () => Promise<readonly Command[]>): Command {
  return command
    .allowExcessArguments()
    .allowUnknownOption()
    .hook('preAction', async () => {
      const [word] = command.args
      if (word === undefined) return
      if (word.startsWith('-')) {
        const flags = command.options.flatMap(({ long }) => (long ? [long] : []))
        const [flag = ''] = word.split('=')
        command.error(`error: unknown option '${flag}'${didYouMean(flag, [...flags, '--help'])}`)
      }
      const names = (await findCommands()).map((each) => each.name())
      command.error(`error: there is no command ${shorten(word, LONGEST_WORD)}${didYouMean(word, [...names, 'help'])}`)
    })
}
