import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { LARGEST_COUNT } from '../../domain/limits.ts'
import { isMsisdn } from '../../domain/msisdn.ts'
import { ITEM, SAMPLES } from '../examples/samples.ts'
import { ATTACH_FIELDS, Country, HOW_MUCH, Megabytes, MOST_BYTES, PLAN_FIELDS, saysHowMuch } from './act-fields.ts'
import { CallbackSummary } from './clock.ts'
import { Esim, Location } from './controlled-esim.ts'
import { Find } from './esim-conditions.ts'
import { controlOperation, Limit, NoContent, wholeNumber } from './operation.ts'

const IccidPath = z.object({ iccid: z.string() })

const Bytes = z.number().int().min(1).max(MOST_BYTES)

const Msisdn = z.string().refine(isMsisdn, { error: 'must be a phone number of 5 to 15 digits' })

export const createEsims = controlOperation({
  operationId: 'createEsims',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims',
  summary: 'Put eSIMs into the account, with no bundle',
  body: z.strictObject({
    count: z.int().min(1).max(10_000).optional(),
    msisdn: Msisdn.nullable()
      .optional()
      .meta({ description: 'A telephone number, or null for none. Default: as the setting `msisdns` says.' }),
    physical: z.boolean().optional(),
    profile: z
      .int()
      .min(1)
      .max(5)
      .optional()
      .meta({ description: 'The routing profile. Default: that of the first bundle.' }),
  }),
  answer: z.object({ esims: z.array(Esim) }),
  status: 201,
  example: { body: { count: 1, msisdn: '447700900123' } },
})

/** The columns that eSIMs can be ordered by. */
export const ESIM_ORDERS = ['iccid', 'customerRef', 'actionDate'] as const

export const listEsims = controlOperation({
  operationId: 'listEsims',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims',
  summary: 'List all eSIMs, oldest first',
  description:
    'With the eSIMs that the vendor API no longer shows: those in the returns process, and deleted ones. With `find`, `bundle`, `bundleState`, `installed` or `country`, those that the same `match` of `POST /esims/bulk` acts on.',
  queryFields: z.strictObject({
    customerRef: z.string().optional(),
    find: Find,
    bundle: z.string().optional().meta({ description: 'The name of a bundle on the eSIM.' }),
    bundleState: z.enum(ASSIGNMENT_STATES).optional().meta({ description: 'The state of a bundle on the eSIM.' }),
    installed: z.enum(['true', 'false']).optional(),
    country: Country.optional().meta({ description: 'The country where the eSIM is.' }),
    orderBy: z.enum(ESIM_ORDERS).optional().meta({ description: 'Default: by age.' }),
    direction: z.enum(['asc', 'desc']).optional(),
    offset: wholeNumber(0, LARGEST_COUNT).optional().meta({ description: 'The eSIMs to leave out at the beginning.' }),
    limit: Limit,
  }),
  answer: z.object({
    esims: z.array(Esim),
    matched: z.int().meta({ description: 'The eSIMs that match, with those that are not listed here.' }),
  }),
  example: { query: { limit: '10' } },
})

export const getEsim = controlOperation({
  operationId: 'getEsim',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}',
  summary: 'Read everything about an eSIM',
  pathFields: IccidPath,
  answer: Esim,
  example: { path: { iccid: SAMPLES.iccid } },
})

export const installEsim = controlOperation({
  operationId: 'installEsim',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/{iccid}/install',
  summary: 'Install an eSIM on a device',
  pathFields: IccidPath,
  body: z.strictObject({
    device: z.string().optional().meta({ description: 'A note for readers of the call. It is not kept.' }),
  }),
  answer: Esim,
  example: { path: { iccid: SAMPLES.iccid }, body: {} },
})

export const uninstallEsim = controlOperation({
  operationId: 'uninstallEsim',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/{iccid}/uninstall',
  summary: 'Delete an eSIM from its device',
  pathFields: IccidPath,
  body: z.strictObject({}),
  answer: Esim,
  example: { path: { iccid: SAMPLES.iccid } },
})

export const attachEsim = controlOperation({
  operationId: 'attachEsim',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/{iccid}/attach',
  summary: 'Register an eSIM on a network of a country',
  description:
    'Installs it first where it is not installed. `covered` says whether one of its bundles carries data in the country.',
  pathFields: IccidPath,
  body: z.strictObject(ATTACH_FIELDS),
  answer: z.object({ location: Location, covered: z.boolean() }),
  example: { path: { iccid: SAMPLES.iccid }, body: { country: 'FR' } },
})

