import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Server } from '../servers.ts'
import { askJson, tryCall } from './client.ts'
import { findFacts } from './facts.ts'
import { most } from './goals.ts'
import { listReads } from './reads.ts'
import { printHead, printRow } from './table.ts'
import { READER } from './watch.ts'

/** The longest of the pauses in a file, in a time of the machine. */
export function longestPause(file: string, from: number, to: number): number {
  if (!existsSync(file)) return 0
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
  return Math.max(0, ...lines.flatMap(([at = 0, busy = 0]) => (at >= from && at <= to ? busy : [])))
}

/** Pauses that are printed. */
const LEAST_MS = 10

/** The watcher notes a pause behind it. */
const NOTED_MS = 5

/**
 * Makes every read of both APIs and opens every page, each twice, and prints how long the thread was busy at one stretch for the second one.
 * Short ones are left out.
 */
export async function measurePauses(
  folder: string,
  size: number,
  start: (pauses: string) => Promise<Server>,
  pattern: RegExp,
): Promise<void> {
  printHead('The longest stretch of a read that others wait for', [size])
  const file = join(folder, 'pauses')
  rmSync(file, { force: true })
  const server = await start(file)
  const rows: { readonly what: string; readonly busy: number }[] = []
  try {
    const facts = await findFacts(server.url)
    for (const read of listReads().filter(({ what }) => pattern.test(what))) {
      const first = read.first && (await askJson<{ pageCount: number }>(server.url + read.first(facts)))
      const url = server.url + read.path(facts, first?.pageCount ?? 1)
      await tryCall({ url })
      // Turns are short while another organisation calls.
      await tryCall({ url: `${server.url}/v2.4/organisation`, apiKey: READER })
      await pause(NOTED_MS)
      const from = Date.now()
      await tryCall({ url })
      await pause(NOTED_MS)
      rows.push({ what: read.what, busy: longestPause(file, from, Date.now()) })
    }
  } finally {
    await server.stop()
  }
  const long = rows.filter(({ busy }) => busy >= LEAST_MS).sort((a, b) => b.busy - a.busy)
  for (const { what, busy } of long) printRow(what, [busy], most(50))
  console.log(`${rows.length - long.length} of ${rows.length} reads have none of ${LEAST_MS} ms`)
}
