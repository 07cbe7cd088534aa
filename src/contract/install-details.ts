import * as z from 'zod'
import type { Instant } from '../domain/instant.ts'
import { SAMPLES } from './examples/samples.ts'
import { AdditionalFields, failsWhenAbsent, failsWith, pathField } from './fields.ts'
import { androidInstallUrl, appleInstallUrl } from './install-links.ts'
import { operation } from './operation.ts'
import { BundleName, Iccid, Reference } from './scalars.ts'
import { type WithHiddenFields, withHiddenFields } from './variants/hidden-fields.ts'

/** The data that installs one eSIM. The host stands under both of the names that clients read: `smdpAddress` and `rspUrl`. */
export const InstallDetails = z.object({
  iccid: Iccid,
  matchingId: z.string(),
  rspUrl: z.string(),
  smdpAddress: z.string(),
  bundle: BundleName,
  reference: Reference,
  appleInstallUrl: z.string().optional(),
})

/** The documented call that the undocumented calls for one QR code stand beside. */
export const QR_CODES_DOCUMENTED = 'GET /esims/assignments?reference= with Accept: application/zip'

const ReferencePath = z.object({ reference: pathField(Reference) })

export const getInstallDetails = operation({
  operationId: 'getInstallDetails',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/assignments',
  summary: 'Get what is needed to install the eSIMs of orders or applies',
  description:
    '`Accept` chooses the form: CSV, which is the default, JSON, or a ZIP of QR codes. An assignment reference (`<uuid>-0`) names one eSIM.',
  queryFields: z.object({
    reference: z
      .array(z.string().meta({ pattern: '^[^,\\s]+$' }), failsWhenAbsent('missing_parameter'))
      .min(1, failsWith('missing_parameter'))
      .meta({ description: 'References of orders, applies or assignments.' }),
    additionalFields: AdditionalFields,
  }),
  answer: z.array(InstallDetails),
  contentTypes: ['text/csv', 'application/json', 'application/zip'],
  since: '2.2',
  errors: [400, 403, 410, 429, 500, 503],
  example: { query: { reference: SAMPLES.orderReference } },
})

export const getQrCodes = operation({
  operationId: 'getQrCodes',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/qr/{reference}',
  summary: 'Get the QR codes of an order or apply as a ZIP',
  deprecated: true,
  until: '2.4',
  errors: [400, 403, 410, 429, 500, 503],
  pathFields: ReferencePath,
  answer: z.string(),
  contentTypes: ['application/zip'],
  undocumentedUse: {
    description:
      'A matching id in place of the reference gives the QR code of its eSIM: a PNG, or where `Accept` prefers it a ZIP that holds one.',
    contentTypes: ['image/png'],
    documented: QR_CODES_DOCUMENTED,
  },
  example: { path: { reference: SAMPLES.orderReference } },
})

export const getInstallCsv = operation({
  operationId: 'getInstallCsv',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/csv/{reference}',
  summary: 'Get the install details of an order or apply as CSV',
  deprecated: true,
  until: '2.4',
  errors: [400, 403, 410, 429, 500, 503],
  pathFields: ReferencePath,
  queryFields: z.object({ additionalFields: AdditionalFields }),
  answer: z.string(),
  contentTypes: ['text/csv'],
  example: { path: { reference: SAMPLES.orderReference } },
})

interface DetailFacts {
  readonly iccid: string
  readonly matchingId: string
  readonly smdpAddress: string
  readonly bundle: string
  readonly reference: string
  readonly pin: string
  readonly puk: string
  readonly profileStatus: string
  readonly firstInstalledAt: Instant | null
}

interface DetailOptions {
  readonly appleInstallUrl: boolean
  readonly androidInstallUrl?: boolean
}

export const presentInstallDetails = (
  details: DetailFacts,
  options: DetailOptions,
): z.infer<typeof InstallDetails> & WithHiddenFields => ({
  iccid: details.iccid,
  matchingId: details.matchingId,
  rspUrl: details.smdpAddress,
  smdpAddress: details.smdpAddress,
  bundle: details.bundle,
  reference: details.reference,
  ...(options.appleInstallUrl ? { appleInstallUrl: appleInstallUrl(details) } : {}),
  ...withHiddenFields({
    pin: details.pin,
    puk: details.puk,
    profileStatus: details.profileStatus,
    firstInstalledAt: details.firstInstalledAt,
    androidInstallUrl: options.androidInstallUrl ? androidInstallUrl(details) : undefined,
  }),
})

/** The CSV form as observed, header line first. Assumption (install-apple-column): the titles of the additional columns. */
export function presentInstallCsvRows(details: readonly DetailFacts[], options: DetailOptions): string[][] {
  const header = ['ICCID', 'Matching ID', 'RSP URL', 'Bundle', 'Reference']
  const links = [
    ...(options.appleInstallUrl ? [{ title: 'Apple Install URL', linkOf: appleInstallUrl }] : []),
    ...(options.androidInstallUrl ? [{ title: 'Android Install URL', linkOf: androidInstallUrl }] : []),
  ]
  return [
    [...header, ...links.map(({ title }) => title)],
    ...details.map((row) => [
      row.iccid,
      row.matchingId,
      row.smdpAddress,
      row.bundle,
      row.reference,
      ...links.map(({ linkOf }) => linkOf(row)),
    ]),
  ]
}
