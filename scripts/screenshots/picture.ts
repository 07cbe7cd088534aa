import { crc32, deflateSync } from 'node:zlib'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

/** Colours that a picture keeps: those of the page, and the steps between them at the edges of letters. */
const MOST_COLOURS = 32

/** The difference in colour from which a pixel counts, of 1, and the share of pixels that may differ. */
const COLOUR_TOLERANCE = 0.2
const PIXEL_TOLERANCE = 0.001

/** Makes a PNG file small: rare colours become the most similar of the frequent ones, which are written as a palette. */
export function shrink(file: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(file)
  const counts = new Map<number, number>()
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = choosePalette(counts)
  const indexes = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]))
  const rows = Buffer.alloc(height * (1 + width))
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const colour = data.readUIntBE((row * width + column) * 4, 3)
      rows[row * (1 + width) + 1 + column] = indexes.get(colour) ?? 0
    }
  }
  return writePalettePng(width, height, palette, rows)
}

/** More than the distance of any two colours. */
const FARTHEST = 4 * 256 ** 2

/** Chooses colours that most pixels are near to: each next one is frequent, and unlike those before it. */
function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const left = [...counts].map(([colour, count]) => ({ colour, count, distance: FARTHEST }))
  const palette: number[] = []
  while (palette.length < MOST_COLOURS) {
    // At first all are equally unlike, so that the most frequent is taken.
    const next = left.reduce((best, each) => (weightOf(each) > weightOf(best) ? each : best), left[0] as Weighed)
    if (next.distance === 0) break
    palette.push(next.colour)
    for (const each of left) each.distance = Math.min(each.distance, distanceOf(each.colour, next.colour))
  }
  return palette
}

interface Weighed {
  readonly colour: number
  readonly count: number
  distance: number
}

const weightOf = ({ count, distance }: Weighed): number => count * distance

const distanceOf = (one: number, other: number): number =>
  [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0)

function nearest(colour: number, palette: readonly number[]): number {
  const distances = palette.map((each) => distanceOf(colour, each))
  return distances.indexOf(Math.min(...distances))
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Writes a PNG file whose pixels are indexes of a palette, which `pngjs` reads and does not write. */
function writePalettePng(width: number, height: number, palette: readonly number[], rows: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const named = Buffer.concat([Buffer.from(type), content])
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}

/** Says how a picture differs from another; undefined if it is the same within the tolerance. */
export function findDifference(before: Buffer, now: Buffer): string | undefined {
  const [old, fresh] = [PNG.sync.read(before), PNG.sync.read(now)]
  const { width, height } = fresh
  if (old.width !== width || old.height !== height) {
    return `is ${width} by ${height}, and was ${old.width} by ${old.height}`
  }
  const different = pixelmatch(old.data, fresh.data, undefined, width, height, { threshold: COLOUR_TOLERANCE })
  return different / (width * height) > PIXEL_TOLERANCE
    ? `differs in ${different} pixels of ${width * height}`
    : undefined
}
