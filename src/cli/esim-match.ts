import { type Command, Option } from 'commander'
import type { BulkResult } from '../client/calls.ts'
import type { OrganisationHandle } from '../client/handle.ts'
import { ASSIGNMENT_STATES, type AssignmentState } from '../domain/assignment.ts'
import { ICCID } from '../domain/identifiers.ts'
import { CommandFailure, EXIT, wholeNumber } from './options.ts'
import { count, type RemoteFlags, type Report } from './remote.ts'

export type Bulk = Parameters<OrganisationHandle['esims']['bulk']>[0]

/** The flags by which a command acts on many eSIMs instead of one. */
export interface MatchFlags extends RemoteFlags {
  readonly all?: boolean
  readonly customerRef?: string
  readonly bundle?: string
  readonly bundleState?: AssignmentState
  readonly in?: string
  readonly installed?: boolean
  readonly first?: number
}

const NAMES = '--all, --customer-ref, --bundle, --bundle-state, --in, --installed, --no-installed or --first'

/** Adds the flags that say on which eSIMs a command acts. */
export const withMatch = (command: Command): Command =>
  command
    .option('--all', 'on all eSIMs, instead of the one named')
    .option('--customer-ref <text>', 'on all with this customer reference')
    .option('--bundle <name>', 'on all with this bundle')
    .addOption(
      new Option('--bundle-state <state>', 'on all with a bundle in this state: of --bundle, or else any').choices(
        ASSIGNMENT_STATES,
      ),
    )
    .option('--in <country>', 'on all in this country')
    .option('--installed', 'on all that are installed')
    .option('--no-installed', 'on all that are not installed')
    .option('--first <number>', 'on so many of them only, the oldest first', wholeNumber(1, 1_000_000_000))

/** The eSIMs that a command acts on: the one that is named, or all that match. */
export type Target = { readonly iccid: string } | { readonly match: Bulk['match'] }

/**
 * Reads the arguments of a command: an ICCID and a value, or the value alone where the flags match eSIMs. Throws
 * CommandFailure.
 */
export function readTarget(
  [first, second]: readonly (string | undefined)[],
  flags: MatchFlags,
): { readonly target: Target; readonly value: string | undefined } {
  const { all, customerRef, bundle, bundleState, in: country, installed, first: limit } = flags
  const match = { customerRef, bundle, bundleState, country, installed, limit }
  const isMany = all === true || Object.values(match).some((condition) => condition !== undefined)
  if (!isMany) {
    if (first === undefined) throw new CommandFailure(`give an ICCID, or ${NAMES}`, EXIT.usage)
    return { target: { iccid: first }, value: second }
  }
  if (second !== undefined || (first !== undefined && ICCID.test(first))) {
    throw new CommandFailure(`give either an ICCID, or ${NAMES}`, EXIT.usage)
  }
  return { target: { match }, value: first }
}

/** Reports what was done to many eSIMs. */
export function reportBulk(result: BulkResult): Report {
  return {
    json: result,
    lines: [
      ...(result.matched === 0 ? ['no eSIM matches'] : []),
      ...result.acts.flatMap(({ act, done, refusals, consumed = 0, unserved = 0 }) => [
        `${act}: ${count(done, 'eSIM')}${consumed > 0 ? `, ${consumed / 1e6} MB used` : ''}`,
        ...(unserved > 0 ? [`${unserved / 1e6} MB were not covered by any bundle`] : []),
        ...refusals.map((refusal) => `refused ${count(refusal.count, 'time')}: ${refusal.message}`),
      ]),
      ...(result.callbackCount === 0 ? [] : [count(result.callbackCount, 'callback')]),
    ],
  }
}
