import * as z from 'zod'
import { appleInstallUrl } from './esims.ts'
import { operation } from './operation.ts'
import { AdditionalFields, BundleName, Iccid, Reference } from './scalars.ts'

/** How to install one eSIM. The host is under both of the names that readers look for. */
export const InstallDetails = z.object({
  iccid: Iccid,
  matchingId: z.string(),
  rspUrl: z.string(),
  smdpAddress: z.string(),
  bundle: BundleName,
  reference: Reference,
  appleInstallUrl: z.string().optional(),
})

const ReferencePath = z.object({ reference: Reference })

export const getInstallDetails = operation({
  operationId: 'getInstallDetails',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/assignments',
  summary: 'Get what is needed to install the eSIMs of orders or applies',
  description:
    '`Accept` chooses the form: CSV, which is the default, JSON, or a ZIP of QR codes. An assignment reference (`<uuid>-0`) names one eSIM.',
  queryFields: z.object({
    reference: z.array(z.string()).optional().meta({ description: 'Required; may be repeated.' }),
    additionalFields: AdditionalFields,
  }),
  answer: z.array(InstallDetails),
  contentTypes: ['text/csv', 'application/json', 'application/zip'],
})

export const getQrCodes = operation({
  operationId: 'getQrCodes',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/qr/{reference}',
  summary: 'Get the QR codes of an order or apply as a ZIP',
  deprecated: true,
  pathFields: ReferencePath,
  answer: z.string(),
  contentTypes: ['application/zip'],
})

export const getInstallCsv = operation({
  operationId: 'getInstallCsv',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/csv/{reference}',
  summary: 'Get the install details of an order or apply as CSV',
  deprecated: true,
  pathFields: ReferencePath,
  queryFields: z.object({ additionalFields: AdditionalFields }),
  answer: z.string(),
  contentTypes: ['text/csv'],
})

interface DetailFacts {
  readonly iccid: string
  readonly matchingId: string
  readonly smdpAddress: string
  readonly bundle: string
  readonly reference: string
}

interface DetailOptions {
  readonly appleInstallUrl: boolean
}

export const presentInstallDetails = (
  details: DetailFacts,
  options: DetailOptions,
): z.infer<typeof InstallDetails> => ({
  iccid: details.iccid,
  matchingId: details.matchingId,
  rspUrl: details.smdpAddress,
  smdpAddress: details.smdpAddress,
  bundle: details.bundle,
  reference: details.reference,
  ...(options.appleInstallUrl ? { appleInstallUrl: appleInstallUrl(details) } : {}),
})

/** The CSV form as observed, header line first. Assumption (install-apple-column): the title of the additional column. */
export function presentInstallCsvRows(details: readonly DetailFacts[], options: DetailOptions): string[][] {
  const header = ['ICCID', 'Matching ID', 'RSP URL', 'Bundle', 'Reference']
  return [
    options.appleInstallUrl ? [...header, 'Apple Install URL'] : header,
    ...details.map((row) => [
      row.iccid,
      row.matchingId,
      row.smdpAddress,
      row.bundle,
      row.reference,
      ...(options.appleInstallUrl ? [appleInstallUrl(row)] : []),
    ]),
  ]
}
