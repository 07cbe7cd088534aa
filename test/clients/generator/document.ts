import { createHash } from 'node:crypto'
import { createEmulator } from '../../../src/emulator.ts'

export interface VendorDocument {
  readonly text: string
  readonly sha256: string
}

/** Our OpenAPI document as `/openapi.json` serves it. */
export async function readVendorDocument(): Promise<VendorDocument> {
  const emulator = await createEmulator()
  try {
    const response = await emulator.fetch(new Request('http://emulator/openapi.json'))
    const text = await response.text()
    return { text, sha256: createHash('sha256').update(text).digest('hex') }
  } finally {
    await emulator.close()
  }
}
