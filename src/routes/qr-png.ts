import { deflateSync } from 'node:zlib'

/** The modules of a QR code, row by row: 1 is dark. */
export interface Modules {
  readonly size: number
  readonly data: ArrayLike<number>
}

/** The sides of the picture, in pixels. */
const WIDTH = 400

/** Light modules around the code, which scanners need. */
const QUIET = 4

/** Draws a QR code as a PNG of one bit a pixel, dark on light: pictures of the package have 32 bits, and take 7 ms each. */
export function drawPng({ size, data }: Modules): Buffer<ArrayBuffer> {
  const scale = WIDTH / (size + 2 * QUIET)
  /** The module that each pixel of a side is of; -1 for one around the code. */
  const moduleOf = Array.from({ length: WIDTH }, (_, pixel) => {
    const module = Math.floor((pixel - QUIET * scale) / scale)
    return module < size ? Math.max(-1, module) : -1
  })
  const lineOf = (row: number): Buffer => {
    const line = Buffer.from(LIGHT_LINE)
    moduleOf.forEach((column, x) => {
      const isDark = column >= 0 && data[row * size + column] === 1
      if (isDark) line.writeUInt8(line.readUInt8(1 + (x >> 3)) - (0x80 >> (x & 7)), 1 + (x >> 3))
    })
    return line
  }
  const lines = Array.from({ length: size }, (_, row) => lineOf(row))
  const picture = Buffer.concat(moduleOf.map((row) => lines[row] ?? LIGHT_LINE))
  return Buffer.concat([SIGNATURE, chunk('IHDR', HEADER), chunk('IDAT', deflateSync(picture)), chunk('IEND', NOTHING)])
}

/** A line without a dark module. It begins with its filter: 0 is none. */
const LIGHT_LINE = Buffer.concat([Buffer.alloc(1), Buffer.alloc(WIDTH / 8, 0xff)])

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const NOTHING = Buffer.alloc(0)

/** The sides, then one bit a pixel, shades of grey, and the usual methods. */
const HEADER = Buffer.from([...uint32(WIDTH), ...uint32(WIDTH), 1, 0, 0, 0, 0])

/** A part of a PNG: the length and name of its content, the content, and a checksum. */
function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  return Buffer.concat([uint32(content.length), named, uint32(crc32(named))])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** The checksum of PNG (ISO 3309). Node has it from version 22 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
