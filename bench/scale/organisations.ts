import { setTimeout as wait } from 'node:timers/promises'
import { median } from '../measurement.ts'
import { residentMegabytes } from '../memory.ts'
import { ORDER } from '../purchase.ts'
import type { Server } from '../servers.ts'
import { busyMs } from './busy.ts'
import { call } from './client.ts'
import { flat, most } from './goals.ts'
import { printHead, printRow } from './table.ts'

const ORGANISATIONS = 10_000
const AT_ONCE = 16
const READS = 2_000
const READS_IN_TURN = 250

/** Measures a server with many organisations, each with an order and a clock that runs. */
export async function measureOrganisations(start: () => Promise<Server>, canStartAgain: boolean): Promise<void> {
  printHead(`${ORGANISATIONS} organisations, each with an order and a running clock`, [1, ORGANISATIONS])
  let server = await start()
  const emptyMs = busyMs(server)
  try {
    const before = residentMegabytes(server)
    const begun = performance.now()
    const keys = Array.from({ length: ORGANISATIONS }, (_, index) => `many-${index}`)
    await inTurn(keys, (apiKey) => call({ method: 'POST', url: `${server.url}/v2.4/orders`, apiKey, body: ORDER }))
    const each = (performance.now() - begun) / ORGANISATIONS
    printRow('opening one, with its order', [Number.NaN, each], most(5))
    const kilobytes = ((residentMegabytes(server) - before) * 1_024) / ORGANISATIONS
    printRow(
      'memory for each',
      [Number.NaN, kilobytes],
      { ...most(50), text: '<= 50 kB' },
      (value) => `${value.toFixed(1)} kB`,
    )
    await compareReads(server, keys)
    const idle = await idleMs(server)
    printRow('processor time while nothing is due, a second', [Number.NaN, idle], most(5))
    if (!canStartAgain) return
    await server.stop()
    server = await start()
    printRow('start, processor time, beside an empty one', [emptyMs, busyMs(server)], most(1_000))
  } finally {
    await server.stop()
  }
}

/** Reads of many organisations beside as many of one. */
async function compareReads(server: Server, keys: readonly string[]): Promise<void> {
  const [one = ''] = keys
  const ofOne = new ReadTimes(server)
  const ofMany = new ReadTimes(server)
  for (let from = 0; from < READS; from += READS_IN_TURN) {
    const many = keys.slice(from, from + READS_IN_TURN)
    await ofOne.take(many.map(() => one))
    await ofMany.take(many)
  }
  printRow('a read, median: of one organisation, of all', [ofOne.median, ofMany.median], flat)
  printRow('a read, p99', [ofOne.p99, ofMany.p99], flat)
  printRow('a read, processor time', [ofOne.busy, ofMany.busy], flat)
}

/** The times of reads at a server. */
class ReadTimes {
  readonly #server: Server
  readonly #times: number[] = []
  #busy = 0

  constructor(server: Server) {
    this.#server = server
  }

  async take(keys: readonly string[]): Promise<void> {
    const before = busyMs(this.#server)
    await inTurn(keys, async (apiKey) => {
      const { milliseconds } = await call({ url: `${this.#server.url}/v2.4/esims?perPage=10`, apiKey })
      this.#times.push(milliseconds)
    })
    this.#busy += busyMs(this.#server) - before
  }

  get median(): number {
    return median(this.#times)
  }

  get p99(): number {
    const sorted = this.#times.toSorted((a, b) => a - b)
    return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN
  }

  /** Of each read. */
  get busy(): number {
    return this.#busy / this.#times.length
  }
}

/** How long a server is watched that nobody calls. */
const IDLE_SECONDS = 3

async function idleMs(server: Server): Promise<number> {
  const before = busyMs(server)
  await wait(IDLE_SECONDS * 1_000)
  return (busyMs(server) - before) / IDLE_SECONDS
}

/** Does something for each key, a few at a time. */
async function inTurn(keys: readonly string[], work: (apiKey: string) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < keys.length) await work(keys[next++] as string)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
