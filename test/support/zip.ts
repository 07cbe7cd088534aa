import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl'

export interface ZipEntry {
  readonly name: string
  readonly modifiedAt: Date
  readonly content: Buffer
}

const open = promisify<Buffer, Options, ZipFile>(fromBuffer as never)

/** The entries of a ZIP, in their order. Rejects when it is not a sound one. */
export async function readZip(bytes: Uint8Array): Promise<ZipEntry[]> {
  const zip = await open(Buffer.from(bytes), { lazyEntries: true })
  const entries: ZipEntry[] = []
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      readEntry(zip, entry).then((read) => {
        entries.push(read)
        zip.readEntry()
      }, reject)
    })
    zip.on('end', resolve)
    zip.on('error', reject)
    zip.readEntry()
  })
  return entries
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<ZipEntry> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)))
  })
  const content = Buffer.concat(await stream.toArray())
  return { name: entry.fileName, modifiedAt: entry.getLastModDate(), content }
}

/** The text of the QR code that a PNG shows; undefined when it shows none. */
export function readQrCode(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png)
  const decode = jsqr as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null
  return decode(new Uint8ClampedArray(data), width, height)?.data
}
