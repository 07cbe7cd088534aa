import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  describeFault,
  type FaultKind,
  type FaultTarget,
  faultKind,
  faultTarget,
  findMismatch,
  KIND_FORMS,
} from './fault-words.ts'
import { examples } from './help.ts'
import { CommandFailure, EXIT, probability, wholeNumber } from './options.ts'
import { remoteCommand, run } from './remote.ts'
import { refuseUnknownCommand } from './unknown-command.ts'

interface Pacing {
  readonly phase?: 'before' | 'after'
  readonly times?: number
  readonly skip?: number
  readonly probability?: number
  readonly until?: string
}

const MOST = 1_000_000_000

/** Commands that make vendor calls and deliveries of callbacks go wrong. */
export function addFaults(program: Command): void {
  const faults = program
    .command('faults')
    .description('Inject faults into vendor calls or deliveries of callbacks, and list them.')
    .addHelpText(
      'after',
      examples(
        '@ faults',
        '@ faults add createOrder 503 --times 2',
        '@ faults add "POST /orders" reset --phase after',
        '@ faults add calls delay=2s --probability 0.1',
        '@ faults add Utilisation duplicate',
        '@ faults remove 1',
      ),
    )
  const list = remoteCommand('list', 'List the faults in force.').action(
    run(async (emulator) => {
      const faults = await emulator.faults.list()
      return { json: faults, lines: faults.length === 0 ? ['no faults'] : faults.flatMap(describeFault) }
    }),
  )
  faults.addCommand(
    refuseUnknownCommand(list, async () => faults.commands),
    { isDefault: true },
  )
  faults.addCommand(
    remoteCommand('add', 'Inject a fault into calls or callbacks from now on.')
      .argument(
        '<what>',
        'createOrder, "POST /orders", "/esims/*", calls, callbacks or a type such as Utilisation',
        faultTarget,
      )
      .argument('<fault>', KIND_FORMS, faultKind)
      .addOption(
        new Option(
          '--phase <phase>',
          'before: the call has no effect; after: it takes effect, and its answer goes wrong',
        ).choices(['before', 'after']),
      )
      .option('--times <number>', 'the most calls or callbacks that it hits', wholeNumber(1, MOST))
      .option('--skip <number>', 'the number that it lets pass first', wholeNumber(0, MOST))
      .option('--probability <number>', 'the probability of a hit, from 0 to 1', probability)
      .option('--until <instant>', 'when it ends, by the clock of the organisation: +3d or 2026-01-08T14:00:00Z')
      .action(
        run(
          async (
            emulator,
            match: FaultTarget,
            fault: FaultKind,
            { phase, times, skip, probability, until }: Pacing,
          ) => {
            const problem = findMismatch(match, fault)
            if (problem !== undefined) throw new CommandFailure(problem, EXIT.usage)
            if ('callback' in match && phase !== undefined) {
              throw new CommandFailure('--phase is for faults of calls', EXIT.usage)
            }
            const rule = { match, phase, fault, times, after: skip, probability, until }
            const added = await emulator.faults.add(rule as Parameters<typeof emulator.faults.add>[0])
            return { json: added, lines: describeFault(added) }
          },
        ),
      ),
  )
  for (const [name, enabled] of [
    ['disable', false],
    ['enable', true],
  ] as const) {
    faults.addCommand(
      remoteCommand(name, enabled ? 'Let a disabled fault hit again.' : 'Keep a fault, but let it hit nothing.')
        .argument('<id>', 'its number in the list', oneFaultId)
        .action(
          run(async (emulator, id: number) => {
            const changed = await emulator.faults.change(id, { enabled })
            return { json: changed, lines: describeFault(changed) }
          }),
        ),
    )
  }
  faults.addCommand(
    remoteCommand('remove', 'Remove a fault, or all of them.')
      .argument('<id>', 'its number in the list, or all', faultId)
      .action(
        run(async (emulator, id: number | 'all') => {
          if (id === 'all') await emulator.faults.clear()
          else await emulator.faults.remove(id)
          return { json: { removed: id }, lines: [id === 'all' ? 'removed all faults' : `removed fault ${id}`] }
        }),
      ),
  )
}

function faultId(text: string): number | 'all' {
  return text === 'all' ? text : oneFaultId(text, ', or all')
}

function oneFaultId(text: string, others = ''): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`It must be the number of a fault, as the list shows it${others}.`)
}
