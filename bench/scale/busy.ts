import { readFileSync } from 'node:fs'
import type { Server } from '../servers.ts'

/**
 * How long the thread of a server has had a processor, in milliseconds: what other programs on the machine take does not count.
 * NaN where the system does not tell (Linux does).
 */
export function busyMs({ pid }: Server): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6
  } catch {
    return Number.NaN
  }
}
