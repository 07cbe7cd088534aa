import { accepts } from 'hono/accepts'
import { asksFor } from '../contract/esims.ts'
import * as contract from '../contract/install-details.ts'
import { DomainError } from '../domain/errors.ts'
import { Answer } from '../middleware/answer.ts'
import { getInstallDetails, type InstallDetails } from '../state/orders.ts'
import { renderInstallCsv, renderQrCodes } from './install-files.ts'
import type { Mount } from './mount.ts'

const TYPES = contract.getInstallDetails.contentTypes
type ContentType = (typeof TYPES)[number]

export function installDetailsRoutes(mount: Mount): void {
  mount(contract.getInstallDetails, async ({ query, now, request, read }) => {
    const references = query.reference ?? []
    if (references.length === 0) throw new DomainError('missing_parameter', { name: 'reference' })
    const details = read((tx) => references.flatMap((reference) => getInstallDetails(tx, reference)))
    const options = linksOf(query.additionalFields)
    switch (chooseType(request)) {
      case 'application/json':
        return details.map((row) => contract.presentInstallDetails(row, options))
      case 'application/zip':
        return zipResponse(details, references[0] ?? '', now)
      default:
        return csvResponse(details, options)
    }
  })

  mount(contract.getQrCodes, async ({ path, now, read }) =>
    zipResponse(
      read((tx) => getInstallDetails(tx, path.reference)),
      path.reference,
      now,
    ),
  )

  mount(contract.getInstallCsv, async ({ path, query, read }) =>
    csvResponse(
      read((tx) => getInstallDetails(tx, path.reference)),
      linksOf(query.additionalFields),
    ),
  )
}

const chooseType = (request: Request): ContentType =>
  accepts({ req: { header: (name: string) => request.headers.get(name) ?? undefined } } as never, {
    header: 'Accept',
    supports: [...TYPES],
    default: 'text/csv',
  }) as ContentType

/** The links that are asked for. */
const linksOf = (additionalFields: string | undefined) => ({
  appleInstallUrl: asksFor(additionalFields, 'appleInstallUrl'),
  androidInstallUrl: asksFor(additionalFields, 'androidInstallUrl'),
})

async function csvResponse(details: readonly InstallDetails[], options: ReturnType<typeof linksOf>) {
  return new Answer(await renderInstallCsv(details, options), 'text/csv')
}

async function zipResponse(details: readonly InstallDetails[], reference: string, now: number) {
  return new Answer(await renderQrCodes(details, reference, now), 'application/zip')
}
