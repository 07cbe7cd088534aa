import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../domain/assignment.ts'
import {
  type Esim as DomainEsim,
  type Location as DomainLocation,
  esimState,
  type HistoryEntry,
} from '../domain/esim.ts'
import { formatMicroseconds, formatNanoseconds, formatSeconds } from '../domain/instant.ts'
import { DEFAULT_SENDER, hasMessageLength, LONGEST_MESSAGE } from '../domain/message.ts'
import { ITEM, ORDER, SAMPLES } from './examples/samples.ts'
import {
  AdditionalFields,
  absentAs,
  choice,
  Direction,
  failsWhenAbsent,
  failsWith,
  IccidField,
  iccidField,
  mayBeEmpty,
  numberText,
  Page,
  pageSizeField,
  pathField,
} from './fields.ts'
import { androidInstallUrl, appleInstallUrl } from './install-links.ts'
import { lenientObject, operation } from './operation.ts'
import { BundleName, Done, Iccid, paged, presentDone, Timestamp } from './scalars.ts'
import { type WithHiddenFields, withHiddenFields } from './variants/hidden-fields.ts'

export const IccidPath = z.object({ iccid: IccidField })

const EsimRow = z.object({
  iccid: Iccid,
  customerRef: z.string(),
  lastAction: z.string(),
  actionDate: Timestamp,
  physical: z.boolean(),
  assignedDate: Timestamp,
})

/** Page sizes of the eSIM list (vendor docs, an enumeration). */
export const ESIM_PAGE_SIZES: readonly number[] = [10, 25, 50, 100]

export const listEsims = operation({
  operationId: 'listEsims',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims',
  summary: 'List the eSIMs in the account',
  description: 'Without `orderBy` and `direction` the newest come first.',
  queryFields: z.object({
    page: Page,
    perPage: numberText(z.int().meta({ enum: ESIM_PAGE_SIZES }))
      .optional()
      .meta({ description: 'eSIMs on a page.', default: 50 }),
    direction: Direction,
    orderBy: z.string().optional().meta({ description: '`iccid`, or another column that can be filtered.' }),
    filterBy: choice(['iccid', 'customerRef', 'lastAction', 'actionDate', 'assignedDate'])
      .optional()
      .meta({ description: 'The column that `filter` is for.', default: 'iccid' }),
    filter: z.string().optional().meta({
      description: 'The value: of text a part, or with `eq:` all of it; of dates also `lt:`, `lte:`, `gt:`, `gte:`.',
    }),
  }),
  answer: paged('esims', EsimRow),
  example: { query: { perPage: '10' } },
})

export const updateEsim = operation({
  operationId: 'updateEsim',
  tag: 'eSIMs',
  method: 'PUT',
  path: '/esims',
  summary: "Set an eSIM's customer reference",
  description: 'Query parameters of the same names may stand in for the body, or for what it lacks.',
  queryFields: z.object({
    iccid: z.string().optional().meta({ description: 'Stands in for that of the body.' }),
    customerRef: mayBeEmpty(z.string().optional().meta({ description: 'Stands in for that of the body.' })),
  }),
  body: lenientObject({
    iccid: iccidField(failsWhenAbsent('missing_parameter')),
    customerRef: mayBeEmpty(
      z
        .string(failsWhenAbsent('missing_parameter'))
        .meta({ description: 'Any text. The empty one takes the reference away.' }),
    ),
  }),
  bodyOptional: true,
  answer: Done,
  example: { body: { iccid: SAMPLES.iccid, customerRef: 'traveller-17' }, answer: presentDone('success') },
})

const EsimDetails = z.object({
  iccid: Iccid,
  pin: z.string(),
  puk: z.string(),
  matchingId: z.string(),
  smdpAddress: z.string().meta({ description: 'A bare host name.' }),
  profileStatus: z.string(),
  firstInstalledDateTime: z
    .int()
    .nullable()
    .meta({ description: 'Milliseconds since the epoch; null before the first installation.' }),
  customerRef: z.string(),
  appleInstallUrl: z.string().optional(),
})

export const getEsim = operation({
  operationId: 'getEsim',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}',
  summary: 'Get one eSIM',
  pathFields: IccidPath,
  queryFields: z.object({ additionalFields: AdditionalFields }),
  answer: EsimDetails,
})

const Action = z.object({
  name: z.string(),
  bundleName: z.string(),
  bundle: z.string(),
  date: Timestamp,
  bundleState: z
    .string()
    .meta({ enum: [...ASSIGNMENT_STATES] })
    .optional(),
  alertType: z.string().optional(),
})

export const listHistory = operation({
  operationId: 'listHistory',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/history',
  summary: 'List what happened to an eSIM, newest first',
  pathFields: IccidPath,
  queryFields: z.object({
    page: Page,
    perPage: pageSizeField('Entries on a page.', 10),
  }),
  answer: paged('actions', Action),
  example: {
    path: { iccid: SAMPLES.iccid },
    answer: {
      actions: [
        {
          name: 'Bundle Applied',
          bundleName: ITEM,
          bundle: ITEM,
          date: ORDER.createdDate,
          bundleState: 'queued',
        },
      ],
      pageCount: 1,
      rows: 1,
      pageSize: 10,
    },
  },
})

