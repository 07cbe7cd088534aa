import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { median } from '../measurement.ts'

/** How long the reads of one organisation took while another did something. */
export interface Watched {
  readonly reads: number
  readonly median: number
  readonly p99: number
  readonly max: number
}

const EVERY_MS = 10

/** The key of the organisation that reads. */
export const READER = 'reader'

/**
 * Reads at a fixed pace, whether the last read has been answered or not, until `done`. Each is timed from when its turn
 * was, so that a pause counts for all that came in it.
 */
export async function watchReads(url: string, done: Promise<unknown>): Promise<Watched> {
  const agent = new Agent({ keepAlive: true })
  let isDone = false
  void done.finally(() => {
    isDone = true
  })
  const reads: Promise<number>[] = []
  for (let turn = performance.now(); !isDone; turn += EVERY_MS) {
    const early = turn - performance.now()
    if (early > 0) await pause(early)
    reads.push(timeRead(`${url}/v2.4/esims?perPage=10`, agent, turn))
  }
  const times = (await Promise.all(reads)).sort((a, b) => a - b)
  agent.destroy()
  return {
    reads: times.length,
    median: median(times),
    p99: times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN,
    max: times.at(-1) ?? Number.NaN,
  }
}

function timeRead(url: string, agent: Agent, turn: number): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { 'X-API-Key': READER } }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - turn))
    })
      .once('error', reject)
      .end()
  })
}
