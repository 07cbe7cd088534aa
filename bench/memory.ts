import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Row } from './measurement.ts'
import { type Server, startBare } from './servers.ts'

const MOST_MB = 120

/** The resident memory of the emulator after all that was asked of it, beside that of a bare server just started. */
export async function measureMemory(emulator: Server): Promise<Row> {
  const bare = await startBare({ contentType: 'application/json', body: '{}' })
  const used = residentMegabytes(emulator)
  const least = residentMegabytes(bare)
  await bare.stop()
  return {
    what: 'resident memory after the run',
    emulator: `${used.toFixed(0)} MB`,
    bare: `${least.toFixed(0)} MB`,
    ratio: `${(used / least).toFixed(1)}x`,
    target: `<= ${MOST_MB} MB`,
    met: used <= MOST_MB,
  }
}

/** As `ps` tells it, in kB, on Linux and macOS. */
export const residentMegabytes = ({ pid }: Server): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024

/** The most that it has been, as Linux tells it. */
export function mostMegabytes({ pid }: Server): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
  } catch {
    return Number.NaN
  }
}
