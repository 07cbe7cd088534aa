import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readVendorDocument } from './generator/document.ts'

test('the generated client is of the document as it is now', async () => {
  const generated = readFileSync(new URL('./generated/vendor.d.ts', import.meta.url), 'utf8')
  const { sha256 } = await readVendorDocument()
  expect(
    /sha256 ([0-9a-f]{64})/.exec(generated)?.[1],
    'the OpenAPI document has changed since test/clients/generated/vendor.d.ts was made: run `npm run generate:client`',
  ).toBe(sha256)
})
