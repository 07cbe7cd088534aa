import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Usage } from '../client/calls.ts'
import type { ConnectedEmulator } from '../client/connect.ts'
import { describe } from '../contract/expected-value.ts'
import { USAGE_PROFILES, type UsageProfile } from '../domain/usage.ts'
import { type Bulk, type MatchFlags, readTarget, reportBulk, type Target, withMatch } from './esim-match.ts'
import { examples } from './help.ts'
import { CommandFailure, dataAmount, duration, EXIT } from './options.ts'
import { type Report, remoteCommand, run } from './remote.ts'

const ICCID = 'the eSIM; without it, the options say which'
const EXAMPLE = '8943108167000000019'

/** Commands for what the network and the traveller do with an eSIM, or with many. */
export function addEsimActs(program: Command): void {
  program.addCommand(
    actCommand('usage', 'Use data on an eSIM.', '[amount]', 'the amount with its unit: 500MB, 1.5GB')
      .option('--country <iso>', 'the country of use; by default where the eSIM is')
      .addHelpText('after', examples(`@ usage ${EXAMPLE} 500MB --country FR`, '@ usage 10MB --bundle-state active'))
      .action(
        run(async (emulator, first: Argument, second: Argument, flags: UsageFlags) => {
          const { target, value } = readTarget([first, second], flags)
          const bytes = readAmount(value)
          const where = withoutUndefined({ country: flags.country })
          return perform(emulator, target, { use: { amount: bytes, ...where } }, async (iccid) =>
            reportUsage(await emulator.esims.use(iccid, { bytes, ...where })),
          )
        }),
      ),
  )
  for (const act of ['install', 'uninstall'] as const) {
    program.addCommand(
      actCommand(act, act === 'install' ? 'Install an eSIM on a device.' : 'Delete an eSIM from its device.')
        .addHelpText('after', examples(`@ ${act} ${EXAMPLE}`, `@ ${act} --all`, `@ ${act} --customer-ref alice`))
        .action(
          run(async (emulator, first: Argument, flags: MatchFlags) => {
            const { target, value } = readTarget([first], flags)
            if (value !== undefined) throw new CommandFailure(`${act} takes an ICCID, not ${value}`, EXIT.usage)
            return perform(emulator, target, { [act]: {} }, async (iccid) => {
              const esim = await emulator.esims[act](iccid)
              return { json: esim, lines: [`${iccid} ${esim.profileStatus}`] }
            })
          }),
        ),
    )
  }
  program.addCommand(
    actCommand(
      'attach',
      'Register an eSIM on a network of a country.',
      '[country]',
      'an ISO code or a name, such as FR',
    )
      .addHelpText('after', examples(`@ attach ${EXAMPLE} FR`, '@ attach FR --bundle esim_1GB_7D_FR_V2'))
      .action(
        run(async (emulator, first: Argument, second: Argument, flags: MatchFlags) => {
          const { target, value: country } = readTarget([first, second], flags)
          if (country === undefined) throw new CommandFailure('give a country, such as FR', EXIT.usage)
          return perform(emulator, target, { attach: { country } }, async (iccid) => {
            const attached = await emulator.esims.attach(iccid, country)
            const { location, covered } = attached
            const where = `${iccid} on ${location.network} (${location.country})`
            return { json: attached, lines: [covered ? where : `${where}: no bundle covers this country`] }
          })
        }),
      ),
  )
  program.addCommand(
    actCommand('plan', 'Let an eSIM use data evenly over time.', '[amount]', 'the amount a day with its unit: 200MB')
      .addOption(
        new Option('--profile <profile>', 'instead of an amount').choices(
          Object.entries(USAGE_PROFILES).map(([name]) => name),
        ),
      )
      .option('--stop', 'stop the plan, instead of an amount')
      .option('--start-after <duration>', 'the time until it begins', duration)
      .option('--for <duration>', 'how long it lasts; by default until it is stopped', duration)
      .option('--country <iso>', 'the country of use; by default where the eSIM is')
      .addHelpText(
        'after',
        examples(`@ plan ${EXAMPLE} 200MB --for 7d`, '@ plan --profile heavy --installed', '@ plan --stop --all'),
      )
      .action(
        run(async (emulator, first: Argument, second: Argument, flags: PlanFlags) => {
          const { target, value } = readTarget([first, second], flags)
          const plan = readPlan(value, flags)
          return perform(emulator, target, { plan }, async (iccid) => {
            if (plan.megabytesPerDay === 0) {
              await emulator.esims.stopUsagePlan(iccid)
              return { json: { iccid }, lines: [`${iccid} uses no more data`] }
            }
            const esim = await emulator.esims.setUsagePlan(iccid, plan)
            const { bytesPerDay = 0 } = esim.usagePlan ?? {}
            return { json: esim, lines: [`${iccid} uses ${megabytes(bytesPerDay)} a day`] }
          })
        }),
      ),
  )
}

/** An argument of a command, if it is given. */
type Argument = string | undefined

interface UsageFlags extends MatchFlags {
  readonly country?: string
}

interface PlanFlags extends MatchFlags {
  readonly profile?: UsageProfile
  readonly stop?: boolean
  readonly startAfter?: string
  readonly for?: string
  readonly country?: string
}

/** Makes a command that acts on one eSIM or on many, with at most one value. */
function actCommand(name: string, description: string, value?: string, explained?: string): Command {
  const command = remoteCommand(name, description).argument('[iccid]', ICCID)
  return withMatch(value === undefined ? command : command.argument(value, explained))
}

/** Does an act: to the eSIM that is named by its own call, to many by one call. */
const perform = async (
  emulator: ConnectedEmulator,
  target: Target,
  act: Bulk['acts'][number],
  doToOne: (iccid: string) => Promise<Report>,
): Promise<Report> =>
  'iccid' in target
    ? doToOne(target.iccid)
    : reportBulk(await emulator.esims.bulk({ match: target.match, acts: [act] }))

/** Reads an amount of data in bytes. Throws CommandFailure. */
function readAmount(text: string | undefined): number {
  try {
    return dataAmount(text ?? '')
  } catch (error) {
    if (error instanceof InvalidArgumentError) {
      throw new CommandFailure(`the amount ${describe(text ?? '')} is invalid. ${error.message}`, EXIT.usage)
    }
    throw error
  }
}

function readPlan(amount: string | undefined, { profile, stop, ...flags }: PlanFlags) {
  const { startAfter, for: lasting, country } = flags
  if ([amount, profile, stop].filter((way) => way !== undefined).length !== 1) {
    throw new CommandFailure('plan takes one of an amount such as 200MB, --profile and --stop', EXIT.usage)
  }
  if (stop) return { megabytesPerDay: 0 }
  const howMuch = profile === undefined ? { megabytesPerDay: readAmount(amount) / 1e6 } : { profile }
  return { ...howMuch, ...withoutUndefined({ startAfter, for: lasting, country }) }
}

const withoutUndefined = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

const reportUsage = (used: Usage): Report => ({
  json: used,
  lines: [
    ...used.assignments.map(
      (part) =>
        `${part.bundle}: used ${megabytes(part.bytes)}, ${megabytes(part.remainingQuantity)} left, ${part.bundleState}`,
    ),
    ...(used.unserved > 0 ? [`${megabytes(used.unserved)} were not covered by any bundle`] : []),
    ...used.callbacks.map(({ alertType, status }) => `callback ${alertType} ${status}`),
  ],
})

const megabytes = (bytes: number): string => `${bytes / 1e6} MB`
