import { presentInstallCsvRows } from '../contract/install-details.ts'
import type { Operation } from '../contract/operation.ts'
import { activationCode } from '../domain/identifiers.ts'
import type { Instant } from '../domain/instant.ts'
import { loadCsv, renderCsv } from '../http/csv.ts'
import { mapParts } from '../http/long-list.ts'
import type { InstallDetails } from '../state/records/deliveries.ts'
import type { HandlerCall } from './vendor-call.ts'

/** The links that the CSV has a column for. */
interface Links {
  readonly appleInstallUrl: boolean
  readonly androidInstallUrl?: boolean
}

/** Renders the install details as CSV, as observed: a header line, values quoted only where they must be, lines ended by LF. */
export async function renderInstallCsv(
  details: readonly InstallDetails[],
  { inTurns, ...options }: Links & Pick<HandlerCall<Operation>, 'inTurns'>,
): Promise<string> {
  const [header = []] = presentInstallCsvRows([], options)
  const rows = mapParts(details, (part) => presentInstallCsvRows(part, options).slice(1))
  return inTurns(renderCsv(await loadCsv(), rows, header))
}

interface QrFacts {
  readonly iccid: string
  readonly smdpAddress: string
  readonly matchingId: string
}

/** Draws the QR code of an eSIM's activation code as a PNG. */
type DrawQrCode = (esim: QrFacts) => Uint8Array<ArrayBuffer>

/** Loads the function that draws QR codes. */
async function loadQrCodes(): Promise<DrawQrCode> {
  const [{ default: qrcode }, { drawPng }] = await Promise.all([import('qrcode'), import('./qr-png.ts')])
  return ({ smdpAddress, matchingId }) => drawPng(qrcode.create(activationCode(smdpAddress, matchingId)).modules)
}

/** Renders the QR code of an eSIM's activation code as a PNG. */
export const renderQrCode = async (esim: QrFacts): Promise<Uint8Array<ArrayBuffer>> => (await loadQrCodes())(esim)

/** Renders a ZIP with the QR code of one eSIM, named by its ICCID. */
export const renderQrCodeZip = async (esim: QrFacts, now: Instant): Promise<Uint8Array<ArrayBuffer>> =>
  zip([{ name: `${esim.iccid}.png`, content: await renderQrCode(esim) }], now)

/**
 * Renders a ZIP of one PNG for each eSIM, named by its ICCID, that holds the QR code of its activation code, and of a CSV
 * that maps the ICCIDs. The same details give the same bytes: entries are dated by the emulated clock.
 */
export async function renderQrCodes(
  details: readonly InstallDetails[],
  csv: { readonly name: string; readonly text: string },
  { now, inTurns }: Pick<HandlerCall<Operation>, 'now' | 'inTurns'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const codes = await inTurns(drawAll(details, await loadQrCodes()))
  return zip([...codes, { name: csv.name, content: csv.text }], now)
}

/** Draws the QR code of each eSIM, one up to each `yield`. */
function* drawAll(details: readonly InstallDetails[], draw: DrawQrCode): Generator<undefined, Entry[]> {
  const codes: Entry[] = []
  for (const row of new Map(details.map((row) => [row.iccid, row])).values()) {
    codes.push({ name: `${row.iccid}.png`, content: draw(row) })
    yield
  }
  return codes
}

interface Entry {
  readonly name: string
  readonly content: string | Uint8Array
}

async function zip(entries: readonly Entry[], now: Instant): Promise<Uint8Array<ArrayBuffer>> {
  const { ZipArchive } = await import('archiver')
  const archive = new ZipArchive({ zlib: { level: 6 } })
  const chunks: Buffer[] = []
  const finished = new Promise<void>((resolve, reject) => {
    archive.on('data', (chunk: Buffer) => chunks.push(chunk))
    archive.on('end', resolve)
    archive.on('error', reject)
  })
  const date = new Date(now)
  for (const { name, content } of entries) {
    archive.append(typeof content === 'string' ? content : Buffer.from(content), { name, date })
  }
  await archive.finalize()
  await finished
  return new Uint8Array(Buffer.concat(chunks))
}
