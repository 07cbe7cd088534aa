import type { Command } from 'commander'
import { didYouMean } from './did-you-mean.ts'

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
        command.error(`error: unknown option '${word}'${didYouMean(word, [...flags, '--help'])}`)
      }
      const names = (await findCommands()).map((each) => each.name())
      command.error(`error: there is no command ${word}${didYouMean(word, [...names, 'help'])}`)
    })
}