export const refreshEsim = operation({
  operationId: 'refreshEsim',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/refresh',
  summary: 'Disconnect an eSIM from its network, so that it registers anew',
  pathFields: IccidPath,
  answer: Done,
  errors: [400, 403, 429, 500, 503],
  example: { path: { iccid: SAMPLES.iccid }, answer: presentDone('Successfully refreshed SIM') },
})

export const checkCompatibility = operation({
  operationId: 'checkCompatibility',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/compatible/{bundle}',
  summary: 'Tell whether a bundle fits an eSIM',
  since: '2.2',
  description:
    'A bundle fits an eSIM of the same routing profile. Assumption (compatible-unknown): one that is not known fits none.',
  pathFields: z.object({ iccid: IccidField, bundle: pathField(BundleName) }),
  answer: z.object({ compatible: z.boolean(), status: z.string().meta({ description: 'Whether it is, in words.' }) }),
  example: {
    path: { iccid: SAMPLES.iccid, bundle: ITEM },
    answer: { compatible: true, status: 'bundle is compatible with esim' },
  },
})

export const sendSms = operation({
  operationId: 'sendSms',
  tag: 'eSIMs',
  method: 'POST',
  path: '/esims/{iccid}/sms',
  summary: 'Send a text message to an eSIM',
  description: '1 to 160 characters, from `eSIM`, to an eSIM that has an MSISDN. The emulator keeps it.',
  pathFields: IccidPath,
  body: lenientObject({
    message: absentAs(
      '',
      z
        .string()
        .refine(hasMessageLength, failsWith('message_length'))
        .meta({ minLength: 1, maxLength: LONGEST_MESSAGE }),
    ),
    from: z
      .string()
      .refine((sender) => sender === DEFAULT_SENDER, failsWith('message_sender'))
      .optional()
      .meta({ description: 'The sender.', enum: [DEFAULT_SENDER], default: DEFAULT_SENDER }),
  }),
  answer: Done,
  example: {
    path: { iccid: SAMPLES.iccid },
    body: { message: 'Welcome to France!', from: 'eSIM' },
    answer: presentDone('sent'),
  },
})

const Location = z.object({
  mobileNetworkCode: z.string().meta({ description: 'The TADIG code of the network.' }),
  networkName: z.string(),
  networkBrandName: z.string(),
  country: z.string(),
  lastSeen: Timestamp.optional(),
})

export const getLocation = operation({
  operationId: 'getLocation',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/{iccid}/location',
  summary: 'Tell where an eSIM was last seen',
  description:
    'Assumption (location-nowhere): before the first attachment the texts are empty and `lastSeen` is absent.',
  pathFields: IccidPath,
  answer: Location,
})

export const presentEsimRow = (esim: DomainEsim): z.infer<typeof EsimRow> & WithHiddenFields => ({
  iccid: esim.iccid,
  customerRef: esim.customerRef,
  lastAction: esim.lastAction,
  actionDate: formatSeconds(esim.actionAt),
  physical: esim.physical,
  assignedDate: formatSeconds(esim.assignedAt),
  ...withHiddenFields({ state: esimState(esim) }),
})

export const presentEsim = (
  esim: DomainEsim,
  msisdn: string | null,
  options: { readonly appleInstallUrl: boolean; readonly androidInstallUrl: boolean },
): z.infer<typeof EsimDetails> & WithHiddenFields => ({
  iccid: esim.iccid,
  pin: esim.pin,
  puk: esim.puk,
  matchingId: esim.matchingId,
  smdpAddress: esim.smdpAddress,
  profileStatus: esim.profileStatus,
  firstInstalledDateTime: esim.firstInstalledAt,
  customerRef: esim.customerRef,
  ...(options.appleInstallUrl ? { appleInstallUrl: appleInstallUrl(esim) } : {}),
  ...withHiddenFields({
    state: esimState(esim),
    msisdn: msisdn ?? undefined,
    androidInstallUrl: options.androidInstallUrl ? androidInstallUrl(esim) : undefined,
  }),
})

/** Readers of the seed document look for `bundle`, later ones for `bundleName`: both are there. */
export const presentAction = (entry: HistoryEntry): z.infer<typeof Action> => ({
  name: entry.name,
  bundleName: entry.bundle,
  bundle: entry.bundle,
  date: formatNanoseconds(entry.at),
  ...(entry.bundleState === '' ? {} : { bundleState: entry.bundleState }),
  ...(entry.alertType === '' ? {} : { alertType: entry.alertType }),
})

export const presentLocation = (location: DomainLocation | null): z.infer<typeof Location> => ({
  mobileNetworkCode: location?.tadig ?? '',
  networkName: location?.networkName ?? '',
  networkBrandName: location?.brandName ?? '',
  country: location?.country ?? '',
  ...(location ? { lastSeen: formatMicroseconds(location.seenAt) } : {}),
})

export const presentCompatibility = (
  compatible: boolean,
  status = `bundle is ${compatible ? '' : 'not '}compatible with esim`,
) => ({ compatible, status })