export const useData = controlOperation({
  operationId: 'useData',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/{iccid}/usage',
  summary: 'Use data on an eSIM at once',
  description:
    'Starts a queued bundle, as the first data on a network does. Without `country` the data is used where the eSIM is, or else in the home country of its oldest bundle.',
  pathFields: IccidPath,
  body: z
    .strictObject({ bytes: Bytes.optional(), megabytes: Megabytes.optional(), country: Country.optional() })
    .refine(({ bytes, megabytes }) => (bytes === undefined) !== (megabytes === undefined), {
      error: 'give either bytes or megabytes',
    }),
  answer: z.object({
    consumed: z.int().meta({ description: 'Bytes taken from bundles.' }),
    unserved: z.int().meta({ description: 'Bytes that no bundle covered.' }),
    assignments: z.array(
      z.object({
        id: z.string(),
        bundle: z.string(),
        bytes: z.int().meta({ description: 'Bytes taken from this assignment.' }),
        throttledBytes: z.int(),
        remainingQuantity: z.int().meta({ description: 'Bytes left.' }),
        bundleState: z.string(),
      }),
    ),
    callbacks: z.array(CallbackSummary),
  }),
  example: {
    path: { iccid: SAMPLES.iccid },
    body: { megabytes: 100 },
    answer: {
      consumed: 100_000_000,
      unserved: 0,
      assignments: [
        {
          id: SAMPLES.assignmentId,
          bundle: ITEM,
          bytes: 100_000_000,
          throttledBytes: 0,
          remainingQuantity: 900_000_000,
          bundleState: 'active',
        },
      ],
      callbacks: [{ id: Number(SAMPLES.callbackId), alertType: 'FirstUse', iccid: SAMPLES.iccid, status: 'delivered' }],
    },
  },
})

export const setUsagePlan = controlOperation({
  operationId: 'setUsagePlan',
  tag: 'eSIMs',
  method: 'PUT',
  path: '/esims/{iccid}/usage-plan',
  summary: 'Let an eSIM use data evenly over time',
  pathFields: IccidPath,
  body: z.strictObject({ ...PLAN_FIELDS, megabytesPerDay: Megabytes.optional() }).refine(saysHowMuch, HOW_MUCH),
  answer: Esim,
  example: { path: { iccid: SAMPLES.iccid }, body: { megabytesPerDay: 200 } },
})

export const stopUsagePlan = controlOperation({
  operationId: 'stopUsagePlan',
  tag: 'eSIMs',
  method: 'DELETE',
  path: '/esims/{iccid}/usage-plan',
  summary: 'Stop the usage plan of an eSIM',
  pathFields: IccidPath,
  answer: NoContent,
  status: 204,
  example: { path: { iccid: SAMPLES.iccid } },
})

export const giveMsisdn = controlOperation({
  operationId: 'giveMsisdn',
  tag: 'eSIMs',
  method: 'PUT',
  path: '/esims/{iccid}/msisdn',
  summary: 'Give an eSIM a telephone number, so that it can be texted',
  description: 'Takes precedence over the setting `msisdns`.',
  pathFields: IccidPath,
  body: z.strictObject({
    msisdn: Msisdn.optional().meta({ description: 'Default: the number that the emulator derives for the eSIM.' }),
  }),
  answer: Esim,
  example: { path: { iccid: SAMPLES.iccid }, body: { msisdn: '447700900123' } },
})

export const removeMsisdn = controlOperation({
  operationId: 'removeMsisdn',
  tag: 'eSIMs',
  method: 'DELETE',
  path: '/esims/{iccid}/msisdn',
  summary: "Remove an eSIM's telephone number: texts to it are refused",
  description: 'Takes precedence over the setting `msisdns`.',
  pathFields: IccidPath,
  answer: NoContent,
  status: 204,
  example: { path: { iccid: SAMPLES.iccid } },
})

const Message = z.object({ id: z.int(), iccid: z.string(), from: z.string(), message: z.string(), sentAt: z.string() })

export const listSms = controlOperation({
  operationId: 'listSms',
  tag: 'eSIMs',
  method: 'GET',
  path: '/sms',
  summary: 'List the text messages that were sent to eSIMs, newest first',
  queryFields: z.strictObject({ iccid: z.string().optional(), limit: Limit }),
  answer: z.object({ messages: z.array(Message) }),
  example: { query: { iccid: SAMPLES.iccid } },
})
