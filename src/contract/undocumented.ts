import * as z from 'zod'
import { MATCHING_ID } from '../domain/identifiers.ts'
import { IccidPath } from './esims.ts'
import { SAMPLES } from './examples/samples.ts'
import { AdditionalFields, pathField } from './fields.ts'
import { getInstallDetails, getQrCodes, InstallDetails, QR_CODES_DOCUMENTED } from './install-details.ts'
import { operation } from './operation.ts'
import { Reference } from './scalars.ts'

export const getInstallDetailsByPath = operation({
  operationId: 'getInstallDetailsByPath',
  tag: 'eSIMs',
  method: 'GET',
  path: '/esims/assignments/{reference}',
  summary: 'Get what is needed to install the eSIMs of one order or apply',
  description: '`Accept` chooses CSV, which is the default, JSON, or a ZIP of QR codes.',
  undocumented: 'GET /esims/assignments?reference=',
  presentedAs: getInstallDetails.operationId,
  pathFields: z.object({ reference: pathField(Reference) }),
  queryFields: z.object({ additionalFields: AdditionalFields }),
  answer: z.array(InstallDetails),
  contentTypes: getInstallDetails.contentTypes,
  since: '2.2',
  errors: getInstallDetails.errors,
  example: { path: { reference: SAMPLES.orderReference } },
})

const QR_CODE = {
  tag: 'eSIMs',
  method: 'GET',
  undocumented: QR_CODES_DOCUMENTED,
  presentedAs: getQrCodes.operationId,
  answer: z.string(),
  errors: getQrCodes.errors,
} as const

export const getEsimQrCode = operation({
  ...QR_CODE,
  operationId: 'getEsimQrCode',
  path: '/esims/{iccid}/qr',
  summary: 'Get the QR code that installs an eSIM',
  pathFields: IccidPath,
  contentTypes: ['image/png'],
  example: { path: { iccid: SAMPLES.iccid } },
})

/** Until v2.4 the path is that of getQrCodes, which has this as its undocumented use. */
export const getQrCode = operation({
  ...QR_CODE,
  operationId: 'getQrCode',
  path: '/esims/qr/{matchingId}',
  summary: 'Get the QR code of the eSIM with a matching id',
  description: 'A PNG, or where `Accept` prefers it a ZIP that holds one.',
  since: '2.5',
  pathFields: z.object({
    matchingId: z
      .string()
      .regex(MATCHING_ID)
      .meta({ examples: ['4CDZ0-OI12K-DSWE5-G3XM5'] }),
  }),
  contentTypes: ['image/png', 'application/zip'],
})
