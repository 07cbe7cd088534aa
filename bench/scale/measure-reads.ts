import { median } from '../measurement.ts'
import type { Server } from '../servers.ts'
import { busyMs } from './busy.ts'
import { type Asked, askJson, tryCall } from './client.ts'
import { type Facts, findFacts } from './facts.ts'
import type { Read } from './read.ts'
import { listReads } from './reads.ts'
import { printRow } from './table.ts'

/** Each read is repeated until it has taken so long, or so often. */
const BUDGET_MS = 400
const MOST_TIMES = 15
const LEAST_TIMES = 3
/** So often everything is asked before anything is measured. */
const WARM_UPS = 2

/** A server with a world of one size. */
interface Sized {
  readonly server: Server
  readonly facts: Facts
}

/**
 * Measures every read in worlds of several sizes, in turn, and prints a row for each whose name has `pattern` in it: the
 * quickest time of several, which other programs on the machine lengthen the least, or what the processor gave the server.
 */
export async function measureReads(
  servers: readonly Server[],
  { pattern, countsBusy }: { readonly pattern: RegExp; readonly countsBusy: boolean },
): Promise<void> {
  const worlds: Sized[] = []
  for (const server of servers) worlds.push({ server, facts: await findFacts(server.url) })
  const reads = listReads().filter(({ what }) => pattern.test(what))
  for (let time = 0; time < WARM_UPS; time++) {
    for (const world of worlds) for (const read of reads) await tryCall({ url: await urlOf(world, read) })
  }
  for (const read of reads) printRow(read.what, await measureRead(worlds, read, countsBusy), read.goal)
}

async function urlOf({ server, facts }: Sized, read: Read): Promise<string> {
  const first = read.first && (await askJson<{ pageCount: number }>(server.url + read.first(facts)))
  return server.url + read.path(facts, first?.pageCount ?? 1)
}

async function measureRead(worlds: readonly Sized[], read: Read, countsBusy: boolean): Promise<number[]> {
  const calls: Asked[] = []
  for (const world of worlds) calls.push({ url: await urlOf(world, read) })
  const times = calls.map((): number[] => [])
  // Before the first round each has been asked once: its statements are prepared.
  for (let round = -1; round < MOST_TIMES; round++) {
    let isDone = true
    for (const [index, asked] of calls.entries()) {
      const taken = times[index] as number[]
      const sum = taken.reduce((total, each) => total + each, 0)
      if (taken.length >= LEAST_TIMES && sum > BUDGET_MS) continue
      isDone = false
      const { server } = worlds[index] as Sized
      const before = busyMs(server)
      const { status, milliseconds } = await tryCall(asked)
      const taking = countsBusy ? busyMs(server) - before : milliseconds
      // What is refused says so in its row: it has no time.
      if (round >= 0) taken.push(status < 400 ? taking : Number.NaN)
    }
    if (isDone) break
  }
  // The count of the processor may come a moment late: its smallest is too small.
  return times.map((taken) => (countsBusy ? median(taken) : Math.min(...taken)))
}
