import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './load.ts'
import type { Row } from './measurement.ts'
import { buyEsim } from './purchase.ts'
import { type Server, startEmulator } from './servers.ts'

const LEAST = 0.4

/** GET /esims/{iccid}: a key to check and a row to read. */
export const measureGetEsim = (emulator: Server): Promise<Row> => measureRead(emulator, 'GET /esims/{iccid}')

/** The same of an emulator whose state is in a file, where every call is also journalled to the file. */
export async function measureGetEsimFromFile(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-file-'))
  const emulator = await startEmulator({ db: join(folder, 'state.db') })
  try {
    return await measureRead(emulator, 'GET /esims/{iccid}, with --db')
  } finally {
    await emulator.stop()
    rmSync(folder, { recursive: true })
  }
}

async function measureRead(emulator: Server, what: string): Promise<Row> {
  const iccid = await buyEsim(emulator)
  const rates = await compare(emulator, { method: 'GET', path: `/v2.4/esims/${iccid}` }, { duration: 3 })
  const ratio = rates.emulator / rates.bare
  return {
    what,
    emulator: `${rates.emulator.toFixed(0)}/s`,
    bare: `${rates.bare.toFixed(0)}/s`,
    ratio: `${(ratio * 100).toFixed(0)}%`,
    target: `>= ${LEAST * 100}%`,
    met: ratio >= LEAST,
  }
}
