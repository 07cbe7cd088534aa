import * as z from 'zod'
import { ASSIGNMENT_STATES, type Assignment as DomainAssignment } from '../domain/assignment.ts'
import { formatNanoseconds, formatSeconds, parseInstant } from '../domain/instant.ts'
import { IccidPath } from './esims.ts'
import { SAMPLES } from './examples/samples.ts'
import { choice, Flag, failsWith, IccidField, numberText, pathField } from './fields.ts'
import { lenientObject, operation } from './operation.ts'
import { BundleName, Done, presentDone, Reference, Timestamp } from './scalars.ts'

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
/** The status of an eSIM in the answer to an apply that succeeded (observed; clients compare it). */
export const APPLIED = 'Successfully Applied Bundle'

const BundlePath = z.object({ iccid: IccidField, name: pathField(BundleName) })
const AssignmentPath = z.object({ ...BundlePath.shape, assignmentId: pathField(z.string()) })

const StartTime = z
  .string()
  .refine((text) => parseInstant(text) !== undefined)
  .optional()
  .meta({
    description: 'Only for a bundle that does not start by itself. Absent or empty is at once.',
    format: 'date-time',
  })

const Repeat = z
  .int()
  .min(1, failsWith('invalid_quantity'))
  .optional()
  .meta({ description: 'How many times.', default: 1 })

export const listEsimBundles = operation({
  operationId: 'listEsimBundles',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/bundles',
  summary: 'List the bundles on an eSIM with what is left of them',
  description: 'The newest assignments, grouped by bundle.',
  pathFields: IccidPath,
  queryFields: z.object({
    includeUsed: Flag.optional().meta({ description: 'Also depleted, expired, revoked and lapsed ones.' }),
    limit: numberText(z.int().min(1).max(200)).optional().meta({ description: 'Assignments to return.', default: 15 }),
  }),
  answer: z.object({ bundles: z.array(EsimBundle) }),
  example: { path: { iccid: SAMPLES.iccid }, query: { includeUsed: 'true' } },
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
  bodyForms: (['name', 'bundle'] as const).map((key) =>
    z.object({ [key]: BundleName.meta({ minLength: 1 }), startTime: StartTime, repeat: Repeat }),
  ),
  answer: Done,
  example: { path: { iccid: SAMPLES.iccid }, body: { name: SAMPLES.stocked }, answer: presentDone(APPLIED) },
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
  example: { path: { iccid: SAMPLES.iccid, name: SAMPLES.bundle } },
})

const RevokeType = choice(['validate', 'transaction']).optional().meta({
  default: 'transaction',
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
    refundToBalance: Flag.optional(),
    offerId: z.string().optional().meta({ description: 'The id of the assignment; needed with `refundToBalance`.' }),
    type: RevokeType,
  }),
  answer: Done,
  example: {
    path: { iccid: SAMPLES.iccid, name: SAMPLES.bundle },
    query: { type: 'validate' },
    answer: presentDone(revokeText({ givesBack: 'inventory', returnsEsim: false }, 'validate')),
  },
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
  example: {
    path: { iccid: SAMPLES.iccid, name: SAMPLES.bundle, assignmentId: SAMPLES.assignmentId },
    answer: presentDone(revokeText({ givesBack: 'inventory', returnsEsim: false }, 'transaction')),
  },
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
  example: {
    path: { iccid: SAMPLES.iccid, name: SAMPLES.bundle, assignmentId: SAMPLES.assignmentId },
    answer: presentDone(revokeText({ givesBack: 'inventory', returnsEsim: false }, 'transaction')),
  },
})

const AllowReassign = Flag.optional().meta({
  description: 'Use a new eSIM where the bundle does not fit the one named.',
})
const OneApply = {
  name: BundleName.optional(),
  bundle: BundleName.optional(),
  iccid: IccidField.optional(),
  repeat: Repeat,
  allowReassign: AllowReassign,
  startTime: StartTime,
}
/** In a list an ICCID that cannot be one is that entry's failure, not the whole list's. */
const ApplyItem = lenientObject({ ...OneApply, iccid: z.string().optional() })

/** The forms of one apply under a name of its bundle: onto a named eSIM, or onto as many new ones as it repeats. */
const formsOfApply = (key: 'bundle' | 'name') => {
  const { iccid, repeat, allowReassign, startTime } = OneApply
  const named = { [key]: BundleName.meta({ minLength: 1 }) }
  return [
    z.object({ ...named, iccid, allowReassign, startTime }),
    z.object({ ...named, repeat, allowReassign, startTime }),
  ]
}

export const ApplyRequest = lenientObject({
  ...OneApply,
  bundles: z
    .array(z.union([z.string(), ApplyItem]))
    .optional()
    .meta({ description: 'Names, or objects of a name and its options; each goes to its own eSIM.' }),
})

const Bundles = z
  .array(z.union([BundleName.meta({ minLength: 1 }), ...formsOfApply('name')]))
  .min(1)
  .meta({ description: 'Names, or objects of a name and its options; each goes to its own eSIM.' })

export const applyBundles = operation({
  operationId: 'applyBundles',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/apply',
  summary: 'Apply bundles from the inventory',
  description:
    'One bundle to the named eSIM, or to `repeat` new ones; or several bundles, each to its own. What expires first is taken first. With a list, an entry that cannot be applied says so in its `status` and takes nothing; the inventory has to hold enough for the others.',
  body: ApplyRequest,
  bodyForms: [
    ...formsOfApply('bundle'),
    ...formsOfApply('name'),
    z.object({ bundles: Bundles, allowReassign: AllowReassign, startTime: StartTime }),
  ],
  answer: z.object({
    esims: z.array(z.object({ iccid: z.string(), status: z.string(), bundle: BundleName })),
    applyReference: Reference,
  }),
  errors: [400, 403, 429, 500, 503],
  example: {
    body: { bundle: SAMPLES.stocked },
    answer: {
      esims: [{ iccid: SAMPLES.iccid, status: APPLIED, bundle: SAMPLES.stocked }],
      applyReference: SAMPLES.orderReference,
    },
  },
})

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
 * The status text of a revoke. The text for the inventory is the vendor's example.
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
