import { asksFor } from '../contract/esims.ts'
import * as contract from '../contract/install-details.ts'
import type { Operation } from '../contract/operation.ts'
import { DomainError } from '../domain/errors.ts'
import { MOST_QR_CODES } from '../domain/limits.ts'
import { Answer } from '../middleware/answer.ts'
import { getInstallDetails, type InstallDetails } from '../state/orders.ts'
import { preferredType } from './accept.ts'
import { renderInstallCsv, renderQrCodes } from './install-files.ts'
import type { Call, Mount } from './mount.ts'

export function installDetailsRoutes(mount: Mount): void {
  mount(contract.getInstallDetails, async ({ query, now, request, shapeText, read }) => {
    const references = query.reference ?? []
    if (references.length === 0) throw new DomainError('missing_parameter', { name: 'reference' })
    const details = read((tx) => getInstallDetails(tx, references))
    const options = linksOf(query.additionalFields)
    switch (preferredType(request.headers.get('Accept'), contract.getInstallDetails.contentTypes)) {
      case 'application/json':
        return details.map((row) => contract.presentInstallDetails(row, options))
      case 'application/zip':
        return zipResponse(details, references[0] ?? '', { now, options, shapeText })
      default:
        return csvResponse(details, options)
    }
  })

  mount(contract.getQrCodes, async ({ path, now, shapeText, read }) =>
    zipResponse(
      read((tx) => getInstallDetails(tx, [path.reference])),
      path.reference,
      { now, options: linksOf(undefined), shapeText },
    ),
  )

  mount(contract.getInstallCsv, async ({ path, query, read }) =>
    csvResponse(
      read((tx) => getInstallDetails(tx, [path.reference])),
      linksOf(query.additionalFields),
    ),
  )
}

/** The links that are asked for. */
const linksOf = (additionalFields: string | undefined) => ({
  appleInstallUrl: asksFor(additionalFields, 'appleInstallUrl'),
  androidInstallUrl: asksFor(additionalFields, 'androidInstallUrl'),
})

type Links = ReturnType<typeof linksOf>

async function csvResponse(details: readonly InstallDetails[], options: Links) {
  return new Answer(await renderInstallCsv(details, options), 'text/csv')
}

async function zipResponse(
  details: readonly InstallDetails[],
  reference: string,
  { now, options, shapeText }: { readonly options: Links } & Pick<Call<Operation>, 'now' | 'shapeText'>,
) {
  if (details.length > MOST_QR_CODES) throw new DomainError('too_many_qr_codes', { limit: MOST_QR_CODES })
  const csv = shapeText(await renderInstallCsv(details, options))
  return new Answer(await renderQrCodes(details, { name: `${reference}.csv`, text: csv }, now), 'application/zip')
}
