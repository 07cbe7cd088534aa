import type { Command } from 'commander'
import { didYouMean } from './did-you-mean.ts'

/**
 * Makes a command that runs where none is named refuse a word that is no command, and say which one was probably meant:
 * commander takes it for an argument of that command.
 */
export function refuseUnknownCommand(command: Command, parent: Command): Command {
  return command.allowExcessArguments().hook('preAction', () => {
    const [word] = command.args
    if (word === undefined) return
    const names = parent.commands.map((each) => each.name())
    command.error(`error: there is no command ${word}${didYouMean(word, [...names, 'help'])}`)
  })
}
