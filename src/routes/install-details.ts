import * as contract from '../contract/install-details.ts'
import { asksFor } from '../contract/install-links.ts'
import type { Operation } from '../contract/operation.ts'
import { getEsimQrCode, getInstallDetailsByPath, getQrCode } from '../contract/undocumented.ts'
import { DomainError } from '../domain/errors.ts'
import { MATCHING_ID } from '../domain/identifiers.ts'
import { MOST_QR_CODES } from '../domain/limits.ts'
import { Answer } from '../http/answer.ts'
import { inParts, LongList } from '../http/long-list.ts'
import { getInstallDetails, type InstallDetails } from '../state/records/deliveries.ts'
import { getEsimByMatchingId, requireInstallable } from '../state/records/esim-list.ts'
import { getEsim } from '../state/records/esims.ts'
import { preferredType } from './accept.ts'
import { renderInstallCsv, renderQrCode, renderQrCodes, renderQrCodeZip } from './install-files.ts'
import type { RegisterRoute } from './register.ts'
import type { HandlerCall } from './vendor-call.ts'

export function installDetailsRoutes(route: RegisterRoute): void {
  route(contract.getInstallDetails, async ({ query, ...call }) =>
    answerDetails(call, query.reference, query.additionalFields),
  )

  route(getInstallDetailsByPath, async ({ path, query, ...call }) =>
    answerDetails(call, [path.reference], query.additionalFields),
  )

  route(contract.getQrCodes, async (call) => {
    const { path, now, toVariantText, inTurns, readInTurns } = call
    if (MATCHING_ID.test(path.reference)) return answerQrCode(call, path.reference)
    return zipResponse(await readInTurns((tx) => getInstallDetails(tx, [path.reference])), path.reference, {
      now,
      options: linksOf(undefined),
      toVariantText,
      inTurns,
    })
  })

  route(getQrCode, async (call) => answerQrCode(call, call.path.matchingId))

  route(getEsimQrCode, async ({ path, read }) => {
    const esim = read((tx) => requireInstallable(getEsim(tx, path.iccid, { allowDeleted: true })))
    return new Answer(await renderQrCode(esim), 'image/png')
  })

  route(contract.getInstallCsv, async ({ path, query, readInTurns, inTurns }) =>
    csvResponse(await readInTurns((tx) => getInstallDetails(tx, [path.reference])), {
      ...linksOf(query.additionalFields),
      inTurns,
    }),
  )
}

type InstallCall = Pick<
  HandlerCall<Operation>,
  'request' | 'now' | 'toVariantText' | 'read' | 'inTurns' | 'readInTurns'
>

/** Answers the install details of references in the type that Accept prefers. */
async function answerDetails(
  { request, now, toVariantText, readInTurns, inTurns }: InstallCall,
  references: string[],
  additionalFields?: string,
) {
  const details = await readInTurns((tx) => getInstallDetails(tx, references))
  const options = linksOf(additionalFields)
  switch (preferredType(request.headers.get('Accept'), contract.getInstallDetails.contentTypes)) {
    case 'application/json':
      return new LongList(undefined, presentParts(details, options))
    case 'application/zip':
      return zipResponse(details, references[0] ?? '', { now, options, toVariantText, inTurns })
    default:
      return csvResponse(details, { ...options, inTurns })
  }
}

function* presentParts(details: readonly InstallDetails[], options: Links) {
  for (const part of inParts(details)) yield part.map((row) => contract.presentInstallDetails(row, options))
}

/**
 * Answers the QR code of the eSIM with a matching id: a PNG, or a ZIP that holds one where Accept prefers that.
 * Assumption (undocumented-qr-accept): clients saw both types; the rule by which the service chooses is not known.
 */
async function answerQrCode({ request, now, read }: InstallCall, matchingId: string): Promise<Answer> {
  const esim = read((tx) => getEsimByMatchingId(tx, matchingId))
  return preferredType(request.headers.get('Accept'), getQrCode.contentTypes) === 'application/zip'
    ? new Answer(await renderQrCodeZip(esim, now), 'application/zip')
    : new Answer(await renderQrCode(esim), 'image/png')
}

/** The install links that `additionalFields` names. */
const linksOf = (additionalFields: string | undefined) => ({
  appleInstallUrl: asksFor(additionalFields, 'appleInstallUrl'),
  androidInstallUrl: asksFor(additionalFields, 'androidInstallUrl'),
})

type Links = ReturnType<typeof linksOf>

type InTurns = Pick<HandlerCall<Operation>, 'inTurns'>

async function csvResponse(details: readonly InstallDetails[], options: Links & InTurns) {
  return new Answer(await renderInstallCsv(details, options), 'text/csv')
}

async function zipResponse(
  details: readonly InstallDetails[],
  reference: string,
  {
    now,
    options,
    toVariantText,
    inTurns,
  }: { readonly options: Links } & Pick<HandlerCall<Operation>, 'now' | 'toVariantText' | 'inTurns'>,
) {
  if (details.length > MOST_QR_CODES) throw new DomainError('too_many_qr_codes', { limit: MOST_QR_CODES })
  const csv = toVariantText(await renderInstallCsv(details, { ...options, inTurns }))
  return new Answer(
    await renderQrCodes(details, { name: `${reference}.csv`, text: csv }, { now, inTurns }),
    'application/zip',
  )
}
