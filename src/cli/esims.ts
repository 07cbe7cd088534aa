import type { Command } from 'commander'
import type { ControlledEsim } from '../client/calls.ts'
import { formatDataAmount } from '../domain/data-amount.ts'
import { examples } from './help.ts'
import { wholeNumber } from './options.ts'
import { type RemoteFlags, remoteCommand, run } from './remote.ts'

const LIMIT = 100
export const limit = wholeNumber(1, 10_000)

/** The last line of a list that may be longer than it shows. */
export const truncationNote = (shown: number, most = LIMIT): string[] =>
  shown < most ? [] : [`the first ${most}: --limit shows up to 10000`]

/** The command that shows eSIMs. */
export function addEsims(program: Command): void {
  program.addCommand(
    remoteCommand('esims', 'List eSIMs and their bundles, oldest first; or show one.')
      .argument('[iccid]', 'only this one')
      .option('--customer-ref <text>', 'only those with this customer reference')
      .option('--limit <number>', `the most eSIMs to list (default: ${LIMIT})`, limit)
      .addHelpText('after', examples('@ esims', '@ esims --limit 10', "@ esims --json | jq -r '.[].iccid'"))
      .action(
        run(async (emulator, iccid: string | undefined, flags: EsimFlags) => {
          if (iccid !== undefined) {
            const esim = await emulator.esims.get(iccid)
            return { json: esim, lines: describe(esim) }
          }
          const { customerRef, limit } = flags
          const esims = await emulator.esims.list({ customerRef, limit })
          const lines = esims.length === 0 ? ['no eSIMs'] : esims.flatMap(describe)
          return { json: esims, lines: [...lines, ...truncationNote(esims.length, limit)] }
        }),
      ),
  )
}

interface EsimFlags extends RemoteFlags {
  readonly customerRef?: string
  readonly limit?: number
}

/** Describes an eSIM in one line, and each of its bundles in a line below. */
function describe({ iccid, profileStatus, location, customerRef, bundles, ...esim }: ControlledEsim): string[] {
  const { returning, suspended, deactivated } = esim
  const marks = Object.entries({ returning, suspended, deactivated }).filter(([, isSo]) => isSo)
  const facts = [
    iccid,
    profileStatus,
    location ? `on ${location.network} (${location.country})` : 'on no network yet',
    ...(customerRef === '' ? [] : [`for ${customerRef}`]),
    ...marks.map(([mark]) => mark),
  ]
  return [
    facts.join('  '),
    ...bundles.map(({ name, bundleState, remainingQuantity, initialQuantity, endTime }) => {
      const amount = `${formatDataAmount(remainingQuantity)} of ${formatDataAmount(initialQuantity)} left`
      return `  ${name}  ${bundleState}  ${amount}${endTime === undefined ? '' : `, ends ${endTime}`}`
    }),
  ]
}
