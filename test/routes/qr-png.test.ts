import { PNG } from 'pngjs'
import qrcode from 'qrcode'
import { expect, test } from 'vitest'
import { drawPng } from '../../src/routes/qr-png.ts'

test.each([
  'LPA:1$rsp.example.com$K2-1A2B3C',
  'LPA:1$rsp.example.com$ABCDEF0123456789ABCDEF0123456789',
  'x'.repeat(1_000),
])('a picture has the pixels that the package draws: %#', async (text) => {
  const picture = drawPng(qrcode.create(text).modules)
  const expected = PNG.sync.read(await qrcode.toBuffer(text, { type: 'png', width: 400 }))
  const { width, height, data } = PNG.sync.read(picture)
  expect([width, height]).toEqual([expected.width, expected.height])
  expect(Buffer.compare(data, expected.data)).toBe(0)
})
