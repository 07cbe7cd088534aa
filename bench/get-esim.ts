import { compare } from './load.ts'
import type { Row } from './measurement.ts'
import { buyEsim } from './purchase.ts'
import type { Server } from './servers.ts'

const LEAST = 0.3

/** GET /esims/{iccid}: a key to check and a row to read. */
export async function measureGetEsim(emulator: Server): Promise<Row> {
  const iccid = await buyEsim(emulator)
  const rates = await compare(emulator, { method: 'GET', path: `/v2.4/esims/${iccid}` }, { duration: 3 })
  const ratio = rates.emulator / rates.bare
  return {
    what: 'GET /esims/{iccid}',
    emulator: `${rates.emulator.toFixed(0)}/s`,
    bare: `${rates.bare.toFixed(0)}/s`,
    ratio: `${(ratio * 100).toFixed(0)}%`,
    target: `>= ${LEAST * 100}%`,
    met: ratio >= LEAST,
  }
}
