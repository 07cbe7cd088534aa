import { median } from '../measurement.ts'
import { residentMegabytes } from '../memory.ts'
import { ORDER } from '../purchase.ts'
import type { Server } from '../servers.ts'
import { call } from './client.ts'
import { most } from './goals.ts'
import { printHead, printRow } from './table.ts'

const ORGANISATIONS = 10_000
const AT_ONCE = 16
const READS = 2_000

/** Measures a server with many organisations, each with an order and a clock that runs. */
export async function measureOrganisations(start: () => Promise<Server>, canStartAgain: boolean): Promise<void> {
  printHead(`${ORGANISATIONS} organisations, each with an order and a running clock`, [ORGANISATIONS])
  let server = await start()
  try {
    const before = residentMegabytes(server)
    const begun = performance.now()
    const keys = Array.from({ length: ORGANISATIONS }, (_, index) => `many-${index}`)
    await inTurn(keys, (apiKey) => call({ method: 'POST', url: `${server.url}/v2.4/orders`, apiKey, body: ORDER }))
    const each = (performance.now() - begun) / ORGANISATIONS
    printRow('opening one, with its order', [each], most(5))
    const kilobytes = ((residentMegabytes(server) - before) * 1_024) / ORGANISATIONS
    printRow('memory for each', [kilobytes], { ...most(50), text: '<= 50 kB' }, (value) => `${value.toFixed(1)} kB`)
    printReads(await readOf(server, keys))
    if (!canStartAgain) return
    const emptyMs = server.startMs
    await server.stop()
    server = await start()
    printRow('start, beside an empty one', [emptyMs, server.startMs], most(1_000))
  } finally {
    await server.stop()
  }
}

/** The time of each of many reads, of one organisation after another. */
async function readOf(server: Server, keys: readonly string[]): Promise<number[]> {
  const times: number[] = []
  await inTurn(keys.slice(0, READS), async (apiKey) => {
    const { milliseconds } = await call({ url: `${server.url}/v2.4/esims?perPage=10`, apiKey })
    times.push(milliseconds)
  })
  return times.sort((a, b) => a - b)
}

function printReads(times: readonly number[]): void {
  printRow('a read, median', [median(times)], most(10))
  printRow('a read, p99', [times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN], most(25))
}

/** Does something for each key, a few at a time. */
async function inTurn(keys: readonly string[], work: (apiKey: string) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < keys.length) await work(keys[next++] as string)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
