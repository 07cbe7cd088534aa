import * as z from 'zod'
import { ASSIGNMENT_STATES, type Assignment as DomainAssignment } from '../domain/assignment.ts'
import { formatNanoseconds, formatSeconds } from '../domain/instant.ts'
import { IccidPath } from './esims.ts'
import { lenientObject, operation } from './operation.ts'
import { BundleName, Done, Iccid, LenientBoolean, QueryFlag, QueryInteger, Reference, Timestamp } from './scalars.ts'

export const Assignment = z.object({
  id: z.string().meta({ description: 'Digits. A refund to the balance names it as offerId.' }),
  callTypeGroup: z.literal('data'),
  initialQuantity: z.int().meta({ description: 'Bytes.' }),
  remainingQuantity: z.int().meta({ description: 'Bytes.' }),
  startTime: Timestamp.optional().meta({ description: 'Absent until the bundle has started.' }),
  endTime: Timestamp.optional().meta({ description: 'Absent until the bundle has started.' }),
  assignmentDateTime: Timestamp,
  assignmentReference: z.string(),
  bundleState: z.enum(ASSIGNMENT_STATES),
  unlimited: z.boolean(),
})

const EsimBundle = z.object({ name: BundleName, description: z.string(), assignments: z.array(Assignment) })
const BundlePath = z.object({ iccid: Iccid, name: BundleName })
const AssignmentPath = z.object({ iccid: Iccid, name: BundleName, assignmentId: z.string() })

const StartTime = z
  .string()
  .optional()
  .meta({ description: 'RFC 3339; only for a bundle that does not start by itself. Empty is at once.' })

const Repeat = z.int().optional().meta({ description: 'How many times. Default 1.' })

export const listEsimBundles = operation({
  operationId: 'listEsimBundles',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/bundles',
  summary: 'List the bundles on an eSIM with what is left of them',
  description: 'The newest assignments, grouped by bundle.',
  pathFields: IccidPath,
  queryFields: z.object({
    includeUsed: QueryFlag.optional().meta({ description: 'Also depleted, expired, revoked and lapsed ones.' }),
    limit: QueryInteger.optional().meta({ description: 'Assignments to return, 1 to 200.', default: 15 }),
  }),
  answer: z.object({ bundles: z.array(EsimBundle) }),
})

export const applyBundleToEsim = operation({
  operationId: 'applyBundleToEsim',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/{iccid}/bundles',
  summary: 'Apply a bundle from the inventory to an eSIM',
  deprecated: true,
  pathFields: IccidPath,
  body: lenientObject({
    name: BundleName.optional(),
    bundle: BundleName.optional(),
    startTime: StartTime,
    repeat: Repeat,
  }),
  answer: Done,
})

export const getBundleStatus = operation({
  operationId: 'getBundleStatus',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/bundles/{name}',
  summary: 'Get the assignments of one bundle on an eSIM',
  description:
    'Of a bundle that was applied several times, the latest; of a one-year bundle its twelve. Assumption (bundles-status-never): none when it was never applied.',
  pathFields: BundlePath,
  answer: z.object({ assignments: z.array(Assignment) }),
})

const RevokeType = z.string().optional().meta({
  description: '`validate` only tells what would happen; `transaction`, the default, does it.',
})

export const revokeBundle = operation({
  operationId: 'revokeBundle',
  tag: 'eSIMs',
  method: 'DELETE',
  path: '/esims/{iccid}/bundles/{name}',
  summary: 'Take a bundle off an eSIM',
  description:
    'The oldest unused one, else the latest. Unused and inside the refund window it goes back to the inventory or, if asked, to the balance. An eSIM that is left without a bundle and was never installed leaves the account at once.',
  pathFields: BundlePath,
  queryFields: z.object({
    refundToBalance: QueryFlag.optional(),
    offerId: z.string().optional().meta({ description: 'The id of the assignment; needed with `refundToBalance`.' }),
    type: RevokeType,
  }),
  answer: Done,
})

