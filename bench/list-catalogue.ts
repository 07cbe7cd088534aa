import { compare } from './load.ts'
import type { Row } from './measurement.ts'
import type { Server } from './servers.ts'

const LEAST = 0.4

/** GET /catalogue?perPage=50: a page of about 30 kB. */
export async function measureListCatalogue(emulator: Server): Promise<Row> {
  const rates = await compare(emulator, { method: 'GET', path: '/v2.4/catalogue?perPage=50' }, { duration: 3 })
  const ratio = rates.emulator / rates.bare
  return {
    what: 'GET /catalogue?perPage=50',
    emulator: `${rates.emulator.toFixed(0)}/s`,
    bare: `${rates.bare.toFixed(0)}/s`,
    ratio: `${(ratio * 100).toFixed(0)}%`,
    target: `>= ${LEAST * 100}%`,
    met: ratio >= LEAST,
  }
}
