import { type Command, Option } from 'commander'
import type { Advanced } from '../client/calls.ts'
import { ASSIGNMENT_STATES, type AssignmentState } from '../domain/assignment.ts'
import { parseDuration } from '../domain/duration.ts'
import { examples } from './help.ts'
import { CommandFailure, duration, EXIT, instant } from './options.ts'
import { count, type RemoteFlags, type Report, remoteCommand, run } from './remote.ts'

interface Flags extends RemoteFlags {
  readonly to?: string
  readonly next?: boolean
  readonly until?: AssignmentState | 'callback'
  readonly iccid?: string
  readonly atMost?: string
}

const FORMS = 'a duration such as 8d, --to INSTANT, --next, or --until STATE'

/** The default of --at-most. */
const FARTHEST = '365d'

export function addAdvance(program: Command): void {
  program.addCommand(
    remoteCommand('advance', 'Move the clock forward, and list the events and callbacks on the way.')
      .argument('[duration]', 'how far: 8d, 1d12h, P7D; a number alone is seconds', duration)
      .option('--to <instant>', 'to an instant such as 2026-01-08T00:00:00Z', instant)
      .option('--next', 'to the next event that is due')
      .addOption(
        new Option('--until <state>', 'until a bundle is in this state, or a callback is written').choices([
          ...ASSIGNMENT_STATES,
          'callback',
        ]),
      )
      .option('--iccid <iccid>', 'with --until: of this eSIM only')
      .option('--at-most <duration>', `with --until: how far to look (default: ${FARTHEST})`, duration)
      .addHelpText(
        'after',
        examples(
          '@ advance 8d',
          '@ advance --to 2027-01-01T00:00:00Z',
          '@ advance --next',
          '@ advance --until depleted --iccid 8943108167000000019 --at-most 30d',
        ),
      )
      .action(
        run(async (emulator, by: string | undefined, flags: Flags) => {
          const advanced = await emulator.clock.advance(bodyOf(by, flags))
          if (flags.until !== undefined && !isFound(advanced, flags)) {
            throw new CommandFailure(
              `no ${flags.until === 'callback' ? 'callback was written' : `bundle became ${flags.until}`} until ${advanced.now}`,
              EXIT.difference,
            )
          }
          return report(advanced)
        }),
      ),
  )
}

/** Builds the request body from the arguments. Throws CommandFailure unless exactly one way to advance is given. */
function bodyOf(by: string | undefined, { to, next, until, iccid, atMost }: Flags) {
  const ways = [by, to, next, until].filter((way) => way !== undefined)
  if (ways.length !== 1) throw new CommandFailure(`advance takes one of ${FORMS}`, EXIT.usage)
  if (until === undefined && (iccid !== undefined || atMost !== undefined)) {
    throw new CommandFailure('--iccid and --at-most go with --until', EXIT.usage)
  }
  if (by !== undefined) return { by }
  if (to !== undefined) return { to }
  if (until === undefined) return { toNextEvent: true }
  const what = until === 'callback' ? { callbacks: 1 } : { bundleState: until }
  return { until: { ...what, ...(iccid === undefined ? {} : { iccid }) }, atMost: atMost ?? FARTHEST }
}

/** Tells whether the search found its state or callback: before --at-most was used up, or at its very end. */
function isFound({ from, now, events, callbacks }: Advanced, { until, iccid, atMost = FARTHEST }: Flags): boolean {
  const farthest = Date.parse(from) + (parseDuration(atMost) as number)
  const isMeant = (one: { readonly iccid?: string | null | undefined }) => iccid === undefined || one.iccid === iccid
  return (
    Date.parse(now) < farthest ||
    (until === 'callback' ? callbacks.some(isMeant) : events.some((event) => event.after === until && isMeant(event)))
  )
}

function report(advanced: Advanced): Report {
  const { now, eventCount, events, callbacks, summary } = advanced
  return {
    json: advanced,
    lines: [
      ...events.map(({ at, kind, iccid, before, after }) =>
        [at, kind, iccid, after && `${before ?? 'new'} -> ${after}`].filter((part) => part !== undefined).join('  '),
      ),
      ...callbacks.map(({ alertType, iccid, status }) => `callback ${alertType} ${iccid ?? ''} ${status}`),
      `now ${now}: ${count(eventCount, 'event')}, ${count(callbacks.length, 'callback')}`,
      summary.text,
    ],
  }
}
