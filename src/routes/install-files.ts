import { presentInstallCsvRows } from '../contract/install-details.ts'
import { activationCode } from '../domain/identifiers.ts'
import type { Instant } from '../domain/instant.ts'
import type { InstallDetails } from '../state/orders.ts'

/** The links that the CSV has as well. */
interface Links {
  readonly appleInstallUrl: boolean
  readonly androidInstallUrl?: boolean
}

/** The install details as CSV, as observed: a header line, values quoted only where they must be, lines ended by LF. */
export async function renderInstallCsv(details: readonly InstallDetails[], options: Links): Promise<string> {
  const { stringify } = await import('csv-stringify/sync')
  return stringify(presentInstallCsvRows(details, options))
}

/**
 * Renders a ZIP of one PNG for each eSIM, named by its ICCID, that holds the QR code of its activation code, and of a CSV
 * that maps the ICCIDs. The same details give the same bytes: entries are dated by the emulated clock.
 */
export async function renderQrCodes(
  details: readonly InstallDetails[],
  csv: { readonly name: string; readonly text: string },
  now: Instant,
): Promise<Uint8Array<ArrayBuffer>> {
  const [{ ZipArchive }, { default: qrcode }] = await Promise.all([import('archiver'), import('qrcode')])
  const archive = new ZipArchive({ zlib: { level: 6 } })
  const chunks: Buffer[] = []
  const finished = new Promise<void>((resolve, reject) => {
    archive.on('data', (chunk: Buffer) => chunks.push(chunk))
    archive.on('end', resolve)
    archive.on('error', reject)
  })
  const date = new Date(now)
  const byIccid = new Map(details.map((row) => [row.iccid, row]))
  for (const { iccid, smdpAddress, matchingId } of byIccid.values()) {
    const png = await qrcode.toBuffer(activationCode(smdpAddress, matchingId), { type: 'png', width: 400 })
    archive.append(png, { name: `${iccid}.png`, date })
  }
  archive.append(csv.text, { name: csv.name, date })
  await archive.finalize()
  await finished
  return new Uint8Array(Buffer.concat(chunks))
}