export const revokeAssignment = operation({
  operationId: 'revokeAssignment',
  tag: 'eSIMs',
  method: 'DELETE',
  path: '/esims/{iccid}/bundles/{name}/assignments/{assignmentId}',
  summary: 'Take one assignment of a bundle off an eSIM',
  since: '2.2',
  pathFields: AssignmentPath,
  queryFields: z.object({ type: RevokeType }),
  answer: Done,
})

export const revokeApplication = operation({
  operationId: 'revokeApplication',
  tag: 'eSIMs',
  method: 'DELETE',
  path: '/esims/{iccid}/bundles/{name}/applications/{assignmentId}',
  summary: 'Take one assignment of a bundle off an eSIM',
  deprecated: true,
  until: '2.4',
  pathFields: AssignmentPath,
  queryFields: z.object({ type: RevokeType }),
  answer: Done,
})

const ApplyItem = lenientObject({
  name: BundleName.optional(),
  bundle: BundleName.optional(),
  iccid: z.string().optional(),
  repeat: Repeat,
  allowReassign: LenientBoolean.optional(),
  startTime: StartTime,
})

export const ApplyRequest = lenientObject({
  iccid: z.string().optional(),
  name: BundleName.optional().meta({ description: 'The same as `bundle`.' }),
  bundle: BundleName.optional(),
  bundles: z
    .array(z.union([z.string(), ApplyItem]))
    .optional()
    .meta({ description: 'Names, or objects of a name and its options; each goes to its own eSIM.' }),
  startTime: StartTime,
  repeat: Repeat,
  allowReassign: LenientBoolean.optional(),
})

export const applyBundles = operation({
  operationId: 'applyBundles',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/apply',
  summary: 'Apply bundles from the inventory',
  description:
    'One bundle to the named eSIM, or to `repeat` new ones; or several bundles, each to its own. What expires first is taken first. With a list, an entry that cannot be applied says so in its `status` and takes nothing; the inventory has to hold enough for the others.',
  body: ApplyRequest,
  answer: z.object({
    esims: z.array(z.object({ iccid: z.string(), status: z.string(), bundle: BundleName })),
    applyReference: Reference,
  }),
  errors: [400, 403, 429, 500, 503],
})

/** What an eSIM's line of an apply says when it went well (observed; clients compare it). */
export const APPLIED = 'Successfully Applied Bundle'

export const presentAssignment = (assignment: DomainAssignment): z.infer<typeof Assignment> => ({
  id: String(assignment.id),
  callTypeGroup: 'data',
  initialQuantity: assignment.initialBytes,
  remainingQuantity: assignment.remainingBytes,
  ...(assignment.startAt === null ? {} : { startTime: formatSeconds(assignment.startAt) }),
  ...(assignment.endAt === null ? {} : { endTime: formatSeconds(assignment.endAt) }),
  assignmentDateTime: formatNanoseconds(assignment.assignedAt),
  assignmentReference: assignment.reference,
  bundleState: assignment.state,
  unlimited: assignment.unlimited,
})

/**
 * What a revoke says of itself. The first text is the vendor's example.
 * Assumption (revoke-texts): the texts for the balance, for nothing and for a validation, which also tells of the returns
 * process.
 */
export function revokeText(
  {
    givesBack,
    returnsEsim,
  }: { readonly givesBack: 'inventory' | 'balance' | 'nothing'; readonly returnsEsim: boolean },
  type: 'validate' | 'transaction',
): string {
  if (type === 'validate') {
    const refund = givesBack === 'nothing' ? 'no refund applicable' : `bundle will be refunded to ${givesBack}`
    const texts = [
      'Bundle can be revoked',
      refund,
      ...(returnsEsim ? ['esim will leave the account to be returned'] : []),
    ]
    return texts.join(', ')
  }
  return givesBack === 'nothing'
    ? 'Successfully Revoked Bundle'
    : `Successfully Revoked Bundle, bundle has been refunded to ${givesBack}`
}
